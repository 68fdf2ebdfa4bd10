package mapping

import (
	"encoding/json"
	"net/url"
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

// seedMappings adds the texts of the convention's cases, if they are here, to
// some of our own.
func seedMappings(add func(mapping, body string)) {
	add(listMapping, string(listBody(2)))
	add(methodMapping, string(listBody(2)))
	add("x: $({ a: @, 'b': [1, .5, -2.] } ?? $args.x ?! null)->as($q).a?->slice(1, 2) { k: $q }", `{"a":1}`)
	add("a { b } $.c { d } e: 'f g'.h # i", `{"a":[{"b":1}],"c":{"d":null},"f g":{"h":"\u00e9\n"}}`)
	text, err := os.ReadFile(casesFile)
	if err != nil {
		return
	}
	var cases []specCase
	if json.Unmarshal(text, &cases) != nil {
		return
	}
	for _, c := range cases {
		if c.Kind == "map" {
			add(c.Mapping, string(c.Input))
		}
	}
}

// FuzzCompile: any text compiles or gives an error that points into it, and what
// compiles can be analysed and pruned.
func FuzzCompile(f *testing.F) {
	seedMappings(func(mapping, _ string) { f.Add(mapping, uint8(3)) })
	f.Add("... $({ a })", uint8(4))
	f.Fuzz(func(t *testing.T, text string, version uint8) {
		m, err := Compile(text, Version(version))
		if err != nil {
			syntax, ok := err.(*SyntaxError) //nolint:errorlint // the very type is documented
			if !ok || syntax.Pos.Offset > len(text) || syntax.Hint == "" || syntax.Pos.Line < 1 || syntax.Pos.Col < 1 {
				t.Fatalf("%q: %#v", text, err)
			}
			return
		}
		a := m.Analyze()
		if a.Shape == nil {
			t.Fatalf("%q has no shape", text)
		}
		need := Fields{}
		for _, field := range a.Shape.Fields {
			need[field.Key] = nil
		}
		m.Prune(need).Eval(Null(), nil)
	})
}

// FuzzEvaluate: writing while evaluating gives what evaluating and then writing
// gives, and a document what the same values built one by one give.
func FuzzEvaluate(f *testing.F) {
	seedMappings(func(mapping, body string) { f.Add(mapping, body) })
	f.Fuzz(func(t *testing.T, mapping, body string) {
		m, err := Compile(mapping, V04)
		if err != nil {
			return
		}
		root, err := Parse([]byte(body))
		if err != nil {
			return
		}
		vars := &Vars{Args: root, Config: Object(Member{"k", root})}
		v, ps := m.Eval(root, vars)
		for _, p := range ps {
			if p.code == problemTooLarge || p.code == problemTooLong {
				return // the two ways give up at different places
			}
		}
		want := ""
		if !v.IsMissing() {
			want = string(v.AppendJSON(nil))
			if !json.Valid([]byte(want)) {
				t.Fatalf("%q on %q: not JSON: %q", mapping, body, want)
			}
		}
		got, ok, own := m.Append([]byte("before"), root, vars)
		if string(got) != "before"+want || ok == v.IsMissing() || own.Total() != ps.Total() {
			t.Fatalf("%q on %q:\nEval   %s %v\nAppend %s %v", mapping, body, want, ps, got, own)
		}
		got, _, own, err = m.Transform(nil, []byte(body), vars)
		if string(got) != want || err != nil || own.Total() != ps.Total() {
			t.Fatalf("%q on %q:\nEval      %s %v\nTransform %s %v", mapping, body, want, ps, got, own)
		}
		built := rebuild(root)
		v, own = m.Eval(built, &Vars{Args: built, Config: Object(Member{"k", built})})
		if got := rebuilt(t, v); got != rebuilt(t, mustParseOrMissing(t, want)) || own.Total() != ps.Total() {
			t.Fatalf("%q on %q:\nparsed %s %v\nbuilt  %s %v", mapping, body, want, ps, got, own)
		}
	})
}

// rebuild copies a value so that nothing in it is a place in a document.
func rebuild(v Value) Value {
	switch v.kind {
	case KindString:
		return String(v.str())
	case KindList, KindObject:
		var members []Member
		for key, item := range v.All() {
			members = append(members, Member{strings.Clone(key), rebuild(item)})
		}
		return newContainer(v.kind, members)
	default:
		return v
	}
}

// rebuilt is the JSON of v with every string escaped our way.
func rebuilt(t *testing.T, v Value) string {
	t.Helper()
	if v.IsMissing() {
		return ""
	}
	return string(rebuild(v).AppendJSON(nil))
}

func mustParseOrMissing(t *testing.T, text string) Value {
	t.Helper()
	if text == "" {
		return Value{}
	}
	return parseJSON(t, text)
}

// FuzzParse: we accept what encoding/json accepts, besides what we document, and
// write what we read.
func FuzzParse(f *testing.F) {
	seedMappings(func(_, body string) { f.Add(body) })
	f.Add(`{"a":"\ud83d\ude00\\","b":[1e5,-0.0,"12345678\""]}`)
	f.Fuzz(func(t *testing.T, body string) {
		v, err := Parse([]byte(body))
		if valid := json.Valid([]byte(body)); err == nil && !valid {
			t.Fatalf("accepted %q", body)
		} else if err != nil && valid && utf8.ValidString(body) && !strings.ContainsAny(body, "eE") && len(body) < 300 {
			t.Fatalf("refused %q: %v", body, err)
		}
		if err != nil {
			return
		}
		out := string(v.AppendJSON(nil))
		sameJSON(t, body, out)
		if !equal(v, parseJSON(t, out)) && !strings.Contains(body, `"`) {
			t.Fatalf("%q is not equal to itself", body)
		}
		rebuilt(t, v)
	})
}

// FuzzURL: whatever a variable holds, it stays within its hole.
func FuzzURL(f *testing.F) {
	f.Add("/p/{$args.v}/x?q={$args.v}#f", "a b/c?d#e&f=é")
	f.Add("{$args.v->slice(0, 3)}", "..")
	f.Add("//a?{'q'}", "%2e%2e")
	f.Fuzz(func(t *testing.T, text, value string) {
		if !utf8.ValidString(value) {
			return
		}
		tmpl, err := CompileTemplate(text, V04)
		if err != nil {
			return
		}
		u, err := NewURL(URLParts{
			Base:     mustTemplate(t, "https://api.test/base?k={$args.v}", V04),
			Template: tmpl,
			Path:     mustCompile(t, "$([$args.v])", V04),
			Query:    mustCompile(t, "last: $args.v", V04),
		})
		if err != nil {
			return
		}
		out, _, err := u.Append(nil, &Vars{Args: Object(Member{"v", String(value)})})
		if err != nil {
			return
		}
		base, rest, _ := strings.Cut(string(out), "?")
		if !strings.HasPrefix(base, "https://api.test/base/") || strings.ContainsAny(base, "# ") {
			t.Fatalf("%q with %q: %s", text, value, out)
		}
		item := base[strings.LastIndexByte(base, '/')+1:]
		if got, err := url.PathUnescape(item); err != nil || got != value {
			t.Fatalf("%q: the path item %q is %q: %v", value, item, got, err)
		}
		params := strings.Split(rest, "&")
		for key, param := range map[string]string{"k": params[0], "last": params[len(params)-1]} {
			got, err := url.QueryUnescape(strings.TrimPrefix(param, key+"="))
			if err != nil || got != value {
				t.Fatalf("%q: the parameter %q is %q: %v", value, param, got, err)
			}
		}
	})
}

// FuzzForm: a form reads back as the pairs that were written.
func FuzzForm(f *testing.F) {
	f.Add(`{"a":1,"b":"x y","c":true,"d":null}`)
	f.Add(`{"o":{"p":1,"q":{"r":"é"}},"l":[1,{"m":2}],"e":[],"eo":{}}`)
	f.Fuzz(func(t *testing.T, body string) {
		v, err := Parse([]byte(body))
		if err != nil {
			return
		}
		out, err := AppendForm(nil, v)
		if (err == nil) != (v.Kind() == KindObject) {
			t.Fatalf("%q: %v", body, err)
		}
		if err != nil || len(out) == 0 {
			return
		}
		values, err := url.ParseQuery(string(out))
		if err != nil {
			t.Fatalf("%q: %s: %v", body, out, err)
		}
		pairs := 0
		for _, list := range values {
			pairs += len(list)
		}
		if want := leaves(v); pairs != want {
			t.Fatalf("%q: %s has %d pairs, want %d", body, out, pairs, want)
		}
		for key, item := range v.All() {
			if text, ok := item.toText(); ok && values[key] == nil {
				t.Fatalf("%q: %s lacks %q=%q", body, out, key, text)
			}
		}
	})
}

func leaves(v Value) int {
	if v.Kind() != KindList && v.Kind() != KindObject {
		return 1
	}
	n := 0
	for _, item := range v.All() {
		n += leaves(item)
	}
	return n
}
