package main

import (
	"reflect"
	"testing"

	"bff/internal/config"
)

// What the configuration does not say of a backend, the schema does.
func TestAddressSources(t *testing.T) {
	cfg := config.Config{
		Clients: []string{"web"},
		Sources: map[string]config.Source{"catalog": {URL: "http://10.0.0.1:80"}, "reviews": {PropagateHeaders: []string{"X-A"}}},
	}
	if err := addressSources(&cfg); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"catalog": "http://10.0.0.1:80", "reviews": "http://reviews", "pricing": "http://pricing"} {
		if got := cfg.Sources[name].URL; got != want {
			t.Errorf("%s is at %q; want %q", name, got, want)
		}
	}
	if len(cfg.Sources["reviews"].PropagateHeaders) != 1 {
		t.Error("what the configuration says of reviews is lost")
	}
	none := config.Config{Clients: []string{"web"}}
	if err := addressSources(&none); err != nil || len(none.Sources) > 0 {
		t.Errorf("no sources are the embedded samples: %v, %v", none.Sources, err)
	}
}

// A source's own config is all of $config but the assets' address, which it may replace.
func TestConnectorConfig(t *testing.T) {
	own := map[string]any{"region": "eu", "assets": "https://img.example"}
	cfg := config.Config{Sources: map[string]config.Source{"catalog": {Config: own}, "reviews": {}}}
	cfg.Assets.BaseURL = "https://assets.example/"
	got := connectorOptions(cfg, nil).Config
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
