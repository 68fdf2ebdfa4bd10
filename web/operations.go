package web

import "embed"

// Operations has the queries that the app sends, a .graphql file each, with
// variables to try it with in the .json file beside it.
//
//go:embed operations
var Operations embed.FS
