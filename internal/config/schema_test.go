package config_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"log/slog"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"bff/internal/config"
)

// The JSON schema is for editors, which complete and check bff.yaml with it. It
// is made here, from the types and the comments on their fields, so that none
// of them can be forgotten; Load itself does not use it.
func TestJSONSchema(t *testing.T) {
	docs := fieldDocs(t, "config.go")
	root := schemaOf(t, reflect.TypeFor[config.Config](), "", docs)
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "bff.yaml"
	text, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "bff.schema.json", append(text, '\n'))
}

func schemaOf(t *testing.T, typ reflect.Type, tag reflect.StructTag, docs map[string]string) map[string]any {
	switch typ {
	case reflect.TypeFor[time.Duration]():
		return map[string]any{"type": "string", "examples": []string{"250ms", "10s", "1m30s"}}
	case reflect.TypeFor[config.Bytes]():
		return map[string]any{"type": []string{"integer", "string"}, "examples": []string{"2MB", "64MiB"}}
	case reflect.TypeFor[slog.Level]():
		return map[string]any{"enum": []string{"debug", "info", "warn", "error"}}
	}
	switch typ.Kind() {
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int:
		out := map[string]any{"type": "integer"}
		for word, bound := range map[string]string{"minimum": "min", "maximum": "max"} {
			if limit, ok := tag.Lookup(bound); ok {
				out[word] = json.Number(limit)
			}
		}
		return out
	case reflect.String:
		if enum := tag.Get("enum"); enum != "" {
			return map[string]any{"enum": strings.Split(enum, ",")}
		}
		return map[string]any{"type": "string"}
	case reflect.Interface: // anything
		return map[string]any{}
	case reflect.Slice:
		return map[string]any{"type": "array", "items": schemaOf(t, typ.Elem(), tag, docs)}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": schemaOf(t, typ.Elem(), "", docs)}
	case reflect.Struct:
		return objectSchema(t, typ, docs)
	}
	t.Fatalf("no schema for %s", typ)
	return nil
}

func objectSchema(t *testing.T, typ reflect.Type, docs map[string]string) map[string]any {
	properties := map[string]any{}
	for i := range typ.NumField() {
		f := typ.Field(i)
		name := f.Tag.Get("yaml")
		doc := docs[typ.Name()+"."+f.Name]
		if name == "" || doc == "" {
			t.Errorf("%s.%s: want a yaml tag and a comment", typ.Name(), f.Name)
		}
		property := schemaOf(t, f.Type, f.Tag, docs)
		property["description"] = doc
		properties[name] = property
	}
	return map[string]any{"type": "object", "additionalProperties": false, "properties": properties}
}

// A comment that says a default says the one that holds.
func TestDocumentedDefaults(t *testing.T) {
	text, err := config.Default().YAML()
	if err != nil {
		t.Fatal(err)
	}
	var defaults map[string]any
	if err := yaml.Unmarshal(text, &defaults); err != nil {
		t.Fatal(err)
	}
	docs, found := fieldDocs(t, "config.go"), 0
	stated := regexp.MustCompile(`Default ([^\s;,]+)`)
	var walk func(typ reflect.Type, values map[string]any, path string)
	walk = func(typ reflect.Type, values map[string]any, path string) {
		for i := range typ.NumField() {
			f := typ.Field(i)
			at, value := path+"."+f.Tag.Get("yaml"), values[f.Tag.Get("yaml")]
			if inner, ok := value.(map[string]any); ok && f.Type.Kind() == reflect.Struct {
				walk(f.Type, inner, at)
				continue
			}
			said := stated.FindStringSubmatch(docs[typ.Name()+"."+f.Name])
			if said == nil {
				continue
			}
			found++
			want := strings.Trim(said[1], ".:")
			if want == "none" || want == "empty" {
				want = ""
			}
			if got := strings.Trim(fmt.Sprint(value), "[]"); got != want {
				t.Errorf("%s: its comment says the default %q; it is %q", at[1:], want, got)
			}
		}
	}
	walk(reflect.TypeFor[config.Config](), defaults, "")
	if found < 40 {
		t.Errorf("only %d comments say a default", found)
	}
}

// fieldDocs returns the comment of each field of each struct, by "Type.Field".
func fieldDocs(t *testing.T, name string) map[string]string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	docs := map[string]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok {
			return true
		}
		if s, ok := spec.Type.(*ast.StructType); ok {
			for _, f := range s.Fields.List {
				docs[spec.Name.Name+"."+f.Names[0].Name] = strings.Join(strings.Fields(f.Doc.Text()), " ")
			}
		}
		return false
	})
	return docs
}
