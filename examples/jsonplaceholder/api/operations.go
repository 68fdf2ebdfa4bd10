package api

import "embed"

// Operations are what the playground starts with.
//
//go:embed operations
var Operations embed.FS
