// Package graph is the GraphQL server that every client shares: it turns a
// compiled schema into an http.Handler that is ready for production.
//
//	handler, err := graph.New(graph.Options{
//		Client: "web",
//		Schema: web.NewExecutableSchema(...),
//	})
//
// The life of a request in here, and the file for each step:
//
//	trace, request id          request.go, tracing.go
//	body and content checks    transport/
//	persisted query            documents.go (operation cache, APQ)
//	document, its limits       document/
//	null conditions            conditions.go
//	deadline, last response    lifetime.go
//	execution                  the generated schema; batch/ for lists
//	introspection              introspection.go
//	errors, their log          errors.go, errorlog.go
//
// The package knows nothing of HTTP backends and caches of their answers:
// resolvers bring those. It promises that no error leaves with a text that a
// resolver did not mean for the client, that a panic costs its own field only,
// and that no request outlives Options.RequestTimeout.
//
// Read [New] first.
package graph
