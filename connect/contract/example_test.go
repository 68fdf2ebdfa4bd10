package contract_test

import (
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"

	"bff/connect"
	"bff/connect/contract"
)

// The backend calls its property "title".
func ExampleCheck() {
	schema, err := connect.Load(connect.File{Name: "query.graphql", Text: `
extend schema
  @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
  @source(name: "catalog", http: { baseURL: "http://catalog" })
type Query {
  product(id: ID!): Product @connect(source: "catalog", http: { GET: "/products/{$args.id}" }, selection: "id titel")
}
type Product { id: ID! titel: String }
`})
	if err != nil {
		fmt.Println(err)
		return
	}
	doc, err := openapi3.NewLoader().LoadFromData([]byte(`
openapi: 3.1.0
info: {title: Catalog, version: 1.0.0}
paths:
  /products/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses:
        "200":
          description: the product
          content:
            application/json:
              schema: {type: object, required: [id], properties: {id: {type: integer}, title: {type: string}}}
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(contract.Check(schema, map[string]*openapi3.T{"catalog": doc}))
	// Output:
	// query.graphql:6:111: what GET /products/{id} of catalog answers has no "titel"; did you mean title? (CONTRACT_UNKNOWN_PROPERTY)
}
