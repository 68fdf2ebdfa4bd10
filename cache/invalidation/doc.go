// Package invalidation is the HTTP end of a cache's invalidation, in the wire
// format that users of GraphQL gateways know:
//
//	POST /invalidation
//	Authorization: <shared key>
//
//	[{"kind":"subgraph","subgraph":"catalog"},
//	 {"kind":"type","subgraph":"catalog","type":"Product"},
//	 {"kind":"cache_tag","subgraphs":["catalog"],"cache_tag":"product-17"}]
//
//	202 {"count":3}
//
// A source is what that format calls a subgraph. The subgraph of a type or tag is
// accepted and ignored: entries are tagged by type, whatever their source. The
// count is of tags: entries are not visited, they are refused when asked for.
package invalidation
