package config_test

import (
	"strings"
	"testing"
	"time"

	"bff/internal/config"
)

// A default that is bounded by another value follows it, in every section by itself.
func TestDefaultsFollowTheirBounds(t *testing.T) {
	cfg := mustLoad(t, `
traffic_shaping:
  all: {timeout: 500ms, retry: {max_interval: 10ms}}
  sources:
    same: {}
    slow: {timeout: 4s, retry: {max_interval: 20ms}}
    own: {timeout: 400ms, attempt_timeout: 100ms}
`)
	for name, want := range map[string][2]time.Duration{
		"nobody": {500 * time.Millisecond, 10 * time.Millisecond}, "same": {500 * time.Millisecond, 10 * time.Millisecond},
		"slow": {time.Second, 20 * time.Millisecond}, "own": {100 * time.Millisecond, 10 * time.Millisecond},
	} {
		traffic := cfg.TrafficShaping.Source(name)
		if got := [2]time.Duration{traffic.AttemptTimeout, traffic.Retry.Interval}; got != want {
			t.Errorf("%s: attempt_timeout and interval are %v; want %v", name, got, want)
		}
	}
}

// A flag wins over a variable and the file, and is checked like them.
func TestFlags(t *testing.T) {
	disk := files{"bff.yaml": "server: {listen: ':1', admin: ':2'}"}
	load := func(flags ...config.Flag) (config.Config, error) {
		return config.Load(config.Options{File: "bff.yaml", ReadFile: disk.read, Environ: []string{"BFF_SERVER_LISTEN=:3"}, Flags: flags})
	}
	cfg, err := load(config.Flag{Name: "--listen", Key: "server.listen", Value: ":4"}, config.Flag{Name: "--clients", Key: "clients", Value: "mobile,web"})
	if err != nil {
		t.Fatal(err)
	}
	if cfg.Server.Listen != ":4" || cfg.Server.Admin != ":2" || len(cfg.Clients) != 2 {
		t.Errorf("%+v of clients %q", cfg.Server, cfg.Clients)
	}
	for want, flag := range map[string]config.Flag{
		`--listen: server.listen: "" is not allowed; expected host:port, like 127.0.0.1:8080 or :8080`: {Name: "--listen", Key: "server.listen"},
		`--clients: clients: there is no client "wbe"; did you mean "web"?`:                            {Name: "--clients", Key: "clients", Value: "wbe"},
		`--what: no key is called "server.what"`:                                                       {Name: "--what", Key: "server.what"},
	} {
		if _, err := load(flag); err == nil || err.Error() != want {
			t.Errorf("got %v\nwant %s", err, want)
		}
	}
}

// A program's own rules are checked when all else is right, and reported with the place
// of the key, or of the nearest one above it.
func TestRules(t *testing.T) {
	disk := files{"bff.yaml": "server:\n  listen: ':1'\nsources:\n  a:\n    propagate_headers: [X]\n", "bad.yaml": "server: {listen: x}"}
	rule := func(_ config.Config, refuse config.Refuse) {
		for _, keys := range [][]string{{"server", "listen"}, {"sources", "a", "url"}, {"sources", "b", "url"}, {"cache"}} {
			refuse("refused "+strings.Join(keys, "."), "expected better", keys...)
		}
	}
	_, err := config.Load(config.Options{File: "bff.yaml", ReadFile: disk.read, Rules: []config.Rule{rule}})
	want := `bff.yaml: refused cache; expected better
bff.yaml:2:11: refused server.listen; expected better
bff.yaml:4:3: refused sources.b.url; expected better
bff.yaml:5:5: refused sources.a.url; expected better`
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
	_, err = config.Load(config.Options{File: "bad.yaml", ReadFile: disk.read, Rules: []config.Rule{rule}})
	if err == nil || strings.Contains(err.Error(), "refused") {
		t.Errorf("%v; want no rule checked beside a bad value", err)
	}
	if _, err = config.Load(config.Options{Rules: []config.Rule{rule}}); err == nil || !strings.HasPrefix(err.Error(), "refused") {
		t.Errorf("%v; want no place where there is none", err)
	}
}
