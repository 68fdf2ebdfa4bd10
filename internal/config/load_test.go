package config_test

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bff/internal/config"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "accept what the tests got as golden")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// files is the disk of a test.
type files map[string]string

func (f files) read(name string) ([]byte, error) {
	if text, ok := f[name]; ok {
		return []byte(text), nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

func load(yaml string, environ ...string) (config.Config, error) {
	disk := files{"bff.yaml": yaml, "secret": "hunter2\n"}
	return config.Load(config.Options{File: "bff.yaml", Environ: environ, ReadFile: disk.read})
}

func mustLoad(t *testing.T, yaml string, environ ...string) config.Config {
	t.Helper()
	cfg, err := load(yaml, environ...)
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	return cfg
}

// golden compares got with a file of testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s: accept with -update (-want +got):\n%s", name, diff)
	}
}

func TestErrors(t *testing.T) {
	names, err := filepath.Glob("testdata/errors/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			section := map[string]*txtar.File{}
			disk := files{"secret": "hunter2\n"}
			for i, f := range archive.Files {
				section[f.Name] = &archive.Files[i]
				disk[f.Name] = string(f.Data)
			}
			var environ []string
			if env := section["env"]; env != nil {
				environ = strings.Split(strings.TrimSpace(string(env.Data)), "\n")
			}
			_, err = config.Load(config.Options{File: "bff.yaml", Environ: environ, ReadFile: disk.read})
			var report config.Report
			if !errors.As(err, &report) || len(report) == 0 {
				t.Fatalf("Load = %v; want a Report", err)
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("a secret is shown:\n%v", err)
			}
			section["want"].Data = []byte(err.Error() + "\n")
			golden(t, name, txtar.Format(archive))
		})
	}
}

func TestDefaults(t *testing.T) {
	text, err := config.Default().YAML()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/defaults.yaml", text)

	for name, cfg := range map[string]config.Config{
		"no file":           mustLoadOptions(t, config.Options{}),
		"an empty file":     mustLoad(t, ""),
		"only a comment":    mustLoad(t, "# nothing yet\n"),
		"an empty section":  mustLoad(t, "server:\n"),
		"its own defaults":  mustLoad(t, string(text)),
		"foreign variables": mustLoad(t, "", "HOME=/root", "BFFX=1"),
	} {
		if diff := cmp.Diff(config.Default(), cfg); diff != "" {
			t.Errorf("%s: not the defaults (-want +got):\n%s", name, diff)
		}
	}
}

func mustLoadOptions(t *testing.T, o config.Options) config.Config {
	t.Helper()
	cfg, err := config.Load(o)
	if err != nil {
		t.Fatalf("Load: %v", err)
	}
	return cfg
}

func TestMissingFile(t *testing.T) {
	_, err := config.Load(config.Options{File: "nowhere.yaml"})
	if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "nowhere.yaml") {
		t.Errorf("Load = %v; want a not-exist error that names the file", err)
	}
}

// A client that exists is served without a word about it in the configuration.
func TestClientsThatExistAreTheDefault(t *testing.T) {
	exist := []string{"web", "tv"}
	cfg, err := config.Load(config.Options{Clients: exist})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(exist, cfg.Clients); diff != "" {
		t.Errorf("Clients (-want +got):\n%s", diff)
	}
	if cfg.Clients[0] = "changed"; exist[0] != "web" {
		t.Error("the configuration shares the caller's list")
	}
}

// The later of defaults, file and variables wins, key by key.
func TestPrecedence(t *testing.T) {
	yaml := `
server: {drain_timeout: 1s, idle_timeout: 2s}
sources:
  user-profiles: {url: "http://file"}
traffic_shaping:
  all: {timeout: 5s, attempt_timeout: 500ms}
  sources:
    user-profiles: {attempt_timeout: 700ms, retry: {enabled: false}}
`
	cfg := mustLoad(t, yaml,
		"BFF_SERVER_DRAIN_TIMEOUT=1m30s",
		"BFF_CLIENTS=web, desktop",
		"BFF_SOURCES_USER_PROFILES_URL=https://variable/api",
		"BFF_SOURCES_USER_PROFILES_PROPAGATE_HEADERS=Authorization,Accept-Language",
		"BFF_SOURCES_CATALOG_URL=http://catalog",
		"BFF_TRAFFIC_SHAPING_ALL_TIMEOUT=6s",
		"BFF_TRAFFIC_SHAPING_SOURCES_CATALOG_ATTEMPT_TIMEOUT=800ms",
	)
	for _, tt := range []struct {
		name      string
		got, want any
	}{
		{"variable over file", cfg.Server.DrainTimeout, 90 * time.Second},
		{"file over default", cfg.Server.IdleTimeout, 2 * time.Second},
		{"default", cfg.Server.ReadHeaderTimeout, 5 * time.Second},
		{"list", cfg.Clients, []string{"web", "desktop"}},
		{"name as the file spells it", cfg.Sources["user-profiles"], config.Source{
			URL: "https://variable/api", PropagateHeaders: []string{"Authorization", "Accept-Language"},
		}},
		{"name that only a variable has", cfg.Sources["catalog"].URL, "http://catalog"},
		{"a source starts from all, variables included", cfg.TrafficShaping.Source("user-profiles").Timeout, 6 * time.Second},
		{"a source's own value", cfg.TrafficShaping.Source("user-profiles").AttemptTimeout, 700 * time.Millisecond},
		{"the rest of a source's section", cfg.TrafficShaping.Source("user-profiles").Retry.MaxAttempts, 3},
		{"a source's switch", cfg.TrafficShaping.Source("user-profiles").Retry.Enabled, false},
		{"longest ending wins", cfg.TrafficShaping.Source("catalog").AttemptTimeout, 800 * time.Millisecond},
		{"a source nobody mentions", cfg.TrafficShaping.Source("orders"), cfg.TrafficShaping.All},
	} {
		if diff := cmp.Diff(tt.want, tt.got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestKnownSources(t *testing.T) {
	disk := files{"bff.yaml": "sources: {catalog: {url: 'http://c'}, prices: {url: 'http://p'}}"}
	_, err := config.Load(config.Options{
		File: "bff.yaml", ReadFile: disk.read, Sources: []string{"catalog", "pricing"},
	})
	want := `bff.yaml:1:39: sources: there is no source "prices"; did you mean "pricing"?`
	if err == nil || err.Error() != want {
		t.Errorf("Load:\n got %v\nwant %s", err, want)
	}

	cfg := mustLoadOptions(t, config.Options{
		Sources: []string{"user-profiles"},
		Environ: []string{"BFF_SOURCES_USER_PROFILES_URL=http://u"},
	})
	if _, ok := cfg.Sources["user-profiles"]; !ok {
		t.Errorf("Sources = %v; want the name as the schema spells it", cfg.Sources)
	}
}

func TestServiceLinksArePassedOver(t *testing.T) {
	cfg := mustLoad(t, "",
		"BFF_SERVICE_HOST=10.0.0.1", "BFF_SERVICE_PORT=80", "BFF_SERVICE_PORT_HTTP=80",
		"BFF_PORT=tcp://10.0.0.1:80", "BFF_PORT_80_TCP=tcp://10.0.0.1:80", "BFF_PORT_80_TCP_ADDR=10.0.0.1",
		"BFF_SHOP_PORT=tcp://10.0.0.2:4001", "BFF_CONFIG=bff.yaml")
	if cfg.Shop.Port != 4001 {
		t.Errorf("Shop.Port = %d; want the default", cfg.Shop.Port)
	}
	if cfg := mustLoad(t, "", "BFF_SHOP_PORT=5001"); cfg.Shop.Port != 5001 {
		t.Errorf("Shop.Port = %d; want the variable's 5001", cfg.Shop.Port)
	}
}

func TestExpansion(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"whole", "${HOST}", "redis"},
		{"inside", "a-${HOST}-b", "a-redis-b"},
		{"fallback unused", "${HOST:-x}", "redis"},
		{"fallback for unset", "${NOPE:-x:-y}", "x:-y"},
		{"fallback for empty, as in a shell", "${EMPTY:-x}", "x"},
		{"empty", "a${EMPTY}b", "ab"},
		{"dollar", "$$5", "$5"},
		{"dollar before a brace", "$${HOST}", "${HOST}"},
		{"lone dollar", "a$b$", "a$b$"},
		{"values are not expanded again", "${NESTED}", "${HOST}"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cfg := mustLoad(t, "cache: {redis: {namespace: \""+tt.text+"\"}}", "HOST=redis", "EMPTY=", "NESTED=${HOST}")
			if got := cfg.Cache.Redis.Namespace; got != tt.want {
				t.Errorf("%q became %q; want %q", tt.text, got, tt.want)
			}
		})
	}
	cfg := mustLoad(t, "shop:\n  port: ${PORT}\n", "PORT=4100")
	if cfg.Shop.Port != 4100 {
		t.Errorf("Shop.Port = %d; want an expanded number", cfg.Shop.Port)
	}
}

func TestSecrets(t *testing.T) {
	cfg := mustLoad(t, `
sources:
  catalog:
    url: "http://me:hunter2@catalog/api"
    config: {assets: "hunter2", none: "", limits: {max: 42317, on: true, no: null}, list: [hunter2, [4.2317], {}]}
cache:
  redis: {url: "redis://me:hunter2@cache:6379", password_file: secret, master_name: m, sentinel_password: hunter2}
  invalidation: {shared_key: hunter2}
`)
	if got := cfg.Cache.Redis.Password; got != "hunter2" {
		t.Errorf("Password = %q; want the file's text without its line break", got)
	}
	shown, err := cfg.Masked().YAML()
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"hunter2", "2317"} {
		if text := fmt.Sprintf("%s%+v", shown, cfg.Masked()); strings.Contains(text, secret) {
			t.Errorf("the secret %s is shown:\n%s", secret, text)
		}
	}
	for _, want := range []string{"http://me:********@catalog/api", "redis://me:********@cache:6379\n", `
    config:
      assets: "********"
      limits:
        max: "********"
        no: "********"
        on: "********"
      list:
        - "********"
        - - "********"
        - {}
      none: ""
    config_file: ""
`} {
		if !strings.Contains(string(shown), want) {
			t.Errorf("masked configuration lacks %q:\n%s", want, shown)
		}
	}
	if c := cfg.Sources["catalog"]; c.URL != "http://me:hunter2@catalog/api" || c.Config["list"].([]any)[0] != "hunter2" {
		t.Error("Masked changed the configuration that it was called on")
	}
}

// What YAML writes, Load reads back: `bff config > bff.yaml` is a way to start.
func TestRoundTrip(t *testing.T) {
	want := config.Default()
	want.Sources["catalog"] = config.Source{URL: "http://catalog/$api", PropagateHeaders: []string{"Authorization"}}
	want.Sources["reviews"] = config.Source{Config: awkward()}
	want.TrafficShaping.Sources["catalog"] = want.TrafficShaping.All
	want.Server.DrainTimeout = time.Hour
	want.Cache.MaxBytes = 1500
	text, err := want.YAML()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, mustLoad(t, string(text))); diff != "" {
		t.Errorf("(-want +got):\n%s\n%s", diff, text)
	}
	if !strings.Contains(string(text), "    config: {}\n") {
		t.Errorf("a source without config is not written as such:\n%s", text)
	}
}
