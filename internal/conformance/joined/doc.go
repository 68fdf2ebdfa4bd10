// Package joined is generated from schema/joined: values that are there already, and
// fields with several connectors.
package joined
