package importer_test

import (
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"

	"bff/connect/importer"
)

func ExampleSDL() {
	document, err := openapi3.NewLoader().LoadFromData([]byte(`
openapi: 3.1.0
info: {title: Users, version: 1.0.0}
servers: [{url: "https://users.test"}]
paths:
  /users/{id}:
    get:
      operationId: getUser
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {"200": {description: a user, content: {application/json: {schema: {$ref: "#/components/schemas/User"}}}}}
components:
  schemas:
    User: {type: object, required: [id], properties: {id: {type: integer}, display_name: {type: string}}}
`))
	if err != nil {
		panic(err)
	}
	text, _, err := importer.SDL(document, importer.Options{Source: "users"})
	fmt.Println(string(text), err)
	// Output:
	// # Users: a first schema, by bffgen import. It is yours to change.
	// extend schema
	//   @link(url: "https://specs.apollo.dev/connect/v0.3", import: ["@connect", "@source"])
	//   @source(name: "users", http: { baseURL: "https://users.test" })
	//
	// type Query {
	//   getUser(id: ID!): User
	//     @connect(
	//       source: "users"
	//       http: { GET: "/users/{$args.id}" }
	//       entity: true
	//       selection: "id displayName: display_name"
	//     )
	// }
	//
	// type User {
	//   id: ID!
	//   displayName: String
	// }
	//  <nil>
}
