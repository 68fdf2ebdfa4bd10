package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"testing"
	"time"

	"bff/internal/shop"
)

// trouble injects one fault after the other during a burst.
type trouble struct {
	t   *testing.T
	b   *burst
	rng *rand.Rand

	frozen, dead bool            // Redis
	broken       map[string]bool // backends
}

func newTrouble(t *testing.T, b *burst) *trouble {
	return &trouble{t: t, b: b, rng: rand.New(rand.NewPCG(b.seed, 1<<32)), broken: map[string]bool{}}
}

// faults lists the faults of a sample backend as its /_faults endpoint takes them.
var faults = []string{
	`{"down": true}`, `{"hang": true}`, `{"garbage": true}`, `{"error_rate": 1}`, `{"error_rate": 0.5, "status": 500}`,
	`{"error_rate": 0.5}`, `{"latency_ms": 20, "latency_jitter_ms": 100}`, `{"latency_ms": 400}`,
}

// next lets a little time pass and changes one thing. What is broken is mended more
// often than anything breaks.
func (f *trouble) next() {
	time.Sleep(time.Duration(20+f.rng.IntN(150)) * time.Millisecond)
	switch n := f.rng.IntN(20); {
	case n < 6:
		names := shop.Names()
		name := names[f.rng.IntN(len(names))]
		f.fault(name, faults[f.rng.IntN(len(faults))])
		f.broken[name] = true
	case n < 14:
		for name := range f.broken {
			f.fault(name, "")
		}
		clear(f.broken)
	case n < 16:
		f.redis()
	default:
		f.invalidate()
	}
}

func (f *trouble) fault(name, faults string) {
	method := http.MethodPut
	if faults == "" {
		method = http.MethodDelete
	}
	if got := f.b.server.do(f.t, method, f.b.backends.urls[name]+"/_faults", faults, nil); got.StatusCode >= 300 {
		f.t.Fatalf("%s: %d %s", name, got.StatusCode, got.body)
	}
}

// redis freezes or kills it, or makes it well again.
func (f *trouble) redis() {
	switch {
	case f.frozen:
		f.b.redis.Thaw()
		f.frozen = false
	case f.dead:
		f.b.redis.Run()
		f.dead = false
	case f.rng.IntN(2) == 0:
		f.b.redis.Freeze()
		f.frozen = true
	default:
		f.b.redis.Kill()
		f.dead = true
	}
}

// invalidate drops entries of a product, or of a whole backend.
func (f *trouble) invalidate() {
	body := fmt.Sprintf(`[{"kind":"cache_tag","cache_tag":"Product:%d"}]`, hotProduct(f.rng))
	got := f.b.server.do(f.t, http.MethodPost, f.b.server.admin+"/invalidation", body, map[string]string{"Authorization": invalidationKey})
	if got.StatusCode >= 300 && !f.frozen && !f.dead {
		f.t.Logf("invalidation: %d %s", got.StatusCode, got.body)
	}
}

// end mends everything.
func (f *trouble) end() {
	for name := range f.broken {
		f.fault(name, "")
	}
	if f.frozen || f.dead {
		f.redis()
	}
}
