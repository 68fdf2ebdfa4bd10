package rediscache

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bff/cache"
	"bff/cache/redistest"
)

var (
	numbers = cache.JSON[int]()
	policy  = cache.Policy{TTL: time.Minute, Stale: time.Minute, StaleIfError: time.Minute}
)

// pod returns a cache on the Redis at addr that is closed with the test.
func pod(t testing.TB, addr string, options cache.Options) *cache.Cache {
	t.Helper()
	return podWith(t, Config{URLs: []string{"redis://" + addr}}, options)
}

// podOn returns a cache on the Redis of a configuration.
func podOn(t testing.TB, config Config) *cache.Cache {
	t.Helper()
	return podWith(t, config, cache.Options{})
}

func podWith(t testing.TB, config Config, options cache.Options) *cache.Cache {
	t.Helper()
	store, err := Open(config)
	if err != nil {
		t.Fatal(err)
	}
	options.Store, options.Logger = store, slog.New(slog.DiscardHandler)
	c, err := cache.New(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
		_ = store.Close()
	})
	return c
}

// origin is a backend that counts.
type origin struct {
	value, loads atomic.Int64
	delay        time.Duration
}

func (o *origin) get(t testing.TB, c *cache.Cache, key string, tags ...string) cache.Entry[int] {
	t.Helper()
	l := cache.Lookup{Key: key, Policy: policy, Tags: tags}
	e := cache.Get(t.Context(), c, l, numbers, func(context.Context) cache.Loaded[int] {
		o.loads.Add(1)
		value := int(o.value.Load())
		time.Sleep(o.delay)
		return cache.Loaded[int]{Value: value, Found: true}
	})
	if e.Err != nil {
		t.Error(e.Err)
	}
	return e
}

// eventually waits for what another process does.
func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("waited in vain for %s", what)
}

// TestOutages walks a pod through every way a Redis can be bad. No look-up fails,
// level 1 goes on, and level 2 is used again afterwards.
func TestOutages(t *testing.T) {
	for _, tt := range []struct {
		name        string
		begin, heal func(s *redistest.Server, p *redistest.Proxy)
	}{
		{
			"killed and restarted empty", func(s *redistest.Server, _ *redistest.Proxy) { s.Kill() },
			func(s *redistest.Server, _ *redistest.Proxy) { s.Run() },
		},
		{
			"frozen", func(s *redistest.Server, _ *redistest.Proxy) { s.Freeze() },
			func(s *redistest.Server, _ *redistest.Proxy) { s.Thaw() },
		},
		{
			"link cut", func(_ *redistest.Server, p *redistest.Proxy) { p.Cut() },
			func(_ *redistest.Server, p *redistest.Proxy) { p.Heal() },
		},
		{
			"slow", func(_ *redistest.Server, p *redistest.Proxy) { p.Delay(500 * time.Millisecond) },
			func(_ *redistest.Server, p *redistest.Proxy) { p.Delay(0) },
		},
		{
			"read-only", func(s *redistest.Server, _ *redistest.Proxy) { command(s, "REPLICAOF", "127.0.0.1", "1") },
			func(s *redistest.Server, _ *redistest.Proxy) { command(s, "REPLICAOF", "NO", "ONE") },
		},
		{
			"full", func(s *redistest.Server, _ *redistest.Proxy) { command(s, "CONFIG", "SET", "maxmemory", "1") },
			func(s *redistest.Server, _ *redistest.Proxy) { command(s, "CONFIG", "SET", "maxmemory", "0") },
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			server := redistest.Start(t)
			proxy := redistest.NewProxy(t, server.Addr())
			c, other := pod(t, proxy.Addr(), cache.Options{}), pod(t, proxy.Addr(), cache.Options{})
			o := &origin{}
			eventually(t, "an entry in level 1", func() bool { return o.get(t, c, "before").Status == cache.HitLevel1 })

			tt.begin(server, proxy)
			if e := o.get(t, c, "before"); e.Status != cache.HitLevel1 {
				t.Errorf("level 1 during the outage: %v", e.Status)
			}
			for i := range 50 {
				if e := o.get(t, c, fmt.Sprint("during ", i)); e.Status != cache.Miss {
					t.Errorf("during the outage: %v", e.Status)
				}
			}
			tt.heal(server, proxy)
			n := 0
			eventually(t, "level 2 to be shared again", func() bool {
				n++
				key := fmt.Sprint("after ", n)
				o.get(t, c, key)
				time.Sleep(5 * time.Millisecond)
				return o.get(t, other, key).Status == cache.HitLevel2
			})
		})
	}
}

// command sends one command on a connection of its own.
func command(s *redistest.Server, args ...any) {
	store, err := Open(Config{URLs: []string{s.URL()}})
	if err != nil {
		panic(err)
	}
	defer store.Close()
	if err := store.client.Do(context.Background(), args...).Err(); err != nil {
		panic(err)
	}
}

// TestStampede: 1,000 callers in three pods want one key that nobody has.
func TestStampede(t *testing.T) {
	server := redistest.Start(t)
	o := &origin{delay: 100 * time.Millisecond}
	pods := []*cache.Cache{pod(t, server.Addr(), cache.Options{}), pod(t, server.Addr(), cache.Options{}), pod(t, server.Addr(), cache.Options{})}
	var all sync.WaitGroup
	for i := range 1000 {
		all.Go(func() { o.get(t, pods[i%3], "hot") })
	}
	all.Wait()
	if n := o.loads.Load(); n < 1 || n > 3 {
		t.Errorf("%d backend calls; want 1, at most 3", n)
	} else {
		t.Logf("%d backend calls", n)
	}
}

// TestPrivateInRedis: nothing of a private entry's key or subject can be read off
// the keys, and another subject does not find it.
func TestPrivateInRedis(t *testing.T) {
	server := redistest.Start(t)
	a, b := pod(t, server.Addr(), cache.Options{}), pod(t, server.Addr(), cache.Options{})
	private := policy
	private.Scope = cache.Private
	get := func(c *cache.Cache, subject string) cache.Entry[string] {
		l := cache.Lookup{Key: "GET /me", Subject: subject, Policy: private}
		return cache.Get(t.Context(), c, l, cache.JSON[string](), func(context.Context) cache.Loaded[string] {
			return cache.Loaded[string]{Value: "mail of " + subject, Found: true}
		})
	}
	get(a, "ann")
	eventually(t, "ann's entry in level 2", func() bool { return get(b, "ann").Status.Cached() })
	if e := get(b, "bob"); e.Value != "mail of bob" || e.Status != cache.Miss {
		t.Errorf("%+v", e)
	}
	store := open(t, Config{URLs: []string{server.URL()}})
	keys, err := store.client.Keys(t.Context(), "*").Result()
	if err != nil || len(keys) == 0 {
		t.Fatal(keys, err)
	}
	for _, key := range keys {
		if strings.Contains(key, "ann") || strings.Contains(key, "/me") {
			t.Errorf("key %q", key)
		}
	}
}

// TestPasswordFile: a rotated password is used by the next connection.
func TestPasswordFile(t *testing.T) {
	server := redistest.Start(t, "--requirepass", "first")
	file := filepath.Join(t.TempDir(), "password")
	write := func(password string) {
		if err := os.WriteFile(file, []byte(password+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("wrong")
	s := open(t, Config{URLs: []string{server.URL()}, PasswordFile: file})
	if _, err := s.Replay(t.Context(), cache.Position{}); err == nil {
		t.Fatal("no error with a wrong password")
	}
	write("first")
	if _, err := s.Replay(t.Context(), cache.Position{}); err != nil {
		t.Fatal(err)
	}
}

func TestConfig(t *testing.T) {
	for _, tt := range []struct {
		name   string
		config Config
		want   string // in the error; empty means none
	}{
		{"single", Config{URLs: []string{"redis://user:secret@h:1/3"}}, ""},
		{"tls", Config{URLs: []string{"rediss://h"}}, ""},
		{"cluster", Config{URLs: []string{"redis-cluster://a:1", "redis-cluster://b:1"}}, ""},
		{"sentinel", Config{URLs: []string{"redis://a:1", "redis://b:1"}, MasterName: "m"}, ""},
		{"none", Config{}, "no URL"},
		{"another scheme", Config{URLs: []string{"http://h"}}, `scheme "http"`},
		{"two schemes", Config{URLs: []string{"redis://a", "rediss://b"}}, "want one scheme"},
		{"no host", Config{URLs: []string{"redis://"}}, "without a host"},
		{"no number", Config{URLs: []string{"redis://h/x"}}, `database "x"`},
		{"cluster with a database", Config{URLs: []string{"redis-cluster://h/1"}}, "no databases"},
		{"cluster with sentinel", Config{URLs: []string{"redis-cluster://h"}, MasterName: "m"}, "MasterName"},
		{"the password stays out of errors", Config{URLs: []string{"redis://u:secret@h:port"}}, "invalid port"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o, err := tt.config.universal()
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("error %v, want %q", err, tt.want)
			}
			if err != nil && strings.Contains(err.Error(), "secret") {
				t.Errorf("shows the password: %v", err)
			}
			if tt.name == "single" && (o.Username != "user" || o.Password != "secret" || o.DB != 3 || o.Addrs[0] != "h:1") {
				t.Errorf("%+v", o)
			}
			if tt.name == "tls" && (o.TLSConfig == nil || o.Addrs[0] != "h:6379") {
				t.Errorf("%+v", o)
			}
		})
	}
}
