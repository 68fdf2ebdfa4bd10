package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"bff/cache/redistest"
	"bff/internal/shop/data"
)

// The answer-checked burst: callers of all clients ask a server for a while, over
// backends that fail, a cache that is too small, and a Redis that freezes and dies. Each
// knows what its answer must be, from the data of the backends and from what it changed
// itself, and compares the whole of it: every value, alias and null, and for each null
// that should be a value the error that explains it.
//
// Callers differ in credentials, in a header by which a backend makes other answers, in
// variables and in what they ask, and often ask for the same things at the same time.
//
// The burst ends by itself, after burstAnswers or burstTime. SOAK makes it a long one:
// SOAK=10m. BURST_SEED repeats the choices of a run, though not its timing.
const (
	burstAnswers = 4_000
	burstTime    = 10 * time.Second
	burstCrowd   = 1 // callers of each kind are multiplied by it
	soakCrowd    = 4
)

func TestBurst(t *testing.T) {
	length, most, crowd := burstTime, burstAnswers, burstCrowd
	if text := os.Getenv("SOAK"); text != "" {
		soak, err := time.ParseDuration(text)
		if err != nil {
			t.Fatalf("SOAK is %q; expected a time, for example 10m", text)
		}
		length, most, crowd = soak, 1<<40, soakCrowd
	}
	b := newBurst(t, seedOf(t))
	begin := time.Now()
	var callers sync.WaitGroup
	for i, call := range b.callers(crowd) {
		rng := rand.New(rand.NewPCG(b.seed, uint64(i)))
		callers.Go(func() {
			for !b.over() {
				call(rng)
			}
		})
	}
	trouble := newTrouble(t, b)
	// A busy machine gets more time to have shown everything once.
	for (time.Since(begin) < length && b.answers() < most || !b.shown() && time.Since(begin) < 6*burstTime) && !b.failed() {
		trouble.next()
	}
	trouble.end()
	b.stop()
	callers.Wait()
	b.report(t, time.Since(begin))
}

// seedOf is the seed of the run, which the log tells.
func seedOf(t *testing.T) uint64 {
	t.Helper()
	seed := rand.Uint64()
	if text := os.Getenv("BURST_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatalf("BURST_SEED is %q; expected a number", text)
		}
	}
	t.Logf("BURST_SEED=%d repeats the choices of this run", seed)
	return seed
}

// burst is one run.
type burst struct {
	seed     uint64
	server   *running
	backends *burstBackends
	redis    *redistest.Server
	data     *data.Set

	mu       sync.Mutex
	stopped  bool
	count    int
	whole    map[string]int // answers without an outage, by question
	partial  int
	codes    map[string]int
	lost     []error // of requests without an answer
	problems []string
}

// invalidationKey is that of the run's server.
const invalidationKey = "burst"

func newBurst(t *testing.T, seed uint64) *burst {
	t.Helper()
	b := &burst{seed: seed, data: data.For(0), whole: map[string]int{}, codes: map[string]int{}}
	b.backends = startBurstBackends(t)
	b.redis = redistest.Start(t)
	const traffic = "BFF_TRAFFIC_SHAPING_ALL_"
	environ := append(sourcesAt(b.backends.urls, "Authorization,"+tenantHeader),
		"BFF_CACHE_REDIS_URL="+b.redis.URL(), "BFF_CACHE_MAX_BYTES=200KB", "BFF_CACHE_INVALIDATION_SHARED_KEY="+invalidationKey,
		"BFF_CACHE_EXISTENCE_FILTER_ENABLED=true",
		traffic+"ATTEMPT_TIMEOUT=300ms", traffic+"TIMEOUT=700ms", traffic+"CIRCUIT_BREAKER_SLEEP_WINDOW=200ms")
	b.server = startWith(t, environ, serveOver()...)
	b.server.client.Transport = transportFor(1000)
	return b
}

func (b *burst) over() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.stopped
}

func (b *burst) stop() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.stopped = true
}

func (b *burst) answers() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.count
}

// shown reports whether there were whole answers of all questions, and others.
func (b *burst) shown() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.whole) == len(questionNames) && b.partial > 0
}

func (b *burst) failed() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.problems) > 0
}

// lose notes a request whose connection ended without an answer.
func (b *burst) lose(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.lost = append(b.lost, err)
}

// checked counts an answer and keeps what is wrong with it.
func (b *burst) checked(q question, got burstAnswer, problems []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.count++
	outage := false
	for _, e := range got.Errors {
		b.codes[e.code()]++
		outage = outage || !slices.Contains(q.codes, e.code())
	}
	if !outage {
		b.whole[q.name]++
	} else {
		b.partial++
	}
	const shown = 10
	if len(problems) > 0 && len(b.problems) < shown {
		b.problems = append(b.problems, fmt.Sprintf("%s of %s:\n  %s\nasked %v\ngot %s", q.name, q.as, strings.Join(problems, "\n  "), q.variables, got.text))
	}
}

// report fails the test for each wrong answer, and when the run has shown nothing.
func (b *burst) report(t *testing.T, took time.Duration) {
	t.Helper()
	whole := 0
	for _, n := range b.whole {
		whole += n
	}
	t.Logf("%d answers in %s: %d whole, %d with errors %v", b.count, took.Round(time.Millisecond), whole, b.partial, b.codes)
	for _, problem := range b.problems {
		t.Error(problem)
	}
	// A connection that is used again may end under the request, which HTTP allows and
	// clients repeat; more than that is not chance.
	if t.Logf("%d requests without an answer: %v", len(b.lost), b.lost); len(b.lost) > 1+b.count/1000 {
		t.Errorf("%d requests of %d had no answer", len(b.lost), b.count)
	}
	for _, name := range questionNames {
		if b.whole[name] == 0 {
			t.Errorf("no whole answer of %s; the burst did not show that it is right", name)
		}
	}
	if b.partial == 0 {
		t.Error("no answer with an error; the burst did not show that they are right")
	}
	for _, sign := range []string{`"panic"`, "goroutine ", "INTERNAL_SERVER_ERROR"} {
		if at := strings.Index(b.server.log.String(), sign); at >= 0 {
			t.Errorf("the log has %s: %.2000s", sign, b.server.log.String()[max(0, at-300):])
		}
	}
	if code := b.server.stop(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}
