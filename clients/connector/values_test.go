package connector_test

import (
	"encoding/json"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"go.uber.org/goleak"

	"bff/clients/connector"
	"bff/connect/mapping"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type color string

func (c color) String() string { return string(c) }

// digits is a number that writes itself, as scalars in Go do.
type digits string

func (d digits) MarshalGQL(w io.Writer) { _, _ = io.WriteString(w, string(d)) }

type inner struct {
	ID    string  `json:"id"`
	Note  *string `json:"note"`
	Other *string `json:"other"`
	plain int
}

// What Go has of arguments becomes what mappings see, and what was not given is not
// there.
// nested is an input type that is inside of itself, such as a filter.
type nested struct {
	ID  string    `json:"id"`
	All []*nested `json:"all"`
}

type holder struct {
	F *nested `json:"f"`
}

func TestArgs(t *testing.T) {
	text, number := "x", 7
	at := time.Date(2026, 1, 2, 16, 4, 5, 0, time.FixedZone("CET", 3600))
	decode := func(id string) (mapping.Value, error) {
		if id == "bad" {
			return mapping.Value{}, errors.New("no id")
		}
		return mapping.Int(17), nil
	}
	for _, tt := range []struct {
		name  string
		given map[string]any
		ids   connector.IDs
		value any
		want  string
		fails bool
	}{
		{"a string", nil, nil, "x", `{"a":"x"}`, false},
		{"a pointer", nil, nil, &number, `{"a":7}`, false},
		{"nil that was not given", map[string]any{}, nil, (*string)(nil), `{}`, false},
		{"nil that was given", map[string]any{"a": nil}, nil, (*string)(nil), `{"a":null}`, false},
		{"nil of Go's own call", nil, nil, (*string)(nil), `{}`, false},
		{"an enum", nil, nil, color("RED"), `{"a":"RED"}`, false},
		{"a moment", nil, nil, &at, `{"a":"2026-01-02T15:04:05Z"}`, false},
		{"a moment whose year in UTC is 10000", nil, nil, time.Date(9999, 12, 31, 23, 0, 0, 0, time.FixedZone("", -2*3600)), `{"a":"9999-12-31T23:00:00-02:00"}`, false},
		{"a moment whose year in UTC is negative", nil, nil, time.Date(0, 1, 1, 0, 0, 0, 0, time.FixedZone("", 3600)), `{"a":"0000-01-01T00:00:00+01:00"}`, false},
		{"the year 10000", nil, nil, time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), "", true},
		{"a whole float", nil, nil, 337.0, `{"a":337}`, false},
		{"digits of JSON", nil, nil, map[string]any{"b": json.Number("12.50"), "c": []any{json.Number("1e2")}}, `{"a":{"b":12.50,"c":[1e2]}}`, false},
		{"a scalar of the schema's own", nil, nil, digits("12.50"), `{"a":12.50}`, false},
		{"one that is a struct", nil, nil, &struct{ digits }{"1"}, `{"a":1}`, false},
		{"one that is null", map[string]any{"a": nil}, nil, (*digits)(nil), `{"a":null}`, false},
		{"some in a list and an object", nil, nil, []*struct {
			Price *digits `json:"price"`
		}{{new(digits)}}, "", true},
		{"one that writes no JSON", nil, nil, digits("x"), "", true},
		{"a list", nil, nil, []*string{&text, nil}, `{"a":["x",null]}`, false},
		{"no list", map[string]any{"a": nil}, nil, []string(nil), `{"a":null}`, false},
		{"an object", map[string]any{"a": map[string]any{"id": "1", "other": nil}}, nil, &inner{ID: "1", plain: 1}, `{"a":{"id":"1","other":null}}`, false},
		{"an opaque id", nil, connector.IDs{"a": decode}, "abc", `{"a":17}`, false},
		{"one inside of an object", nil, connector.IDs{"a.id": decode}, inner{ID: "abc", Note: &text}, `{"a":{"id":17,"note":"x"}}`, false},
		{"one inside of a list of objects", nil, connector.IDs{"a.id": decode}, []*inner{{ID: "abc"}}, `{"a":[{"id":17}]}`, false},
		{"ids of a type inside of itself", nil, connector.IDs{"a.f.id": decode}, holder{F: &nested{ID: "abc", All: []*nested{{ID: "d", All: []*nested{{ID: "e"}}}}}}, `{"a":{"f":{"id":17,"all":[{"id":17,"all":[{"id":17}]}]}}}`, false},
		{"a bad id", nil, connector.IDs{"a": decode}, "bad", "", true},
		{"no map", map[string]any{}, nil, map[string]any(nil), `{}`, false},
		{"what may be omitted", nil, nil, graphql.OmittableOf(&number), `{"a":7}`, false},
		{"what is omitted", map[string]any{}, nil, graphql.Omittable[*int]{}, `{}`, false},
		{"a map", nil, nil, map[string]any{"k": []any{1, "x"}}, `{"a":{"k":[1,"x"]}}`, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := connector.Args(tt.given, tt.ids, connector.Argument{Name: "a", Value: tt.value})
			if tt.fails {
				if err == nil {
					t.Error("no error")
				}
				return
			}
			if err != nil || string(got.AppendJSON(nil)) != tt.want {
				t.Errorf("%s, %v; want %s", got.AppendJSON(nil), err, tt.want)
			}
		})
	}
}

// An object whose key has no value cannot be asked for.
func TestKey(t *testing.T) {
	id, empty := "17", ""
	decode := connector.GlobalKey(func(_, id string) (string, error) { return id, nil }, "Product", true)
	for _, tt := range []struct {
		name   string
		member mapping.Member
		want   string
	}{
		{"an id that was a number", connector.IDMember("id", false, true, &id), `{"id":17}`},
		{"an id that was a text", connector.IDMember("id", false, false, &id), `{"id":"17"}`},
		{"no id", connector.IDMember("id", false, true, nil), ""},
		{"a void id", connector.IDMember("id", true, true, &id), ""},
		{"an opaque id", connector.GlobalIDMember("id", false, &id, decode), `{"id":17}`},
		{"an empty opaque id", connector.GlobalIDMember("id", false, &empty, decode), ""},
		{"a void field", connector.Void("id", true, 3), ""},
		{"a field", connector.Void("id", false, 3), `{"id":3}`},
		{"inside of an object", connector.Inside("in", &inner{ID: "1"}, func(o *inner) []mapping.Member { return []mapping.Member{connector.Member("id", o.ID)} }), `{"in":{"id":"1"}}`},
		{"inside of none", connector.Inside("in", nil, func(*inner) []mapping.Member { return nil }), ""},
		{"ids that were numbers", connector.IDsMember("ids", false, []*string{&id, nil}, connector.PlainKey(true)), `{"ids":[17,null]}`},
		{"ids that were texts", connector.IDsMember("ids", false, []string{id}, connector.PlainKey(false)), `{"ids":["17"]}`},
		{"no ids", connector.IDsMember("ids", false, []string(nil), connector.PlainKey(true)), ""},
		{"void ids", connector.IDsMember("ids", true, []string{id}, connector.PlainKey(true)), ""},
		{"opaque ids", connector.IDsMember("ids", false, []string{id}, decode), `{"ids":[17]}`},
		{"ids that are none", connector.IDsMember("ids", false, []string{id}, func(string) (mapping.Value, error) { return mapping.Value{}, errors.New("no id") }), ""},
		{"of each of a list", connector.InsideEach("in", []*inner{{ID: "1"}, nil}, func(o *inner) []mapping.Member { return []mapping.Member{connector.Member("id", o.ID)} }), `{"in":[{"id":"1"}]}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := connector.Key(tt.member)
			if ok != (tt.want != "") || ok && string(got.AppendJSON(nil)) != tt.want {
				t.Errorf("%s, %v; want %s", got.AppendJSON(nil), ok, tt.want)
			}
		})
	}
}
