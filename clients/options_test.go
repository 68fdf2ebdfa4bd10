package clients

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestDefaults(t *testing.T) {
	want := SourceOptions{
		AttemptTimeout: time.Second, Timeout: 3 * time.Second, MaxResponseBytes: 8 << 20, MaxConcurrent: 256,
		Retry:   RetryOptions{MaxAttempts: 3, BaseDelay: 50 * time.Millisecond, MaxDelay: time.Second, Budget: 0.2},
		Breaker: BreakerOptions{FailureRate: 0.5, Window: 20, OpenFor: 5 * time.Second, Probes: 3},
	}
	if diff := cmp.Diff(want, SourceOptions{}.withDefaults()); diff != "" {
		t.Errorf("defaults (-want +got):\n%s", diff)
	}
}

// A short timeout bounds the attempt's default; nothing else does.
func TestAttemptFollowsTimeout(t *testing.T) {
	if got := (SourceOptions{Timeout: 300 * time.Millisecond}).withDefaults().AttemptTimeout; got != 300*time.Millisecond {
		t.Errorf("an attempt may take %s of a call's 300ms", got)
	}
}

// No budget and no delay are what a negative number says: 0 means the default.
func TestNoneOfRetries(t *testing.T) {
	s := newSource("catalog", SourceOptions{URL: "http://catalog.test", Retry: RetryOptions{Budget: -1, BaseDelay: -1, MaxDelay: -1}}.withDefaults(), func() float64 { return 1 })
	for range 100 {
		s.budget.deposit()
	}
	if s.budget.withdraw() {
		t.Error("a source without a budget got a retry")
	}
	if got := s.backoff(1); got != 0 {
		t.Errorf("a delay of %s; want none", got)
	}
}

func TestZeroOptions(t *testing.T) {
	b, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got := b.Status(); len(got) != 0 {
		t.Errorf("status %v", got)
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
}

func TestBadOptions(t *testing.T) {
	for _, tt := range []struct {
		name, source string
		change       func(*SourceOptions)
		want         string
	}{
		{"name", "Catalog!", nil, `its name is Catalog!; expected letters`},
		{"no URL", "catalog", func(o *SourceOptions) { o.URL = "" }, `URL is ""; expected an address such as`},
		{"URL without scheme", "catalog", func(o *SourceOptions) { o.URL = "catalog:8080" }, `expected an address such as`},
		{"URL with query", "catalog", func(o *SourceOptions) { o.URL = "http://c?x=1" }, `expected an address without query`},
		{"password isn't shown", "catalog", func(o *SourceOptions) { o.URL = "ftp://u:" + secret + "@c" }, `"ftp://u:xxxxx@c"`},
		{"attempt timeout", "catalog", func(o *SourceOptions) { o.AttemptTimeout = -1 }, `AttemptTimeout is -1ns; expected 0 or more`},
		{"timeout", "catalog", func(o *SourceOptions) { o.Timeout = -1 }, `Timeout is -1ns`},
		{"size", "catalog", func(o *SourceOptions) { o.MaxResponseBytes = -1 }, `MaxResponseBytes is -1`},
		{"attempts", "catalog", func(o *SourceOptions) { o.Retry.MaxAttempts = -1 }, `Retry.MaxAttempts is -1`},
		{"budget", "catalog", func(o *SourceOptions) { o.Retry.Budget = 20 }, `Retry.Budget is 20; expected 1 or less`},
		{"attempt longer than the call", "catalog", func(o *SourceOptions) { o.AttemptTimeout, o.Timeout = 3*time.Second, 2*time.Second }, `AttemptTimeout is 3s; expected at most Timeout, which is 2s`},
		{"attempt longer than a call by default", "catalog", func(o *SourceOptions) { o.AttemptTimeout = 5 * time.Second }, `expected at most Timeout, which is 3s`},
		{"a host without a name", "catalog", func(o *SourceOptions) { o.URL = "http://.internal" }, `expected an address such as`},
		{"a port that is none", "catalog", func(o *SourceOptions) { o.URL = "http://catalog:" }, `expected an address such as`},
		{"rate", "catalog", func(o *SourceOptions) { o.Breaker.FailureRate = 50 }, `Breaker.FailureRate is 50; expected 0 to 1`},
		{"window", "catalog", func(o *SourceOptions) { o.Breaker.Window = -1 }, `Breaker.Window is -1`},
		{"probes", "catalog", func(o *SourceOptions) { o.Breaker.Probes = -1 }, `Breaker.Probes is -1`},
		{"header that isn't one", "catalog", func(o *SourceOptions) { o.PropagateHeaders = []string{"a b"} }, `PropagateHeaders is "a b"; expected a header name`},
		{"header of the connection", "catalog", func(o *SourceOptions) { o.PropagateHeaders = []string{"host"} }, `"host"; expected no header`},
		{"header of the body", "catalog", func(o *SourceOptions) { o.PropagateHeaders = []string{"content-length"} }, `expected no header`},
		{"header of the answer's form", "catalog", func(o *SourceOptions) { o.PropagateHeaders = []string{"if-none-match"} }, `expected no header`},
		{"header of ours", "catalog", func(o *SourceOptions) { o.PropagateHeaders = []string{"traceparent"} }, `expected no header`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := SourceOptions{URL: "http://catalog.test"}
			if tt.change != nil {
				tt.change(&o)
			}
			_, err := New(Options{Sources: map[string]SourceOptions{tt.source: o}})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v; expected one with %q", err, tt.want)
			}
			if err != nil && strings.Contains(err.Error(), secret) {
				t.Errorf("%q shows a password", err)
			}
		})
	}
}

func TestAllBadOptionsAtOnce(t *testing.T) {
	_, err := New(Options{Sources: map[string]SourceOptions{"a": {}, "b": {URL: "x", Timeout: -1}}})
	if err == nil || strings.Count(err.Error(), "\n") != 2 {
		t.Errorf("error %v; expected three lines", err)
	}
}
