package rediscache

import (
	"testing"

	"github.com/redis/go-redis/v9"

	"bff/cache"
	"bff/cache/redistest"
)

// TestParse: what another version has written to the log is taken for the worst.
func TestParse(t *testing.T) {
	for _, tt := range []struct {
		name   string
		values map[string]any
		all    bool
	}{
		{"names", map[string]any{"e": `{"names":["a"]}`}, false},
		{"everything", map[string]any{"e": `{"all":true}`}, true},
		{"a field more", map[string]any{"e": `{"names":["a"],"later":1}`}, false},
		{"not JSON", map[string]any{"e": `names=a`}, true},
		{"another field", map[string]any{"x": `{"names":["a"]}`}, true},
	} {
		events, seen, err := parse([]redis.XMessage{{ID: "7-1", Values: tt.values}}, cache.Position{})
		if err != nil || len(events) != 1 || events[0].All != tt.all || seen != (cache.Position{Major: 7, Minor: 1}) {
			t.Errorf("%s: %+v, %v, %v", tt.name, events, seen, err)
		}
	}
}

// TestTrimmed: Redis trims the log. A reader that stood in the part that is gone is
// told so, and that nothing else was lost.
func TestTrimmed(t *testing.T) {
	server := redistest.Start(t)
	client, err := Client(Config{URLs: []string{server.URL()}})
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(client, Options{LogLength: 100})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	before, err := s.Replay(t.Context(), cache.Position{})
	if err != nil {
		t.Fatal(err)
	}
	events := make([]cache.Event, 1000)
	for i := range events {
		events[i].Names = []string{"tag"}
	}
	if _, err := s.Publish(t.Context(), events, cache.Position{}); err != nil {
		t.Fatal(err)
	}
	if _, news, err := s.Read(t.Context(), nil, before.Seen); err != nil || !news.Gap {
		t.Errorf("read: %+v, %v; want a gap", news, err)
	}
	h, err := s.Replay(t.Context(), before.Seen)
	if err != nil || h.Lost || h.Horizon.Compare(before.Seen) <= 0 || len(h.Events) > 300 {
		t.Errorf("replay: %d events, horizon %v, lost %v, %v", len(h.Events), h.Horizon, h.Lost, err)
	}
}

// FuzzPosition: every position survives its text form, other texts are errors or
// positions, never a panic.
func FuzzPosition(f *testing.F) {
	f.Add("1700000000000-0", uint64(1), uint64(2))
	f.Add("-", uint64(1<<64-1), uint64(0))
	f.Fuzz(func(t *testing.T, text string, major, minor uint64) {
		p := cache.Position{Major: major, Minor: minor}
		if q, err := position(id(p)); err != nil || q != p {
			t.Errorf("%v became %v, %v", p, q, err)
		}
		if p, err := position(text); err == nil {
			if q, err := position(id(p)); err != nil || q != p {
				t.Errorf("%q became %v, then %v, %v", text, p, q, err)
			}
		}
	})
}
