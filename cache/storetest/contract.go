package storetest

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"bff/cache"
)

// Run checks that open returns Stores that keep the contract of cache.Store. Each
// call of open returns an empty one.
func Run(t *testing.T, open func(t *testing.T) cache.Store) {
	for _, tt := range []struct {
		name string
		test func(t *testing.T, s cache.Store)
	}{
		{"values", values},
		{"expiry", expiry},
		{"leases", leases},
		{"log", log},
		{"a log begins with everything invalid", beginning},
		{"follow wakes up", follow},
		{"a position that is gone is a gap", gap},
		{"much news comes in parts", parts},
		{"an ended context is an error", ended},
	} {
		t.Run(tt.name, func(t *testing.T) { tt.test(t, open(t)) })
	}
}

// replay returns the store's present position.
func replay(t *testing.T, s cache.Store) cache.History {
	t.Helper()
	h, err := s.Replay(t.Context(), cache.Position{})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func values(t *testing.T, s cache.Store) {
	var records []cache.Record
	var keys []string
	for i := range 100 {
		key := fmt.Sprintf("key-%d", i)
		keys = append(keys, key)
		if i%2 == 0 {
			records = append(records, cache.Record{Key: key, Value: bytes.Repeat([]byte{0, byte(i)}, i), TTL: time.Minute})
		}
	}
	if err := s.Write(t.Context(), records); err != nil {
		t.Fatal(err)
	}
	got, _, err := s.Read(t.Context(), keys, cache.Position{})
	if err != nil || len(got) != len(keys) {
		t.Fatalf("%d values, %v", len(got), err)
	}
	for i, value := range got {
		if want := bytes.Repeat([]byte{0, byte(i)}, i); i%2 == 0 && (value == nil || !bytes.Equal(value, want)) {
			t.Errorf("key %d: %x, want %x", i, value, want)
		} else if i%2 == 1 && value != nil {
			t.Errorf("key %d: %x, want nil", i, value)
		}
	}
}

func expiry(t *testing.T, s cache.Store) {
	err := s.Write(t.Context(), []cache.Record{{Key: "short", Value: []byte("x"), TTL: time.Millisecond}})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "the record to expire", func() bool {
		got, _, err := s.Read(t.Context(), []string{"short"}, cache.Position{})
		return err == nil && got[0] == nil
	})
}

func leases(t *testing.T, s cache.Store) {
	take := func(owner string, keys ...string) []bool {
		got, err := s.Lease(t.Context(), keys, owner, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if got := take("a", "x", "y"); !slices.Equal(got, []bool{true, true}) {
		t.Fatalf("free leases: %v", got)
	}
	if got := take("b", "x", "z"); !slices.Equal(got, []bool{false, true}) {
		t.Fatalf("one is taken: %v", got)
	}
	if err := s.Release(t.Context(), []string{"x", "z"}, "a"); err != nil { // z is b's
		t.Fatal(err)
	}
	if got := take("c", "x", "z"); !slices.Equal(got, []bool{true, false}) {
		t.Fatalf("only the owner gives back: %v", got)
	}
	if _, err := s.Lease(t.Context(), []string{"t"}, "a", time.Millisecond); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the lease to end", func() bool { return take("b", "t")[0] })
}

func log(t *testing.T, s cache.Store) {
	h := replay(t, s)
	events := []cache.Event{{Names: []string{"Product:1", "\x00bin\xff"}}, {All: true}}
	news, err := s.Publish(t.Context(), events, h.Seen)
	if err != nil {
		t.Fatal(err)
	}
	if news.Gap || len(news.Events) != 2 || news.Events[1].At != news.Seen || !news.Events[1].All {
		t.Fatalf("what a publisher learns: %+v", news)
	}
	if names := news.Events[0].Names; !slices.Equal(names[:1], events[0].Names[:1]) || len(names) != 2 {
		t.Errorf("names %q", names)
	}
	if news.Events[0].At.Compare(h.Seen) <= 0 || news.Events[1].At.Compare(news.Events[0].At) <= 0 {
		t.Errorf("positions do not grow: %+v", news)
	}
	_, carried, err := s.Read(t.Context(), []string{"absent"}, h.Seen)
	if err != nil || len(carried.Events) != 2 || carried.Seen != news.Seen {
		t.Errorf("what a read carries along: %+v, %v", carried, err)
	}
	_, none, err := s.Read(t.Context(), nil, news.Seen)
	if err != nil || none.Gap || len(none.Events) != 0 || none.Seen != news.Seen {
		t.Errorf("at the end of the log: %+v, %v", none, err)
	}
	if h, err := s.Replay(t.Context(), news.Seen); err != nil || h.Lost || len(h.Events) != 3 || h.Seen != news.Seen {
		t.Errorf("replay: %+v, %v", h, err)
	}
}

func beginning(t *testing.T, s cache.Store) {
	h := replay(t, s)
	if h.Lost || h.Gap || len(h.Events) != 1 || !h.Events[0].All || h.Seen.IsZero() || !h.Horizon.IsZero() {
		t.Errorf("%+v", h)
	}
	if again := replay(t, s); again.Seen != h.Seen {
		t.Errorf("a second replay began anew: %+v", again)
	}
}

func follow(t *testing.T, s cache.Store) {
	h := replay(t, s)
	news, err := s.Follow(t.Context(), h.Seen, 10*time.Millisecond)
	if err != nil || len(news.Events) != 0 || news.Gap {
		t.Fatalf("nothing new: %+v, %v", news, err)
	}
	got := make(chan cache.News, 1)
	go func() {
		news, _ := s.Follow(t.Context(), h.Seen, 30*time.Second)
		got <- news
	}()
	if _, err := s.Publish(t.Context(), []cache.Event{{Names: []string{"tag"}}}, h.Seen); err != nil {
		t.Fatal(err)
	}
	select {
	case news := <-got:
		if len(news.Events) != 1 || news.Events[0].Names[0] != "tag" {
			t.Errorf("%+v", news)
		}
	case <-time.After(20 * time.Second):
		t.Error("Follow did not wake up")
	}
}

func gap(t *testing.T, s cache.Store) {
	h := replay(t, s)
	gone := cache.Position{Major: h.Seen.Major, Minor: h.Seen.Minor + 1}
	if _, news, err := s.Read(t.Context(), nil, gone); err != nil || !news.Gap {
		t.Errorf("read: %+v, %v", news, err)
	}
	if news, err := s.Publish(t.Context(), nil, gone); err != nil || !news.Gap {
		t.Errorf("publish: %+v, %v", news, err)
	}
	if news, err := s.Follow(t.Context(), gone, time.Millisecond); err != nil || !news.Gap {
		t.Errorf("follow: %+v, %v", news, err)
	}
	if h, err := s.Replay(t.Context(), gone); err != nil || !h.Lost {
		t.Errorf("replay: %+v, %v; want Lost", h, err)
	}
}

func parts(t *testing.T, s cache.Store) {
	h := replay(t, s)
	const n = 2000
	for i := range n / 100 {
		var events []cache.Event
		for j := range 100 {
			events = append(events, cache.Event{Names: []string{fmt.Sprint(i*100 + j)}})
		}
		if _, err := s.Publish(t.Context(), events, h.Seen); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for at, more := h.Seen, true; more; {
		_, news, err := s.Read(t.Context(), nil, at)
		if err != nil || news.Gap || len(news.Events) == 0 {
			t.Fatalf("after %d events: %+v, %v", len(got), news, err)
		}
		for _, e := range news.Events {
			got = append(got, e.Names...)
		}
		at, more = news.Seen, news.More
	}
	for i, name := range got {
		if name != fmt.Sprint(i) || len(got) != n {
			t.Fatalf("event %d of %d is %q", i, len(got), name)
		}
	}
	if h, err := s.Replay(t.Context(), h.Seen); err != nil || len(h.Events) != n+1 || h.Lost {
		t.Errorf("replay: %d events, lost %v, %v", len(h.Events), h.Lost, err)
	}
}

func ended(t *testing.T, s cache.Store) {
	ctx, cancel := context.WithDeadline(t.Context(), time.Unix(0, 0))
	defer cancel()
	if _, _, err := s.Read(ctx, []string{"k"}, cache.Position{}); err == nil {
		t.Error("no error")
	}
}

// eventually waits for what has no event to wait for.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("waited in vain for %s", what)
}
