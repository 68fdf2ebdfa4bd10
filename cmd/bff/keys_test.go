package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io/fs"
	"maps"
	"math/big"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"bff/cache"
	"bff/cache/bloom"
	"bff/cache/rediscache"
	"bff/clients"
	"bff/graph"
	"bff/internal/config"
	"bff/internal/httpserver"
	"bff/internal/shop"
	"bff/internal/telemetry"
	"bff/internal/wiring"
)

// effects is all that a configuration decides: serve starts from these values alone.
type effects struct {
	telemetry telemetry.Options
	shop      shop.Options
	plan      plan
}

// base is a configuration in which every key matters: TLS to a Redis that Sentinels
// know, own backends and samples.
const base = `
clients: [web, mobile]
sources: {catalog: {url: "http://catalog"}}
traffic_shaping: {sources: {catalog: {}}}
cache: {redis: {url: "rediss://sentinel:26379", master_name: main}}
`

// effectsOf loads base with the variables over it. disk holds the files that it may name.
func effectsOf(disk map[string]string, tel *telemetry.Telemetry, environ ...string) (effects, error) {
	cfg, err := config.Load(config.Options{
		File: "bff.yaml", Environ: environ, Clients: clientNames(), Sources: sourceNames, Rules: rules,
		ReadFile: func(name string) ([]byte, error) {
			if text, ok := disk[name]; ok {
				return []byte(text), nil
			}
			return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
		},
	})
	if err != nil {
		return effects{}, err
	}
	where, err := places(cfg)
	if err != nil {
		return effects{}, err
	}
	samples := map[string]string{}
	for _, name := range shop.Names() {
		samples[name] = "http://sample-" + name
	}
	out := effects{telemetry: wiring.Telemetry(cfg)}
	out.shop, _ = shopOptions(cfg.Shop, where, tel.Logger)
	out.plan, err = newPlan(cfg, where, samples, tel)
	return out, err
}

// key is a leaf of the configuration.
type key struct {
	path []string
	typ  reflect.Type
	tag  reflect.StructTag
}

func (k key) String() string { return strings.Join(k.path, ".") }

func (k key) variable() string {
	return "BFF_" + strings.ToUpper(strings.Join(k.path, "_"))
}

// keys lists the leaves below t. The name of a map's element is catalog.
func keys(t reflect.Type, path ...string) []key {
	var out []key
	for i := range t.NumField() {
		f := t.Field(i)
		at := append(slices.Clone(path), f.Tag.Get("yaml"))
		switch {
		case f.Type.Kind() == reflect.Struct:
			out = append(out, keys(f.Type, at...)...)
		case f.Type.Kind() == reflect.Map && f.Type.Elem().Kind() == reflect.Struct:
			out = append(out, keys(f.Type.Elem(), append(at, "catalog")...)...)
		default:
			out = append(out, key{at, f.Type, f.Tag})
		}
	}
	return out
}

// others are values of a key's kind, some of which differ from the one it has in base.
func (k key) others(certificate string) []string {
	if enum := k.tag.Get("enum"); enum != "" {
		return strings.Split(enum, ",")
	}
	if k.tag.Get("file") != "" {
		return []string{"secret", "object.yaml", "ca.pem"}
	}
	switch k.typ {
	case reflect.TypeFor[time.Duration]():
		return []string{"1ms", "990ms", "7s"}
	case reflect.TypeFor[config.Bytes]():
		return []string{"123KB"}
	}
	switch k.typ.Kind() {
	case reflect.Bool:
		return []string{"true", "false"}
	case reflect.Map:
		return []string{`{"other": 3}`}
	case reflect.Slice:
		return []string{"web", "X-Other", "other.example"}
	case reflect.String:
		return []string{"127.0.0.1:4321", "http://other:1/x", "rediss://other:1", certificate, "other"}
	}
	if strings.Contains(k.typ.String(), "Level") {
		return []string{"error"}
	}
	return []string{"7"}
}

// elsewhere are the keys whose effect base can't show, and where it is shown.
var elsewhere = map[string]string{
	"shop.enabled": "TestSourceWithoutAddress: without samples a source that has no address is refused",
}

// Every key, set to another value, changes an option of a package. The keys are found by
// reflection, so a new one without an effect fails here.
func TestEveryKeyHasAnEffect(t *testing.T) {
	disk, tel, certificate := theDisk(t), quiet(t), aCertificate(t)
	before, err := effectsOf(disk, tel)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range keys(reflect.TypeFor[config.Config]()) {
		if elsewhere[k.String()] != "" {
			continue
		}
		changed, refused := false, error(nil)
		for _, value := range k.others(certificate) {
			after, err := effectsOf(disk, tel, k.variable()+"="+value)
			if err != nil {
				refused = err
				continue
			}
			changed = changed || len(difference(before, after)) > 0
		}
		if !changed {
			t.Errorf("%s changes no option (the last refusal: %v)", k, refused)
		}
	}
}

// zeroIsItself are the options whose zero means nothing but zero, or nothing said.
var zeroIsItself = []string{
	"plan.server.DrainDelay", "plan.filter.MaxAge", "plan.redis.PoolSize", "shop.Port",
}

// A key that is set to 0 does not become an option that is 0 and so takes its default.
func TestZeroIsNotTheDefault(t *testing.T) {
	disk, tel := theDisk(t), quiet(t)
	before, err := effectsOf(disk, tel)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, k := range keys(reflect.TypeFor[config.Config]()) {
		if low := k.tag.Get("min"); low != "0" && low != "0s" {
			continue
		}
		after, err := effectsOf(disk, tel, k.variable()+"="+k.tag.Get("min"))
		if err != nil {
			t.Errorf("%s: its least value is refused: %v", k, err)
			continue
		}
		found++
		for at, value := range difference(before, after) {
			if (value == "0" || value == "0s") && !slices.Contains(zeroIsItself, at) {
				t.Errorf("%s set to 0 makes %s 0, which means its default", k, at)
			}
		}
	}
	if found < 10 {
		t.Errorf("only %d keys may be 0; this looks for more", found)
	}
}

// byCode are the options that no key changes, because a program decides them.
var byCode = map[string]string{
	"graph.Options.Client": "the client's name", "graph.Options.Schema": "the client's schema", "graph.Options.Route": "the client's name",
	"graph.Options.ConnectionInit": "passes headers on", "graph.Options.Extensions": "cache.debug turns it on per request",
	"graph.Options.BeginMutation": "the listener's drain",
	"graph.Options.ShareKey":      "made for each client where server.deduplicate_query says so: plan.share",
	"graph.Options.Epoch":         "made of the cache's invalidations",
	"cache.Options.Store":         "made of cache.redis",
	"bloom.Options.Name":          "the kind of thing", "bloom.Options.List": "the backend's listing",
	"httpserver.Options.Handler": "what is served", "httpserver.Options.AdminHandler": "what is served", "httpserver.Options.Warm": "nothing to warm",
	"telemetry.Options.ServiceName": "OTEL_SERVICE_NAME", "telemetry.Options.ServiceVersion": "the build", "telemetry.Options.LogOutput": "standard error",
}

// Every option that a package has can be configured, or is listed with the reason why not.
func TestEveryOptionHasAKey(t *testing.T) {
	disk, tel, certificate := theDisk(t), quiet(t), aCertificate(t)
	before, err := effectsOf(disk, tel)
	if err != nil {
		t.Fatal(err)
	}
	changed := map[string]bool{}
	for _, k := range keys(reflect.TypeFor[config.Config]()) {
		for _, value := range k.others(certificate) {
			if after, err := effectsOf(disk, tel, k.variable()+"="+value); err == nil {
				for at, value := range difference(before, after) {
					changed[at] = changed[at] || value != gone // all options of what is switched off are
				}
			}
		}
	}
	for prefix, options := range map[string]any{
		"plan.sources[catalog]": clients.SourceOptions{}, "plan.cache": cache.Options{}, "plan.filter": bloom.Options{}, "plan.redis": rediscache.Config{},
		"plan.graph": graph.Options{}, "plan.server": httpserver.Options{}, "telemetry": telemetry.Options{},
	} {
		for _, at := range optionPaths(reflect.TypeOf(options), prefix) {
			name := reflect.TypeOf(options).String() + strings.TrimPrefix(at, prefix)
			under := func(path string) bool {
				return path == at || strings.HasPrefix(path, at+".") || strings.HasPrefix(path, at+"[")
			}
			if byCode[name] == "" && !slices.ContainsFunc(slices.Collect(maps.Keys(changed)), func(path string) bool { return changed[path] && under(path) }) {
				t.Errorf("no key changes %s", name)
			}
		}
	}
}

// optionPaths are the paths of the fields below t that a configuration could set: not
// those that say where something is observed, and no clock.
func optionPaths(t reflect.Type, prefix string) []string {
	var out []string
	for i := range t.NumField() {
		f := t.Field(i)
		switch {
		case slices.Contains([]string{"Logger", "TracerProvider", "MeterProvider", "Propagator", "Now", "Random"}, f.Name):
		case f.Type.Kind() == reflect.Struct:
			out = append(out, optionPaths(f.Type, prefix+"."+f.Name)...)
		default:
			out = append(out, prefix+"."+f.Name)
		}
	}
	return out
}

// theDisk are the files that configurations of these tests may name.
func theDisk(t *testing.T) map[string]string {
	return map[string]string{"bff.yaml": base, "secret": "hunter2\n", "object.yaml": "other: 3\n", "ca.pem": aCertificate(t)}
}

// gone is the value of an option that is not there any more.
const gone = "gone"

// difference are the leaves in which two effects differ, with the values of the second.
func difference(before, after effects) map[string]string {
	old, out := map[string]string{}, map[string]string{}
	flatten(reflect.ValueOf(before), "", old)
	flatten(reflect.ValueOf(after), "", out)
	for at := range old {
		if _, ok := out[at]; !ok {
			out[at] = gone
		} else if old[at] == out[at] {
			delete(out, at)
		}
	}
	return out
}

// flatten writes the leaves of v, by path, as texts. Of functions it knows whether they
// are there, and of loggers and the like nothing.
func flatten(v reflect.Value, path string, out map[string]string) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			flatten(v.Field(i), strings.TrimPrefix(path+"."+v.Type().Field(i).Name, "."), out)
		}
	case reflect.Pointer:
		if v.IsNil() || strings.HasSuffix(v.Type().String(), "slog.Logger") {
			return
		}
		out[path] = "set"
		flatten(v.Elem(), path, out)
	case reflect.Interface:
		if e := v.Elem(); e.IsValid() && e.Kind() != reflect.Struct && e.Kind() != reflect.Pointer {
			flatten(e, path, out)
		}
	case reflect.Map:
		for _, name := range v.MapKeys() {
			flatten(v.MapIndex(name), fmt.Sprintf("%s[%v]", path, name), out)
		}
	case reflect.Slice, reflect.Array:
		out[path] = fmt.Sprint(v.Len())
		for i := range v.Len() {
			flatten(v.Index(i), fmt.Sprintf("%s[%d]", path, i), out)
		}
	case reflect.Func:
		out[path] = fmt.Sprint(v.IsNil())
	default:
		out[path] = fmt.Sprint(v)
	}
}

// aCertificate is one that signs itself, as PEM.
func aCertificate(t *testing.T) string {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

// quiet is telemetry that goes nowhere.
func quiet(t testing.TB) *telemetry.Telemetry {
	t.Helper()
	tel, err := telemetry.Setup(t.Context(), telemetry.Options{LogOutput: new(syncBuffer)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tel.Shutdown(t.Context()) })
	return tel
}
