package graph

import (
	"context"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/introspection"
	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// told returns the answer for a field of introspection whose resolver returned result.
func told(t *testing.T, object string, of any, field string, result any) any {
	t.Helper()
	ctx := graphql.WithFieldContext(t.Context(), &graphql.FieldContext{Result: of})
	ctx = graphql.WithFieldContext(ctx, &graphql.FieldContext{
		Object: object, Field: graphql.CollectedField{Field: &ast.Field{Name: field}},
	})
	got, err := introspected(ctx, func(context.Context) (any, error) { return result, nil })
	if err != nil {
		t.Fatal(err)
	}
	return got
}

var introspectedSchema = introspection.WrapSchema(gqlparser.MustLoadSchema(&ast.Source{Input: `
	directive @goModel(model: String) on OBJECT
	directive @goField(name: String) on FIELD_DEFINITION
	directive @mine on FIELD
	type Query implements I { a(old: Int @deprecated, older: Int @deprecated(reason: "gone"), new: Int): E, u: U, i: [I!], s(in: In): S }
	interface I { u: U }
	union U = Query
	enum E { A B @deprecated C @deprecated(reason: "gone") }
	input In { old: Int @deprecated, older: Int @deprecated(reason: "gone"), new: Int }
	scalar S
`}))

// A list that types of a kind do not have is null, not empty (section 4.2.2).
func TestListsOfTypes(t *testing.T) {
	has := map[string][]string{
		"OBJECT": {"fields", "interfaces"}, "INTERFACE": {"fields", "interfaces", "possibleTypes"}, "UNION": {"possibleTypes"},
		"ENUM": {"enumValues"}, "INPUT_OBJECT": {"inputFields"}, "SCALAR": nil,
	}
	seen := map[string]bool{}
	for _, of := range introspectedSchema.Types() {
		seen[of.Kind()] = true
		var got []string
		for _, list := range []string{"fields", "interfaces", "possibleTypes", "enumValues", "inputFields"} {
			if told(t, "__Type", &of, list, []introspection.Type{}) != nil {
				got = append(got, list)
			}
		}
		if diff := cmp.Diff(has[of.Kind()], got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", of.Kind(), diff)
		}
		if told(t, "__Type", &of, "name", of.Name()) != of.Name() {
			t.Errorf("%s has no name", of.Kind())
		}
	}
	if len(seen) != len(has) {
		t.Errorf("kinds %v; want all of %v", seen, has)
	}
}

// A deprecation without a reason has the default of the directive's argument.
func TestReasonsOfDeprecations(t *testing.T) {
	want := map[string]any{"old": noReason, "B": noReason, "older": "gone", "C": "gone", "new": nil, "A": nil}
	check := func(object string, of any, name string, reason *string) {
		got := any(nil)
		if text, _ := told(t, object, of, "deprecationReason", reason).(*string); text != nil {
			got = *text
		}
		if got != want[name] {
			t.Errorf("%s %s: %v; want %v", object, name, got, want[name])
		}
	}
	for _, of := range introspectedSchema.Types() {
		if of.Name() == nil {
			continue
		}
		switch *of.Name() {
		case "In":
			for _, field := range of.InputFields() {
				check("__InputValue", &field, field.Name, field.DeprecationReason())
			}
		case "E":
			for _, value := range of.EnumValues(true) {
				check("__EnumValue", &value, value.Name, value.DeprecationReason())
			}
		case "Query":
			for _, argument := range of.Fields(true)[0].Args {
				check("__InputValue", &argument, argument.Name, argument.DeprecationReason())
			}
		}
	}
}

func TestGeneratorDirectivesAreNotListed(t *testing.T) {
	got, _ := told(t, "__Schema", introspectedSchema, "directives", introspectedSchema.Directives()).([]introspection.Directive)
	names := map[string]bool{}
	for _, directive := range got {
		names[directive.Name] = true
	}
	if names["goModel"] || names["goField"] || !names["mine"] || !names["skip"] || !names["deprecated"] {
		t.Errorf("directives %v; want the schema's own and the specification's, none of the generator", names)
	}
}
