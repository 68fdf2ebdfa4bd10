package connector_test

import (
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bff/cache"
	"bff/clients/connector"
)

// sameName are connectors of a type Product in two clients' schemas, which differ in the
// source alone.
func sameName() (a, b *connector.Definition[string]) {
	of := func(source string) *connector.Definition[string] {
		return connector.Define(connector.Spec{
			Name: "Product", Source: connector.Source{Name: source, BaseURL: "http://" + source},
			Method: "GET", URL: "/products", Query: "ids: $batch.id->joinNotNull(',')", Selection: "$.items { id name: seen }",
			Keys: [][]string{{"id"}}, Cache: cache.Policy{TTL: time.Minute}, Tags: []string{"Product:{$this.id}"},
		}, nil, name)
	}
	return of("a"), of("b")
}

// Types of one name from different sources share no entity: not in flight, and not in the
// cache.
func TestTypesOfOneNameShareNoEntity(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, nil)
		defer w.close()
		a, b := sameName()
		for _, moment := range []string{"in flight", "cached"} {
			var all sync.WaitGroup
			for host, d := range map[string]*connector.Definition[string]{"a": a, "b": b} {
				all.Go(func() {
					for i, got := range strings.Split(w.ask(t, d, caller{}, "1", "2"), "\n") {
						if !strings.HasPrefix(got, `"`+host+" GET /products") {
							t.Errorf("%s: object %d of source %s is %s", moment, i, host, got)
						}
					}
				})
			}
			all.Wait()
			synctest.Wait()
		}
	})
}

// A tag is looked up by its text alone, so it drops the entries of every type of that
// name: too much, and never too little. That of a source drops this source's.
func TestTagsOfTypesOfOneName(t *testing.T) {
	for _, tt := range []struct {
		tag  string
		a, b bool // true: the source gets another request
	}{
		{"Product:1", true, true},
		{"Product:2", false, false},
		{cache.SourceTag("a"), true, false},
		{cache.SourceTag("b"), false, true},
	} {
		t.Run(tt.tag, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, nil)
				defer w.close()
				a, b := sameName()
				asks := func(d *connector.Definition[string]) bool {
					begin := time.Now()
					w.ask(t, d, caller{}, "1")
					synctest.Wait()
					return time.Since(begin) > 0
				}
				asks(a)
				asks(b)
				if asks(a) || asks(b) {
					t.Fatal("an answer is not cached")
				}
				if _, err := w.cache.InvalidateTags(t.Context(), tt.tag); err != nil {
					t.Fatal(err)
				}
				if gotA, gotB := asks(a), asks(b); gotA != tt.a || gotB != tt.b {
					t.Errorf("asked again: a %v, b %v; want %v, %v", gotA, gotB, tt.a, tt.b)
				}
			})
		})
	}
}
