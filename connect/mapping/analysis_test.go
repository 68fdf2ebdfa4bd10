package mapping

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestReads(t *testing.T) {
	for _, tt := range []struct {
		name, mapping string
		want          []string
	}{
		{"lone keys", "id name", []string{"id", "name"}},
		{"a group reads its parts only", "addr { city }", []string{"addr.city"}},
		{"a group of constants still needs the list", "rows { x: $(1) }", []string{"rows"}},
		{"an empty group needs the value", "addr { }", []string{"addr"}},
		{"aliased group is the same object", "who: { given: first }", []string{"first"}},
		{"constants read nothing", "x: $(1)", nil},
		{"keys of a nested variable", "sum: $this.in { b } a: $this.a", []string{"$this.in.b", "$this.a"}},
		{"batch keys", "ids: $batch.id->joinNotNull(',')", []string{"$batch.id"}},
		{"batch group", "$batch { id v: name }", []string{"$batch.id", "$batch.name"}},
		{"element of a list", "first: items->first.id", []string{"items.id"}},
		{"map reads of elements", "x: rows->map({ id: @.id, root: $.k })", []string{"rows.id", "k"}},
		{"filter reads condition and result", "a: xs->filter(@.on) { id }", []string{"xs.on", "xs.id"}},
		{"a method that needs all of it", "n: o->size", []string{"o"}},
		{"arguments", "x: s->match([$args.a, b], [@, c])", []string{"s", "$args.a", "b", "c"}},
		{"local variable", "p->as($q).kids { par: $q.name }", []string{"p.name", "p.kids"}},
		{"local shadows an external", "x: u->as($args)->echo($args.id) y: $args.id", []string{"u.id", "$args.id"}},
		{"both operands", "q: $($args.q ?? d)", []string{"$args.q", "d"}},
		{"get with a name", `t: o->get("p").q`, []string{"o.p.q"}},
		{"literal object field", "x: $({ a: b.c, d: e }.a)", []string{"b.c", "e"}},
		{"whole body", "$", []string{"$"}},
		{"whole variable", "$args", []string{"$args"}},
		{"body through a root", "$.data.items { id }", []string{"data.items.id"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, r := range mustCompile(t, tt.mapping, V03).Analyze().Reads {
				got = append(got, r.String())
			}
			// A value bound by `as` is read where the variable is used, so compare
			// as sets: order is by position and is tested below.
			if diff := cmp.Diff(set(tt.want), set(got)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.mapping, diff)
			}
		})
	}
}

func set(list []string) map[string]bool {
	out := map[string]bool{}
	for _, s := range list {
		out[s] = true
	}
	return out
}

func TestReadPositions(t *testing.T) {
	reads := mustCompile(t, "id\nwho: $args.in {\n  x\n}", V03).Analyze().Reads
	var got []string
	for _, r := range reads {
		got = append(got, fmt.Sprintf("%s %s", r, r.end()))
	}
	if diff := cmp.Diff([]string{"id 1:1", "$args.in.x 3:3"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if pos := reads[1].Path[0].Pos; pos.String() != "2:12" {
		t.Errorf("$args.in is at %s, want 2:12", pos)
	}
}

// describe prints a shape: {keys} if closed, the reads it comes from, a constant.
func describe(s *Shape) string {
	if s == nil {
		return "nil"
	}
	if s.Const.Kind() != KindMissing {
		return string(s.Const.AppendJSON(nil))
	}
	var parts []string
	for _, f := range s.Fields {
		parts = append(parts, f.Key+":"+describe(f.Shape))
	}
	if !s.Closed {
		for _, r := range s.Reads {
			parts = append(parts, "<"+r.String()+">")
		}
		if len(s.Fields) == 0 && len(s.Reads) == 0 {
			return s.Kinds.String()
		}
		return strings.Join(parts, "|")
	}
	return "{" + strings.Join(parts, " ") + "}"
}

func TestShape(t *testing.T) {
	for _, tt := range []struct{ name, mapping, want string }{
		{"keys and nesting", "id who: addr { town: city }", "{id:<id> who:{town:<addr.city>}}"},
		{"merged group", "id meta.page { size }", "{id:<id> size:<meta.page.size>}"},
		{"sole path", "$.data { id }", "{id:<data.id>}"},
		{"sole value", "$.data.id", "<data.id>"},
		{"joined keys", "o { x } o: p { y }", "{o:{x:<o.x> y:<p.y>}}"},
		{"literals", `k: $("B") n: $([1])`, `{k:"B" n:a list}`},
		{"list of objects", "xs: $([{ a: b }, { c: 1 }])", "{xs:{a:<b> c:1}}"},
		{"mapped list", "xs: rows->map({ id: @.id })", "{xs:{id:<rows.id>}}"},
		{"branches", `k: t->match(["a", { x: b }], [@, { y: 1 }])`, "{k:{x:<b> y:1}}"},
		{"null is no branch of its own", `k: t->match(["a", { x: b }], [@, null])`, "{k:{x:<b>}}"},
		{"computed", "n: xs->size b: a->eq(1)", "{n:a number b:a boolean}"},
		{"entries", "e: o->entries { k: key }", "{e:{k:a string}}"},
		{"key of a list", "k: o->entries.key n: $([{ a: 1 }]).a", "{k:a string or a list n:a number or a list}"},
		{"key of a built object", "x: $({ a: { b: c } }).a", "{x:{b:<c>}}"},
		{"spread of a literal", "id ... $({ extra: x })", "{id:<id> extra:<x>}"},
		{"spread of the unknown", "id ... $.more", "id:<id>|<more>"},
		{"shorthand", "o: $({ id })", "{o:{id:<id>}}"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := describe(mustCompile(t, tt.mapping, V04).Analyze().Shape); got != tt.want {
				t.Errorf("%s: %s, want %s", tt.mapping, got, tt.want)
			}
		})
	}
}

// TestShapeKinds is what a check of isSuccess, path or a hole asks.
func TestShapeKinds(t *testing.T) {
	for _, tt := range []struct {
		mapping string
		want    string
	}{
		{"$('yes')", "a string"},
		{"$status->eq(200)", "a boolean"},
		{"$status->in([200])->and($.ok)", "a boolean"},
		{"$status", "a number"},
		{"$.ok", "any value"},
		{"$([$args.a])", "a list"},
		{"$args", "an object"},
		{"q: $args.q", "null or a list or an object"},
		{"$(1 ?? 'x')", "a number or a string"},
		{"$('abc')->first", "a string"},
		{"$.gone?", "a boolean or a number or a string or a list or an object"},
	} {
		if got := mustCompile(t, tt.mapping, V03).Analyze().Shape.Kinds.String(); got != tt.want {
			t.Errorf("%s is %s, want %s", tt.mapping, got, tt.want)
		}
	}
}

func TestFindings(t *testing.T) {
	for _, tt := range []struct {
		name, mapping, want string
	}{
		{"property as method", "x: data->id", "1:10: no method ->id; write `.id` to read a property of that name"},
		{"property as method, nothing close", "x: data->customer", "1:10: no method ->customer; write `.customer` to read a property of that name"},
		{"slip in a method", "x: xs->frist", "1:8: no method ->frist; did you mean ->first?"},
		{"slip in a variable", "x: $arg.id", "1:4: no variable $arg; did you mean $args?"},
		{"unknown variable", "x: $nope", "1:4: no variable $nope; use one of $args, $batch, $config, $context, $env, $request, $response, $status, $this"},
		{"parentheses on a bare method", "x: xs->first()", "1:8: ->first is called with the wrong arguments; write ->first without parentheses"},
		{"missing argument", "x: xs->map", "1:8: ->map is called with the wrong arguments; write ->map(a) with 1 argument"},
		{"too many arguments", "x: s->slice(1, 2, 3)", "1:7: ->slice is called with the wrong arguments; write ->slice with 0 to 2 arguments"},
		{"method of a later version", "x: s->trim", "1:7: ->trim is not part of connect/v0.3; link connect/v0.4 or later"},
		{"match without a default", "x: s->match(['a', 1])", "1:7: ->match has no pair for other values; end it with [@, ...]"},
		{"match with something else", "x: s->match('a', [@, 1])", "1:13: ->match ignores what is not a pair; write [candidate, result]"},
		{"as without a name", "x: s->as(y)", "1:10: ->as needs the name of a variable; write ->as($name) or ->as($name, value)"},
		{"key that nothing sets", "x: $({ a: 1 }).b", "1:16: nothing sets the property \"b\" of this object; use one of its keys, or remove this"},
		{"value in place of an object", "o { $.a }", "1:5: this value takes the place of the object; give it a name, `name: path`"},
		{"local variable is known", "x: a->as($n)->echo($n)", ""},
		{"local variable out of scope", "x: a->as($num) y: $nun", "1:19: no variable $nun; use one of $args, $batch, $config, $context, $env, $request, $response, $status, $this"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, f := range mustCompile(t, tt.mapping, V03).Analyze().Findings {
				got = append(got, f.String())
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, "\n")); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.mapping, diff)
			}
		})
	}
}

func TestTemplateFindings(t *testing.T) {
	tmpl := mustTemplate(t, "/models/$args.id/{$arg.x}", V03)
	var got []string
	for _, f := range tmpl.Findings() {
		got = append(got, f.String())
	}
	want := []string{
		"1:1: `$args` stands outside of a hole, so it is plain text; write `{$args...}`",
		"1:19: no variable $arg; did you mean $args?",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestPrune checks the rule that makes pruning an optimisation: what remains has
// the results it had.
func TestPrune(t *testing.T) {
	const body = `{"id":1,"name":"n","a":{"x":1,"y":2},"m":{"p":3,"q":4}}`
	for _, tt := range []struct {
		name, mapping string
		need          Fields
		want          string
	}{
		{"nil keeps everything", "id name", nil, `{"id":1,"name":"n"}`},
		{"unneeded items go", "id name", Fields{"id": nil}, `{"id":1}`},
		{"by alias", "id title: name", Fields{"title": nil}, `{"title":"n"}`},
		{"inside groups", "a { x y } id", Fields{"a": {"y": nil}}, `{"a":{"y":2}}`},
		{"inside merged groups", "id $.m { p q }", Fields{"id": nil, "q": nil}, `{"id":1,"q":4}`},
		{"a merged group stays merged when alone", "id $.m { p q }", Fields{"p": nil}, `{"id":1,"p":3,"q":4}`},
		{"a sole path", "$.m { p q }", Fields{"p": nil}, `{"p":3}`},
		{"a sole value", "$.m", Fields{"p": nil}, `{"p":3,"q":4}`},
		{"a group is not emptied", "a { x } id", Fields{"a": {}}, `{"a":{"x":1}}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := mustCompile(t, tt.mapping, V03).Prune(tt.need)
			for way, got := range evaluateAll(t, m, body, nil) {
				if got.text != tt.want {
					t.Errorf("%s: %s, want %s", way, got.text, tt.want)
				}
			}
		})
	}
}
