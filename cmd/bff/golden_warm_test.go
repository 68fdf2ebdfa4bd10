package main

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// TestGoldenWarm sends the requests of TestGolden with a warm cache: each twice, by
// several callers and with neighbours in its arguments, one after the other and at the
// same time. Every answer is that of a server without a cache.
func TestGoldenWarm(t *testing.T) {
	backends := startRecorded(t)
	cold, warm := backends.serve(t, "false"), backends.serveWith(t, "false", "cache: { enabled: true }")
	backends.reset(t)
	another := map[string]string{"Authorization": "Bearer user-7"}
	compared := 0
	for _, c := range goldenCases(t) {
		if !c.readsOnly() {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			callers := []map[string]string{nil, customer, another}
			if c.client() == "desktop" {
				callers = []map[string]string{customer, staff}
			}
			var wanted []warmRequest
			for _, body := range c.neighbours(t) {
				for _, as := range callers {
					r := warmRequest{body: body, as: as}
					r.want = r.send(t, &c, cold)
					wanted = append(wanted, r)
				}
			}
			for range 2 {
				for _, r := range wanted {
					r.check(t, &c, warm, "one after the other")
				}
			}
			var all sync.WaitGroup
			for _, r := range append(wanted, wanted...) {
				all.Go(func() { r.check(t, &c, warm, "together") })
			}
			all.Wait()
			compared += 4 * len(wanted)
		})
	}
	t.Logf("%d answers", compared)
	if compared < 1000 {
		t.Errorf("%d answers were compared; the golden requests make 1000 at least", compared)
	}
}

// readsOnly reports a request that changes nothing and finds a healthy shop.
func (c *goldenCase) readsOnly() bool {
	return len(c.before) == 0 && !c.nextPage && c.events == 0 && c.faults == nil && c.answers == nil && !c.flaky &&
		!strings.Contains(c.query, "mutation") && !strings.Contains(c.query, "subscription")
}

// neighbours are the bodies of the request and of ones that differ in one number.
func (c *goldenCase) neighbours(t *testing.T) []string {
	t.Helper()
	out := []string{c.body(t, c.variables)}
	numbers := regexp.MustCompile(`(first|width|maxLength)("?: ?)(\d+)`)
	more := func(text string) string {
		return numbers.ReplaceAllStringFunc(text, func(found string) string {
			part := numbers.FindStringSubmatch(found)
			n, err := strconv.Atoi(part[3])
			if err != nil {
				return found
			}
			return fmt.Sprintf("%s%s%d", part[1], part[2], n+1)
		})
	}
	other := *c
	other.query, other.variables = more(c.query), more(c.variables)
	if other.query != c.query || other.variables != c.variables {
		out = append(out, other.body(t, other.variables))
	}
	return out
}

// warmRequest is a request and the answer that it gets without a cache.
type warmRequest struct {
	body string
	as   map[string]string
	want string
}

func (r *warmRequest) send(t *testing.T, c *goldenCase, s *running) string {
	t.Helper()
	got := s.do(t, http.MethodPost, c.endpoint(s), r.body, r.as)
	return fmt.Sprint(got.StatusCode, "\n", readableAnswer(t, got.body))
}

func (r *warmRequest) check(t *testing.T, c *goldenCase, s *running, how string) {
	t.Helper()
	if got := r.send(t, c, s); got != r.want {
		t.Errorf("%s, %s as %v: got\n%s\nwant\n%s", how, r.body, r.as, got, r.want)
	}
}
