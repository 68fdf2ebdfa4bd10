package importer_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"golang.org/x/tools/txtar"

	"bff/connect/importer"
)

// lastResort is what a note says of what the loader refused: nobody thought of it.
const lastResort = " (refused by the loader)"

// holds checks what holds for any document: no panic, one answer, and a schema that
// loads. Whether it was refused and by what does not matter.
func holds(t *testing.T, doc *openapi3.T) (notes []importer.Note, ok bool) {
	t.Helper()
	text, notes, err := importer.SDL(doc, importer.Options{Source: "s"})
	again, _, errAgain := importer.SDL(doc, importer.Options{Source: "s"})
	if string(text) != string(again) || fmt.Sprint(err) != fmt.Sprint(errAgain) {
		t.Errorf("one document, two schemas:\n%s\n%v\n%s\n%v", text, err, again, errAgain)
	}
	if err != nil {
		if strings.Contains(err.Error(), "does not load") {
			t.Error(err)
		}
		return notes, false
	}
	load(t, string(text))
	return notes, true
}

func FuzzDocument(f *testing.F) {
	cases, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range cases {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(archive.Files[0].Data)
	}
	files, err := filepath.Glob("../../internal/shop/openapi/*.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if doc, err := openapi3.NewLoader().LoadFromData(data); err == nil {
			holds(t, doc)
		}
	})
}

// Documents with parts that were lost, doubled or put elsewhere. What the loader
// refuses is the last resort: none of these needs it.
func TestBrokenDocuments(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	loaded, made := 0, 0
	docs := shopDocs(t)
	cases, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range cases {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if len(archive.Files) == 2 {
			docs[file] = document(t, archive)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(docs)) {
		text, err := json.Marshal(docs[name])
		if err != nil {
			t.Fatal(err)
		}
		for range 30 {
			s := scrambler{random: random}
			doc := s.document(t, text)
			if doc == nil {
				continue
			}
			loaded++
			notes, ok := holds(t, doc)
			if ok {
				made++
			}
			for _, n := range notes {
				if strings.HasSuffix(n.Text, lastResort) {
					t.Errorf("%s: %s", name, n)
				}
			}
		}
	}
	if loaded < 20 || made < loaded/2 {
		t.Errorf("%d documents could be read, %d had a schema; want more", loaded, made)
	}
}

// scrambler puts parts of a JSON document where others were.
type scrambler struct {
	random *rand.Rand
	kept   []any
}

// document is a scrambled one; nil for one that is none.
func (s *scrambler) document(t *testing.T, text []byte) *openapi3.T {
	t.Helper()
	var tree any
	if err := json.Unmarshal(text, &tree); err != nil {
		t.Fatal(err)
	}
	broken, err := json.Marshal(s.scramble(tree))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := openapi3.NewLoader().LoadFromData(broken)
	if err != nil {
		return nil
	}
	return doc
}

func (s *scrambler) scramble(v any) any {
	switch s.random.IntN(150) {
	case 0:
		return nil
	case 1:
		if len(s.kept) > 0 {
			return s.kept[s.random.IntN(len(s.kept))]
		}
	}
	switch v := v.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if v[key] = s.scramble(v[key]); s.random.IntN(100) == 0 {
				delete(v, key)
			}
		}
		s.kept = append(s.kept, map[string]any{}, true)
	case []any:
		for i := range v {
			v[i] = s.scramble(v[i])
		}
	case string:
		s.kept = append(s.kept, v)
	}
	return v
}

// oddTexts are what names, descriptions and values must not break.
var oddTexts = []string{
	"", " ", "_", "__typename", "true", "null", "$args", "{", "}", "{x}", "$(1)", `"`, `"""`, `\`, `\"""`, "'", "#", "\n", "a\tb", "\x00", "\x1b[1m",
	"\u2028", "\ufeff", "\xff", "価格", "é", "😀", "2fa", "a b", "a-b", "a.b", "a_b", "aB", "A_B", "query", "type", "input", "on", "id", "ID", "->first", "...x",
	"Query", "Int", "JSON", "connect__ConnectHTTP", "@deprecated", "x:", "?", "%zz", "/", "//", "..", "Authorization", "Content-Length",
}

// Each odd text in each place where a document has one.
func TestOddTexts(t *testing.T) {
	for i, odd := range oddTexts {
		t.Run(fmt.Sprintf("%d %q", i, odd), func(t *testing.T) {
			for j := i % 11; j < len(oddTexts); j += 11 { // not all pairs: they take minutes under -race
				notes, _ := holds(t, oddDocument(odd, oddTexts[(i+j)%len(oddTexts)]))
				for _, n := range notes {
					if strings.HasSuffix(n.Text, lastResort) {
						t.Errorf("%s", n)
					}
				}
			}
		})
	}
}

func oddDocument(a, b string) *openapi3.T {
	schema := &openapi3.Schema{
		Type: &openapi3.Types{"object"}, Title: b, Description: a, Default: a, Required: []string{a},
		Properties: openapi3.Schemas{
			a: {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Enum: []any{a, b}, Default: b, Description: b + "\n" + a}},
			b: {Ref: "#/components/schemas/" + a, Value: &openapi3.Schema{Title: a, Type: &openapi3.Types{"object"}, Properties: openapi3.Schemas{
				b: {Value: &openapi3.Schema{Type: &openapi3.Types{"integer"}}},
				a: {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
			}}},
			"same": {Value: &openapi3.Schema{Type: &openapi3.Types{"string"}}},
		},
	}
	content := openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Ref: a, Value: schema}}}
	enum := &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"string"}, Enum: []any{a, "x"}, Default: a}}
	operation := func(id string) *openapi3.Operation {
		return &openapi3.Operation{
			OperationID: id, Summary: a, Description: b, Deprecated: true,
			Parameters: openapi3.Parameters{
				{Value: &openapi3.Parameter{Name: a, In: "query", Schema: enum, Description: b}},
				{Value: &openapi3.Parameter{Name: b, In: "query", Schema: enum, Required: true}},
				{Value: &openapi3.Parameter{Name: b, In: "path", Required: true}},
				{Value: &openapi3.Parameter{Name: a, In: "header", Required: true}},
				{Value: &openapi3.Parameter{Name: a, In: a}},
			},
			Responses: openapi3.NewResponses(openapi3.WithStatus(200, &openapi3.ResponseRef{Value: &openapi3.Response{Content: content}})),
			Security:  &openapi3.SecurityRequirements{{a: nil}},
		}
	}
	post := operation(a)
	post.RequestBody = &openapi3.RequestBodyRef{Value: &openapi3.RequestBody{Required: true, Content: openapi3.Content{"application/" + b + "+json": content["application/json"]}}}
	return &openapi3.T{
		Info:    &openapi3.Info{Title: a},
		Servers: openapi3.Servers{{URL: "http://" + a}},
		Components: &openapi3.Components{SecuritySchemes: openapi3.SecuritySchemes{
			a: {Value: &openapi3.SecurityScheme{Type: "apiKey", In: "header", Name: b}},
		}},
		Paths: openapi3.NewPaths(
			openapi3.WithPath("/"+a, &openapi3.PathItem{Get: operation(b), Post: post}),
			openapi3.WithPath("/x/{"+b+"}", &openapi3.PathItem{Get: operation(a), Head: operation(a)}),
			openapi3.WithPath(b, &openapi3.PathItem{Delete: operation("")}),
		),
	}
}

// Documents that no loader gives, but a program may.
func TestHolesInDocuments(t *testing.T) {
	knot := &openapi3.Schema{}
	knot.AllOf = openapi3.SchemaRefs{{Value: knot}, nil, {}}
	knot.Properties = openapi3.Schemas{"total": nil, "items": {Value: knot}}
	sole := &openapi3.Schema{}
	sole.OneOf = openapi3.SchemaRefs{{Value: sole}}
	lists := &openapi3.Schema{Type: &openapi3.Types{"array"}}
	lists.Items = &openapi3.SchemaRef{Value: lists}
	wide := &openapi3.Schema{}
	for range 70 {
		wide.OneOf = append(wide.OneOf, &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"object", "nonsense"}}})
	}
	alternatives, objects := wide, &openapi3.Schema{Type: &openapi3.Types{"object"}, Properties: openapi3.Schemas{"end": {Value: openapi3.NewStringSchema()}}}
	for range 60 {
		alternatives = &openapi3.Schema{AnyOf: openapi3.SchemaRefs{{Value: alternatives}, {Value: alternatives}}}
		objects = &openapi3.Schema{Type: &openapi3.Types{"object"}, Properties: openapi3.Schemas{"a": {Value: objects}, "b": {Value: objects}}}
	}
	for name, of := range map[string]*openapi3.Schema{
		"none": nil, "in itself": knot, "itself": sole, "list of itself": lists, "70 alternatives": wide, "2^60 alternatives": alternatives, "2^60 objects": objects,
		"no type": {}, "empty types": {Type: &openapi3.Types{}}, "list of nothing": {Type: &openapi3.Types{"array"}},
		"contradiction": {AllOf: openapi3.SchemaRefs{{Value: openapi3.NewStringSchema()}, {Value: openapi3.NewBoolSchema()}}},
	} {
		t.Run(name, func(t *testing.T) {
			get := &openapi3.Operation{Responses: openapi3.NewResponses(openapi3.WithStatus(200, &openapi3.ResponseRef{Value: &openapi3.Response{
				Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Value: of}}, "text/json": nil},
			}}), openapi3.WithStatus(201, nil))}
			get.Parameters = openapi3.Parameters{nil, {}, {Value: &openapi3.Parameter{Name: "q", In: "query", Schema: &openapi3.SchemaRef{Value: of}}}}
			post := &openapi3.Operation{RequestBody: &openapi3.RequestBodyRef{Value: &openapi3.RequestBody{Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Value: of}}}}}}
			post.Responses = get.Responses
			doc := &openapi3.T{
				Servers: openapi3.Servers{nil, {URL: "https://{x}/%zz", Variables: openapi3.ServerVariables{"x": nil}}},
				Paths: openapi3.NewPaths(
					openapi3.WithPath("/a", &openapi3.PathItem{Get: get, Post: post}), openapi3.WithPath("/b", &openapi3.PathItem{Get: &openapi3.Operation{}}),
					openapi3.WithPath("/nil", nil), openapi3.WithPath("\xff{", &openapi3.PathItem{Get: get}),
				),
			}
			if _, ok := holds(t, doc); !ok {
				t.Error("nothing was imported")
			}
		})
	}
	holds(t, &openapi3.T{})
}
