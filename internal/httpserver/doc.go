// Package httpserver is the life cycle of a bff's two listeners: the main one
// for clients, and the admin one for people and machines that run it.
//
//	srv, err := httpserver.New(httpserver.Options{Listen: ":8080", Handler: h})
//	err = srv.Run(ctx) // serves until ctx ends, then drains
//
// What happens, and what a load balancer sees:
//
//	listen   warm        serve                   ctx ends    DrainDelay    DrainTimeout
//	|--------|-----------|-----------------------|-----------|-------------|
//	ready    503         200                     503         503           closed
//	requests served      served                  served      finish        cut off
//	streams  served      served                  served      end at once
//
// A stream is a WebSocket or a server-sent event stream. It would never finish
// by itself, so its context ends, with [ErrDraining] as the cause, when the
// drain begins; what serves it closes it properly, and the client goes to
// another pod. The context of any other request ends only when the drain's
// time is over.
//
// Both listeners answer the probes (/health, /ready and their aliases, see
// health.go) before any handler sees them. The admin listener closes last, so
// that the drain itself can be watched.
//
// Read [Server.Run] first.
package httpserver
