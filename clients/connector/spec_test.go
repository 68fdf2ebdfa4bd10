package connector

import (
	"strings"
	"testing"

	"bff/connect/mapping"
)

// specOf is a connector with a selection and a tag.
func specOf(selection, tag string) Spec {
	return Spec{
		Name: "call", Source: Source{Name: "s", BaseURL: "https://api.test"}, Method: "GET", URL: "/x",
		Selection: selection, Tags: []string{tag},
	}
}

// A specification that does not compile is an error when the server starts, and not of
// the first request.
func TestDefineRefusesWhatDoesNotCompile(t *testing.T) {
	for _, tt := range []struct {
		name, selection, tag string
		refused              bool
	}{
		{"all is well", "$.name", "Product:{$args.id}", false},
		{"the selection", "$.name->", "Product:{$args.id}", true},
		{"a tag", "$.name", "Product:{$args.", true},
	} {
		if _, err := define(specOf(tt.selection, tt.tag)); (err != nil) != tt.refused {
			t.Errorf("%s: error %v; want one: %v", tt.name, err, tt.refused)
		}
	}
}

// The part of a variable that is read tells answers apart, not the parts beside it.
func TestFormIsOfWhatIsRead(t *testing.T) {
	d, err := define(specOf("name: $args.in.name", "Product"))
	if err != nil {
		t.Fatal(err)
	}
	form := func(args string) string {
		v, err := mapping.Parse([]byte(args))
		if err != nil {
			t.Fatal(err)
		}
		return d.form(&mapping.Vars{Args: v})
	}
	for _, tt := range []struct {
		name, a, b string
		same       bool
	}{
		{"another value", `{"in":{"name":"a"}}`, `{"in":{"name":"b"}}`, false},
		{"another neighbour", `{"in":{"name":"a","x":1}}`, `{"in":{"name":"a","x":2}}`, true},
		{"another neighbour of nothing", `{"in":{"x":1}}`, `{"in":{"x":2}}`, true},
		{"null and nothing", `{"in":{"name":null}}`, `{"in":{}}`, false},
		{"elements of a list", `{"in":[{"name":"a"}]}`, `{"in":[{"name":"b"}]}`, false},
	} {
		if (form(tt.a) == form(tt.b)) != tt.same {
			t.Errorf("%s: %s and %s have the forms %q and %q; want the same: %v", tt.name, tt.a, tt.b, form(tt.a), form(tt.b), tt.same)
		}
	}
}

// Level 2 gives back what it was given, with its tags, and nothing that is no JSON.
func TestCodecOfAnswers(t *testing.T) {
	d := Define(specOf("$.name", "Product:{$args.id}"), nil, String)
	c := d.codec(&mapping.Vars{Args: mapping.Object(mapping.Member{Key: "id", Value: mapping.String("7")})})
	in := []byte(`"mug"`)
	got, err := c.Decode(in)
	if err != nil {
		t.Fatal(err)
	}
	in[1] = 'x' // the cache uses the bytes again
	out, err := c.Encode(got)
	if err != nil || string(out) != `"mug"` || got.first.value != "mug" || strings.Join(got.tags, " ") != "Product:7" {
		t.Errorf("%s, %v: %v with tags %q; want \"mug\" with Product:7", out, err, got.first.value, got.tags)
	}
	if _, err := c.Decode([]byte(`"mug`)); err == nil {
		t.Error("half of a text is read; want an error")
	}
}
