package shop

import "sync/atomic"

// Stats counts the requests that a service has got, also those that a fault
// answered. Calls of /health, /openapi.json, /_faults and /_stats don't count.
type Stats struct {
	Requests int64            `json:"requests"`
	ByRoute  map[string]int64 `json:"by_route"` // "GET /v1/products/{id}"; "/" is what matched no route
}

// counters has one counter per route. Routes are added before the first request
// and never after, so that counting takes no lock.
type counters struct {
	routes []string
	counts []*atomic.Int64
}

func (c *counters) of(route string) *atomic.Int64 {
	count := new(atomic.Int64)
	c.routes = append(c.routes, route)
	c.counts = append(c.counts, count)
	return count
}

func (c *counters) stats() Stats {
	s := Stats{ByRoute: map[string]int64{}}
	for i, route := range c.routes {
		if n := c.counts[i].Load(); n > 0 {
			s.ByRoute[route] = n
			s.Requests += n
		}
	}
	return s
}

func (c *counters) reset() {
	for _, count := range c.counts {
		count.Store(0)
	}
}
