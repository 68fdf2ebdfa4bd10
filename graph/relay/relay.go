// Package relay holds what the Relay server specification asks of a schema and
// what therefore looks the same in each client: opaque object ids, cursors and
// page information.
//
//	id := relay.ID("Product", "17") // "UHJvZHVjdDoxNw"
//	key, err := relay.Key("Product", id)
//
// Read [Key] first: it is where a frontend's id becomes a backend's.
//
// An id names a type of the client's schema and a key, and no source. Where two clients
// have a type of one name from different sources, an id that one client gave is taken by
// the other as a key of its own source: ids are not to be carried from one client's
// frontend to another's, unless both have the type from the same source.
//
// Source: https://relay.dev/docs/guides/graphql-server-specification/ and
// https://relay.dev/graphql/connections.htm.
package relay

// Node is the GraphQL interface Node: an object that can be fetched by its id.
// The generated models implement it.
type Node interface {
	IsNode()
}

// PageInfo is the GraphQL type PageInfo of the cursor connections
// specification, section 5.
type PageInfo struct {
	HasNextPage     bool
	HasPreviousPage bool
	StartCursor     *string
	EndCursor       *string
}

// Found makes a Node of what a resolver gave. It keeps a nil pointer from
// becoming a Node that is not nil.
func Found[T any, P interface {
	*T
	Node
}](obj P, err error) (Node, error) {
	if obj == nil || err != nil {
		return nil, err
	}
	return obj, nil
}
