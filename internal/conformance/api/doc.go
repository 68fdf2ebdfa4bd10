// Package api is generated from schema/api, the request and response examples of the
// convention.
package api
