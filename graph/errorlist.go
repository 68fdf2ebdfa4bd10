package graph

import (
	"context"
	"fmt"
	"maps"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// maxErrorBytes is about how many bytes of JSON the errors of a response take.
const maxErrorBytes = 256 << 10

// boundErrors cuts the list of errors of each response. An error without a path says
// how many are left out.
func boundErrors(most int) graphql.ResponseMiddleware {
	return func(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
		response := next(ctx)
		if response != nil {
			response.Errors = bounded(response.Errors, most)
		}
		return response
	}
}

func bounded(errs gqlerror.List, most int) gqlerror.List {
	listed, bytes := 0, 0
	for _, err := range errs {
		bytes += weight(err)
		if most >= 0 && listed == most || bytes > maxErrorBytes && listed > 0 {
			break
		}
		listed++
	}
	if listed == len(errs) {
		return errs
	}
	first := errs[listed] // of those that are left out: its code and its trace stand for them
	extensions := maps.Clone(first.Extensions)
	return append(errs[:listed:listed], &gqlerror.Error{
		Message:    fmt.Sprintf("%d more errors are not listed.", len(errs)-listed),
		Extensions: extensions,
	})
}

// weight is about how many bytes an error takes as JSON.
func weight(err *gqlerror.Error) int {
	n := 100 + len(err.Message) + 20*len(err.Path) + 30*len(err.Locations)
	for name, value := range err.Extensions {
		n += len(name) + 10
		if text, ok := value.(string); ok {
			n += len(text)
		}
	}
	return n
}
