package cache

import (
	"context"
	"errors"
	"time"
)

// The follower is one goroutine per process with a Store. It hears what others
// invalidate, tells the log what could not be told before, and finds out when a
// Store that failed is back: requests never do that.
//
// While it hears nothing the process is cut off: it may serve what others have
// invalidated. Entries of level 1 are then served for at most Options.CutOffTTL
// longer, each a little differently, so that they do not all end at once.

const (
	followWait  = 250 * time.Millisecond // one wait for news; Close waits that long
	followLimit = 2 * time.Second        // what one call may take until the link counts as cut
	retryFirst  = 100 * time.Millisecond
	retryMax    = 2 * time.Second
	atOnce      = 1000 // names in one event
)

// syncFirst reads the log before the first look-up, if that is quickly done, so
// that a new process can use what is in level 2 from its start.
func (l *level2) syncFirst() {
	ctx, cancel := context.WithTimeout(l.cache.ctx, 500*time.Millisecond)
	defer cancel()
	if err := l.connect(ctx); err != nil {
		l.cut(err)
	}
}

// follow runs until the cache is closed.
func (l *level2) follow() {
	ctx := l.cache.ctx
	retry := retryFirst
	for ctx.Err() == nil {
		if l.cutSince.Load() != 0 {
			if err := l.within(ctx, followLimit+3*time.Second, l.connect); err != nil {
				pause(ctx, retry)
				retry = min(2*retry, retryMax)
				continue
			}
			retry = retryFirst
		}
		if err := l.within(ctx, followLimit, l.hear); err != nil && ctx.Err() == nil {
			l.cut(err)
			pause(ctx, retryFirst) // a link that breaks at once must not become a busy loop
		}
	}
}

// within calls f with a deadline.
func (l *level2) within(ctx context.Context, limit time.Duration, f func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	return f(ctx)
}

// cut notes that the link is down.
func (l *level2) cut(err error) {
	if l.cutSince.CompareAndSwap(0, l.cache.options.Now().UnixNano()) {
		l.cache.observe.log.Warn("cache: cut off from level 2", "error", err)
	}
}

// connect brings the ledger up to date with the log and the log with the ledger.
func (l *level2) connect(ctx context.Context) error {
	ledger := l.cache.ledger
	since := ledger.note().at
	history, err := l.store.Replay(ctx, since)
	if err != nil {
		return err
	}
	if history.Lost {
		// What is in the store may have been invalidated by what was lost.
		if _, err := l.store.Publish(ctx, []Event{{All: true}}, Position{}); err != nil {
			return err
		}
		if history, err = l.store.Replay(ctx, Position{}); err != nil {
			return err
		}
		history.Lost = true
	}
	dropped := ledger.restart(history)
	if err := l.tell(ctx); err != nil {
		return err
	}
	if l.cutSince.Swap(0) != 0 || dropped {
		l.cache.observe.relinked(ctx, dropped)
	}
	return l.probe(ctx)
}

// hear waits for news once.
func (l *level2) hear(ctx context.Context) error {
	wait := followWait
	if !l.breaker.allow() {
		wait = retryFirst
	}
	news, err := l.store.Follow(ctx, l.cache.ledger.note().at, wait)
	if err != nil {
		return err
	}
	if news.Gap {
		return errors.New("cache: the log has a gap")
	}
	l.cache.ledger.learn(news)
	if err := l.tell(ctx); err != nil {
		return err
	}
	return l.probe(ctx)
}

// probe closes the breaker when the store answers a read in time again.
func (l *level2) probe(ctx context.Context) error {
	if l.breaker.allow() {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, l.cache.options.RedisTimeout)
	defer cancel()
	// Two in a row: one quick answer of a slow store is luck.
	for range 2 {
		if _, _, err := l.store.Read(ctx, []string{"probe"}, l.cache.ledger.note().at); err != nil {
			return nil //nolint:nilerr // the link is up, the store is just not quick enough yet
		}
	}
	if l.breaker.reset() {
		l.cache.observe.log.Info("cache: level 2 answers again")
	}
	return nil
}

// tell tells the log what it could not be told before.
func (l *level2) tell(ctx context.Context) error {
	ledger := l.cache.ledger
	for {
		list, all := ledger.untold(atOnce)
		if len(list) == 0 && !all {
			return nil
		}
		news, err := l.store.Publish(ctx, []Event{{Names: list, All: all}}, ledger.note().at)
		if errors.Is(err, ErrRefused) {
			return nil // it is full or read-only: the link is up, there will be a next time
		}
		if err != nil {
			return err
		}
		ledger.learn(news)
		ledger.published(list, true)
		if all {
			ledger.publishedAll()
		}
	}
}

// pause waits for d or until ctx ends.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
