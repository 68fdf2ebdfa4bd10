package bloom

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// listing is a backend with ids 0 to n-1, 1,000 to a page.
type listing struct {
	n     atomic.Int64
	fails atomic.Bool
	reads atomic.Int64
}

func (l *listing) list(_ context.Context, page string) (ids []string, next string, err error) {
	if page == "" {
		l.reads.Add(1)
	}
	if l.fails.Load() {
		return nil, "", errors.New("listing down")
	}
	from, _ := strconv.Atoi(page)
	n := int(l.n.Load())
	for i := from; i < min(from+1000, n); i++ {
		ids = append(ids, strconv.Itoa(i))
	}
	if from+1000 < n {
		next = strconv.Itoa(from + 1000)
	}
	return ids, next, nil
}

// open returns a filter that is closed with the test.
func open(t *testing.T, o Options) *Filter {
	t.Helper()
	o.Name, o.Logger = "product", slog.New(slog.DiscardHandler)
	f, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

// TestNeverHides: every id of the listing passes, hardly any other does.
func TestNeverHides(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &listing{}
		l.n.Store(50_000)
		f := open(t, Options{List: l.list, Trickle: -1})
		synctest.Wait()
		for i := range 50_000 {
			if !f.Allow(strconv.Itoa(i)) {
				t.Fatalf("id %d is hidden", i)
			}
		}
		passed := 0
		for i := range 100_000 {
			if f.Allow(fmt.Sprint("unknown ", i)) {
				passed++
			}
		}
		if passed > 1000 {
			t.Errorf("%d of 100,000 unknown ids pass; wanted 1 %%", passed)
		}
		if rate := f.known.falsePositives(); rate <= 0 || rate > 0.01 {
			t.Errorf("estimates a rate of %v", rate)
		}
	})
}

// TestUnready: a filter that can't know lets everything through.
func TestUnready(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &listing{}
		l.n.Store(10)
		l.fails.Store(true)
		f := open(t, Options{List: l.list, Trickle: -1, Refresh: time.Minute})
		synctest.Wait()
		if !f.Allow("77") {
			t.Error("not loaded, and says no")
		}
		l.fails.Store(false)
		time.Sleep(time.Minute)
		synctest.Wait()
		if f.Allow("77") || !f.Allow("7") {
			t.Error("loaded after the listing came back")
		}
		l.fails.Store(true)
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		if !f.Allow("77") {
			t.Error("too old, and says no")
		}
	})
}

// TestNewIDs: three ways in which an id that the listing did not have gets through.
func TestNewIDs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &listing{}
		l.n.Store(10)
		f := open(t, Options{List: l.list, Trickle: 5, Refresh: time.Hour})
		synctest.Wait()

		f.Add("by event")
		if !f.Allow("by event") {
			t.Error("an event's id is hidden")
		}

		allowed := 0
		for i := range 1000 {
			if f.Allow(fmt.Sprint("guess ", i)) {
				allowed++
			}
		}
		if allowed != 5 {
			t.Errorf("%d of 1,000 guesses at once got through, want the trickle's 5", allowed)
		}
		// The guesses have used the trickle up. Who asks again still gets through.
		asked := 0
		for !f.Allow("new product") {
			if asked++; asked > 3 {
				t.Fatal("a new product stays hidden while somebody guesses ids")
			}
		}
		l.n.Store(20)
		f.Loaded("new product", true)
		for range 100 {
			if !f.Allow("new product") {
				t.Fatal("a hit does not repair the filter")
			}
		}
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if l.reads.Load() != 2 || !f.Allow("19") {
			t.Errorf("the listing was read %d times; want again soon after a repair", l.reads.Load())
		}
		f.Loaded("guess 1", false)
		f.options.Trickle = -1
		if f.Allow("guess 1") {
			t.Error("known though it was not found")
		}
	})
}

// TestAddDuringRefresh: an id that comes while the listing is being read is in the
// new filter, too.
func TestAddDuringRefresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &listing{}
		l.n.Store(10)
		slow := func(ctx context.Context, page string) ([]string, string, error) {
			ids, next, err := l.list(ctx, page)
			time.Sleep(time.Second)
			return ids, next, err
		}
		f := open(t, Options{List: slow, Trickle: -1})
		time.Sleep(500 * time.Millisecond)
		f.Add("new")
		time.Sleep(time.Second)
		synctest.Wait()
		if !f.Allow("new") {
			t.Error("the refresh has hidden it")
		}
	})
}

// TestEndlessListing: a listing that repeats a page is an error, not a loop.
func TestEndlessListing(t *testing.T) {
	f := &Filter{options: Options{List: func(context.Context, string) ([]string, string, error) { return nil, "same", nil }}}
	f.next = newLayers(0, 0.01)
	if err := f.read(t.Context()); err == nil {
		t.Error("no error")
	}
}

func TestOptions(t *testing.T) {
	l := (&listing{}).list
	for _, tt := range []struct {
		name    string
		options Options
	}{
		{"no name", Options{List: l}},
		{"no listing", Options{Name: "x"}},
		{"not a rate", Options{Name: "x", List: l, FalsePositives: 1}},
		{"negative time", Options{Name: "x", List: l, Refresh: -1}},
	} {
		if _, err := New(tt.options); err == nil {
			t.Errorf("%s: no error", tt.name)
		}
	}
}

func BenchmarkAllow(b *testing.B) {
	l := newLayers(0, 0.01)
	for i := range 100_000 {
		l.add(strconv.Itoa(i))
	}
	b.ReportAllocs()
	for b.Loop() {
		l.has("50000")
	}
}
