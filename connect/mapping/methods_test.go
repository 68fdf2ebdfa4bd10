package mapping

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestMethods covers what the convention's cases leave open or leave to us; each
// row says which rule it holds.
func TestMethods(t *testing.T) {
	const body = `{"s":"héy","e":"","n":10,"f":2.5,"t":true,"z":null,"xs":[1,2,3],"o":{"a_b":1,"c":{"d-e":[{"f g":2}]},"_id":3},` +
		`"big":123456789012345678901234567890,"big2":123456789012345678901234567891,"min":-9223372036854775808,"max":9223372036854775807}`
	for _, tt := range []struct {
		name, mapping, want string
		problems            int
	}{
		{"slice: end before start is empty", "a: xs->slice(2, 1) b: s->slice(3, 1)", `{"a":[],"b":""}`, 0},
		{"slice: a cut character belongs to its start", "a: s->slice(0, 2) b: s->slice(2)", `{"a":"h","b":"éy"}`, 0},
		{"slice: integers beyond 64 bits clamp", "a: xs->slice($.big) b: xs->slice(0, $.big)", `{"a":[],"b":[1,2,3]}`, 0},
		{"slice: non-integers count as absent", "a: xs->slice('1', 2.0)", `{"a":[1,2,3]}`, 0},
		{"slice: of a number", "a: n->slice(1)", `{}`, 1},
		{"get: a byte inside of a character", "a: s->get(2) b: s->get(-1) c: s->get(-2)", `{"a":"é","b":"y","c":"é"}`, 0},
		{"get: out of range", "a: s->get(4) b: e->get(0) c: xs->get(-4) d: xs->get($.big)", `{}`, 4},
		{"get: wrong key", "a: xs->get('0') b: o->get(0) c: n->get(0)", `{}`, 3},
		{"get: no argument value", "a: xs->get(gone?)", `{}`, 0},
		{"first and last by code point", "a: $('éx')->first b: $('xé')->last c: e->first d: e->last", `{"a":"é","b":"é"}`, 0},
		{"first of null is null", "a: z->first", `{"a":null}`, 1},
		{"map: an element without a value is null", "a: xs->map($.gone?)", `{"a":[null,null,null]}`, 0},
		{"map: a single input without a value", "a: n->map($.gone?)", `{}`, 0},
		{"filter: of one element", "a: n->filter(true) b: n->filter(false) c: n->filter(1)", `{"a":[10],"b":[]}`, 1},
		{"filter: counts every bad condition", "a: xs->filter(@)", `{}`, 3},
		{"find: of one element", "a: n->find(true) b: n->find(false) c: n->find(1)", `{"a":10}`, 1},
		{"find: stops at a bad condition", "a: xs->find(@)", `{}`, 1},
		{"match: no candidate value never matches", "a: n->match([gone?, 1], [@, 2])", `{"a":2}`, 0},
		{"match: result without a value", "a: n->match([@, gone?])", `{}`, 0},
		{"match: deep", "a: $([1,{b:2}])->match([[1,{b:2}], 'same'], [@, 'other'])", `{"a":"same"}`, 0},
		{"and, or: a missing argument", "a: t->and(gone?) b: t->not->or(gone?)", `{}`, 0},
		{"and, or: decided before a bad argument", "a: t->not->and(1) b: t->or(1)", `{"a":false,"b":true}`, 0},
		{"not: of a number", "a: n->not", `{}`, 1},
		{"eq: numbers by value, exactly where both are integers", "a: big->eq($.big2) b: big->eq($.big) c: n->eq(10.0)", `{"a":false,"b":true,"c":true}`, 0},
		{"eq: lists by element and length", "a: xs->eq([1, 2, 3]) b: xs->eq([1, 2]) c: xs->eq([1, 2, 4]) d: $({x: 1})->eq({y: 1})", `{"a":true,"b":false,"c":false,"d":false}`, 0},
		{"eq: objects whatever their order", "a: $({x: 1, y: 2})->eq({y: 2, x: 1}) b: $({x: 1})->eq({x: 1, y: 2})", `{"a":true,"b":false}`, 0},
		{"ne: kinds differ", "a: n->ne('10')", `{"a":true}`, 0},
		{"gt: integers beyond 64 bits", "a: big2->gt($.big) b: big->gt(1.5)", `{"a":true,"b":true}`, 0},
		{"gt: wrong kinds", "a: t->gt(1) b: n->gt('1') c: n->gt(gone?)", `{}`, 2},
		{"in, contains: need a list", "a: n->in(5) b: n->contains(1) c: n->in(gone?) d: xs->contains(gone?)", `{}`, 2},
		{"add: overflow has no value", "a: max->add(1) b: min->sub(1) c: min->mul(-1) d: max->mul(2)", `{}`, 4},
		{"add: up to the edges", "a: max->add(0) b: min->add(0) c: max->mul(-1)->sub(1) d: min->mul(1)", `{"a":9223372036854775807,"b":-9223372036854775808,"c":-9223372036854775808,"d":-9223372036854775808}`, 0},
		{"add: beyond 64 bits in floats", "a: big->add(1)", `{"a":1.2345678901234568e29}`, 0},
		{"add: wrong kinds", "a: t->add(1) b: n->add(t) c: n->add(gone?)", `{}`, 2},
		{"mul: float overflow", "a: $(1.5)->mul(" + "1" + strings.Repeat("0", 300) + ", " + "1" + strings.Repeat("0", 300) + ")", `{}`, 1},
		{"div: always non-integer", "a: n->div(5) b: n->div(0) c: n->div(0.0)", `{"a":2.0}`, 2},
		{"mod: by zero", "a: n->mod(0) b: f->mod(0) c: min->mod(-1)", `{"c":0}`, 2},
		{"toString", "a: f->toString b: xs->toString c: big->toString d: n->toString()", `{"a":"2.5","c":"123456789012345678901234567890","d":"10"}`, 1},
		{"parseInt: bases", "a: $('zz')->parseInt(36) b: $('-ff')->parseInt(16) c: $('2')->parseInt(2) d: $('1')->parseInt(1)", `{"a":1295,"b":-255}`, 2},
		{"parseInt: texts that are none", "a: $('')->parseInt b: $('1_0')->parseInt c: $('9223372036854775808')->parseInt d: $('0x1')->parseInt", `{}`, 4},
		{"parseInt: other kinds, and a base without a value", "a: xs->parseInt b: $('1')->parseInt(gone?)", `{}`, 1},
		{"parseInt: numbers", "a: $(-2.9)->parseInt b: $(12345678901234567890123.5)->parseInt", `{"a":-2}`, 1},
		{"jsonStringify: of a string with escapes", `a: $('"')->jsonStringify`, `{"a":"\"\\\"\""}`, 0},
		{"jsonParse: of a number, and of deep nesting", "a: n->jsonParse b: $('" + strings.Repeat("[", 600) + "')->jsonParse", `{}`, 2},
		{"joinNotNull: separators", "a: xs->joinNotNull(1) b: xs->joinNotNull(gone?) c: xs->joinNotNull('')", `{"c":"123"}`, 1},
		{"joinNotNull: an object", "a: o->joinNotNull(',')", `{}`, 1},
		{"entries: of a list", "a: xs->entries", `{}`, 1},
		{"size: bytes", "a: s->size b: z->size", `{"a":4}`, 1},
		{"as: binds no value", "a: n->as($x, gone?)->echo($x)", `{}`, 1},
		{"as: innermost wins", "a: n->as($x)->as($x, 1)->echo($x)", `{"a":1}`, 0},
		{"as: ends with its path", "a: n->as($x) b: $x", `{"a":10}`, 1},
		{"as: inside an argument", "a: xs->map(@->as($i)->mul($i)) b: xs->map(@->as($i)->echo([$i, $.n]))", `{"a":[1,4,9],"b":[[1,10],[2,10],[3,10]]}`, 0},
		{"as: two names", "a: n->as($x)->as($y, 2)->echo([$x, $y])", `{"a":[10,2]}`, 0},
		{"as: needs a name", "a: n->as(5)", `{}`, 1},
		{"later methods are unknown", "a: s->trim", `{}`, 1},
		{"optional on lists is quiet", "a: rows?.x b: $([{x: 1}, {}]).x?", `{"b":[1,null]}`, 0},
	} {
		t.Run(tt.name, func(t *testing.T) { checkMapping(t, V03, tt.mapping, body, tt.want, tt.problems) })
	}
}

// TestMethodsV04 covers the methods that came with v0.4.
func TestMethodsV04(t *testing.T) {
	const body = `{"s":"  a, b ,c\u00a0","l":["a_b"],"o":{"user_name":"x","HTTP-code":{"sub key":[{"in_side":1}]},"_id":3,"user-name":4}}`
	for _, tt := range []struct {
		name, mapping, want string
		problems            int
	}{
		{"trim is Unicode", "a: s->trim b: s->trimStart c: s->trimEnd", `{"a":"a, b ,c","b":"a, b ,c` + "\u00a0" + `","c":"  a, b ,c"}`, 0},
		{"trim: of a list", "a: l->trim", `{}`, 1},
		{"split", "a: s->trim->split(',') b: $('aé')->split('')", `{"a":["a"," b ","c"],"b":["a","é"]}`, 0},
		{"split: the limit drops the rest", "a: $('a,b,c')->split(',', 2) b: $('a')->split(',', 9) c: $('a')->split(',', 0)", `{"a":["a","b"],"b":["a"],"c":[]}`, 0},
		{"split: wrong kinds", "a: l->split(',') b: s->split(1) c: s->split(',', 'x') d: s->split(gone?)", `{}`, 3},
		{"camel case of one level, the later of two wins", "a: o->keysToCamelCase", `{"a":{"userName":4,"hTTPCode":{"sub key":[{"in_side":1}]},"_id":3}}`, 0},
		{"camel case of all levels", `a: o."HTTP-code"->keysToCamelCaseDeep`, `{"a":{"subKey":[{"inSide":1}]}}`, 0},
		{"camel case: of strings", "a: s->keysToCamelCase b: s->keysToCamelCaseDeep c: l->keysToCamelCaseDeep", `{"c":["a_b"]}`, 2},
	} {
		t.Run(tt.name, func(t *testing.T) { checkMapping(t, V04, tt.mapping, body, tt.want, tt.problems) })
	}
}

func checkMapping(t *testing.T, version Version, mapping, body, want string, problems int) {
	t.Helper()
	for way, got := range evaluateAll(t, mustCompile(t, mapping, version), body, nil) {
		if got.text != want {
			t.Errorf("%s: %s\n got %s\nwant %s", way, mapping, got.text, want)
		}
		if got.problems.Total() != problems {
			t.Errorf("%s: %s: %d problems, want %d: %v", way, mapping, got.problems.Total(), problems, got.problems)
		}
	}
}

// TestGroups covers the merging rules that the cases touch only once.
func TestGroups(t *testing.T) {
	const body = `{"id":1,"l":[{"a":1},{"a":2}],"m":[{"b":1}],"s":"x","z":null,"o":{"k":1},"p":{"k":2,"j":3},"e":{},"deep":[[{"a":1}],[]],"n":{"x":null}}`
	for _, tt := range []struct {
		name, mapping, want string
		problems            int
	}{
		{"lists merge by index", "x: l { a } x: m { b }", `{"x":[{"a":1,"b":1},{"a":2}]}`, 0},
		{"later value wins", "k: o.k k: p.k", `{"k":2}`, 0},
		{"null wins on either side", "k: o.k k: z j: z j: o.k", `{"k":null,"j":null}`, 0},
		{"a merged null leaves nothing", "id n.x { y }", "null", 1},
		{"a merged scalar adds nothing", "id $.s { }", `{"id":1}`, 1},
		{"a merged absence is two problems", "id $.gone { y }", `{"id":1}`, 2},
		{"merged keys stand where their item stands", "a: id $.p { k j } b: id", `{"a":1,"k":2,"j":3,"b":1}`, 0},
		{"groups go through nested lists", "deep { a }", `{"deep":[[{"a":1}],[]]}`, 0},
		{"a group on a scalar with a constant", "s { one: $(1) }", `{"s":{"one":1}}`, 0},
		{"a group on an empty object", "e { }", `{"e":{}}`, 0},
		{"nothing merged into a scalar leaves it", "s { $.gone? { y } }", `{"s":"x"}`, 2},
		{"the value of a group on its own", "o { $.k }", `{"o":1}`, 1},
		{"a whole mapping of nothing", "", `{}`, 0},
		{"quoted keys", `'a"b': id`, `{"a\"b":1}`, 0},
		{"literal object keeps the place of a repeated key", "x: $({ a: 1, b: 2, a: 3 })", `{"x":{"a":3,"b":2}}`, 0},
		{"words that only start like literals", "x: $([trueish?, nullable?, true])", `{"x":[null,null,true]}`, 0},
	} {
		t.Run(tt.name, func(t *testing.T) { checkMapping(t, V03, tt.mapping, body, tt.want, tt.problems) })
	}
}

// TestScalarRoots: what a mapping makes of a body that is no object.
func TestScalarRoots(t *testing.T) {
	for _, tt := range []struct{ mapping, body, want string }{
		{"id name", "null", "null"}, // X02: no body is null, and so is the field
		{"id", `"x"`, `"x"`},
		{"id", "[]", "[]"},
		{"id", "[[{\"id\":1}],null]", `[[{"id":1}],null]`},
		{"$", `"hi"`, `"hi"`}, // X12: text/plain for a String field
	} {
		for way, got := range evaluateAll(t, mustCompile(t, tt.mapping, V03), tt.body, nil) {
			if got.text != tt.want {
				t.Errorf("%s: %s on %s: %s, want %s", way, tt.mapping, tt.body, got.text, tt.want)
			}
		}
	}
}

// TestNullStaysNull: a group makes no object of null, whatever it computes; only the
// current object is selected from, which is null for an answer without a body.
func TestNullStaysNull(t *testing.T) {
	for _, tt := range []struct{ name, mapping, body, want string }{
		{"an element, an aliased group", "id owner: { id: ownerId }", `[{"id":1,"ownerId":2},null]`, `[{"id":1,"owner":{"id":2}},null]`},
		{"an element of an inner list", "rows { id owner: { id: o } }", `{"rows":[null,{"id":1,"o":2}]}`, `{"rows":[null,{"id":1,"owner":{"id":2}}]}`},
		{"an element of a list of lists", "id owner: { id: o }", `[[null],null]`, `[[null],null]`},
		{"an element, a literal", `id kind: $("x")`, `[null]`, `[null]`},
		{"an element, a literal in a group", `id owner: { kind: $("x") }`, `[null]`, `[null]`},
		{"an element, in two parts", `o { id } o { kind: $("x") }`, `[null]`, `[null]`},
		{"a property", `who { id kind: $("x") }`, `{"who":null}`, `{"who":null}`},
		{"a path", `it: a.who { id kind: $("x") }`, `{"a":{"who":null}}`, `{"it":null}`},
		{"after a method", `it: l->first { id kind: $("x") }`, `{"l":[null]}`, `{"it":null}`},
		{"merged", `id a.who { name kind: $("x") }`, `{"id":1,"a":{"who":null}}`, `null`},
		{"no body, an aliased group", "id owner: { id: ownerId }", `null`, `null`},
		{"no body, groups in groups", "id a: { b: { c } }", `null`, `null`},
		{"no body, a literal", `id ok: $(true)`, `null`, `{"ok":true}`},
		{"no body, a literal in a group", `id a: { ok: $(true) none: $(null) }`, `null`, `{"a":{"ok":true}}`},
		{"of an object, null is a value", `id owner: $(null)`, `{"id":1}`, `{"id":1,"owner":null}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for way, got := range evaluateAll(t, mustCompile(t, tt.mapping, V03), tt.body, nil) {
				if got.text != tt.want {
					t.Errorf("%s: %s on %s: %s, want %s", way, tt.mapping, tt.body, got.text, tt.want)
				}
			}
		})
	}
}

// TestMergeDictionaries merges objects that are large enough for an index.
func TestMergeDictionaries(t *testing.T) {
	object := func(from, to int) string {
		var pairs []string
		for i := from; i < to; i++ {
			pairs = append(pairs, fmt.Sprintf(`"k%d":{"from%d":1}`, i, from))
		}
		return "{" + strings.Join(pairs, ",") + "}"
	}
	body := `{"a":` + object(0, 100) + `,"b":` + object(50, 150) + `}`
	v, ps := mustCompile(t, "x: a x: b", V03).Eval(parseJSON(t, body), nil)
	x := v.Get("x")
	if x.Len() != 150 || ps.Total() != 0 {
		t.Fatalf("%d keys, want 150; problems %v", x.Len(), ps)
	}
	for key, want := range map[string]int{"k49": 1, "k50": 2, "k99": 2, "k100": 1} {
		if got := x.Get(key).Len(); got != want {
			t.Errorf("%s has %d members, want %d", key, got, want)
		}
	}
}

func TestMustCompile(t *testing.T) {
	m := MustCompile("id", V02)
	if m.String() != "id" || m.Version() != V02 || m.Empty() || !MustCompile(" # nothing", V02).Empty() {
		t.Errorf("%v", m)
	}
	defer func() {
		if got := fmt.Sprint(recover()); !strings.HasPrefix(got, "mapping a: 5: 1:4: ") {
			t.Errorf("panic %s", got)
		}
	}()
	MustCompile("a: 5", V03)
}

func TestTransformFails(t *testing.T) {
	out, ok, ps, err := MustCompile("id", V03).Transform([]byte("x"), []byte("{oops"), nil)
	if string(out) != "x" || ok || ps != nil || err == nil || err.Error() != "undecodable body at byte 1: a key should start here" {
		t.Errorf("%s %t %v %v", out, ok, ps, err)
	}
}

// TestBounds: results that would not fit in memory are no value and a problem.
func TestBounds(t *testing.T) {
	doubling := "x: $([1])" + strings.Repeat("->echo([@, @])", 40)
	v, ps := mustCompile(t, doubling, V03).Eval(emptyObject, nil)
	if got := string(v.AppendJSON(nil)); got != "{}" || ps.Total() != 1 || ps[0].code != problemTooLarge {
		t.Errorf("40 doublings: %.40s, %v", got, ps)
	}
	list := parseJSON(t, "["+strings.Repeat("0,", 999)+"0]")
	nested := mustCompile(t, "$->map($->map($->map($->map(1))))", V03)
	e := env{steps: maxSteps - 10_000} // not 10^12 of them: this is a test
	e.start(list, nil)
	if nested.sole.eval(&e); len(e.problems) != 1 || e.problems[0].code != problemTooLong {
		t.Errorf("10^12 steps: %v", e.problems)
	}
}

// TestEveryElementIsCharged: whatever goes over a list or an object pays a step for each
// element, so that no nesting of them is free.
func TestEveryElementIsCharged(t *testing.T) {
	list := parseJSON(t, "["+strings.Repeat(`{"a":1},`, 99)+`{"a":1}]`)
	object := parseJSON(t, `{"a":1,"b":2,"c":3}`)
	for _, tt := range []struct {
		text  string
		input Value
		least int
	}{
		{"$->map(1)", list, 100},
		{"$->map(@.a)", list, 100},
		{"$->filter(true)", list, 100},
		{"$->filter(false)", list, 100},
		{"$->filter(@.a->eq(1))", list, 100},
		{"$->filter($->filter(true)->size->eq(100))", list, 100 + 100*100},
		{"$.a", list, 100},
		{"$ { a }", list, 100},
		{"$->find(@.a->eq(2))", list, 100},
		{"$->entries", object, 3},
	} {
		e := env{}
		e.start(tt.input, nil)
		if mustCompile(t, tt.text, Latest).sole.eval(&e); e.steps < tt.least {
			t.Errorf("%s takes %d steps; want %d at least", tt.text, e.steps, tt.least)
		}
		e = env{steps: maxSteps - tt.least + 1}
		e.start(tt.input, nil)
		if mustCompile(t, tt.text, Latest).sole.eval(&e); !slices.ContainsFunc(e.problems, func(p Problem) bool { return p.code == problemTooLong }) {
			t.Errorf("%s goes on past the bound: %v", tt.text, e.problems)
		}
	}
}

// TestConcurrentUse is for the race detector.
func TestConcurrentUse(t *testing.T) {
	m := mustCompile(t, methodMapping, V03)
	body := listBody(20)
	want, _, _, err := m.Transform(nil, body, nil)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan string)
	for range 4 {
		go func() {
			last := ""
			for range 20 {
				out, _, _, _ := m.Transform(nil, body, nil)
				last = string(out)
			}
			done <- last
		}()
	}
	for range 4 {
		if got := <-done; got != string(want) {
			t.Error("concurrent use changes the result")
		}
	}
}

// TestMethodNames: the convention has 33 public methods, and 39 with its previews.
func TestMethodNames(t *testing.T) {
	const v03 = "add and as contains div echo entries eq filter find first get gt gte in joinNotNull jsonParse jsonStringify " +
		"last lt lte map match mod mul ne not or parseInt size slice sub toString"
	if got := strings.Join(MethodNames(V03), " "); got != v03 {
		t.Errorf("got  %s\nwant %s", got, v03)
	}
	if n := len(MethodNames(V01)); n != 33 {
		t.Errorf("%d methods in v0.1, want 33: methods are not gated", n)
	}
	if n := len(MethodNames(V04)); n != 39 {
		t.Errorf("%d methods in v0.4, want 39", n)
	}
}
