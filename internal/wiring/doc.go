// Package wiring says what the configuration means to the packages that do the work:
// config knows none of them, and none of them knows config. It is for the programs that
// put a server together, cmd/bff and those of examples/.
package wiring
