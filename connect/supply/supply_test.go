package supply_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bff/connect/supply"
)

func of(fields ...supply.Field) *supply.Supply { return &supply.Supply{Fields: fields} }

func leaf(name string) supply.Field { return supply.Field{Name: name} }

func inside(name string, fields ...supply.Field) supply.Field {
	return supply.Field{Name: name, Of: of(fields...)}
}

func TestHas(t *testing.T) {
	s := of(leaf("id"), inside("price", leaf("amount")))
	open := &supply.Supply{Open: true}
	for _, tt := range []struct {
		name string
		of   *supply.Supply
		path []string
		want bool
	}{
		{"a field", s, []string{"id"}, true},
		{"inside of an object", s, []string{"price", "amount"}, true},
		{"not there", s, []string{"price", "currency"}, false},
		{"below a scalar", s, []string{"id", "x"}, false},
		{"anything of an open object", open, []string{"x", "y"}, true},
		{"nothing", nil, []string{"id"}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.of.Has(tt.path...); got != tt.want {
				t.Errorf("Has(%v) = %v", tt.path, got)
			}
		})
	}
}

func TestUnionAndWithout(t *testing.T) {
	a := of(leaf("id"), inside("price", leaf("amount")))
	b := of(inside("price", leaf("currency")), leaf("name"))
	both := of(leaf("id"), inside("price", leaf("amount"), leaf("currency")), leaf("name"))
	if diff := cmp.Diff(both, supply.Union(a, b)); diff != "" {
		t.Errorf("Union (-want +got):\n%s", diff)
	}
	if len(a.Fields[1].Of.Fields) != 1 {
		t.Error("Union changed what it was given")
	}
	if diff := cmp.Diff(b, supply.Without(both, a)); diff != "" {
		t.Errorf("Without (-want +got):\n%s", diff)
	}
	if got := supply.Without(a, both); got != nil {
		t.Errorf("nothing is missing, and Without gives %v", got)
	}
	if got := supply.Without(a, &supply.Supply{Open: true}); got != nil {
		t.Errorf("an open object lacks nothing, and Without gives %v", got)
	}
	for _, tt := range []struct{ a, b *supply.Supply }{{nil, a}, {a, nil}} {
		if got := supply.Union(tt.a, tt.b); got != a {
			t.Errorf("Union with nil is %v", got)
		}
	}
	if n := supply.Common(both, a); n != 2 {
		t.Errorf("%d in common; want id and price.amount", n)
	}
}

func TestMap(t *testing.T) {
	length := func(s string) int { return len(s) }
	must := []supply.Problem{{Path: []supply.Step{{Field: "x"}}, Msg: "bad"}}
	may := []supply.Problem{{Path: []supply.Step{{Field: "x", Nullable: true}}, Msg: "bad"}}
	got := supply.Map([]supply.Result[string]{
		{Value: "abc", Found: true},
		{},
		{Value: "abc", Found: true, Problems: may},
		{Value: "abc", Found: true, Problems: must},
	}, length)
	for i, want := range []int{3, 0, 0, 0} {
		if got[i].Value != want {
			t.Errorf("%d is %d; want %d", i, got[i].Value, want)
		}
	}
	if got[1].Found || got[1].Err != nil || got[2].Err == nil || got[3].Err == nil {
		t.Errorf("results %+v", got)
	}
	unread := supply.MapOne(supply.Result[string]{Value: "abc", Found: true, Problems: must}, length, supply.Move{From: "x"})
	if unread.Value != 3 || unread.Err != nil || unread.Problems != nil {
		t.Errorf("a problem of what is not read: %+v", unread)
	}
}

// What Go computes from a value that does not fit, or that failed, is an error.
func TestReading(t *testing.T) {
	cause := errors.New("down")
	for _, tt := range []struct {
		name   string
		fields []string
		result supply.Result[int]
		fails  bool
	}{
		{"nothing wrong", nil, supply.Result[int]{Value: 1, Found: true}, false},
		{"a field that is read", []string{"x", "y"}, supply.Result[int]{Found: true, Problems: []supply.Problem{{Path: []supply.Step{{Field: "y", Nullable: true}, {Field: "z"}}}}}, true},
		{"a field that is not read", []string{"x"}, supply.Result[int]{Found: true, Problems: []supply.Problem{{Path: []supply.Step{{Field: "y"}}}}}, false},
		{"any field", nil, supply.Result[int]{Found: true, Problems: []supply.Problem{{Path: []supply.Step{{Field: "y"}}}}}, true},
		{"all of it", []string{"x"}, supply.Result[int]{Found: true, Problems: []supply.Problem{{Err: cause}}}, true},
		{"failed already", []string{"x"}, supply.Result[int]{Err: cause}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := supply.ReadingOne(tt.result, tt.fields...)
			if (got.Err != nil) != tt.fails || tt.fails && got.Found {
				t.Errorf("%+v; want failed %t", got, tt.fails)
			}
		})
	}
}

func TestState(t *testing.T) {
	var s, from supply.State
	if s.Filled() != nil {
		t.Error("an object that Go made lacks something")
	}
	s.From(of(leaf("id")))
	from.SetNumber(3, true)
	from.SetVoid([]string{"name"})
	s.Join(&from)
	if !s.Number(3) || s.Number(2) || !s.Void("name") || s.Void("id") {
		t.Errorf("joined state %+v", s)
	}
}

func TestMove(t *testing.T) {
	problem := supply.Problem{Path: []supply.Step{{Field: "items"}, {Index: 3}, {Field: "name"}}, Msg: "bad"}
	got := supply.MapOne(supply.Result[string]{Found: true, Problems: []supply.Problem{problem}}, func(string) int { return 1 },
		supply.Move{From: "items", To: []string{"nodes", "edges.node"}, Skip: 1})
	want := []supply.Problem{
		{Path: []supply.Step{{Field: "nodes"}, {Index: 2}, {Field: "name"}}, Msg: "bad"},
		{Path: []supply.Step{{Field: "edges"}, {Index: 2}, {Field: "node"}, {Field: "name"}}, Msg: "bad"},
	}
	if diff := cmp.Diff(want, got.Problems); diff != "" || got.Err != nil {
		t.Errorf("%v (-want +got):\n%s", got.Err, diff)
	}
	left := supply.MapOne(supply.Result[string]{Found: true, Problems: []supply.Problem{problem}}, func(string) int { return 1 },
		supply.Move{From: "items", To: []string{"nodes"}, Skip: 4})
	if len(left.Problems) != 0 || left.Err != nil {
		t.Errorf("a problem of what is left out: %+v", left)
	}
}

// A field that no connector fills is a mistake of the schema, and names it; a value that
// does not fit is one of a backend.
func TestWhoseMistake(t *testing.T) {
	for _, tt := range []struct{ msg, code, want string }{
		{supply.Unfilled("Product.name"), "INTERNAL_SERVER_ERROR", "No connector fills Product.name here."},
		{"a list cannot be an Int", "BACKEND_BAD_RESPONSE", "A service sent a value that could not be used: a list cannot be an Int."},
	} {
		err := &supply.ValueError{Msg: tt.msg}
		if err.ErrorCode() != tt.code || err.PublicMessage() != tt.want {
			t.Errorf("%s: %s", err.ErrorCode(), err.PublicMessage())
		}
	}
}
