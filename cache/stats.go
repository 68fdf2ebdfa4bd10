package cache

// Stats is the state of a cache at one moment, for a page that people look at.
// What changes over time is in the metrics.
type Stats struct {
	Level1Bytes, Level1Max int64  // what level 1 holds and may hold
	Evictions              int64  // entries that level 1 gave up for others, since the start
	Level2                 string // "off", "linked", "left alone" (its breaker is open) or "cut off"
}

// Stats returns the present state. That of a nil Cache is zero, with level 2 off.
func (c *Cache) Stats() Stats {
	if c == nil {
		return Stats{Level2: "off"}
	}
	s := Stats{
		Level1Bytes: c.level1.bytes(),
		Level1Max:   c.level1.slots.MaxCost(),
		Evictions:   c.level1.evicted.Load(),
		Level2:      "linked",
	}
	switch {
	case c.level2 == nil:
		s.Level2 = "off"
	case c.level2.cutSince.Load() != 0:
		s.Level2 = "cut off"
	case !c.level2.breaker.allow():
		s.Level2 = "left alone"
	}
	return s
}
