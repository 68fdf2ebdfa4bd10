package connector_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"bff/clients/connector"
	"bff/connect/mapping"
	"bff/connect/supply"
)

// size is an enum as gqlgen makes them.
type size string

func (s size) IsValid() bool { return s == "BIG" || s == "SMALL" }

// point is a scalar that reads itself.
type point struct{ text string }

func (p *point) UnmarshalGQL(v any) error {
	text, ok := v.(string)
	if !ok {
		return errors.New("no text")
	}
	p.text = text
	return nil
}

// reading reads a text of JSON: the value in words, or "none", and what does not fit.
func reading[T any](t *testing.T, read connector.Read[T], text string) (value, problems string) {
	t.Helper()
	call := define(connector.Spec{Method: http.MethodGet, URL: "/a", Selection: "$.v"}, func(r *connector.Reader, v mapping.Value, of *supply.Supply) (string, bool) {
		got, ok := read(r, v, of)
		if !ok {
			return "none", true
		}
		return fmt.Sprintf("%v", got), true
	})
	r := call.Fetch(t.Context(), runtimeOf(t, always(`{"v":`+text+`}`), nil), connector.Vars{})
	if r.Err != nil {
		t.Fatal(r.Err)
	}
	var found []string
	for _, p := range r.Problems {
		var place []string
		for _, s := range p.Path {
			place = append(place, fmt.Sprintf("%s%d%v", s.Field, s.Index, s.Nullable))
		}
		found = append(found, strings.TrimSpace(strings.Join(place, ".")+" "+p.Msg))
	}
	if !r.Found {
		return "not found", ""
	}
	return r.Value, strings.Join(found, "; ")
}

// What a backend writes becomes what the schema says, or is a problem that says why.
func TestScalars(t *testing.T) {
	moment := func(r *connector.Reader, v mapping.Value, of *supply.Supply) (string, bool) {
		at, ok := connector.Time(r, v, of)
		return at.Format(time.RFC3339Nano), ok
	}
	bound := connector.EnumOf("A", "B")
	own := connector.Unmarshaler[point]()
	encoded := connector.GlobalID(func(typeName, key string) string { return typeName + ":" + key }, "Thing")
	for _, tt := range []struct {
		name, value, problem string
		got                  func() (string, string)
	}{
		{"a text", "x", "", func() (string, string) { return reading(t, connector.String, `"x"`) }},
		{"a number as a text", "7", "", func() (string, string) { return reading(t, connector.String, `7`) }},
		{"true as a text", "true", "", func() (string, string) { return reading(t, connector.String, `true`) }},
		{"a list as a text", "none", "cannot be a String", func() (string, string) { return reading(t, connector.String, `[1]`) }},
		{"an id", "x", "", func() (string, string) { return reading(t, connector.ID, `"x"`) }},
		{"a number as an id", "7", "", func() (string, string) { return reading(t, connector.ID, `7`) }},
		{"true as an id", "none", "cannot be an ID", func() (string, string) { return reading(t, connector.ID, `true`) }},
		{"an int", "-7", "", func() (string, string) { return reading(t, connector.Int, `-7`) }},
		{"a whole float as an int", "2", "", func() (string, string) { return reading(t, connector.Int, `2.0`) }},
		{"half an int", "none", "no 32-bit integer", func() (string, string) { return reading(t, connector.Int, `2.5`) }},
		{"the greatest int", "2147483647", "", func() (string, string) { return reading(t, connector.Int, `2147483647`) }},
		{"one more", "none", "no 32-bit integer", func() (string, string) { return reading(t, connector.Int, `2147483648`) }},
		{"the least int", "-2147483648", "", func() (string, string) { return reading(t, connector.Int, `-2147483648`) }},
		{"one less", "none", "no 32-bit integer", func() (string, string) { return reading(t, connector.Int, `-2147483649`) }},
		{"a text as an int", "none", "cannot be an Int", func() (string, string) { return reading(t, connector.Int, `"7"`) }},
		{"64 bits", "9007199254740993", "", func() (string, string) { return reading(t, connector.Integer, `9007199254740993`) }},
		{"a float", "2.5", "", func() (string, string) { return reading(t, connector.Float, `2.5`) }},
		{"an int as a float", "2", "", func() (string, string) { return reading(t, connector.Float, `2`) }},
		{"a text as a float", "none", "cannot be a Float", func() (string, string) { return reading(t, connector.Float, `"2"`) }},
		{"true", "true", "", func() (string, string) { return reading(t, connector.Bool, `true`) }},
		{"false", "false", "", func() (string, string) { return reading(t, connector.Bool, `false`) }},
		{"1 as a truth", "none", "cannot be a Boolean", func() (string, string) { return reading(t, connector.Bool, `1`) }},
		{"a moment", "2026-01-02T03:04:05.000000006+01:00", "", func() (string, string) { return reading(t, moment, `"2026-01-02T03:04:05.000000006+01:00"`) }},
		{"a day as a moment", "none", "no moment in time", func() (string, string) { return reading(t, moment, `"2026-01-02"`) }},
		{"a number as a moment", "none", "cannot be a moment in time", func() (string, string) { return reading(t, moment, `7`) }},
		{"a value of an enum", "BIG", "", func() (string, string) { return reading(t, connector.Enum[size], `"BIG"`) }},
		{"no value of an enum", "none", "no value of the enum", func() (string, string) { return reading(t, connector.Enum[size], `"HUGE"`) }},
		{"a number as an enum", "none", "cannot be a value of an enum", func() (string, string) { return reading(t, connector.Enum[size], `1`) }},
		{"a value of a bound enum", "B", "", func() (string, string) { return reading(t, bound, `"B"`) }},
		{"no value of a bound enum", "none", "no value of the enum", func() (string, string) { return reading(t, bound, `"C"`) }},
		{"a number as a bound enum", "none", "cannot be a value of an enum", func() (string, string) { return reading(t, bound, `1`) }},
		{"an own scalar", "{x}", "", func() (string, string) { return reading(t, own, `"x"`) }},
		{"what it refuses", "none", "cannot be a value of this scalar", func() (string, string) { return reading(t, own, `7`) }},
		{"an opaque id", "Thing:7", "", func() (string, string) { return reading(t, encoded, `7`) }},
		{"an opaque id of no key", "none", "cannot be an ID", func() (string, string) { return reading(t, encoded, `[]`) }},
	} {
		value, problem := tt.got()
		if value != tt.value || (problem == "") != (tt.problem == "") || !strings.Contains(problem, tt.problem) {
			t.Errorf("%s: %s, %q; want %s and %q in it", tt.name, value, problem, tt.value, tt.problem)
		}
	}
}

// Elements and fields that do not fit are problems at their own place; the rest is used.
func TestListsAndFields(t *testing.T) {
	pair := func(r *connector.Reader, v mapping.Value, of *supply.Supply) (string, bool) {
		if !r.Object(v) {
			return "", false
		}
		var must, may string
		var pointer *int
		got := connector.Must(r, "must", v.Get("must"), of, connector.String, &must)
		connector.May(r, "may", v.Get("may"), of, connector.String, &may)
		connector.MayPointer(r, "pointer", v.Get("pointer"), connector.Int, &pointer)
		number := "nil"
		if pointer != nil {
			number = fmt.Sprint(*pointer)
		}
		return fmt.Sprintf("%d %s/%s/%s", got, must, may, number), true
	}
	numbers, nonNull := connector.List(connector.Int), connector.ListOfNonNull(connector.Int)
	pointers := func(r *connector.Reader, v mapping.Value, of *supply.Supply) (string, bool) {
		list, ok := connector.ListOfPointers(connector.Int)(r, v, of)
		var out []string
		for _, p := range list {
			if p == nil {
				out = append(out, "nil")
				continue
			}
			out = append(out, fmt.Sprint(*p))
		}
		return strings.Join(out, ","), ok
	}
	for _, tt := range []struct {
		name, value, problems string
		got                   func() (string, string)
	}{
		{"a list", "[1 2]", "", func() (string, string) { return reading(t, numbers, `[1,2]`) }},
		{"an empty list", "[]", "", func() (string, string) { return reading(t, numbers, `[]`) }},
		{"null in it", "[1 0 3]", "", func() (string, string) { return reading(t, numbers, `[1,null,3]`) }},
		{"what does not fit in it", "[1 0]", "1true a string cannot be an Int", func() (string, string) { return reading(t, numbers, `[1,"x"]`) }},
		{"null where none may be", "[1 0]", "1false there is no value for this element, which cannot be null", func() (string, string) { return reading(t, nonNull, `[1,null]`) }},
		{"what does not fit where no null may be", "[0 1]", "0false a string cannot be an Int", func() (string, string) { return reading(t, nonNull, `["x",1]`) }},
		{"no list", "none", "a list is needed here, not an object", func() (string, string) { return reading(t, numbers, `{}`) }},
		{"pointers", "1,nil,3", "", func() (string, string) { return reading(t, pointers, `[1,null,3]`) }},
		{"an object", "1 a/b/3", "", func() (string, string) { return reading(t, pair, `{"must":"a","may":"b","pointer":3}`) }},
		{"nulls in an object", "0 //nil", "", func() (string, string) { return reading(t, pair, `{"must":null,"may":null,"pointer":null}`) }},
		{
			"what does not fit in an object", "0 //nil", "must0false a list cannot be a String; may0true a list cannot be a String; pointer0true a list cannot be an Int",
			func() (string, string) { return reading(t, pair, `{"must":[],"may":[],"pointer":[]}`) },
		},
		{"no object", "none", "an object is needed here, not a list", func() (string, string) { return reading(t, pair, `[]`) }},
	} {
		value, problems := tt.got()
		if value != tt.value || problems != tt.problems {
			t.Errorf("%s: %s, %q; want %s, %q", tt.name, value, problems, tt.value, tt.problems)
		}
	}
}

// A field that may not be null and has no value causes one error, which says why.
func TestCheck(t *testing.T) {
	of := &supply.Supply{Fields: []supply.Field{{Name: "a", NonNull: true}, {Name: "b", NonNull: true}, {Name: "c"}}}
	open := &supply.Supply{Open: true}
	for _, tt := range []struct {
		name, text string
		of         *supply.Supply
		want       string // void fields, then the number of problems
	}{
		{"all there", `{"a":"1","b":"2"}`, of, "[] 0"},
		{"null", `{"a":"1","b":null}`, of, "[b] 1"},
		{"not there", `{"a":"1"}`, of, "[b] 1"},
		{"both", `{}`, of, "[a b] 2"},
		{"what does not fit is noted once", `{"a":"1","b":[]}`, of, "[b] 1"},
		{"nothing is known", `{}`, nil, "[] 0"},
		{"any may be there", `{"a":"1"}`, open, "[b] 1"},
		{"any is there", `{"a":"1","b":"2"}`, open, "[] 0"},
		{"one of several types", `{}`, &supply.Supply{Abstract: true, Fields: []supply.Field{{Name: "a"}}}, "[a] 1"},
	} {
		problems := ""
		read := func(r *connector.Reader, v mapping.Value, _ *supply.Supply) (string, bool) {
			var a, b string
			got := connector.Must(r, "a", v.Get("a"), nil, connector.String, &a) + connector.Must(r, "b", v.Get("b"), nil, connector.String, &b)
			return fmt.Sprint(r.Check(v, tt.of, got, "a", "b")), true
		}
		value, said := reading(t, read, tt.text)
		n := 0
		if said != "" {
			n = len(strings.Split(said, "; "))
		}
		problems = fmt.Sprintf("%s %d", value, n)
		if problems != tt.want {
			t.Errorf("%s: %s (%s); want %s", tt.name, problems, said, tt.want)
		}
	}
}
