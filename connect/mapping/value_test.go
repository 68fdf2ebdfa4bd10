package mapping

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
)

// TestParse compares with encoding/json, which knows the grammar, and lists where
// we are stricter than it.
func TestParse(t *testing.T) {
	texts := []string{
		`null`, `true`, `false`, `0`, `-0`, `1.5`, `-1.5e+10`, `1E3`, `""`, `"a"`, `[]`, `{}`, `[1,[2,{"a":null}]]`,
		`{"a":1,"b":{"c":[]}}`, ` { "a" : [ 1 , 2 ] } `, "\t[\r\n1]", `"\u00e9\n\"\\\/"`, `"\ud83d\ude00"`, `"é"`,
		`"eight bytes and more, with a quote \" inside"`, `"12345678"`, `"1234567\n"`,
		``, ` `, `nul`, `nulll`, `tru`, `+1`, `01`, `1.`, `.5`, `1e`, `1e+`, `-`, `--1`, `"`, `"\`, `"\x"`, `"\u12"`, `"\u12G4"`, "\"\n\"", "\"\x00\"",
		`[`, `]`, `[1`, `[1,`, `[1,]`, `[,]`, `[1 2]`, `{`, `{"a"`, `{"a":`, `{"a":1`, `{"a":1,`, `{"a":1,}`, `{a:1}`, `{"a" 1}`, `{1:2}`, `1 2`, `[]]`, `{}}`,
	}
	for _, text := range texts {
		v, err := Parse([]byte(text))
		if valid := json.Valid([]byte(text)); valid != (err == nil) {
			t.Errorf("Parse(%q) = %v; encoding/json finds it valid: %t", text, err, valid)
			continue
		}
		if err == nil {
			sameJSON(t, text, string(v.AppendJSON(nil)))
		}
	}
	for _, tt := range []struct{ name, text string }{
		{"not UTF-8", "\"\xff\""},
		{"beyond a float64", "1e999"},
		{"beyond a float64 without an exponent", strings.Repeat("9", 400)},
		{"nested too deeply", strings.Repeat("[", 513) + strings.Repeat("]", 513)},
	} {
		if _, err := Parse([]byte(tt.text)); err == nil {
			t.Errorf("%s: accepted", tt.name)
		}
	}
	if _, err := Parse([]byte(strings.Repeat("[", 512) + strings.Repeat("]", 512))); err != nil {
		t.Errorf("512 levels: %v", err)
	}
}

// sameJSON compares two texts as encoding/json reads them.
func sameJSON(t testing.TB, want, got string) {
	t.Helper()
	canonical := func(text string) string {
		var v any
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		if err := d.Decode(&v); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		out, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	if w, g := canonical(want), canonical(got); w != g {
		t.Errorf("got %s\nwant %s", g, w)
	}
}

func TestAppendJSONIsCompact(t *testing.T) {
	const text = "{ \"a b\" :\t[ 1 , \" x \\\" \" ] ,\r\n \"c\" : { } }"
	const want = `{"a b":[1," x \" "],"c":{}}`
	if got := string(parseJSON(t, text).AppendJSON(nil)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := string(parseJSON(t, text).Get("a b").AppendJSON(nil)); got != `[1," x \" "]` {
		t.Errorf("a part of it: %s", got)
	}
}

func TestQuoting(t *testing.T) {
	for _, s := range []string{"", "a", "\"\\/", "\x00\x1f\n\r\t", "é😀\u2028", "\xff a \xc3", "<&>"} {
		text := string(String(s).AppendJSON(nil))
		var got string
		if err := json.Unmarshal([]byte(text), &got); err != nil {
			t.Errorf("%q gives %s: %v", s, text, err)
			continue
		}
		if want := strings.ToValidUTF8(s, "\ufffd"); got != want {
			t.Errorf("%q gives %s", s, text)
		}
	}
}

func TestUnescape(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{`"\b\f\n\r\t\"\\\/"`, "\b\f\n\r\t\"\\/"},
		{`"\u00e9x"`, "éx"},
		{`"\ud83d\ude00"`, "😀"},
		{`"\ud83dx"`, "\ufffdx"},           // half a pair
		{`"\ud83d\u0041"`, "\ufffdA"},      // half a pair before something else
		{`"\ude00\ud83d"`, "\ufffd\ufffd"}, // a pair the wrong way round
	} {
		if got, _ := parseJSON(t, tt.text).Str(); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestAccess(t *testing.T) {
	built := Object(Member{"a", Int(1)}, Member{"gone", Value{}}, Member{"l", List(Bool(true), Value{}, String("x"))})
	parsed := parseJSON(t, `{"a":1,"l":[true,null,"x"],"a":2,"\u0062":3}`)
	for name, v := range map[string]Value{"built": built, "parsed": parsed} {
		if i, ok := v.Get("a").Int64(); i != 1 || !ok {
			t.Errorf("%s: a is %d, %t; the first of equal keys counts", name, i, ok)
		}
		if !v.Get("gone").IsMissing() || !v.Get("l").Get("a").IsMissing() {
			t.Errorf("%s: a property that is not there has a value", name)
		}
		if n := v.Get("l").Len(); n != 3 {
			t.Errorf("%s: the list has %d members", name, n)
		}
		var text []string
		for _, item := range v.Get("l").All() {
			text = append(text, string(item.AppendJSON(nil)))
		}
		if got := strings.Join(text, " "); got != `true null "x"` {
			t.Errorf("%s: the list is %s", name, got)
		}
	}
	if i, ok := parsed.Get("b").Int64(); i != 3 || !ok {
		t.Errorf("an escaped key is not found: %d, %t", i, ok)
	}
	if _, ok := String("1").Int64(); ok {
		t.Error("a string is an integer")
	}
	if f, ok := parseJSON(t, "12").Float64(); f != 12 || !ok {
		t.Errorf("12 as a float is %v, %t", f, ok)
	}
	if Null().IsTrue() || !Bool(true).IsTrue() || Bool(false).IsTrue() || String("true").IsTrue() {
		t.Error("only true is true")
	}
}

func TestFloatText(t *testing.T) {
	for _, tt := range []struct {
		f    float64
		want string
	}{
		{2, "2.0"},
		{1.5, "1.5"},
		{-0.25, "-0.25"},
		{0, "0.0"},
		{0.30000000000000004, "0.30000000000000004"},
		{1e-5, "0.00001"}, // the last without an exponent
		{9.9e-6, "9.9e-6"},
		{1e-10, "1e-10"},
		{1e15, "1000000000000000.0"},
		{9.9e15, "9900000000000000.0"},
		{1e16, "1e16"}, // the first with one
		{-1.5e300, "-1.5e300"},
	} {
		if got := formatFloat(tt.f); got != tt.want {
			t.Errorf("%v: %s, want %s", tt.f, got, tt.want)
		}
	}
}

func TestCompareIntegers(t *testing.T) {
	sorted := []string{"-18446744073709551616", "-10", "-9", "-1", "0", "1", "9", "10", "18446744073709551615", "18446744073709551616"}
	for i, a := range sorted {
		for j, b := range sorted {
			if got := compareIntegers(a, b); (got < 0) != (i < j) || (got > 0) != (i > j) {
				t.Errorf("compareIntegers(%s, %s) = %d", a, b, got)
			}
		}
	}
	if compareIntegers("-0", "0") != 0 {
		t.Error("-0 is not 0")
	}
}

func TestFrom(t *testing.T) {
	type odd struct{}
	for _, tt := range []struct {
		name string
		in   any
		want string
	}{
		{"nil", nil, "null"},
		{"plain", map[string]any{"b": true, "a": "x", "c": []any{nil, 1}}, `{"a":"x","b":true,"c":[null,1]}`},
		{"integers", []any{int8(-1), int16(1), int32(1), int64(math.MinInt64), uint8(1), uint16(1), uint32(1), uint(1), uint64(math.MaxUint64)}, "[-1,1,1,-9223372036854775808,1,1,1,1,18446744073709551615]"},
		{"floats", []any{1.5, 2.0, float32(0.1)}, "[1.5,2,0.1]"},
		{"json.Number keeps its text", json.Number("1.10"), "1.10"},
		{"headers", map[string][]string{"b": {"1", "2"}, "a": nil}, `{"a":[],"b":["1","2"]}`},
		{"environment", map[string]string{"A": "1"}, `{"A":"1"}`},
		{"values inside", []any{Int(1), Value{}}, "[1,null]"},
		{"not a number", math.NaN(), "error: the number NaN cannot be mapped; JSON has no such number"},
		{"bad json.Number", json.Number("x"), `error: the text "x" is not a JSON number`},
		{"another type, with where it is", map[string]any{"a": []any{odd{}}}, "error: a: item 0: a mapping.odd cannot be mapped; use JSON-like values"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v, err := From(tt.in)
			got := string(v.AppendJSON(nil))
			if err != nil {
				got = "error: " + err.Error()
			}
			if got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestPosIn(t *testing.T) {
	outer := Pos{Offset: 100, Line: 7, Col: 21}
	if got := (Pos{4, 1, 5}).In(outer); got != (Pos{104, 7, 25}) {
		t.Errorf("on the first line: %v", got)
	}
	if got := (Pos{9, 3, 2}).In(outer); got != (Pos{109, 9, 2}) {
		t.Errorf("on a later line: %v", got)
	}
}

func TestParseVersion(t *testing.T) {
	for v := V01; v <= V04; v++ {
		if got, err := ParseVersion(v.String()); got != v || err != nil {
			t.Errorf("%s: %v, %v", v, got, err)
		}
	}
	if _, err := ParseVersion("v0.9"); err == nil || err.Error() != `unknown connect version "v0.9"; known are v0.1 to v0.4` {
		t.Errorf("v0.9: %v", err)
	}
}
