package scalar

import (
	"bytes"
	"context"
	"encoding/json"
	"io"

	"github.com/99designs/gqlgen/graphql"
)

// MarshalJSON writes any value that encoding/json knows. What it does not is null with an
// error.
func MarshalJSON(v any) graphql.ContextMarshaler {
	return graphql.ContextWriterFunc(func(_ context.Context, w io.Writer) error {
		var out bytes.Buffer
		e := json.NewEncoder(&out)
		e.SetEscapeHTML(false)
		if err := e.Encode(v); err != nil {
			return err
		}
		_, err := w.Write(bytes.TrimSuffix(out.Bytes(), []byte("\n")))
		return err
	})
}

// UnmarshalJSON takes any value. Numbers are json.Number.
func UnmarshalJSON(_ context.Context, v any) (any, error) { return v, nil }
