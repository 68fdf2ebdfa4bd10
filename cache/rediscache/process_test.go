package rediscache

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"bff/cache"
	"bff/cache/redistest"
)

// The test binary is also a pod: with podEnv set it is a process that answers
// look-ups over HTTP until its standard input ends.
const podEnv = "REDISCACHE_POD" // redis address, origin URL

func TestMain(m *testing.M) {
	if os.Getenv(podEnv) != "" {
		if err := servePod(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	goleak.VerifyTestMain(m)
}

// podCutOff is how long a pod that is cut off serves what it has.
const podCutOff = 500 * time.Millisecond

// servePod is the pod: /get?key=, /invalidate?tag= and /advance?by=, which moves
// the pod's clock.
func servePod() error {
	redisAddr, origin, _ := strings.Cut(os.Getenv(podEnv), " ")
	store, err := Open(Config{URLs: []string{"redis://" + redisAddr}})
	if err != nil {
		return err
	}
	var ahead atomic.Int64
	c, err := cache.New(cache.Options{
		Store: store, CutOffTTL: podCutOff, Logger: slog.New(slog.DiscardHandler),
		// Generous, so that a machine that is busy with other tests changes nothing.
		RedisTimeout: 2 * time.Second, LeaseWait: 10 * time.Second,
		Now: func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) },
	})
	if err != nil {
		return err
	}
	policy := cache.Policy{TTL: time.Minute, Stale: time.Hour}
	mux := http.NewServeMux()
	mux.HandleFunc("/get", func(w http.ResponseWriter, r *http.Request) {
		key := r.FormValue("key")
		l := cache.Lookup{Key: key, Policy: policy, Tags: []string{"tag of " + key}}
		e := cache.Get(r.Context(), c, l, numbers, func(ctx context.Context) cache.Loaded[int] {
			text, err := fetch(ctx, origin+"/value?key="+url.QueryEscape(key))
			n, _ := strconv.Atoi(text)
			return cache.Loaded[int]{Value: n, Found: err == nil, Err: err}
		})
		if e.Err != nil {
			http.Error(w, e.Err.Error(), http.StatusBadGateway)
			return
		}
		fmt.Fprint(w, e.Value, " ", e.Status)
	})
	mux.HandleFunc("/invalidate", func(w http.ResponseWriter, r *http.Request) {
		if _, err := c.InvalidateTags(r.Context(), r.FormValue("tag")); err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
		}
	})
	mux.HandleFunc("/advance", func(_ http.ResponseWriter, r *http.Request) {
		by, _ := time.ParseDuration(r.FormValue("by"))
		ahead.Add(int64(by))
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(listener.Addr())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	return http.Serve(listener, mux)
}

// client keeps enough idle connections for all that tests do at once.
var client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1000}}

// fetch returns the body of a 200 answer.
func fetch(ctx context.Context, url string) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	response, err := client.Do(r)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %d: %s", response.StatusCode, body)
	}
	return string(body), err
}

// remote is a pod as its parent sees it.
type remote struct{ url string }

// startPod starts a process that ends with the test.
func startPod(t *testing.T, redisAddr, origin string) remote {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), podEnv+"="+redisAddr+" "+origin)
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		client.CloseIdleConnections()
		_ = in.Close()
		_ = cmd.Wait()
	})
	addr, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal("the pod did not start:", err)
	}
	return remote{"http://" + strings.TrimSpace(addr)}
}

// get returns a key's value and status.
func (r remote) get(t *testing.T, key string) (int, string) {
	text, err := fetch(t.Context(), r.url+"/get?key="+url.QueryEscape(key))
	if err != nil {
		t.Error(err)
	}
	value, status, _ := strings.Cut(text, " ")
	n, _ := strconv.Atoi(value)
	return n, status
}

// source is the backend of the pods: numbers that only grow, and a count of calls.
type source struct {
	mu     sync.Mutex
	values map[string]int
	calls  atomic.Int64
	delay  time.Duration
}

func (s *source) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.calls.Add(1)
	s.mu.Lock()
	value := s.values[r.FormValue("key")]
	s.mu.Unlock()
	time.Sleep(s.delay)
	fmt.Fprint(w, value)
}

// grow changes a value and returns the new one.
func (s *source) grow(key string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.values[key]++
	return s.values[key]
}

// TestStampedeOfProcesses: 1,000 requests at once, over 3 processes, for one key.
// Counted at the backend.
func TestStampedeOfProcesses(t *testing.T) {
	server := redistest.Start(t)
	s := &source{values: map[string]int{}, delay: 200 * time.Millisecond}
	web := httptest.NewServer(s)
	defer web.Close()
	var pods []remote
	for range 3 {
		pods = append(pods, startPod(t, server.Addr(), web.URL))
	}
	stampede := func() (calls int64, statuses map[string]int) {
		before := s.calls.Load()
		statuses = map[string]int{}
		var mu sync.Mutex
		var all sync.WaitGroup
		for i := range 1000 {
			all.Go(func() {
				_, status := pods[i%3].get(t, "hot")
				mu.Lock()
				defer mu.Unlock()
				statuses[status]++
			})
		}
		all.Wait()
		return s.calls.Load() - before, statuses
	}

	calls, statuses := stampede()
	t.Logf("cold: %d backend calls, %v", calls, statuses)
	if calls < 1 || calls > 3 {
		t.Errorf("cold: %d backend calls; want 1, at most 3", calls)
	}
	for _, p := range pods {
		eventually(t, "the entry in level 1", func() bool { _, status := p.get(t, "hot"); return status == "hit-1" })
	}
	for _, p := range pods {
		if _, err := fetch(t.Context(), p.url+"/advance?by=2m"); err != nil {
			t.Fatal(err)
		}
	}
	before := s.calls.Load()
	_, statuses = stampede()
	eventually(t, "the reload", func() bool { return s.calls.Load() > before })
	for _, p := range pods {
		eventually(t, "the new entry everywhere", func() bool { _, status := p.get(t, "hot"); return status == "hit-1" })
	}
	calls = s.calls.Load() - before
	t.Logf("stale: %d backend calls, %v", calls, statuses)
	if calls != 1 {
		t.Errorf("stale: %d backend calls, want 1", calls)
	}
}

// acknowledged is what readers must see: the newest version whose invalidation
// was acknowledged, by when.
type acknowledged struct {
	mu   sync.Mutex
	acks map[string][]ack
}

type ack struct {
	version int
	at      time.Time
}

func (a *acknowledged) add(key string, version int, at time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.acks[key] = append(a.acks[key], ack{version, at})
}

// least returns the newest version acknowledged before a time.
func (a *acknowledged) least(key string, before time.Time) (version int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, ack := range a.acks[key] {
		if ack.at.Before(before) {
			version = max(version, ack.version)
		}
	}
	return version
}

// TestCoherenceOfProcesses: random reads, writes and invalidations over 3
// processes, one of which loses its link and gets it back. After an invalidation is
// acknowledged no process answers an older value later than the bound: linkedBound
// with its link, podCutOff more without. (The first is milliseconds; the bound here
// leaves room for a machine that is busy.)
func TestCoherenceOfProcesses(t *testing.T) {
	const linkedBound = 2 * time.Second
	operations := 10_000
	if testing.Short() {
		operations = 2_000
	}
	server := redistest.Start(t)
	proxy := redistest.NewProxy(t, server.Addr())
	s := &source{values: map[string]int{}}
	web := httptest.NewServer(s)
	defer web.Close()
	pods := []remote{
		startPod(t, server.Addr(), web.URL), startPod(t, server.Addr(), web.URL), startPod(t, proxy.Addr(), web.URL),
	}
	known := &acknowledged{acks: map[string][]ack{}}
	var done, stale, refused atomic.Int64
	step := func() {
		key := fmt.Sprint("key", rand.IntN(20))
		p := rand.IntN(len(pods))
		if rand.IntN(10) == 0 {
			version := s.grow(key)
			if _, err := fetch(t.Context(), pods[p].url+"/invalidate?tag="+url.QueryEscape("tag of "+key)); err != nil {
				refused.Add(1)
				return
			}
			known.add(key, version, time.Now())
			if got, _ := pods[p].get(t, key); got < version { // the process that acknowledged
				t.Errorf("%s: pod %d answers %d after it acknowledged %d", key, p, got, version)
			}
			return
		}
		began := time.Now()
		bound := linkedBound
		if p == 2 {
			bound += podCutOff
		}
		atOnce, least := known.least(key, began), known.least(key, began.Add(-bound))
		got, _ := pods[p].get(t, key)
		if got < least {
			t.Errorf("%s: pod %d answers %d, more than %v after %d was acknowledged", key, p, got, bound, least)
		}
		if got < atOnce {
			stale.Add(1)
		}
	}
	run := func(until int64, atLeast time.Duration) {
		end := time.Now().Add(atLeast)
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				for done.Add(1) <= until || time.Now().Before(end) {
					step()
				}
			})
		}
		all.Wait()
		done.Store(until)
	}
	run(int64(operations)*4/10, 0)
	proxy.Cut()
	run(int64(operations)*7/10, linkedBound+2*podCutOff) // longer than the bound, or it would show nothing
	proxy.Heal()
	run(int64(operations), 0)
	t.Logf("%d operations, %d reads behind by less than the bound, %d invalidations refused by the pod that was cut off",
		done.Load(), stale.Load(), refused.Load())
}
