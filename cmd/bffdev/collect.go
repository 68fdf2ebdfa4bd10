package main

import (
	"context"
	"maps"
	"slices"
	"time"
)

// collect turns single changes into batches: one when nothing changed for quiet,
// or longest after its first change. While nobody takes a batch it grows, so
// changes during a build are one batch after it. It returns when ctx ends.
func collect(ctx context.Context, changed <-chan string, batches chan<- []string, quiet, longest time.Duration) {
	var (
		pending = map[string]bool{}
		calm    <-chan time.Time // fires when nothing changed for quiet
		latest  <-chan time.Time // fires when the batch is old enough anyhow
		due     chan<- []string  // batches, once the batch may go
	)
	for {
		select {
		case file := <-changed:
			if len(pending) == 0 {
				latest = time.After(longest)
			}
			pending[file] = true
			calm = time.After(quiet)
		case <-calm:
			calm, due = nil, batches
		case <-latest:
			latest, due = nil, batches
		case due <- slices.Sorted(maps.Keys(pending)):
			clear(pending)
			calm, latest, due = nil, nil, nil
		case <-ctx.Done():
			return
		}
	}
}
