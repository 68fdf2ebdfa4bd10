package writebehind

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"bff/cache/redistest"
)

// The test binary is its own victim: with childEnv set it is a process that adds
// and delivers writes until it is killed.
const childEnv = "WRITEBEHIND_CHILD" // redis address, sink URL, name

// child adds writes, prints those that were acknowledged, and delivers what there
// is to the sink.
func child() {
	part := strings.Split(os.Getenv(childEnv), " ")
	client := redis.NewClient(&redis.Options{Addr: part[0]})
	q, err := New(Options{
		Name: "crash", Client: client, Partitions: 2, Timeout: 100 * time.Millisecond, Backoff: time.Millisecond,
		Attempts: 1_000_000, Logger: slog.New(slog.DiscardHandler),
		Write: func(ctx context.Context, e Entry) error { return post(ctx, part[1], e) },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for i := 0; ; i++ {
		key, value := fmt.Sprint("key", i%4), fmt.Sprintf("%s.%06d", part[2], i)
		if q.Add(context.Background(), key, []byte(value)) == nil {
			fmt.Println(key, value)
		}
		time.Sleep(time.Millisecond)
	}
}

// post delivers one entry to the sink.
func post(ctx context.Context, url string, e Entry) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(e.Key+" "+string(e.Payload)))
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", response.StatusCode)
	}
	return nil
}

// sink is the backend: it keeps what arrives, in order, and sometimes fails.
type sink struct {
	mu      sync.Mutex
	arrived map[string][]string // by key
}

func (s *sink) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	key, value, ok := strings.Cut(string(body), " ")
	if err != nil || !ok || rand.IntN(20) == 0 {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.arrived[key] = append(s.arrived[key], value)
}

// TestCrash kills a process at random points of adding and delivering, again and
// again. Every acknowledged write arrives; in the order of its key, when what a
// second delivery repeats is left out.
func TestCrash(t *testing.T) {
	rounds := 50
	if testing.Short() {
		rounds = 5
	}
	server := redistest.Start(t)
	s := &sink{arrived: map[string][]string{}}
	web := httptest.NewServer(s)
	defer web.Close()
	acknowledged := map[string][]string{}
	for round := range rounds {
		for _, line := range runAndKill(t, server, web.URL, round) {
			key, value, _ := strings.Cut(line, " ")
			acknowledged[key] = append(acknowledged[key], value)
		}
	}
	// One that lives delivers the rest.
	last := redis.NewClient(&redis.Options{Addr: server.Addr()})
	defer last.Close()
	q, err := New(Options{
		Name: "crash", Client: last, Partitions: 2, Backoff: time.Millisecond, Attempts: 1_000_000,
		Write: func(ctx context.Context, e Entry) error { return post(ctx, web.URL, e) },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer q.Close()
	defer http.DefaultClient.CloseIdleConnections()
	eventually(t, "the streams to be empty", func() bool {
		n := int64(0)
		for i := range 2 {
			n += last.XLen(t.Context(), q.partition(i).stream).Val()
		}
		return n == 0
	})
	judge(t, s, acknowledged)
}

// runAndKill lives one life and returns the lines of acknowledged writes.
func runAndKill(t *testing.T, server *redistest.Server, url string, round int) []string {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s %s %03d", childEnv, server.Addr(), url, round))
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var lines []string
	enough := 1 + rand.IntN(60) // acknowledged writes until the end
	for scan := bufio.NewScanner(out); scan.Scan(); {
		lines = append(lines, scan.Text())
		if len(lines) == enough {
			_ = cmd.Process.Kill()
		}
	}
	_ = cmd.Wait()
	if len(lines) < enough {
		t.Fatalf("round %d ended by itself: %q", round, lines)
	}
	return lines
}

// judge compares what arrived with what was acknowledged.
func judge(t *testing.T, s *sink, acknowledged map[string][]string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	total, twice := 0, 0
	for key, want := range acknowledged {
		first := map[string]int{} // where each value arrived first
		order := []string{}
		for _, value := range s.arrived[key] {
			if _, again := first[value]; again {
				twice++
				continue
			}
			first[value] = len(order)
			order = append(order, value)
		}
		last := -1
		for _, value := range want {
			at, ok := first[value]
			if !ok {
				t.Errorf("%s %s was acknowledged and never arrived", key, value)
			} else if at < last {
				t.Errorf("%s %s arrived out of order", key, value)
			}
			last = max(last, at)
		}
		total += len(want)
	}
	t.Log(strconv.Itoa(total) + " acknowledged writes, " + strconv.Itoa(twice) + " delivered twice")
}
