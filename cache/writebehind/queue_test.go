package writebehind

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"go.uber.org/goleak"

	"bff/cache/redistest"
)

func TestMain(m *testing.M) {
	if os.Getenv(childEnv) != "" {
		child()
		return
	}
	goleak.VerifyTestMain(m)
}

// delivered records what Write was given.
type delivered struct {
	mu      sync.Mutex
	entries []Entry
	fail    func(e Entry) error
}

func (d *delivered) write(_ context.Context, e Entry) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.entries = append(d.entries, e)
	if d.fail != nil {
		return d.fail(e)
	}
	return nil
}

// payloads returns what was delivered for a key, in order.
func (d *delivered) payloads(key string) (list []string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, e := range d.entries {
		if e.Key == key {
			list = append(list, string(e.Payload))
		}
	}
	return list
}

// open returns a queue on the server that is closed with the test.
func open(t *testing.T, server *redistest.Server, o Options) *Queue {
	t.Helper()
	// A large pool: go-redis keeps a goroutine dialing for a while when as many
	// dials have failed as the pool is large.
	client := redis.NewClient(&redis.Options{Addr: server.Addr(), PoolSize: 1000, DialerRetries: 1})
	o.Name, o.Client, o.Logger = "test", client, slog.New(slog.DiscardHandler)
	if o.Backoff == 0 {
		o.Backoff = time.Millisecond
	}
	q, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = q.Close()
		_ = client.Close()
	})
	return q
}

func add(t *testing.T, q *Queue, key string, payloads ...string) {
	t.Helper()
	for _, p := range payloads {
		if err := q.Add(t.Context(), key, []byte(p)); err != nil {
			t.Fatal(err)
		}
	}
}

// eventually waits for what the queue does in the background.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("waited in vain for %s", what)
}

// TestOrder: two processes, ten keys, every key in its order, each write once.
func TestOrder(t *testing.T) {
	server := redistest.Start(t)
	d := &delivered{}
	queues := []*Queue{open(t, server, Options{Write: d.write}), open(t, server, Options{Write: d.write})}
	var want []string
	for i := range 50 {
		want = append(want, fmt.Sprint(i))
		for key := range 10 {
			add(t, queues[(i+key)%2], fmt.Sprint("key", key), fmt.Sprint(i))
		}
	}
	for key := range 10 {
		name := fmt.Sprint("key", key)
		eventually(t, name, func() bool { return len(d.payloads(name)) >= 50 })
		if got := d.payloads(name); !slices.Equal(got, want) {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestRetryAndPark: a failing write is tried again before the later ones of its
// key, and given up when it cannot be helped.
func TestRetryAndPark(t *testing.T) {
	for _, tt := range []struct {
		name   string
		fail   func(times int) error // of the payload "bad", by how often it was tried
		want   []string
		parked bool
	}{
		{"mends itself", func(n int) error {
			if n < 3 {
				return errors.New("busy")
			}
			return nil
		}, []string{"bad", "bad", "bad", "good"}, false},
		{"never mends", func(int) error { return errors.New("busy") }, []string{"bad", "bad", "bad", "bad", "good"}, true},
		{"says so itself", func(int) error { return Permanent(errors.New("no such device")) }, []string{"bad", "good"}, true},
		{"panics", func(int) error { panic("poison") }, []string{"bad", "bad", "bad", "bad", "good"}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			server := redistest.Start(t)
			times := 0
			d := &delivered{fail: func(e Entry) error {
				if string(e.Payload) != "bad" {
					return nil
				}
				times++
				return tt.fail(times)
			}}
			q := open(t, server, Options{Write: d.write, Attempts: 4})
			add(t, q, "key", "bad", "good")
			eventually(t, "the later one", func() bool { return slices.Contains(d.payloads("key"), "good") })
			if got := d.payloads("key"); !slices.Equal(got, tt.want) {
				t.Errorf("delivered %v, want %v", got, tt.want)
			}
			parked, err := q.Parked(t.Context(), 10)
			if err != nil || (len(parked) == 1) != tt.parked {
				t.Fatalf("parked %v, %v", parked, err)
			}
			if tt.parked && (string(parked[0].Payload) != "bad" || parked[0].ID != d.entries[0].ID) {
				t.Errorf("parked %+v, delivered %+v", parked[0], d.entries[0])
			}
		})
	}
}

// TestTakeover: what a closed process left another one delivers, at once.
func TestTakeover(t *testing.T) {
	server := redistest.Start(t)
	stuck := &delivered{fail: func(Entry) error { return errors.New("backend down") }}
	first := open(t, server, Options{Write: stuck.write, Partitions: 1, Attempts: 1_000_000})
	add(t, first, "key", "1", "2", "3")
	eventually(t, "the first attempt", func() bool { return len(stuck.payloads("key")) > 0 })
	_ = first.Close()
	d := &delivered{}
	open(t, server, Options{Write: d.write, Partitions: 1})
	eventually(t, "the rest", func() bool { return len(d.payloads("key")) == 3 })
	if got := strings.Join(d.payloads("key"), ""); got != "123" {
		t.Errorf("delivered %s", got)
	}
}

// TestAddFails: a Redis that is down is the caller's to know.
func TestAddFails(t *testing.T) {
	server := redistest.Start(t)
	q := open(t, server, Options{Write: (&delivered{}).write})
	server.Kill()
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if err := q.Add(ctx, "key", nil); err == nil {
		t.Error("no error")
	}
}

func TestOptions(t *testing.T) {
	client := redis.NewClient(&redis.Options{})
	defer client.Close()
	write := (&delivered{}).write
	for _, tt := range []struct {
		name    string
		options Options
	}{
		{"no name", Options{Client: client, Write: write}},
		{"no client", Options{Name: "x", Write: write}},
		{"no write", Options{Name: "x", Client: client}},
		{"negative", Options{Name: "x", Client: client, Write: write, Attempts: -1}},
	} {
		if _, err := New(tt.options); err == nil {
			t.Errorf("%s: no error", tt.name)
		}
	}
	if Permanent(nil) != nil {
		t.Error("Permanent(nil)")
	}
}

// TestLinkCut: writes wait while Redis is out of reach and go on afterwards, in
// their order.
func TestLinkCut(t *testing.T) {
	server := redistest.Start(t)
	proxy := redistest.NewProxy(t, server.Addr())
	adding := redis.NewClient(&redis.Options{Addr: server.Addr()})
	delivering := redis.NewClient(&redis.Options{Addr: proxy.Addr(), PoolSize: 1000, DialerRetries: 1})
	defer adding.Close()
	defer delivering.Close()
	d := &delivered{}
	options := Options{Name: "cut", Write: d.write, Partitions: 1, Backoff: time.Millisecond, Timeout: 500 * time.Millisecond, Logger: slog.New(slog.DiscardHandler)}
	options.Client = delivering
	q, err := New(options)
	if err != nil {
		t.Fatal(err)
	}
	defer q.Close()
	direct := &Queue{options: q.options, labels: q.labels, entries: q.entries}
	direct.options.Client = adding
	for i := range 30 {
		switch i {
		case 10:
			eventually(t, "the first ones", func() bool { return len(d.payloads("key")) > 0 })
			proxy.Cut()
		case 20:
			proxy.Heal()
		}
		add(t, direct, "key", fmt.Sprint(i))
	}
	eventually(t, "the last", func() bool { return slices.Contains(d.payloads("key"), "29") })
	got := slices.Compact(d.payloads("key")) // one may come twice, when its ending was cut off
	for i, p := range got {
		if p != fmt.Sprint(i) {
			t.Fatalf("delivered %v", got)
		}
	}
}
