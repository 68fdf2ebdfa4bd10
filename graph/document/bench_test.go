package document

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// shopSchema has what a client's schema has: interfaces and unions of many types,
// long types, arguments, input objects that hold each other.
var shopSchema = gqlparser.MustLoadSchema(&ast.Source{Input: func() string {
	var sdl strings.Builder
	sdl.WriteString("type Query { product(id: ID, slug: String): Product, search(query: String, filter: Filter, first: Int = 20, after: String): Products, node(id: ID!): Node, viewer: Viewer }\n")
	sdl.WriteString("interface Node { id: ID! }\nunion Any = Product | Viewer\n")
	sdl.WriteString("type Product implements Node { id: ID!, name: String, related(first: Int = 3): [Product!]!, any: Any, " + repeated(20, "fNUMBER(a: Int): String") + "}\n")
	sdl.WriteString("type Products { totalCount: Int, nodes: [Product!]! }\ntype Viewer implements Node { id: ID!, cart: Cart }\ntype Cart { lines: [Line!]! }\ntype Line { id: ID!, product: Product }\n")
	sdl.WriteString(repeated(30, "type TNUMBER implements Node { id: ID!, name: String }"))
	sdl.WriteString("input Filter { brands: [String!], and: Filter, or: [Filter!], min: Int }\n")
	return sdl.String()
}()})

// repeated gives n times the text, in which NUMBER is the number of the repetition.
func repeated(n int, text string) string {
	var out strings.Builder
	for i := range n {
		out.WriteString(strings.ReplaceAll(text, "NUMBER", fmt.Sprint(i)))
		out.WriteByte(' ')
	}
	return out.String()
}

// costly are documents that are as dear as a shape can make them.
// Each is cut at the limits by size.
var costly = []struct {
	name string
	make func(size int) string
}{
	{"a field repeated", func(n int) string { return "{" + repeated(n, "__typename") + "}" }},
	{"an object repeated", func(n int) string {
		return "{" + repeated(max(n/20, 1), "product(id: 1) {"+repeated(18, "name")+"}") + "}"
	}},
	{"objects repeated in depth", func(n int) string {
		leaf := repeated(6, "id")
		for range 4 {
			leaf = repeated(4, "product { related(first: 1) { "+leaf+"} }")
			if len(leaf) > 12*n {
				break
			}
		}
		return "{ viewer { cart { lines { " + leaf + " } } } }"
	}},
	{"inline fragments", func(n int) string { return "{" + repeated(n, "... { __typename }") + "}" }},
	{"inline fragments in depth", func(n int) string {
		return "{" + strings.Repeat("... { ", n) + "__typename" + strings.Repeat("}", n) + "}"
	}},
	{"inline fragments of an interface", func(n int) string {
		return `{ node(id: "1") {` + repeated(n, "... on Node { id }") + "} }"
	}},
	{"a chain of fragments", func(n int) string {
		return "{ ...F0 }" + repeated(n, "fragment FNUMBER on Query { __typename ...GNUMBER }") + repeated(max(n-1, 1), "fragment GNUMBER on Query { ...FNUMBER }")
	}},
	{"fragments spread by a chain", func(n int) string {
		var out strings.Builder
		out.WriteString("{ ...F0 }")
		for i := range n {
			fmt.Fprintf(&out, " fragment F%d on Query { a: __typename ...F%d }", i, i+1)
		}
		fmt.Fprintf(&out, " fragment F%d on Query { a: __typename }", n)
		return out.String()
	}},
	{"fragments spread twice each", func(n int) string {
		var out strings.Builder
		out.WriteString("{ ...F0 }")
		for i := range n {
			fmt.Fprintf(&out, " fragment F%d on Query { ...F%d ...F%d }", i, i+1, i+1)
		}
		fmt.Fprintf(&out, " fragment F%d on Query { __typename }", n)
		return out.String()
	}},
	{"a cycle of fragments", func(n int) string {
		var out strings.Builder
		out.WriteString("{ ...F0 }")
		for i := range n {
			fmt.Fprintf(&out, " fragment F%d on Query { ...F%d }", i, (i+1)%n)
		}
		return out.String()
	}},
	{"directives", func(n int) string { return "{ __typename" + repeated(n, "@include(if: true)") + "}" }},
	{"directives that do not exist", func(n int) string { return "{ __typename " + strings.Repeat("@a", n) + "}" }},
	{"fields with directives", func(n int) string { return "{" + repeated(n, "__typename @include(if: true)") + "}" }},
	{"arguments", func(n int) string { return "{ product(" + repeated(n, "id: 1") + ") { id } }" }},
	{"fields with many arguments", func(n int) string {
		return "{" + repeated(max(n/100, 1), "product("+repeated(97, "id: 1")+") { id }") + "}"
	}},
	{"variables", func(n int) string {
		return "query(" + repeated(n, "$vNUMBER: Int") + ") {" + repeated(n, "search(first: $vNUMBER) { totalCount }") + "}"
	}},
	{"a list in depth", func(n int) string {
		return "{ product(id: " + strings.Repeat("[", n) + strings.Repeat("]", n) + ") { id } }"
	}},
	{"an object in depth", func(n int) string {
		return "{ search(filter: " + strings.Repeat("{ and: ", n) + "{}" + strings.Repeat("}", n) + ") { totalCount } }"
	}},
	{"an object in depth with a wide end", func(n int) string {
		return "{ search(filter: " + strings.Repeat("{ and: ", 20) + "{ or: [" + repeated(n/20, "{ min: 1 }") + "]}" + strings.Repeat("}", 20) + ") { totalCount } }"
	}},
	{"operations", func(n int) string { return repeated(n, "query QNUMBER { __typename }") }},
	{"operations that share a fragment", func(n int) string {
		return repeated(max(n/10, 1), "query QNUMBER { ...F }") + "fragment F on Query {" + repeated(max(n/10, 1), "__typename") + "}"
	}},
	{"a long string", func(n int) string { return `{ product(id: "` + strings.Repeat("x", 100*n) + `") { id } }` }},
	{"a long number", func(n int) string { return `{ product(id: ` + strings.Repeat("7", 100*n) + `) { id } }` }},
	{"a comment", func(n int) string { return "#" + strings.Repeat("x", 100*n) + "\n{ __typename }" }},
	{"escapes", func(n int) string { return `{ product(id: "` + strings.Repeat(`\uD83D\uDE00`, 10*n) + `") { id } }` }},
	{"introspection", func(n int) string {
		return "{" + repeated(max(n/5, 1), "__schema { types { fields { name } } }") + "}"
	}},
}

// BenchmarkCostly shows what the dearest documents cost: the largest that each
// shape can have within the limits, and one twice as large, which is refused or has
// errors. Each is below 50 ms.
func BenchmarkCostly(b *testing.B) {
	loader := NewLoader(shopSchema, Options{Introspection: true})
	for _, shape := range costly {
		size := largest(loader, shape.make)
		for name, document := range map[string]string{"within": shape.make(size), "beyond": shape.make(2 * size), "far beyond": shape.make(20_000)} {
			b.Run(shape.name+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					loader.Load(context.Background(), document)
				}
				b.ReportMetric(float64(len(document)), "bytes")
			})
		}
	}
}

// largest is the largest size of a shape that is not refused by a limit.
func largest(loader *Loader, make func(int) string) int {
	low, high := 1, 20_000
	for low < high {
		middle := (low + high + 1) / 2
		if _, errs := loader.Load(context.Background(), make(middle)); len(errs) > 0 && strings.Contains(errs[0].Message, "limit") {
			high = middle - 1
		} else {
			low = middle
		}
	}
	return low
}
