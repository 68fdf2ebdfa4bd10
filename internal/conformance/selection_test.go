package conformance_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// FuzzSelection is that what a client gets does not depend on what else it asks for, nor
// on the way to it: whatever it selects, it has what the backends have.
func FuzzSelection(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 4, 5, 6, 7})
	f.Add([]byte("posts of writers of posts, and their scores"))
	f.Add([]byte{9, 200, 31, 7, 7, 7, 90, 3, 41, 250, 11, 0, 0, 19, 2, 2, 2, 2, 81, 5})
	f.Fuzz(func(t *testing.T, choices []byte) {
		s := newBlog(t, nil)
		s.replies, s.answer = nil, answerOfWorld
		q := chooser(choices).selection("Query", 0)
		query := q.text()
		want, err := json.Marshal(map[string]any{"data": q.of(object{"Query", 0})})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(decoded(t, want), decoded(t, s.raw(t, query))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", query, diff)
		}
	})
}

// FuzzFailure is that a backend that fails costs nothing but its own fields: what is
// there is right, and what is null has an error at its place, or below it.
func FuzzFailure(f *testing.F) {
	parts := []string{"/posts", "/posts/2", "/writers/1", "/writers/1/posts", "/scores", "/items", "/items/find", "/items/2", "/labels/1", "/sizes", "/sum?", "/sums"}
	f.Add([]byte("posts of writers of posts, and their scores"), byte(4), false)
	f.Add([]byte{9, 200, 31, 7, 7, 7, 90, 3, 41, 250, 11, 0, 0, 19, 2, 2, 2, 2, 81, 5}, byte(6), true)
	f.Fuzz(func(t *testing.T, choices []byte, part byte, garbage bool) {
		broken := parts[int(part)%len(parts)]
		s := newBlog(t, nil)
		s.replies, s.answer = nil, func(call string) (reply, bool) {
			if !strings.Contains(call+"?", " "+broken) {
				return answerOfWorld(call)
			}
			if garbage {
				return ok(`{oops`), true
			}
			return reply{status: 500}, true
		}
		q := chooser(choices).selection("Query", 0)
		query := q.text()
		var got struct {
			Data   map[string]any
			Errors []struct{ Path []any }
		}
		if err := json.Unmarshal(s.raw(t, query), &got); err != nil {
			t.Fatal(err)
		}
		want, err := json.Marshal(q.of(object{"Query", 0}))
		if err != nil {
			t.Fatal(err)
		}
		told := map[string]bool{} // places with an error, or with one below
		for _, e := range got.Errors {
			for i := range e.Path {
				told[fmt.Sprint(e.Path[:i+1])] = true
			}
		}
		for _, wrong := range differences(decoded(t, want), any(got.Data), nil, told) {
			t.Errorf("without %s: %s: %s", broken, query, wrong)
		}
	})
}

// differences are where got is neither as want nor null with an error.
func differences(want, got any, path []any, told map[string]bool) []string {
	at := func(step any) []any { return append(path[:len(path):len(path)], step) }
	if got == nil && want != nil {
		if told[fmt.Sprint(path)] {
			return nil
		}
		return []string{fmt.Sprint(path, " is null without an error")}
	}
	var out []string
	switch want := want.(type) {
	case map[string]any:
		got, _ := got.(map[string]any)
		for name, v := range want {
			out = append(out, differences(v, got[name], at(name), told)...)
		}
	case []any:
		got, _ := got.([]any)
		if len(got) != len(want) {
			return []string{fmt.Sprint(path, " has ", len(got), " elements; want ", len(want))}
		}
		for i, v := range want {
			out = append(out, differences(v, got[i], at(float64(i)), told)...)
		}
	default:
		if got != want {
			out = append(out, fmt.Sprint(path, " is ", got, "; want ", want))
		}
	}
	return out
}

func decoded(t *testing.T, text []byte) (v any) {
	t.Helper()
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return v
}

// object is a thing of the backends: the post 2.
type object struct {
	typ string
	id  int
}

// worldField is a field of a type: its arguments, and what it is of an object: an
// object, a list of objects, or a scalar.
type worldField struct {
	name, args string
	typ        string // of the objects that it gives, else empty
	value      func(id int) any
}

func thing(typ string, id int) any { return object{typ, id} }

func things(typ string, ids ...int) any {
	out := make([]object, len(ids))
	for i, id := range ids {
		out[i] = object{typ, id}
	}
	return out
}

// The writers 1 and 2 have the posts 1 and 3, and 2.
func writerOf(post int) int            { return 2 - post%2 }
func postsOf(writer int) []int         { return map[int][]int{1: {1, 3}, 2: {2}}[writer] }
func text(prefix string) func(int) any { return func(id int) any { return fmt.Sprint(prefix, id) } }

var itemFields = []worldField{{name: "id", value: text("")}, {name: "label", value: text("label ")}}

var world = map[string][]worldField{
	"Query": {
		{name: "posts", typ: "Post", value: func(int) any { return things("Post", 1, 2, 3) }},
		{name: "post", args: "(id: 2)", typ: "Post", value: func(int) any { return thing("Post", 2) }},
		{name: "writer", args: "(id: 1)", typ: "Writer", value: func(int) any { return thing("Writer", 1) }},
		{name: "items", typ: "Item", value: func(int) any { return things("Item", 3, 1, 2) }},
		{name: "chunks", typ: "Chunk", value: func(int) any { return things("Chunk", 3, 1, 2) }},
		{name: "joined", typ: "Joined", value: func(int) any { return things("Joined", 3, 1, 2) }},
		{name: "singles", typ: "Single", value: func(int) any { return things("Single", 3, 1, 2) }},
		{name: "twos", typ: "Two", value: func(int) any { return things("Two", 3, 1, 2) }},
		{name: "sums", typ: "Sum", value: func(int) any { return things("Sum", 1, 2) }},
	},
	"Post": {
		{name: "id", value: text("")},
		{name: "title", value: text("title ")},
		{name: "body", value: text("body ")},
		{name: "writer", typ: "Writer", value: func(id int) any { return thing("Writer", writerOf(id)) }},
	},
	"Writer": {
		{name: "id", value: text("")},
		{name: "name", value: text("name ")},
		{name: "posts", typ: "Post", value: func(id int) any { return things("Post", postsOf(id)...) }},
		{name: "score", typ: "Score", value: func(id int) any { return thing("Score", id) }},
		{name: "score", args: `(unit: "points")`, typ: "Score", value: func(id int) any { return thing("Score", 10*id) }},
	},
	"Score": {
		{name: "value", value: func(id int) any { return id }},
		{name: "best", typ: "Post", value: func(id int) any { return thing("Post", postsOf(id%10 + id/10)[0]) }},
	},
	"Item": itemFields, "Chunk": itemFields, "Joined": itemFields, "Single": itemFields,
	"Two": append(itemFields, worldField{name: "size", value: func(id int) any { return id }}),
	"Sum": {
		{name: "a", value: func(id int) any { return id }},
		{name: "sum", value: func(id int) any { return id + 5 }},
		{name: "in", typ: "Inner", value: func(id int) any { return thing("Inner", id) }},
	},
	"Inner": {{name: "b", value: func(int) any { return 5 }}},
}

// answerOfWorld is what the backends answer.
func answerOfWorld(call string) (reply, bool) {
	method, target, _ := strings.Cut(call, " ")
	target, body, _ := strings.Cut(target, " ")
	u, err := url.Parse(target)
	if err != nil {
		return reply{}, false
	}
	var id int
	post := func(id int) string {
		return fmt.Sprintf(`{"id":%d,"title":"title %[1]d","body":"body %[1]d","writerId":%d}`, id, writerOf(id))
	}
	item := func(id int) string { return fmt.Sprintf(`{"id":%d,"label":"label %[1]d","size":%[1]d}`, id) }
	switch path := u.Path; {
	case path == "/posts":
		return ok(list(post, 1, 2, 3)), true
	case scan(path, "/posts/%d", &id):
		return ok(post(id)), true
	case strings.HasSuffix(path, "/posts") && scan(path, "/writers/%d/posts", &id):
		return ok(list(post, postsOf(id)...)), true
	case scan(path, "/writers/%d", &id):
		return ok(fmt.Sprintf(`{"id":%d,"name":"name %[1]d"}`, id)), true
	case path == "/scores":
		by := map[string]int{"stars": 1, "points": 10}[u.Query().Get("unit")]
		return ok(`{"scores":` + list(func(id int) string {
			return fmt.Sprintf(`{"writer":%d,"value":%d,"post":{"id":%d}}`, id, by*id, postsOf(id)[0])
		}, numbers(u.Query().Get("ids"))...) + `}`), true
	case path == "/items" && u.RawQuery == "":
		return ok(list(item, 3, 1, 2)), true
	case path == "/items":
		return ok(list(item, numbers(u.Query().Get("ids"))...)), true
	case method == "POST" && path == "/items/find":
		return ok(list(item, numbers(strings.Trim(body, `{"ids:[]}`))...)), true
	case scan(path, "/items/%d", &id), scan(path, "/labels/%d", &id), scan(path, "/sizes/%d", &id):
		return ok(item(id)), true
	case path == "/sums":
		return ok(`[{"left":1,"nested":{"right":5}},{"left":2,"nested":{"right":5}}]`), true
	case path == "/sum":
		return ok(fmt.Sprintf(`{"total":%d}`, numbers(u.Query().Get("a"))[0]+numbers(u.Query().Get("b"))[0])), true
	}
	return reply{}, false
}

func scan(text, format string, id *int) bool {
	_, err := fmt.Sscanf(text, format, id)
	return err == nil
}

func list(one func(int) string, ids ...int) string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = one(id)
	}
	return "[" + strings.Join(out, ",") + "]"
}

func numbers(text string) []int {
	var out []int
	for part := range strings.SplitSeq(text, ",") {
		var n int
		if scan(part, "%d", &n) {
			out = append(out, n)
		}
	}
	return out
}

// chosen is a selection set.
type chosen []selected

// selected is a field that was chosen, under a name of the client's.
type selected struct {
	worldField

	as       string
	below    chosen
	fragment bool // it stands in an inline fragment
}

type chooser []byte

// next takes a choice of n; when there are none left, always the first.
func (c *chooser) next(n int) int {
	if len(*c) == 0 {
		return 0
	}
	first := int((*c)[0])
	*c = (*c)[1:]
	return first % n
}

// selection chooses fields of a type. Names do not tell where a field stands, so that
// equal ones merge; those that differ in arguments or in what is below have other names.
func (c chooser) selection(typ string, depth int) chosen { return (&c).choose(typ, depth) }

func (c *chooser) choose(typ string, depth int) chosen {
	var out chosen
	for range 1 + c.next(4) {
		at := c.next(len(world[typ]))
		f := world[typ][at]
		if f.typ != "" && depth >= 6 {
			f = world[typ][0]
			if f.typ != "" {
				f = worldField{name: "__typename", value: func(int) any { return typ }}
			}
		}
		s := selected{worldField: f, as: f.name, fragment: c.next(5) == 1}
		if f.args != "" || c.next(3) == 1 {
			s.as = fmt.Sprintf("%s%d", f.name, at)
		}
		if f.typ != "" {
			s.below = c.choose(f.typ, depth+1)
		}
		out = append(out, s)
	}
	return out
}

func (c chosen) text() string {
	var out strings.Builder
	out.WriteString("{")
	for _, s := range c {
		field := " " + s.as + ": " + s.name + s.args
		if s.below != nil {
			field += s.below.text()
		}
		if s.fragment {
			field = " ... {" + field + " }"
		}
		out.WriteString(field)
	}
	return out.String() + " }"
}

// of is what the selection has of an object.
func (c chosen) of(o object) map[string]any {
	out := map[string]any{}
	for _, s := range c {
		switch v := s.value(o.id).(type) {
		case object:
			out[s.as] = merged(out[s.as], s.below.of(v))
		case []object:
			list, _ := out[s.as].([]any)
			if list == nil {
				list = make([]any, len(v))
			}
			for i, o := range v {
				list[i] = merged(list[i], s.below.of(o))
			}
			out[s.as] = list
		default:
			out[s.as] = v
		}
	}
	return out
}

// merged are the fields of both, as of two fields with one name.
func merged(old any, more map[string]any) map[string]any {
	into, _ := old.(map[string]any)
	if into == nil {
		return more
	}
	for name, v := range more {
		switch v := v.(type) {
		case map[string]any:
			into[name] = merged(into[name], v)
		case []any:
			list, _ := into[name].([]any)
			for i := range list {
				list[i] = merged(list[i], v[i].(map[string]any))
			}
			if list == nil {
				list = v
			}
			into[name] = list
		default:
			into[name] = v
		}
	}
	return into
}
