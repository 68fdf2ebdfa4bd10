package coerce_test

import (
	"encoding/json"
	"math"
	"math/big"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"

	"bff/graph/coerce"
)

// reference is input coercion written down once more, from the sections of the
// specification that are named, as slowly and plainly as they are. ok is false for a
// request error.
func reference(t *ast.Type, value any) (out any, ok bool) {
	if value == nil { // 3.12, Non-Null
		return nil, !t.NonNull
	}
	if t.Elem != nil { // 3.11, List
		items, isList := value.([]any)
		if !isList {
			items = []any{value}
		}
		list := []any{}
		for _, item := range items {
			v, ok := reference(t.Elem, item)
			if !ok {
				return nil, false
			}
			list = append(list, v)
		}
		return list, true
	}
	def := schema.Types[t.NamedType]
	switch def.Kind {
	case ast.Enum: // 3.9
		name, isText := value.(string)
		for _, v := range def.EnumValues {
			if isText && v.Name == name {
				return name, true
			}
		}
		return nil, false
	case ast.InputObject:
		return referenceObject(def, value)
	default:
		return referenceScalar(def.Name, value)
	}
}

// referenceObject is 3.10, Input Objects, with the rule of 3.10.1 on @oneOf.
func referenceObject(def *ast.Definition, value any) (out any, ok bool) {
	given, isObject := value.(map[string]any)
	if !isObject {
		return nil, false
	}
	for name := range given {
		if def.Fields.ForName(name) == nil {
			return nil, false
		}
	}
	if def.Directives.ForName("oneOf") != nil {
		if len(given) != 1 {
			return nil, false
		}
		for _, v := range given {
			if v == nil {
				return nil, false
			}
		}
	}
	object := map[string]any{}
	for _, field := range def.Fields {
		v, isGiven := given[field.Name]
		if !isGiven {
			switch {
			case field.DefaultValue != nil:
				object[field.Name] = referenceDefaults[def.Name+"."+field.Name]
			case field.Type.NonNull:
				return nil, false
			}
			continue
		}
		if v, ok = reference(field.Type, v); !ok {
			return nil, false
		}
		object[field.Name] = v
	}
	return object, true
}

// referenceDefaults holds the defaults of the schema, coerced by hand.
var referenceDefaults = map[string]any{
	"Line.quantity": int64(1), "Line.note": "none", "Line.tags": []any{"new"}, "Line.price": json.Number("12.50"),
	"Order.first": map[string]any{"id": "7", "quantity": int64(1), "note": "none", "tags": []any{"new"}, "price": json.Number("12.50")},
}

// referenceScalar is 3.5, Scalars.
func referenceScalar(name string, value any) (out any, ok bool) {
	number, isNumber := value.(json.Number)
	var exact *big.Rat
	if isNumber {
		var readable bool
		if exact, readable = new(big.Rat).SetString(string(number)); !readable {
			return nil, false
		}
	}
	switch name {
	case "Int": // 3.5.1
		if !isNumber || !exact.IsInt() || exact.Cmp(big.NewRat(math.MinInt32, 1)) < 0 || exact.Cmp(big.NewRat(math.MaxInt32, 1)) > 0 {
			return nil, false
		}
		return exact.Num().Int64(), true
	case "Float": // 3.5.2
		if !isNumber {
			return nil, false
		}
		f, _ := exact.Float64()
		return f, !math.IsInf(f, 0)
	case "String": // 3.5.3
		s, isText := value.(string)
		return s, isText
	case "Boolean": // 3.5.4
		b, isBool := value.(bool)
		return b, isBool
	case "ID": // 3.5.5: "including float input values (such as 4.0)" is an error
		if s, isText := value.(string); isText {
			return s, true
		}
		return string(number), isNumber && !strings.ContainsAny(string(number), ".eE")
	default:
		return value, true
	}
}

// types are the shapes of input types that there are.
var types = []string{
	"Int", "Float", "String", "Boolean", "ID", "Color", "Line", "Order", "By", "JSON", "Decimal",
	"Int!", "String!", "ID!", "Line!", "JSON!", "[Int]", "[Int!]", "[Int]!", "[Int!]!", "[[Int]]", "[[Int!]!]!", "[[[ID]]]", "[Float!]",
	"[String!]!", "[Boolean]", "[Color!]", "[Line!]", "[[Line]]", "[By]", "[By!]!", "[JSON]", "[JSON!]!", "[Decimal!]",
}

// values are JSON texts of each kind, and at the borders of each type.
var values = []string{
	`null`, `true`, `false`, `0`, `-0`, `1`, `-1`, `2147483647`, `2147483648`, `-2147483648`, `-2147483649`, `3000000000`, `9007199254740993`,
	`12345678901234567890`, `1.0`, `1.5`, `-0.0`, `1e2`, `1E+2`, `10e-1`, `1e-1`, `1e30`, `1e308`, `1e309`, `1e-400`, `0.12345678901234567891`, `12.50`,
	`2147483647.0`, `2147483647.5`, `2147483647.00000000000000000001`, `21474836470e-1`, `0e99999`,
	`""`, `"a"`, `"1"`, `"1.5"`, `"true"`, `"null"`, `"RED"`, `"red"`, `"BLUE"`, `"é"`,
	`[]`, `[null]`, `[1]`, `[1,null]`, `[[1],[2,3]]`, `[[1],null]`, `[[null]]`, `[1,[2]]`, `["a"]`, `[true]`, `["RED"]`, `[[]]`, `[{}]`, `[[[1]]]`, `["1",2]`,
	`{}`, `{"id":1}`, `{"id":"1"}`, `{"id":null}`, `{"id":1.5}`, `{"id":1,"slug":"a"}`, `{"slug":"a"}`, `{"slug":null}`, `{"all":[1,null]}`, `{"all":2}`, `{"x":1}`,
	`{"id":1,"quantity":2,"note":null,"tags":"x","price":1e2,"color":"GREEN"}`, `{"id":1,"quantity":null}`, `{"id":1,"tags":null}`, `{"id":1,"tags":[null]}`,
	`{"id":1,"quantity":"2"}`, `{"id":1,"color":"PINK"}`, `{"id":1,"__typename":"Line"}`,
	`{"lines":[]}`, `{"lines":{"id":1}}`, `{"lines":[{"id":1},{"id":2,"quantity":2}],"first":null,"big":{"a":[1.0]}}`, `{"lines":null}`, `{"lines":[null]}`, `{"lines":[{}]}`,
	`[{"id":1},{"slug":"b"}]`, `[{"id":1,"slug":"b"}]`, `[{"slug":null}]`, `[{"id":1},null]`,
}

// agrees compares Variables with the reference for one type and value.
func agrees(t *testing.T, typ, text string) {
	t.Helper()
	op := operation(t, typ)
	want, ok := reference(op.VariableDefinitions[0].Type, decoded(t, text))
	given := decoded(t, text)
	vars, err := coerce.Variables(schema, op, map[string]any{"v": given})
	switch {
	case ok && err != nil:
		t.Errorf("%s refuses %s (%s); expected %v", typ, text, err.Message, want)
	case !ok && err == nil:
		t.Errorf("%s takes %s as %v; expected an error", typ, text, vars["v"])
	case ok:
		if diff := cmp.Diff(want, vars["v"]); diff != "" {
			t.Errorf("%s reads %s otherwise (-want +got):\n%s", typ, text, diff)
		}
	}
	if diff := cmp.Diff(decoded(t, text), given); diff != "" {
		t.Errorf("%s changes what it was given:\n%s", typ, diff)
	}
}

// TestVariablesAgreeWithTheSpecification reads every value as every type.
func TestVariablesAgreeWithTheSpecification(t *testing.T) {
	for _, typ := range types {
		for _, value := range values {
			agrees(t, typ, value)
		}
	}
}

// hugeExponent would keep the reference busy for years.
var hugeExponent = regexp.MustCompile(`[eE][+-]?[0-9]{5}`)

// FuzzVariables is the same for any JSON.
func FuzzVariables(f *testing.F) {
	for i, value := range values {
		f.Add(byte(i), value)
	}
	f.Fuzz(func(t *testing.T, typ byte, text string) {
		if !json.Valid([]byte(text)) || hugeExponent.MatchString(text) {
			return
		}
		agrees(t, types[int(typ)%len(types)], text)
	})
}
