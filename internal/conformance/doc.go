// Package conformance holds the examples of the connect convention as compiled
// schemas, and tests that run them: what is sent, what comes back, and what each
// mistake of a backend becomes. bffgen -C internal/conformance makes its packages.
package conformance
