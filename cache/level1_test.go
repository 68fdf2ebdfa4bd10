package cache

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"testing"
	"time"
)

type product struct {
	ID, Name string
	Tags     []string
	Prices   map[string]int
	Next     *product
	Any      any
}

func TestSizeOf(t *testing.T) {
	for _, tt := range []struct {
		name  string
		value any
		want  int
	}{
		{"nothing", nil, 0},
		{"a number", new(int), 8},
		{"a string", ptr("12345"), 21},
		{"bytes with unused capacity", ptr(make([]byte, 1, 100)), 124},
		{"raw JSON", ptr(json.RawMessage("12345678")), 32},
		{"a list of numbers", ptr([]int{1, 2, 3}), 24 + 24},
		{"a list of strings", ptr([]string{"ab", "c"}), 24 + 32 + 3},
		{"an interface", ptr(any("abc")), 16 + 16 + 3},
		{"a time with its zone", ptr(time.Now()), 24},
		{"one pointer twice", func() any { p := ptr(1); return &[2]*int{p, p} }(), 16 + 8},
		{"a cycle", func() any { p := &product{}; p.Next = p; return &struct{ P *product }{p} }(), 8 + 88},
	} {
		if got := sizeOf(tt.value); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}

func ptr[T any](v T) *T { return &v }

// TestLevel1Bytes fills level 1 far beyond its bound and compares what it says it
// holds with what the heap says.
func TestLevel1Bytes(t *testing.T) {
	const bound = 8 << 20
	c := newCache(t, Options{MaxBytes: bound})
	codec := JSON[product]()
	before := heap()
	for i := range 12_000 {
		text := fmt.Sprintf(`{"ID":"%d","Name":"product %d","Tags":["a%d","b","c"],"Prices":{"EUR":%d,"USD":2,"GBP":3},"Next":{"Name":"%0512d"},"Any":{"k":[1,2,3]}}`, i, i, i, i, i)
		Get(t.Context(), c, Lookup{Key: fmt.Sprint("GET /products/", i), Policy: steady}, codec, func(context.Context) Loaded[product] {
			v, err := codec.Decode([]byte(text))
			return Loaded[product]{Value: v, Found: true, Err: err}
		})
	}
	held, real := c.level1.bytes(), int64(heap()-before)
	runtime.KeepAlive(c)
	t.Logf("says %d KiB, heap %d KiB", held>>10, real>>10)
	if held > bound || held < bound/2 {
		t.Errorf("holds %d bytes of %d", held, bound)
	}
	if ratio := float64(real) / float64(held); ratio < 0.6 || ratio > 1.6 {
		t.Errorf("says %d, the heap grew by %d: a ratio of %.2f", held, real, ratio)
	}
	if c.level1.evicted.Load() == 0 {
		t.Error("no evictions counted")
	}
}

// heap returns the bytes that are in use after a collection.
func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestQueuedTwice: of two items that ristretto queues together the newer one wins.
func TestQueuedTwice(t *testing.T) {
	l, err := newLevel1(1 << 20)
	if err != nil {
		t.Fatal(err)
	}
	defer l.close()
	now := time.Now().UnixNano()
	for i := range 200 {
		id := ident{key: fmt.Sprint(i)}
		entry := func(created int64) *item {
			return &item{id: id, life: life{created: created, freshUntil: now + int64(time.Hour)}}
		}
		l.offer(now, entry(1))
		newer := entry(2)
		l.set(now, newer)
		if got := l.get(id); got != newer {
			t.Fatalf("round %d: %+v", i, got)
		}
	}
}

// TestHitAllocations holds what the package promises for a hit of level 1.
func TestHitAllocations(t *testing.T) {
	if raced {
		t.Skip("the race detector allocates; make test runs it without, too")
	}
	c := newCache(t, Options{})
	b := &backend{}
	l := Lookup{Key: "GET /products/17", Policy: Policy{TTL: time.Hour}}
	Get(t.Context(), c, l, intCodec, b.load)
	c.level1.slots.Wait()
	ctx := t.Context()
	load := b.load
	if n := testing.AllocsPerRun(1000, func() { Get(ctx, c, l, intCodec, load) }); n > 2 {
		t.Errorf("%v allocations, want at most 2", n)
	}
}
