package cache

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"
)

// TestCollisions forges what a 64-bit hash does by chance: all keys in one slot.
// Nobody may get somebody else's value.
func TestCollisions(t *testing.T) {
	c := newCache(t, Options{})
	c.level1.hash = func(ident) uint64 { return 42 }
	for i := range 1000 {
		n := i % 10
		l := Lookup{Key: fmt.Sprint(n), Policy: steady}
		e := Get(t.Context(), c, l, intCodec, func(context.Context) Loaded[int] { return Loaded[int]{Value: n, Found: true} })
		if e.Value != n || e.Err != nil {
			t.Fatalf("key %d: %+v", n, e)
		}
	}
}

// TestMillionKeys drives distinct keys through level 1 (forced to evict), level 2
// digests and flights: each key keeps its own value.
func TestMillionKeys(t *testing.T) {
	n := 1_000_000
	if raced || testing.Short() { // ten times slower; make test runs it without, too
		n = 100_000
	}
	c := newCache(t, Options{MaxBytes: 8 << 20})
	digests := make(map[digest]struct{}, n)
	const batch = 1000
	ls := make([]Lookup, batch)
	for from := 0; from < n; from += batch {
		for i := range ls {
			ls[i] = Lookup{Key: fmt.Sprintf("GET /products/%d", from+i), Policy: steady}
			digests[digestOf(ls[i].ident())] = struct{}{}
		}
		load := func(_ context.Context, missing []int) []Loaded[int] {
			loaded := make([]Loaded[int], len(missing))
			for k, i := range missing {
				loaded[k] = Loaded[int]{Value: from + i, Found: true}
			}
			return loaded
		}
		for range 2 { // loaded, then from level 1 where it is still there
			for i, e := range GetMany(t.Context(), c, ls, intCodec, load) {
				if e.Value != from+i || e.Err != nil {
					t.Fatalf("key %d: %+v", from+i, e)
				}
			}
		}
	}
	if len(digests) != n {
		t.Errorf("%d digests of %d keys", len(digests), n)
	}
	if size := c.level1.bytes(); size > 8<<20 {
		t.Errorf("level 1 holds %d bytes", size)
	}
}

// TestIdentity: which look-ups are the same.
func TestIdentity(t *testing.T) {
	public := func(key string) Lookup { return Lookup{Key: key, Policy: steady} }
	private := func(key, subject string) Lookup {
		p := steady
		p.Scope = Private
		return Lookup{Key: key, Subject: subject, Policy: p}
	}
	for _, tt := range []struct {
		name string
		a, b Lookup
		same bool
	}{
		{"equal keys", public("k"), public("k"), true},
		{"other keys", public("k"), public("K"), false},
		{"a public look-up ignores the subject", Lookup{Key: "k", Subject: "a", Policy: steady}, public("k"), true},
		{"one subject", private("k", "a"), private("k", "a"), true},
		{"two subjects", private("k", "a"), private("k", "b"), false},
		{"private and public", private("k", "a"), public("k"), false},
		{"a key that spells key and subject", private("k", "ab"), private("kab", ""), false},
		{"a border that moves", private("ka", "b"), private("k", "ab"), false},
		{"a separator inside", private("k\x00a", "b"), private("k", "a\x00b"), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a, b := tt.a.ident(), tt.b.ident()
			if same := a == b; same != tt.same {
				t.Errorf("idents same: %v, want %v", same, tt.same)
			}
			if same := digestOf(a) == digestOf(b); same != tt.same {
				t.Errorf("digests same: %v, want %v", same, tt.same)
			}
		})
	}
}

// TestPrivateStays tries to read one subject's entry as another on every path.
func TestPrivateStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, Options{})
		policy := steady
		policy.Scope = Private
		loads := 0
		get := func(subject string, delay time.Duration) Entry[string] {
			l := Lookup{Key: "GET /me", Subject: subject, Policy: policy}
			return Get(t.Context(), c, l, JSON[string](), func(context.Context) Loaded[string] {
				loads++
				time.Sleep(delay)
				return Loaded[string]{Value: "mail of " + subject, Found: true}
			})
		}
		for range 2 { // loaded, then from level 1
			for _, who := range []string{"ann", "bob", "", ""} {
				if e := get(who, 0); e.Value != "mail of "+who {
					t.Errorf("%q reads %q", who, e.Value)
				}
			}
		}
		if loads != 6 { // without a subject nothing is kept
			t.Errorf("%d loads, want 6", loads)
		}

		// In flight: eve must not join bea's load.
		done := make(chan Entry[string], 1)
		go func() { done <- get("bea", time.Second) }()
		synctest.Wait()
		if e := get("eve", 0); e.Value != "mail of eve" {
			t.Errorf("eve reads %q", e.Value)
		}
		<-done

		// As a public look-up of the same key.
		e := Get(t.Context(), c, Lookup{Key: "GET /me", Policy: steady}, JSON[string](),
			func(context.Context) Loaded[string] { return Loaded[string]{Value: "anonymous", Found: true} })
		if e.Value != "anonymous" {
			t.Errorf("the public reads %q", e.Value)
		}
	})
}

// TestAnswerTurnsOutPrivate: a backend that says "private" to a public call. Those
// who joined the load get their own answer, and nothing is kept.
func TestAnswerTurnsOutPrivate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t, Options{})
		private := steady
		private.Scope = Private
		get := func(who string) Entry[string] {
			return Get(t.Context(), c, Lookup{Key: "k", Policy: steady}, JSON[string](), func(context.Context) Loaded[string] {
				time.Sleep(time.Second)
				return Loaded[string]{Value: who, Found: true, Policy: &private}
			})
		}
		type answer struct {
			who   string
			entry Entry[string]
		}
		answers := make(chan answer, 10)
		for i := range 10 {
			who := fmt.Sprint("user ", i)
			go func() { answers <- answer{who, get(who)} }()
		}
		for range 10 {
			if a := <-answers; a.entry.Value != a.who {
				t.Errorf("%s reads %q", a.who, a.entry.Value)
			}
		}
		if e := get("late"); e.Value != "late" || e.Status != Miss {
			t.Errorf("kept: %+v", e)
		}
	})
}

// TestOneKeyTwoTypes: entries of one key made with two types are not mixed up.
func TestOneKeyTwoTypes(t *testing.T) {
	c := newCache(t, Options{})
	l := Lookup{Key: "k", Policy: steady}
	for range 3 {
		n := Get(t.Context(), c, l, intCodec, func(context.Context) Loaded[int] { return Loaded[int]{Value: 7, Found: true} })
		s := Get(t.Context(), c, l, JSON[string](), func(context.Context) Loaded[string] { return Loaded[string]{Value: "seven", Found: true} })
		if n.Value != 7 || s.Value != "seven" {
			t.Fatalf("%+v, %+v", n, s)
		}
	}
}

// FuzzDigest: two identities never share a digest, however their parts are cut.
func FuzzDigest(f *testing.F) {
	f.Add("key", "subject", 3)
	f.Add("", "\x00\x01", 1)
	f.Fuzz(func(t *testing.T, key, subject string, cut int) {
		whole := subject + key
		if len(whole) == 0 {
			return
		}
		cut = (cut%len(whole) + len(whole)) % len(whole)
		a, b := ident{key: key, subject: subject}, ident{key: whole[cut:], subject: whole[:cut]}
		if (a == b) != (digestOf(a) == digestOf(b)) {
			t.Errorf("%+v and %+v", a, b)
		}
	})
}

// TestJitterSpreads: a cold start of 10,000 keys does not expire as one.
func TestJitterSpreads(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	now := time.Unix(1_000_000, 0)
	policy := Policy{TTL: 100 * time.Second, Stale: time.Second}
	var perSecond [100]int
	for range 10_000 {
		l := policy.lifeOf(now, true, random.Float64())
		lived := time.Duration(l.freshUntil - l.created)
		if lived > policy.TTL || lived < 90*time.Second {
			t.Fatalf("lives %v", lived)
		}
		if l.staleUntil-l.freshUntil != int64(policy.Stale) {
			t.Fatalf("the stale window changed: %+v", l)
		}
		perSecond[min(int(lived/time.Second), 99)]++
	}
	for second, n := range perSecond {
		if n > 1200 { // 1,000 expected in each of the ten seconds
			t.Errorf("%d of 10,000 entries expire in second %d", n, second)
		}
	}
}
