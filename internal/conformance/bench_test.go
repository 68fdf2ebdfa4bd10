package conformance_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"bff/clients/connector"
	"bff/internal/conformance/api"
)

// itemsBody is a list of n products as a backend writes it, about 270 bytes each, some
// of which nobody asks for.
func itemsBody(n int) string {
	var out strings.Builder
	out.WriteString(`{"items":[`)
	for i := range n {
		if i > 0 {
			out.WriteByte(',')
		}
		fmt.Fprintf(&out, `{"id":%d,"sku":"SKU-%06d","name":"Blue mug no. %d","description":"A mug that keeps its heat, with \"words\".","price_cents":%d,"currency":"EUR","stock":%d,"rating":%d.%d,"tags":["kitchen","blue"],"created_at":"2026-01-02T15:04:05Z","internal":{"bin":"A-%d"}}`,
			i+1, i, i, 100+i, i%7, i%5, i%10, i)
	}
	out.WriteString(`],"total":12345}`)
	return out.String()
}

// One call of a connector in the process: request, mapping of the body, reading it into
// Go. Nothing is cached, and no GraphQL is executed. bytes are those of the body.
func BenchmarkConnector(b *testing.B) {
	for _, n := range []int{100, 3700} { // 27 KB and 1 MB
		body := itemsBody(n)
		b.Run(fmt.Sprintf("%dKB", len(body)/1000), func(b *testing.B) {
			var rt *connector.Runtime
			serveRuntime(b, &rt, map[string]reply{"GET /v1/items": ok(body)})
			query := api.Connect(rt).Query()
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				items, err := query.Items(b.Context())
				if err != nil || len(items) != n {
					b.Fatal(len(items), err)
				}
			}
		})
	}
}

// serveRuntime is newAPI for calls without GraphQL.
func serveRuntime(t testing.TB, into **connector.Runtime, replies map[string]reply) {
	serve(t, func(rt *connector.Runtime) graphql.ExecutableSchema {
		*into = rt
		return apiSchema(rt)
	}, api.Sources(), nil, replies)
}
