package bloom

import "time"

// bucket is a token bucket that holds one second's worth. It is not safe for
// concurrent use.
type bucket struct {
	rate   float64 // tokens a second
	tokens float64
	at     time.Time
}

// take reports whether there was a token.
func (b *bucket) take(now time.Time) bool {
	if b.at.IsZero() {
		b.tokens = max(b.rate, 1)
	} else {
		b.tokens = min(max(b.rate, 1), b.tokens+now.Sub(b.at).Seconds()*b.rate)
	}
	b.at = now
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}
