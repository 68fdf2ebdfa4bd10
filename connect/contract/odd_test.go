package contract_test

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"golang.org/x/tools/txtar"

	"bff/connect/contract"
)

// FuzzDocument: whatever a document says, Check answers, and the same each time.
func FuzzDocument(f *testing.F) {
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
	cases, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range cases {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, part := range archive.Files {
			if filepath.Ext(part.Name) == ".yaml" {
				f.Add(part.Data)
			}
		}
	}
	schema := load(f, shopSchema)
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := openapi3.NewLoader().LoadFromData(data)
		if err != nil {
			return
		}
		docs := map[string]*openapi3.T{}
		for _, source := range schema.Sources {
			docs[source.Name] = doc
		}
		if one, two := text(contract.Check(schema, docs)), text(contract.Check(schema, docs)); one != two {
			t.Errorf("one document, two reports:\n%s\n%s", one, two)
		}
	})
}

// The documents of the shop with parts that were lost, doubled or put elsewhere.
func TestBrokenDocuments(t *testing.T) {
	schema := load(t, shopSchema)
	random := rand.New(rand.NewPCG(1, 2))
	loaded := 0
	docs := shopDocs(t)
	for _, name := range slices.Sorted(maps.Keys(docs)) {
		text, err := json.Marshal(docs[name])
		if err != nil {
			t.Fatal(err)
		}
		for range 25 {
			var tree any
			if err := json.Unmarshal(text, &tree); err != nil {
				t.Fatal(err)
			}
			s := scrambler{random: random}
			broken, err := json.Marshal(s.scramble(tree))
			if err != nil {
				t.Fatal(err)
			}
			changed, err := openapi3.NewLoader().LoadFromData(broken)
			if err != nil {
				continue
			}
			loaded++
			contract.Check(schema, map[string]*openapi3.T{name: changed})
		}
	}
	if loaded < 20 {
		t.Errorf("only %d documents could be read at all", loaded)
	}
}

// scrambler puts parts of a JSON document where others were.
type scrambler struct {
	random *rand.Rand
	kept   []any
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

// Documents that no loader gives, but a program may.
func TestHolesInDocuments(t *testing.T) {
	schema := load(t, shopSchema)
	item := &openapi3.PathItem{Get: &openapi3.Operation{}}
	knot := &openapi3.Schema{}
	knot.AllOf = openapi3.SchemaRefs{{Value: knot}, nil, {}}
	knot.Properties = openapi3.Schemas{"total": nil, "items": {Value: knot}}
	wide := &openapi3.Schema{}
	for range 70 {
		wide.OneOf = append(wide.OneOf, &openapi3.SchemaRef{Value: &openapi3.Schema{Type: &openapi3.Types{"object", "nonsense"}}})
	}
	deep := wide
	for range 40 {
		deep = &openapi3.Schema{AnyOf: openapi3.SchemaRefs{{Value: deep}, {Value: deep}}}
	}
	for name, of := range map[string]*openapi3.Schema{
		"none": nil, "in itself": knot, "70 alternatives": wide, "2^40 alternatives": deep, "no type": {}, "empty types": {Type: &openapi3.Types{}},
		"list of nothing": {Type: &openapi3.Types{"array"}}, "contradiction": {AllOf: openapi3.SchemaRefs{{Value: openapi3.NewStringSchema()}, {Value: openapi3.NewBoolSchema()}}},
	} {
		t.Run(name, func(t *testing.T) {
			get := &openapi3.Operation{Responses: openapi3.NewResponses(openapi3.WithStatus(200, &openapi3.ResponseRef{Value: &openapi3.Response{
				Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Value: of}}, "text/json": nil},
			}}), openapi3.WithStatus(201, nil))}
			get.Parameters = openapi3.Parameters{nil, {}, {Value: &openapi3.Parameter{Name: "q", In: "query", Schema: &openapi3.SchemaRef{Value: of}}}}
			doc := &openapi3.T{
				Servers: openapi3.Servers{nil, {URL: "https://{x}/%zz", Variables: openapi3.ServerVariables{"x": nil}}},
				Paths:   openapi3.NewPaths(openapi3.WithPath("/v1/products", &openapi3.PathItem{Get: get}), openapi3.WithPath("/v1/home", item), openapi3.WithPath("/nil", nil), openapi3.WithPath("\xff{", item)),
			}
			post := &openapi3.Operation{RequestBody: &openapi3.RequestBodyRef{Value: &openapi3.RequestBody{Content: openapi3.Content{"application/json": {Schema: &openapi3.SchemaRef{Value: of}}}}}}
			orders := &openapi3.T{Paths: openapi3.NewPaths(openapi3.WithPath("/cart/items", &openapi3.PathItem{Post: post}))}
			contract.Check(schema, map[string]*openapi3.T{"catalog": doc, "orders": orders, "pricing": {}, "reviews": nil})
		})
	}
}
