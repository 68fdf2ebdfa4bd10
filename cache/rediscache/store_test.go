package rediscache

import (
	"testing"

	"bff/cache"
	"bff/cache/redistest"
	"bff/cache/storetest"
)

// open returns a Store on the given URLs that is closed with the test.
func open(t testing.TB, c Config) *Store {
	t.Helper()
	s, err := Open(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestContract(t *testing.T) {
	server := redistest.Start(t)
	storetest.Run(t, func(t *testing.T) cache.Store {
		return open(t, Config{URLs: []string{server.URL()}, Prefix: t.Name()})
	})
}
