package config_test

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"bff/internal/config"

	"github.com/google/go-cmp/cmp"
)

func TestConfigOfASource(t *testing.T) {
	for _, tt := range []struct {
		name, yaml string
		want       map[string]any
	}{
		{"the sample", `{ assets: "https://cdn.example.com", key: "${KEY}", limits: { max: 3 } }`, map[string]any{
			"assets": "https://cdn.example.com", "key": "k$1", "limits": map[string]any{"max": int64(3)},
		}},
		{"a block", "\n      Key: a\n      key:\n        - 1\n        - [2]\n        - b: |\n            3\n", map[string]any{
			"Key": "a", "key": []any{int64(1), []any{int64(2)}, map[string]any{"b": "3\n"}},
		}},
		{"nothing", "", nil},
		{"no keys", "{}", nil},
		{"null", "null", nil},
		{"empty ones inside", "{a: {}, b: []}", map[string]any{"a": map[string]any{}, "b": []any{}}},
		{"keys are texts, as written", `{3: a, null: b, "<<": c, True: d, a b.C: e}`, map[string]any{
			"3": "a", "null": "b", "<<": "c", "True": "d", "a b.C": "e",
		}},
		{"booleans", "[true, False, TRUE, yes, on, 'true']", list(true, false, true, "yes", "on", "true")},
		{"nulls", "[null, ~, Null, 'null', nil]", list(nil, nil, nil, "null", "nil")},
		{"whole numbers", "[3, -3, +3, 0, 007, 0o17, 0x1F]", list(int64(3), int64(-3), int64(3), int64(0), int64(7), int64(15), int64(31))},
		{"64 bits", "[9223372036854775807, -9223372036854775808]", list(int64(math.MaxInt64), int64(math.MinInt64))},
		{"fractions", "[1.0, .5, 5., 1e3, -2.5E-1]", list(1.0, 0.5, 5.0, 1000.0, -0.25)},
		{"numbers of YAML 1.1", "[1_000, 0b11, '1:30', 2001-01-01]", list("1_000", "0b11", "1:30", "2001-01-01")},
		{"quotes", `["3", '3', "", "a\tb"]`, list("3", "3", "", "a\tb")},
		{"a variable that is plainly a number or a boolean", items("${INT}", "${FLOAT}", "${TRUE}", "${UNSET:-3}"), list(int64(42), 2.5, true, int64(3))},
		{
			"one that would be written otherwise", items("${ZEROS}", "${EXP}", "${VERSION}", "${NULL}", "${HUGE}", "${INF}", "${EMPTY}"),
			list("007", "1e5", "3.0", "null", "12345678901234567890", ".inf", ""),
		},
		{"one in quotes", `["${INT}", '${TRUE}', "$$5"]`, list("42", "true", "$5")},
		{"one that is a part", items("4${INT}", "v${INT}"), list(int64(442), "v42")},
		{"values are not YAML again", items("${YAML}"), list("{a: 1}")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			yaml := tt.yaml
			if yaml != "" && yaml[0] == '[' {
				yaml = "{list: " + yaml + "}"
			}
			cfg := mustLoad(t, "sources:\n  catalog:\n    config: "+yaml+"\n", "KEY=k$1", "INT=42", "FLOAT=2.5", "TRUE=true",
				"ZEROS=007", "EXP=1e5", "VERSION=3.0", "NULL=null", "HUGE=12345678901234567890", "INF=.inf", "EMPTY=", "YAML={a: 1}")
			if diff := cmp.Diff(tt.want, cfg.Sources["catalog"].Config); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// items is a list as a block: in a [flow], YAML wants quotes around ${VAR}.
func items(values ...string) string {
	return "\n      list:\n        - " + strings.Join(values, "\n        - ")
}

func list(values ...any) map[string]any { return map[string]any{"list": values} }

// A variable and a mounted file hold a whole config, in either notation.
func TestConfigFromElsewhere(t *testing.T) {
	disk := files{
		"bff.yaml":    "sources: {catalog: {config: {key: file, more: 1}}, user-profiles: {config_file: secret.json}}",
		"secret.json": "\ufeff{\n\t\"key\": \"${NOT_EXPANDED}\",\n\t\"deep\": {\"a\\u002f\": [1, 2.5, \"\\ud83d\\ude00\"]}\n}\n",
		"secret.yaml": "# mounted\nkey: s3\n",
	}
	for _, tt := range []struct {
		name, variable, source string
		want                   map[string]any
	}{
		{"the file alone", "X=", "catalog", map[string]any{"key": "file", "more": int64(1)}},
		{"JSON in a variable replaces the file's", `BFF_SOURCES_CATALOG_CONFIG={"Key":"${X}","n":1}`, "catalog", map[string]any{"Key": "${X}", "n": int64(1)}},
		{"YAML in a variable", "BFF_SOURCES_CATALOG_CONFIG=key: a\nlist: [b]\n", "catalog", map[string]any{"key": "a", "list": []any{"b"}}},
		{"an empty variable says nothing", "BFF_SOURCES_CATALOG_CONFIG=", "catalog", nil},
		{"a variable of a source with a dash", "BFF_SOURCES_USER_PROFILES_CONFIG_FILE=secret.yaml", "user-profiles", map[string]any{"key": "s3"}},
		{"a variable of a source that only it names", "BFF_SOURCES_NEW_CONFIG={a: 1}", "new", map[string]any{"a": int64(1)}},
		{"JSON in a file", "X=", "user-profiles", map[string]any{
			"key": "${NOT_EXPANDED}", "deep": map[string]any{"a/": []any{int64(1), 2.5, "😀"}},
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			cfg := mustLoadOptions(t, config.Options{File: "bff.yaml", Environ: []string{tt.variable}, ReadFile: disk.read})
			if diff := cmp.Diff(tt.want, cfg.Sources[tt.source].Config); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			text, err := cfg.YAML()
			if err != nil {
				t.Fatal(err)
			}
			disk := files{"bff.yaml": string(text), "secret.json": disk["secret.json"], "secret.yaml": disk["secret.yaml"]}
			again := mustLoadOptions(t, config.Options{File: "bff.yaml", ReadFile: disk.read})
			if diff := cmp.Diff(cfg, again); diff != "" {
				t.Errorf("written and read again (-want +got):\n%s\n%s", diff, text)
			}
		})
	}
}

// The schema has an address of its own for a source that only gets a config.
func TestSourceWithoutURL(t *testing.T) {
	cfg := mustLoad(t, "sources:\n  a: {url: ''}\n  b: {url: \"${URL:-}\"}\n  c: {}\n  d:\n")
	want := map[string]config.Source{"a": {}, "b": {}, "c": {}, "d": {}}
	if diff := cmp.Diff(want, cfg.Sources); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestYAMLRefusesAForeignType(t *testing.T) {
	cfg := config.Default()
	cfg.Sources["a"] = config.Source{Config: map[string]any{"k": []string{"x"}}}
	if text, err := cfg.YAML(); err == nil {
		t.Errorf("YAML = %s; want an error, because Load does not make such values", text)
	}
}

// Whatever keys and texts a config has, `bff config` writes a file that says the same.
func FuzzConfigRoundTrip(f *testing.F) {
	for key := range awkward() {
		f.Add(key, key, 1.5)
	}
	f.Fuzz(func(t *testing.T, key, text string, number float64) {
		if !utf8.ValidString(key) || !utf8.ValidString(text) || math.IsNaN(number) || math.IsInf(number, 0) {
			return // not in JSON
		}
		want := map[string]any{key: []any{text, map[string]any{key: number, "x": text}}, "x" + text: map[string]any{text: key}}
		cfg := config.Default()
		cfg.Sources["a"] = config.Source{Config: want}
		yaml, err := cfg.YAML()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, mustLoad(t, string(yaml)).Sources["a"].Config); diff != "" {
			t.Errorf("(-want +got):\n%s\n%s", diff, yaml)
		}
	})
}

// awkward is a config whose every part would be read as something else if it
// were written carelessly.
func awkward() map[string]any {
	values := []any{
		nil, true, int64(3), int64(math.MinInt64), 3.0, 1e21, 1e-7, math.MaxFloat64,
		[]any{},
		map[string]any{},
		[]any{[]any{[]any{}}},
		"", " ", "3", "1e3", ".inf", ".nan", "~", "null", "true", "no", "0x1f", "-", "- a", "? a", "a: b", "a #b", "<<", "*a", "&a", "!a", "%a",
		"@a", "`a", "[a", "{a", "'", `"`, `\`, "$", "${X}", "$$", "a\nb\n", "\ta", "\x00", "\u2028", "\ufeff", "é", "😀", "'\"\\\n",
	}
	out := map[string]any{"values": values, "nested": []any{map[string]any{"a": values, "b": map[string]any{"c": values}}}}
	for _, v := range values {
		if text, ok := v.(string); ok {
			out[text] = text
		}
	}
	return out
}
