package bloom

import (
	"math"

	"github.com/bits-and-blooms/bloom/v3"
)

// layers is a Bloom filter that grows: a list of filters, each twice as large as
// the one before, so that nobody has to say beforehand how many ids there are. It
// is not safe for concurrent use.
type layers struct {
	rate    float64 // of false positives wanted
	filters []*bloom.BloomFilter
	room    uint // of the last filter
	used    uint
	total   uint
}

// newLayers returns an empty filter with room for n ids before it has to grow.
func newLayers(n uint, rate float64) *layers {
	l := &layers{rate: rate}
	l.grow(max(n, 1024))
	return l
}

// grow adds a filter. Rates add up over the filters, so each is given half of
// what is left: their sum stays below rate.
func (l *layers) grow(n uint) {
	share := l.rate / float64(uint(2)<<len(l.filters))
	l.filters = append(l.filters, bloom.NewWithEstimates(n, share))
	l.room, l.used = n, 0
}

// add makes id known and reports whether it was not.
func (l *layers) add(id string) bool {
	if l.has(id) {
		return false
	}
	if l.used == l.room {
		l.grow(2 * l.room)
	}
	l.filters[len(l.filters)-1].AddString(id)
	l.used++
	l.total++
	return true
}

// has reports whether id is known; sometimes it says so of one that is not.
func (l *layers) has(id string) bool {
	for _, f := range l.filters {
		if f.TestString(id) {
			return true
		}
	}
	return false
}

// falsePositives estimates the rate at the present fill: an unknown id passes a
// filter when the bits of all its k hashes happen to be set.
func (l *layers) falsePositives() float64 {
	none := 1.0
	for _, f := range l.filters {
		k := float64(f.K())
		set := float64(f.BitSet().Count()) / float64(f.Cap())
		none *= 1 - math.Pow(set, k)
	}
	return 1 - none
}
