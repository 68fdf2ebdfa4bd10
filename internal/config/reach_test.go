package config

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

// Every key has a variable, and no two keys have the same one.
func TestEveryKeyHasItsVariable(t *testing.T) {
	seen := map[string][]string{}
	for _, path := range leaves(reflect.TypeFor[Config](), "a-b") {
		name := envName(strings.Join(path, "_"))
		if other, ok := seen[name]; ok {
			t.Errorf("%v and %v share the variable %s", path, other, name)
		}
		seen[name] = path

		o := &overlay{reporter: &reporter{}, sources: []string{"a-b"}}
		root := newMapping(origin{})
		if !o.set(root, reflect.TypeFor[Config](), name, &node{kind: scalar, text: "x"}) {
			t.Errorf("%s sets nothing", name)
			continue
		}
		n := root
		for _, step := range path {
			if n = n.fields[step]; n == nil {
				t.Errorf("%s sets another key than %v", name, path)
				break
			}
		}
	}
}

// A default that its own bounds refuse could not be written in a file.
func TestDefaultsAreWithinBounds(t *testing.T) {
	var walk func(v reflect.Value, tag reflect.StructTag, path string)
	walk = func(v reflect.Value, tag reflect.StructTag, path string) {
		switch {
		case v.Kind() == reflect.Struct:
			for _, f := range fields(v.Type()) {
				walk(v.FieldByIndex(f.Index), f.Tag, join(path, key(f)))
			}
		case !isLeaf(v.Type()) || v.Kind() == reflect.Slice:
		case !within(v.Interface(), tag) || !allowed(fmt.Sprint(v.Interface()), tag):
			t.Errorf("%s: default %v is not allowed", path, v.Interface())
		}
	}
	walk(reflect.ValueOf(Default()), "", "")
}

func TestBytes(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       Bytes
		ok         bool
	}{
		{"plain", "2000000", 2_000_000, true},
		{"zero", "0", 0, true},
		{"decimal", "2MB", 2_000_000, true},
		{"binary", "64MiB", 64 << 20, true},
		{"any case, a space", "2 mb", 2_000_000, true},
		{"fraction", "1.5GB", 1_500_000_000, true},
		{"bytes by name", "17B", 17, true},
		{"a letter may mean either", "2M", 0, false},
		{"negative", "-1", 0, false},
		{"negative fraction", "-1.5MB", 0, false},
		{"no number", "MB", 0, false},
		{"empty", "", 0, false},
		{"bits", "2Mbit", 0, false},
		{"too large", "99999999999GB", 0, false},
		{"too large fraction", "99999999999.5GB", 0, false},
		{"not a number", "NaN", 0, false},
		{"trailing space", "2 ", 0, false},
		{"hexadecimal float", "0x1p3", 0, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := parseBytes(tt.text)
			if got != tt.want || ok != tt.ok {
				t.Errorf("parseBytes(%q) = %d, %v; want %d, %v", tt.text, got, ok, tt.want, tt.ok)
			}
			if ok {
				if back, ok := parseBytes(got.String()); !ok || back != got {
					t.Errorf("%d is written %q, which reads as %d", got, got, back)
				}
			}
		})
	}
}

func TestShortDuration(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0s", time.Minute: "1m", time.Hour: "1h", 90 * time.Second: "1m30s",
		time.Hour + 5*time.Second: "1h0m5s", 20 * time.Minute: "20m", 250 * time.Millisecond: "250ms",
		10 * time.Hour: "10h", time.Hour + 10*time.Minute: "1h10m",
	} {
		if got := shortDuration(d); got != want {
			t.Errorf("shortDuration(%s) = %q; want %q", d, got, want)
		}
	}
}

// No file may crash the reader, and every file that is accepted survives being
// written and read again.
func FuzzLoad(f *testing.F) {
	f.Add("server: {listen: ':8080'}", "BFF_LOG_LEVEL=debug")
	f.Add("sources:\n  a: {url: 'http://${HOST:-h}'}\ntraffic_shaping: {all: {timeout: 1s}}", "BFF_SOURCES_A_B_URL=http://u:p@h")
	f.Add("a: &b [1, *b]\n<<: {x: 1}\n---\n- 1", "BFF_CLIENTS=,")
	f.Add("? [a]\n: |\n  $$ ${", "=")
	f.Add("sources:\n  a:\n    config: {k: '3', \"? a\": [1, 2.50, ~, {}]}\n  b:\n    config:\n      1: ${Y:-1e3}\n  c: {config_file: f}\n", `BFF_SOURCES_C_CONFIG={"k":[1e21,.5,"$x"]}`)
	f.Fuzz(func(t *testing.T, yaml, variable string) {
		read := func(name string) ([]byte, error) {
			if name != "bff.yaml" {
				return []byte(`{"secret": 1}`), nil
			}
			return []byte(yaml), nil
		}
		cfg, err := Load(Options{File: "bff.yaml", Environ: []string{variable}, ReadFile: read})
		if err != nil {
			return
		}
		text, err := cfg.YAML()
		if err != nil {
			t.Fatal(err)
		}
		yaml = string(text)
		again, err := Load(Options{File: "bff.yaml", ReadFile: read})
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if !reflect.DeepEqual(cfg, again) {
			t.Fatalf("%+v\nwas read back as\n%+v\nfrom\n%s", cfg, again, text)
		}
	})
}
