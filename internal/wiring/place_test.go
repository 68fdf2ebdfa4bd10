package wiring_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bff/clients/connector"
	"bff/internal/config"
	"bff/internal/wiring"
)

func declare(name, baseURL string) connector.Source {
	return connector.Source{Name: name, BaseURL: baseURL, File: "schema/shared/" + name + ".graphql"}
}

// Samples and own backends mix: each source is where the first of configuration, schema
// and samples says, whatever the others are.
func TestPlaces(t *testing.T) {
	cfg := config.Default()
	cfg.Sources = map[string]config.Source{
		"configured": {URL: "http://10.0.0.1:80"},
		"hosted":     {Config: map[string]any{"host": "hosted.test"}},
		"told":       {PropagateHeaders: []string{"X-A"}},
		"elsewhere":  {URL: "http://elsewhere"},
	}
	declared := []connector.Source{
		declare("configured", "http://schema"), declare("hosted", "http://{$config.host}/api/?k=1"), declare("own", "http://own:1/v1?k=1"),
		declare("told", "http://{$config.host}"), declare("sample", "http://{$config.host}"),
	}
	samples := []string{"configured", "hosted", "own", "told", "sample"}
	got, err := wiring.Places(cfg, declared, samples)
	if err != nil {
		t.Fatal(err)
	}
	want := []wiring.Place{
		{Name: "configured", URL: "http://10.0.0.1:80", From: wiring.FromConfiguration},
		{Name: "hosted", URL: "http://hosted.test/api", From: wiring.FromSchema},
		{Name: "own", URL: "http://own:1/v1", From: wiring.FromSchema},
		{Name: "told", From: wiring.FromSample},
		{Name: "sample", From: wiring.FromSample},
		{Name: "elsewhere", URL: "http://elsewhere", From: wiring.FromConfiguration},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}

	sources, err := wiring.Sources(cfg, got, map[string]string{"told": "http://127.0.0.1:1", "sample": "http://127.0.0.1:2"})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]struct {
		url     string
		headers []string
	}{
		"configured": {"http://10.0.0.1:80", nil}, "own": {"http://own:1/v1", nil},
		"sample": {"http://127.0.0.1:2", []string{"Authorization"}}, "told": {"http://127.0.0.1:1", []string{"X-A"}},
	} {
		if got := sources[name]; got.URL != want.url || !reflect.DeepEqual(got.PropagateHeaders, want.headers) {
			t.Errorf("%s is called at %q with %q; want %q with %q", name, got.URL, got.PropagateHeaders, want.url, want.headers)
		}
	}
	if _, err := wiring.Sources(cfg, got, nil); err == nil {
		t.Error("samples that do not run serve")
	}
}

// What nobody can resolve is an error that names it, its schema and what to write; each
// has a line, and a sample of another name does not hide it.
func TestPlacesThatNobodyKnows(t *testing.T) {
	cfg := config.Default()
	cfg.Sources = map[string]config.Source{"c": {Config: map[string]any{"host": "ftp://x"}}}
	declared := []connector.Source{declare("a", "http://{$config.host}"), declare("b", "http://{$env.NO_SUCH_VARIABLE}"), declare("c", "{$config.host}")}
	_, err := wiring.Places(cfg, declared, []string{"sample", "c"})
	want := `source "a" (schema/shared/a.graphql) has no address: its baseURL "http://{$config.host}" reads $config.host, not set; set sources.a.url or sources.a.config.host
source "b" (schema/shared/b.graphql) has no address: its baseURL "http://{$env.NO_SUCH_VARIABLE}" reads $env.NO_SUCH_VARIABLE, not set; set sources.b.url or the environment variable NO_SUCH_VARIABLE
source "c" (schema/shared/c.graphql) has no address: its baseURL "{$config.host}" makes none; expected an http or https URL, or set sources.c.url`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

// Two schemas that mean different backends by one name are refused, with both addresses,
// before one is called at the place of the other.
func TestPlacesOfOneName(t *testing.T) {
	const bothNamed = "; give one of them another name, or set sources.catalog.url for both"
	for _, tt := range []struct {
		name, configured string
		declared         []connector.Source
		want             string // the error
	}{
		{"two addresses", "", []connector.Source{declare("catalog", "http://a"), declare("reviews", "http://r"), declare("catalog", "http://b")}, `source "catalog" has two addresses: its baseURL is "http://a" in schema/shared/catalog.graphql and "http://b" in schema/shared/catalog.graphql` + bothNamed},
		{"a source and a host", "", []connector.Source{declare("catalog", "http://a"), {Name: "catalog", BaseURL: "https://catalog"}}, `source "catalog" has two addresses: its baseURL is "http://a" in schema/shared/catalog.graphql and "https://catalog"` + bothNamed},
		{"one that a sample fills", "", []connector.Source{declare("catalog", "http://a"), declare("catalog", "http://{$config.host}")}, `source "catalog" has two addresses: its baseURL is "http://a" in schema/shared/catalog.graphql and "http://{$config.host}" in schema/shared/catalog.graphql` + bothNamed},
		{"two ways to write one", "", []connector.Source{declare("catalog", "http://a/?k=1"), declare("catalog", "http://a/?k=2")}, ""},
		{"one configured for both", "http://c", []connector.Source{declare("catalog", "http://a"), declare("catalog", "http://b")}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cfg := config.Default()
			if tt.configured != "" {
				cfg.Sources = map[string]config.Source{"catalog": {URL: tt.configured}}
			}
			got, err := wiring.Places(cfg, tt.declared, []string{"catalog"})
			if err == nil && tt.want == "" {
				if len(got) != 1 {
					t.Errorf("the places are %+v; want one", got)
				}
				return
			}
			if fmt.Sprint(err) != tt.want {
				t.Errorf("got\n%v\nwant\n%s", err, tt.want)
			}
		})
	}
}

// A source's own config is all of $config but the assets' address, which it may replace;
// a source that the configuration does not name has it too.
func TestConnectors(t *testing.T) {
	own := map[string]any{"region": "eu", "assets": "https://img.example"}
	cfg := config.Config{Sources: map[string]config.Source{"catalog": {Config: own}}}
	cfg.Assets.BaseURL = "https://assets.example/"
	got := wiring.Connectors(cfg, []connector.Source{declare("catalog", ""), declare("reviews", "http://reviews")}).Config
	want := map[string]map[string]any{
		"catalog": {"region": "eu", "assets": "https://img.example"},
		"reviews": {"assets": "https://assets.example"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("$config is %v; want %v", got, want)
	}
	got["catalog"]["region"] = "us"
	if own["region"] != "eu" {
		t.Error("the configuration is shared with its reader")
	}
}

// BenchmarkPlaces measures finding one source at the start, which reads a value of
// its config.
func BenchmarkPlaces(b *testing.B) {
	for _, n := range []int{1, 8, 100, 1000} {
		cfg := config.Default()
		var declared []connector.Source
		for i := range n {
			name := fmt.Sprintf("source%d", i)
			declared = append(declared, declare(name, "http://{$config.host}/v1?k=1"))
			cfg.Sources[name] = config.Source{Config: map[string]any{"host": strings.Repeat("h", i%50+1)}}
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				if _, err := wiring.Places(cfg, declared, nil); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/source")
		})
	}
}
