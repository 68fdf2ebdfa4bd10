// Package contract holds connectors against the OpenAPI documents of the backends
// that they call, before either of the two is deployed:
//
//	found := contract.Check(schema, map[string]*openapi3.T{"catalog": document})
//
// prints, for a property that the backend renamed,
//
//	schema/web/product.graphql:12:9: what GET /v1/products of catalog answers has no "titel" in "items"; did you mean title? (CONTRACT_UNKNOWN_PROPERTY)
//
// What is compared, for each connector of a source that has a document:
//
//	http: { GET: "/v1/products", queryParams: "ids: ...", body: ... }   selection: "$.items { id name: title }"
//	        |                    |                        |                         |            |
//	        method and path      parameters               properties of             properties of the 2xx
//	        of an operation      and headers              the request body          JSON answers, their types
//	                                                                                and whether they may be null
//
// # What holds
//
// Check finds all mistakes in one run, in the order of the schema's files, and
// never panics, whatever a document says. It does no I/O.
//
// It is silent where it would have to guess: about what a method computes, about
// objects whose properties the document does not list, about the events of a stream,
// about the branches of ->match, about alternatives (oneOf, anyOf) as soon as one of them fits. A property
// that only some alternatives have counts as there. Documents need not be valid;
// what is missing in one says nothing.
//
// # Where to start
//
// check.go is the table of contents. route.go is how a URL with holes finds its
// operation, place.go how a JSON schema is read, fit.go how the two type systems
// meet.
package contract
