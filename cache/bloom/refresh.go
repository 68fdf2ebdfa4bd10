package bloom

import (
	"context"
	"fmt"
	"time"
)

// soonest keeps repairs from reading the listing all the time, and is how long to
// wait after a reading that failed.
const soonest = 5 * time.Second

// run reads the listing now, every Refresh, and soon after a repair.
func (f *Filter) run(ctx context.Context) {
	defer close(f.done)
	for ctx.Err() == nil {
		next := f.options.Refresh
		if err := f.refresh(ctx); err != nil && ctx.Err() == nil {
			f.options.Logger.WarnContext(ctx, "bloom: ids could not be listed", "filter", f.options.Name, "error", err)
			next = min(next, soonest)
		}
		f.rest(ctx, next)
	}
}

// rest waits for the next refresh, and at least a little.
func (f *Filter) rest(ctx context.Context, next time.Duration) {
	least := time.NewTimer(min(soonest, next))
	defer least.Stop()
	select {
	case <-least.C:
	case <-ctx.Done():
		return
	}
	timer := time.NewTimer(max(next-soonest, 0))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-f.again:
	case <-ctx.Done():
	}
}

// refresh reads the listing into a new filter and puts it in place. What is added
// meanwhile is in both. When a page fails the old filter stays.
func (f *Filter) refresh(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, f.options.Timeout)
	defer cancel()
	f.mu.Lock()
	f.next = newLayers(f.known.total+f.known.total/8, f.options.FalsePositives)
	f.mu.Unlock()
	began := f.options.Now()
	err := f.read(ctx)

	f.mu.Lock()
	defer f.mu.Unlock()
	if err == nil {
		f.known, f.loaded = f.next, began
	}
	f.next = nil
	return err
}

// read adds all pages to next.
func (f *Filter) read(ctx context.Context) error {
	for page, seen := "", 0; ; seen++ {
		ids, next, err := f.options.List(ctx, page)
		if err != nil {
			return err
		}
		f.mu.Lock()
		for _, id := range ids {
			f.next.add(id)
		}
		f.mu.Unlock()
		if next == "" {
			return nil
		}
		if next == page || seen > 1_000_000 {
			return fmt.Errorf("bloom: the listing does not end: page %q", next)
		}
		page = next
	}
}
