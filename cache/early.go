package cache

import "math"

// Hot entries are reloaded a little before they expire, so that nobody meets the
// end of their life: XFetch, from Vattani, Chierichetti and Lowenstein, "Optimal
// Probabilistic Cache Stampede Prevention" (VLDB 2015), with beta = 1. Each hit
// reloads with a probability that grows towards the end, and earlier the longer
// the load takes. An entry that is rarely asked for just expires.

// earlyReach is where nearEnd begins, in load durations before the end; chance
// puts a reload earlier than that once in 9 million hits.
const earlyReach = 16

// nearEnd reports whether a hit has a chance to reload at all. It is cheap: every
// hit of level 1 asks.
func (it *item) nearEnd(now int64) bool {
	return it.found && it.freshUntil-now < earlyReach*int64(it.cost)
}

// early reports whether this hit is to reload it. random is uniform in [0,1).
func (it *item) early(now int64, random float64) bool {
	return float64(it.freshUntil-now) < -math.Log(1-random)*float64(it.cost)
}
