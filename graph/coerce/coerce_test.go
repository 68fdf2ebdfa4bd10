package coerce_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"bff/graph/coerce"
)

var schema = gqlparser.MustLoadSchema(&ast.Source{Input: `
	scalar JSON
	scalar Decimal
	enum Color { RED GREEN }
	input Line { id: ID! quantity: Int! = 1 note: String = "none" tags: [String!]! = ["new"] price: Decimal = 12.50 color: Color }
	input Order { lines: [Line!]! first: Line = { id: 7 } big: JSON }
	input By @oneOf { id: ID slug: String all: [Int] }
	type Query {
		int(i: Int! = 3): Int
		optional(i: Int = 3, plain: Int): Int
		ints(is: [Int!]! = [1, 2]): Int
		table(of: [[Int]]): Int
		floats(f: Float! = 1.5, fs: [Float]): Int
		id(id: ID! = "x", ids: [ID!]): Int
		text(t: String! = ""): Int
		flag(b: Boolean! = false): Int
		order(order: Order!): Int
		line(line: Line! = { id: "1" }): Int
		by(by: By, bys: [By!]): Int
		json(of: JSON, all: [JSON]): Int
		decimal(d: Decimal = 0.12345678901234567891): Int
		color(c: Color! = RED): Int
		deep: Query
	}
`})

// asked returns the arguments that each field of an operation gets, by its response name, as JSON with the
// digits of numbers.
func asked(t testing.TB, document string, variables string) (string, *gqlerror.Error) {
	t.Helper()
	all := rules.NewDefaultRules()
	all.ReplaceRule(rules.ValuesOfCorrectTypeRule.Name, coerce.LongIDs(rules.ValuesOfCorrectTypeRule.RuleFunc))
	doc, errs := gqlparser.LoadQueryWithRules(schema, document, all)
	if len(errs) > 0 {
		t.Fatalf("%v in %s", errs, document)
	}
	coerce.Prepare(doc)
	var given map[string]any
	d := json.NewDecoder(strings.NewReader(variables))
	d.UseNumber()
	if err := d.Decode(&given); err != nil {
		t.Fatal(err)
	}
	vars, err := coerce.Variables(schema, doc.Operations[0], given)
	if err != nil {
		return "", err
	}
	if err := coerce.Arguments(schema, doc.Operations[0], doc, vars); err != nil {
		return "", err
	}
	out := map[string]any{}
	collect(doc, doc.Operations[0].SelectionSet, vars, out)
	text, jsonErr := json.Marshal(out)
	if jsonErr != nil {
		t.Fatal(jsonErr)
	}
	return string(text), nil
}

// collect reads the arguments as gqlgen does.
func collect(doc *ast.QueryDocument, set ast.SelectionSet, vars, out map[string]any) {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			if len(s.Definition.Arguments) > 0 {
				out[s.Alias] = s.ArgumentMap(vars)
			}
			collect(doc, s.SelectionSet, vars, out)
		case *ast.InlineFragment:
			collect(doc, s.SelectionSet, vars, out)
		case *ast.FragmentSpread:
			collect(doc, doc.Fragments.ForName(s.Name).SelectionSet, vars, out)
		}
	}
}

// TestRequests has the rules of section 6.4.1, and errors as clients see them.
func TestRequests(t *testing.T) {
	for _, tt := range []struct{ name, document, variables, want string }{
		{"defaults", `{ int optional ints decimal line color }`, `{}`, `{"color":{"c":"RED"},"decimal":{"d":0.12345678901234567891},"int":{"i":3},` +
			`"ints":{"is":[1,2]},"line":{"line":{"id":"1","note":"none","price":12.50,"quantity":1,"tags":["new"]}},"optional":{"i":3}}`},
		{
			"literals", `{ int(i: 5) ints(is: 4) table(of: [[1, null], 2]) flag(b: true) text(t: """a""") color(c: GREEN) id(id: 12345678901234567890) }`, `{}`,
			`{"color":{"c":"GREEN"},"flag":{"b":true},"id":{"id":"12345678901234567890"},"int":{"i":5},"ints":{"is":[4]},"table":{"of":[[1,null],[2]]},"text":{"t":"a"}}`,
		},
		{"null where it may stand", `{ optional(i: null) json(of: null) }`, `{}`, `{"json":{"of":null},"optional":{"i":null}}`},
		{"digits of literals", `{ decimal(d: 12.50) json(of: { a: 12345678901234567890, b: [1e2, 0.10] }) }`, `{}`, `{"decimal":{"d":12.50},"json":{"of":{"a":12345678901234567890,"b":[1e2,0.10]}}}`},
		{"digits of variables", `query($d: Decimal, $j: JSON) { decimal(d: $d) json(of: { in: $j }) }`, `{"d":12.50,"j":[12345678901234567890]}`, `{"decimal":{"d":12.50},"json":{"of":{"in":[12345678901234567890]}}}`},
		{"digits of defaults of variables", `query($d: Decimal = 1e2, $id: ID! = 007) { decimal(d: $d) }`, `{"id":"7"}`, `parse`},
		{"a number beyond 2^53 as an id", `query($id: ID!) { id(id: $id) }`, `{"id":9007199254740993}`, `{"id":{"id":"9007199254740993"}}`},
		{"a variable that is absent", `query($i: Int, $c: Color = GREEN) { optional(i: $i, plain: $i) color(c: $c) }`, `{}`, `{"color":{"c":"GREEN"},"optional":{"i":3}}`},
		{"a variable that is null", `query($i: Int) { optional(i: $i, plain: $i) }`, `{"i":null}`, `{"optional":{"i":null,"plain":null}}`},
		{"null for an argument with a default", `query($n: Int) { int(i: $n) }`, `{"n":null}`, `BAD_USER_INPUT 1:25 Variable "$n" is null; the argument "i" of Query.int expects a value of the type Int!.`},
		{"absent for an argument with a default", `query($n: Int) { int(i: $n) }`, `{}`, `{"int":{"i":3}}`},
		{"null for a variable with a default", `query($n: Int = 5) { int(i: $n) }`, `{"n":null}`, `BAD_USER_INPUT 1:29 Variable "$n" is null; the argument "i" of Query.int expects a value of the type Int!.`},
		{"null in a list", `query($n: Int = 2) { ints(is: [1, $n, 3]) }`, `{"n":null}`, `BAD_USER_INPUT 1:35 Variable "$n" is null; the argument "is[1]" of Query.ints expects a value of the type Int!.`},
		{"null for a whole list", `query($n: [Int!] = [2]) { ints(is: $n) }`, `{"n":null}`, `BAD_USER_INPUT 1:36 Variable "$n" is null; the argument "is" of Query.ints expects a value of the type [Int!]!.`},
		{"absent in a list that may hold null", `query($n: Int) { table(of: [[1, $n], $n2]) }`, `{}`, `parse`},
		{
			"null for an input field with a default", `query($n: Int) { order(order: { lines: [{ id: 1, quantity: $n }] }) }`, `{"n":null}`,
			`BAD_USER_INPUT 1:60 Variable "$n" is null; the argument "order.lines[0].quantity" of Query.order expects a value of the type Int!.`,
		},
		{"null for a list of an input field", `query($n: [String!]) { line(line: { id: 1, tags: $n }) }`, `{"n":null}`, `BAD_USER_INPUT 1:50 Variable "$n" is null; the argument "line.tags" of Query.line expects a value of the type [String!]!.`},
		{"null for an input object", `query($n: Line) { line(line: $n) }`, `{"n":null}`, `BAD_USER_INPUT 1:30 Variable "$n" is null; the argument "line" of Query.line expects a value of the type Line!.`},
		{"null for each of the other scalars", `query($n: ID) { id(id: $n) }`, `{"n":null}`, `BAD_USER_INPUT 1:24 Variable "$n" is null; the argument "id" of Query.id expects a value of the type ID!.`},
		{"null for a condition", `query($s: Boolean = true) { int deep @include(if: $s) { int } }`, `{"s":null}`, `BAD_USER_INPUT 1:51 Variable "$s" is null; the argument "if" of @include expects a value of the type Boolean!.`},
		{"null for a condition below", `query($s: Boolean = true) { deep { ... @skip(if: $s) { int } } }`, `{"s":null}`, `BAD_USER_INPUT 1:50 Variable "$s" is null; the argument "if" of @skip expects a value of the type Boolean!.`},
		{"null in a fragment", `query($n: Int) { ...F } fragment F on Query { deep { int(i: $n) } }`, `{"n":null}`, `BAD_USER_INPUT 1:61 Variable "$n" is null; the argument "i" of Query.int expects a value of the type Int!.`},
		{"null in what is left out", `query($n: Int, $no: Boolean!) { int(i: $n) @include(if: $no) ... @skip(if: true) { int(i: $n) } }`, `{"n":null,"no":false}`, `{"int":{"i":3}}`},
		{"an Int literal beyond 32 bits", `{ int(i: 3000000000) }`, `{}`, `GRAPHQL_VALIDATION_FAILED 1:10 The argument "i" of Query.int is 3000000000; expected Int, a whole number from -2147483648 to 2147483647.`},
		{"an Int beyond 32 bits as a default", `query($i: Int = -2147483649) { optional(i: $i) }`, `{}`, `GRAPHQL_VALIDATION_FAILED 1:17 Variable "$i" is -2147483649; expected Int, a whole number from -2147483648 to 2147483647.`},
		{"one of two in variables", `query($by: By) { by(by: $by) }`, `{"by":{"id":1,"slug":"a"}}`, `BAD_USER_INPUT 1:7 Variable "$by" has 2 fields; expected exactly one, because By is a @oneOf input type.`},
		{"none of two in variables", `query($by: By) { by(by: $by) }`, `{"by":{}}`, `BAD_USER_INPUT 1:7 Variable "$by" has 0 fields; expected exactly one, because By is a @oneOf input type.`},
		{"a null one in variables", `query($by: By) { by(by: $by) }`, `{"by":{"slug":null}}`, `BAD_USER_INPUT 1:7 Variable "$by.slug" is null; expected a value, because By is a @oneOf input type.`},
		{"a null beside one in variables", `query($by: By) { by(by: $by) }`, `{"by":{"slug":null,"id":1}}`, `BAD_USER_INPUT 1:7 Variable "$by" has 2 fields; expected exactly one, because By is a @oneOf input type.`},
		{"one of two in lists", `query($bys: [By!]) { by(bys: $bys) }`, `{"bys":[{"id":1},{"id":1,"slug":"a"}]}`, `BAD_USER_INPUT 1:7 Variable "$bys[1]" has 2 fields; expected exactly one, because By is a @oneOf input type.`},
		{"one in variables", `query($by: By, $bys: [By!]) { by(by: $by, bys: $bys) }`, `{"by":{"all":[null]},"bys":{"id":"1"}}`, `{"by":{"by":{"all":[null]},"bys":[{"id":"1"}]}}`},
		{"one in literals", `query($id: ID!) { by(by: { id: $id }) }`, `{"id":1}`, `{"by":{"by":{"id":"1"}}}`},
		{
			"an input object", `query($o: Order!) { order(order: $o) }`, `{"o":{"lines":{"id":1,"quantity":2.0,"color":"RED"},"big":{"n":1.0}}}`,
			`{"order":{"order":{"big":{"n":1.0},"first":{"id":"7","note":"none","price":12.50,"quantity":1,"tags":["new"]},` +
				`"lines":[{"color":"RED","id":"1","note":"none","price":12.50,"quantity":2,"tags":["new"]}]}}}`,
		},
		{"a variable that no operation declares", `{ int }`, `{"x":1}`, `{"int":{"i":3}}`},
		{"the same field with other arguments", `query($n: Int) { a: int(i: 1) b: int(i: $n) deep { c: int(i: 3) } }`, `{"n":2}`, `{"a":{"i":1},"b":{"i":2},"c":{"i":3}}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.want == "parse" {
				if _, errs := gqlparser.LoadQueryWithRules(schema, tt.document, rules.NewDefaultRules()); len(errs) == 0 {
					t.Errorf("%s is valid", tt.document)
				}
				return
			}
			got, err := asked(t, tt.document, tt.variables)
			if err != nil {
				got = outcome(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// outcome is the code, the place and the message of an error.
func outcome(err *gqlerror.Error) string {
	at, _ := json.Marshal(err.Locations)
	place := strings.NewReplacer(`[{"line":`, "", `,"column":`, ":", `}]`, "").Replace(string(at))
	code, _ := err.Extensions["code"].(string)
	return code + " " + place + " " + err.Message
}

// TestMisfitsAreShown: a message has the value as it was given, its place, and what would
// be right.
func TestMisfitsAreShown(t *testing.T) {
	for _, tt := range []struct{ typ, value, want string }{
		{"Int", `3000000000`, `Variable "$v" is 3000000000; expected Int, a whole number from -2147483648 to 2147483647.`},
		{"Int", `"1"`, `Variable "$v" is "1"; expected Int, a whole number from -2147483648 to 2147483647.`},
		{"Int", `1.50`, `Variable "$v" is 1.50; expected Int, a whole number from -2147483648 to 2147483647.`},
		{"Int", `2147483647.0000000001`, `Variable "$v" is 2147483647.0000000001; expected Int, a whole number from -2147483648 to 2147483647.`},
		{"Int!", `null`, `Variable "$v" is null; expected a value of the type Int!.`},
		{"[[Int!]]", `[[1],[2,null]]`, `Variable "$v[1][1]" is null; expected a value of the type Int!.`},
		{"Float", `"3"`, `Variable "$v" is "3"; expected Float, a number.`},
		{"Float", `1e400`, `Variable "$v" is 1e400; expected Float, a number.`},
		{"String", `1`, `Variable "$v" is 1; expected String, a string.`},
		{"String", `{"a":"<&>"}`, `Variable "$v" is {"a":"<&>"}; expected String, a string.`},
		{"Boolean", `"true"`, `Variable "$v" is "true"; expected Boolean, true or false.`},
		{"ID", `1.0`, `Variable "$v" is 1.0; expected ID, a string or a whole number.`},
		{"ID", `1e2`, `Variable "$v" is 1e2; expected ID, a string or a whole number.`},
		{"ID", `true`, `Variable "$v" is true; expected ID, a string or a whole number.`},
		{"Color", `"red"`, `Variable "$v" is "red"; expected a value of the enum Color.`},
		{"Color", `0`, `Variable "$v" is 0; expected a value of the enum Color.`},
		{"Line", `"x"`, `Variable "$v" is "x"; expected an object of the input type Line.`},
		{"Line", `{}`, `Variable "$v.id" is missing; expected a value of the type ID!.`},
		{"Line", `{"id":1,"z":1,"y":2}`, `Variable "$v.y" is not expected; the input type Line has no such field.`},
		{"Line", `{"id":1,"quantity":null}`, `Variable "$v.quantity" is null; expected a value of the type Int!.`},
		{"Order", `{"lines":[{"id":1},{"id":1,"quantity":"2"}]}`, `Variable "$v.lines[1].quantity" is "2"; expected Int, a whole number from -2147483648 to 2147483647.`},
		{"Int", `"` + strings.Repeat("é", 400) + `"`, `Variable "$v" is "` + strings.Repeat("é", 49) + `...; expected Int, a whole number from -2147483648 to 2147483647.`},
		{"Line", `{"` + strings.Repeat("k", 400) + `":1}`, `Variable "$v.` + strings.Repeat("k", 97) + `...` + `" is not expected; the input type Line has no such field.`},
	} {
		vars, err := variables(t, tt.typ, tt.value)
		if err == nil {
			t.Errorf("%s takes %s as %v", tt.typ, tt.value, vars)
		} else if diff := cmp.Diff("BAD_USER_INPUT 1:7 "+tt.want, outcome(err)); diff != "" {
			t.Errorf("%s for %s (-want +got):\n%s", tt.value, tt.typ, diff)
		}
	}
	if _, err := coerce.Variables(schema, operation(t, "Int!"), nil); err == nil || err.Message != `Variable "$v" is missing; expected a value of the type Int!.` {
		t.Errorf("%v", err)
	}
}

// operation declares one variable, $v.
func operation(t testing.TB, typ string) *ast.OperationDefinition {
	t.Helper()
	doc, errs := gqlparser.LoadQueryWithRules(schema, "query($v: "+typ+") { deep { json(of: { v: $v }) } }", rules.NewDefaultRules())
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	return doc.Operations[0]
}

func variables(t testing.TB, typ, value string) (map[string]any, *gqlerror.Error) {
	t.Helper()
	return coerce.Variables(schema, operation(t, typ), map[string]any{"v": decoded(t, value)})
}

// decoded is a JSON text as the transports decode it.
func decoded(t testing.TB, text string) any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var value any
	if err := d.Decode(&value); err != nil {
		t.Fatal(err)
	}
	return value
}
