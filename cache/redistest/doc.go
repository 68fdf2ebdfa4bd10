// Package redistest starts a real redis-server for a test and puts a network in
// front of it that can be slow, silent or cut.
//
//	server := redistest.Start(t)
//	proxy := redistest.NewProxy(t, server.Addr())
//	proxy.Cut()
package redistest
