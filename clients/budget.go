package clients

import "sync/atomic"

// budgetReserve is how many retries a source may get beyond its share, so that
// a quiet backend's first failures are retried too.
const budgetReserve = 10

// budget bounds the retries of a source by its calls: each call pays in a
// share, each retry takes one. Over any stretch of calls, retries are at most
// share x calls + budgetReserve. failsafe-go's budget counts what is under way
// at the same time instead and always allows three, which doubles the load of a
// backend that is asked a few times at once.
type budget struct {
	share int64        // thousandths of a retry that a call pays in
	saved atomic.Int64 // thousandths of a retry
}

func newBudget(share float64) *budget {
	if share < 0 {
		return &budget{} // nothing saved, nothing paid in
	}
	b := &budget{share: int64(share * 1000)}
	b.saved.Store(budgetReserve * 1000)
	return b
}

// deposit pays in for one call.
func (b *budget) deposit() {
	for {
		old := b.saved.Load()
		next := min(old+b.share, budgetReserve*1000)
		if next == old || b.saved.CompareAndSwap(old, next) {
			return
		}
	}
}

// withdraw takes one retry, and reports whether there was one.
func (b *budget) withdraw() bool {
	for {
		old := b.saved.Load()
		if old < 1000 {
			return false
		}
		if b.saved.CompareAndSwap(old, old-1000) {
			return true
		}
	}
}
