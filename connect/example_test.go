package connect_test

import (
	"errors"
	"fmt"

	"bff/connect"
)

func ExampleLoad() {
	_, err := connect.Load(connect.File{Name: "query.graphql", Text: `extend schema
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
  @source(name: "catalog", http: { baseURL: "http://catalog:8080" })

type Query {
  product(id: ID!): Product
    @connect(source: "catalog", http: { GET: "/products/{$args.id}" }, selection: "id nmae: title")
}

type Product { id: ID! name: String }
`})
	var report connect.Diagnostics
	if errors.As(err, &report) {
		fmt.Println(report[0])
	}
	// Output: query.graphql:7:87: Product has no field "nmae"; did you mean name? (SELECTED_FIELD_NOT_FOUND)
}
