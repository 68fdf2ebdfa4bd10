package cache

import (
	"context"
	"sync"
	"time"
)

// A lease in the Store is singleflight across processes: whoever has it loads,
// the others look whether the entry has arrived. It only saves work, nothing
// depends on it: a holder that dies loses it by time, and who has waited for
// Options.LeaseWait loads without one.

const (
	pollFirst = 5 * time.Millisecond
	pollMax   = 50 * time.Millisecond
)

// leased splits fs into those that this process is to load and those that
// another one is loading.
func (c *Cache) leased(ctx context.Context, fs []*flight) (mine, theirs []*flight) {
	got := c.level2.lease(ctx, keysOf(fs))
	for i, f := range fs {
		if got[i] {
			mine = append(mine, f)
		} else {
			theirs = append(theirs, f)
		}
	}
	return mine, theirs
}

// underLease ends fs, each loaded here or by another process.
func (c *Cache) underLease(ctx context.Context, fs []*flight, j job) {
	mine, theirs := c.leased(ctx, fs)
	var both sync.WaitGroup
	if len(theirs) > 0 {
		both.Go(func() { c.awaitLease(ctx, theirs, j) })
	}
	if len(mine) > 0 {
		c.fromOrigin(ctx, mine, j)
	}
	both.Wait()
}

// awaitLease ends fs, which other processes are loading.
func (c *Cache) awaitLease(ctx context.Context, fs []*flight, j job) {
	until := c.options.Now().Add(c.options.LeaseWait)
	for poll := pollFirst; ; poll = min(2*poll, pollMax) {
		left := until.Sub(c.options.Now())
		if left <= 0 || ctx.Err() != nil {
			break
		}
		pause(ctx, min(poll, left))
		rest, ok := c.fromLevel2(ctx, fs, j)
		c.observe.leaseEnded(ctx, leaseArrived, len(fs)-len(rest))
		if fs = rest; len(fs) == 0 {
			return
		}
		if !ok {
			break
		}
		mine, theirs := c.leased(ctx, fs)
		if len(mine) > 0 {
			// Given back: its holder failed, or has written between our two questions.
			if mine, _ = c.fromLevel2(ctx, mine, j); len(mine) > 0 {
				c.observe.leaseEnded(ctx, leaseTaken, len(mine))
				c.fromOrigin(ctx, mine, j)
			}
		}
		if fs = theirs; len(fs) == 0 {
			return
		}
	}
	c.observe.leaseEnded(ctx, leaseTimeout, len(fs))
	c.fromOrigin(ctx, fs, j)
}

// keysOf returns the Store's keys of fs.
func keysOf(fs []*flight) []string {
	keys := make([]string, len(fs))
	for i, f := range fs {
		keys[i] = f.key
	}
	return keys
}

// lease says for which keys this process may load now: all of them when the
// store can't say.
func (l *level2) lease(ctx context.Context, keys []string) (got []bool) {
	err := l.do(ctx, false, func(ctx context.Context) (err error) {
		got, err = l.store.Lease(ctx, keys, l.cache.owner, l.cache.options.LeaseTTL)
		return err
	})
	if err == nil && len(got) == len(keys) {
		return got
	}
	got = make([]bool, len(keys))
	for i := range got {
		got[i] = true
	}
	return got
}

// release gives the leases of fs back, whether their load succeeded or not.
func (l *level2) release(ctx context.Context, fs []*flight) {
	_ = l.do(ctx, false, func(ctx context.Context) error {
		return l.store.Release(ctx, keysOf(fs), l.cache.owner)
	})
}
