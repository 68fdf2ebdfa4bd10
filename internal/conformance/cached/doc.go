// Package cached is generated from schema/cached: policies, tags and private answers.
package cached
