package connector_test

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"bff/cache"
	"bff/cache/storetest"
	"bff/clients/connector"
)

// A mutation invalidates what its tags say in all processes, whatever becomes of it: the
// backend may have done it before the answer failed, or before its caller left.
func TestInvalidationIsNotLost(t *testing.T) {
	for _, tt := range []struct {
		name   string
		tags   []string
		status int
		leaves bool
		want   string // what a query reads then, in both processes
	}{
		{"a mutation that succeeds", []string{"thing-{$args.id}"}, 200, false, "new"},
		{"one that fails after its effect", []string{"thing-{$args.id}"}, 500, false, "new"},
		{"one that is refused after its effect", []string{"thing-{$args.id}"}, 409, false, "new"},
		{"one whose caller leaves", []string{"thing-{$args.id}"}, 200, true, "new"},
		{"one of another thing", []string{"thing-2"}, 200, false, "old"},
		{"one whose tag reads what is not there", []string{"thing-{$args.nothing}"}, 200, false, "old"},
		{"one without tags", nil, 200, false, "old"},
		{"one with a list of ids", []string{"thing-{$args.ids}"}, 200, false, "new"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				value := "old"
				b := &backend{answer: func(r request) (int, string) {
					if r.method == http.MethodGet {
						return 200, `"` + value + `"`
					}
					value = "new"
					time.Sleep(time.Second)
					return tt.status, `"done"`
				}}
				store := &storetest.Memory{}
				one, other := runtimeOf(t, b, cached(t, cache.Options{Store: store})), runtimeOf(t, b, cached(t, cache.Options{Store: store}))
				vars := connector.Vars{Args: object("id", 1, "ids", []any{7, 1})}
				query := get("/things/{$args.id}", func(s *connector.Spec) {
					s.Cache, s.Tags = cache.Policy{TTL: time.Hour, Stale: time.Hour, StaleIfError: time.Hour}, []string{"thing-{$args.id}"}
				})
				for _, rt := range []*connector.Runtime{one, other} {
					if got := said(query.Fetch(t.Context(), rt, vars)); got != "old" {
						t.Fatalf("at first %s; want old", got)
					}
					synctest.Wait()
				}
				change := define(connector.Spec{Method: http.MethodPost, URL: "/things", Mutation: true, Tags: tt.tags}, connector.String)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if tt.leaves {
					time.AfterFunc(time.Millisecond, cancel)
				}
				change.Fetch(ctx, one, vars)
				synctest.Wait()
				time.Sleep(2 * time.Second) // as long as a mutation whose caller left goes on
				for name, rt := range map[string]*connector.Runtime{"here": one, "in another process": other} {
					if got := said(query.Fetch(t.Context(), rt, vars)); got != tt.want {
						t.Errorf("%s: %s; want %s", name, got, tt.want)
					}
				}
			})
		})
	}
}

// What was invalidated does not stand in for a load that fails, here or in another
// process: nobody sees the old value again.
func TestInvalidatedEntriesAreNoStandIns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		status := 200
		b := &backend{answer: func(r request) (int, string) {
			if r.method == http.MethodGet {
				return status, `"old"`
			}
			return 200, `"done"`
		}}
		store := &storetest.Memory{}
		one, other := runtimeOf(t, b, cached(t, cache.Options{Store: store})), runtimeOf(t, b, cached(t, cache.Options{Store: store}))
		query := get("/things", func(s *connector.Spec) {
			s.Cache, s.Tags = cache.Policy{TTL: time.Minute, Stale: time.Minute, StaleIfError: time.Hour}, []string{"things"}
		})
		change := define(connector.Spec{Method: http.MethodPost, URL: "/things", Mutation: true, Tags: []string{"things"}}, connector.String)
		runtimes := []*connector.Runtime{one, other}
		for _, rt := range runtimes {
			query.Fetch(t.Context(), rt, connector.Vars{})
			synctest.Wait()
		}
		time.Sleep(5 * time.Minute)
		status = 500
		for _, rt := range runtimes {
			if got := said(query.Fetch(t.Context(), rt, connector.Vars{})); got != "old" {
				t.Fatalf("before the change %s; want the stand-in", got)
			}
			synctest.Wait()
		}
		change.Fetch(t.Context(), one, connector.Vars{})
		synctest.Wait()
		for _, rt := range append(runtimes, runtimeOf(t, b, cached(t, cache.Options{Store: store}))) {
			if got := said(query.Fetch(t.Context(), rt, connector.Vars{})); got != "BACKEND_UNAVAILABLE" {
				t.Errorf("after the change %s; want the failure", got)
			}
		}
	})
}
