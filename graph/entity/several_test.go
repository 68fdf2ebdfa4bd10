package entity

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"bff/connect/supply"
)

// sourcesOf are sources that give these results, and note which are called.
func sourcesOf[V any](filled []string, results []supply.Result[V]) (sources []Source[V], called func() string) {
	var mu sync.Mutex
	calls := make([]int, len(filled))
	for i, text := range filled {
		fill := fills(text)
		if must := fill.Field("must"); must != nil {
			must.NonNull = true
		}
		sources = append(sources, Source[V]{Fills: fill, Fetch: func() []supply.Result[V] {
			mu.Lock()
			defer mu.Unlock()
			calls[i]++
			return []supply.Result[V]{results[i]}
		}})
	}
	return sources, func() string { return fmt.Sprint(calls) }
}

// The smallest set is called, the first answer counts, and what a source failed to fill
// is wrong in the object that the others gave.
func TestSeveral(t *testing.T) {
	down := errors.New("down")
	named := supply.Known(&thing{ID: "a", Name: pointer("n")})
	sized := supply.Known(&thing{ID: "b", Name: pointer("second"), Size: pointer(3)})
	failed, none := supply.Result[*thing]{Err: down}, supply.Result[*thing]{}
	for _, tt := range []struct {
		name, query string
		fills       []string
		results     []supply.Result[*thing]
		want, calls string
	}{
		{"one is enough", `{ things { size } }`, []string{"id name", "id size"}, []supply.Result[*thing]{named, sized}, "id=b name=second size=3", "[0 1]"},
		{"both", `{ things { name size } }`, []string{"id name", "id name size", "must"}, []supply.Result[*thing]{named, sized, none}, "id=b name=second size=3", "[0 1 0]"},
		{"the first counts", `{ things { name size must } }`, []string{"id name must", "id name size"}, []supply.Result[*thing]{named, sized}, "id=a name=n size=3", "[1 1]"},
		{"the second fails", `{ things { name size } }`, []string{"id name", "id size"}, []supply.Result[*thing]{named, failed}, "id=a name=n size?: down", "[1 1]"},
		{"the first fails", `{ things { name size } }`, []string{"id name", "id size"}, []supply.Result[*thing]{failed, sized}, "id=b name=second size=3 name?: down", "[1 1]"},
		{"both fail", `{ things { name size } }`, []string{"id name", "id size"}, []supply.Result[*thing]{failed, failed}, "error down", "[1 1]"},
		{"one fails, one has none", `{ things { name size } }`, []string{"id name", "id size"}, []supply.Result[*thing]{none, failed}, "error down", "[1 1]"},
		{"none", `{ things { name size } }`, []string{"id name", "id size"}, []supply.Result[*thing]{none, none}, "none", "[1 1]"},
		{"the second has none", `{ things { name size } }`, []string{"id name", "id size"}, []supply.Result[*thing]{named, none}, "id=a name=n", "[1 1]"},
		{"the second has none of what must be", `{ things { name must } }`, []string{"id name", "id must"}, []supply.Result[*thing]{named, none}, "id=a name=n must: A service sent a value that could not be used: there is no value for this field, which cannot be null.", "[1 1]"},
		{"all, for Go", `{ other { id } }`, []string{"id name", "id size"}, []supply.Result[*thing]{named, sized}, "id=a name=n size=3", "[1 1]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sources, calls := sourcesOf(tt.fills, tt.results)
			got := told(Several(asking(t, tt.query), 1, typeOf(), sources)[0])
			if got != tt.want || calls() != tt.calls {
				t.Errorf("%s, calls %s; want %s, %s", got, calls(), tt.want, tt.calls)
			}
		})
	}
	if named.Value.Size != nil {
		t.Error("an answer that others read was changed")
	}
}

// The state of what was put together says what all of them filled.
func TestSeveralFill(t *testing.T) {
	sources, _ := sourcesOf([]string{"id name", "id size"}, []supply.Result[*thing]{supply.Known(&thing{}), supply.Known(&thing{})})
	got := Several(asking(t, `{ things { name size } }`), 1, typeOf(), sources)[0].Value.state.Filled()
	for _, f := range []string{"id", "name", "size"} {
		if !got.Has(f) {
			t.Errorf("%s is not filled", f)
		}
	}
}

// Below an object that one source gave, what another failed to fill is wrong, in each
// element of a list.
func TestLostInside(t *testing.T) {
	type inner struct {
		A *int `json:"a"`
	}
	type outer struct {
		One  *inner   `json:"one"`
		None *inner   `json:"none"`
		List []*inner `json:"list"`
	}
	down := errors.New("down")
	have := fills("one{a} none{a} list{a}")
	j := join[outer]{Type: &Type[outer]{}, unions: unions{}}
	j.add(have, supply.Known(&outer{One: &inner{}, List: []*inner{{}, nil, {}}}))
	j.add(fills("one{a b} none{b} list{b} z"), supply.Result[*outer]{Err: down})
	var got []string
	for _, p := range j.result().Problems {
		got = append(got, stepsOf(p.Path))
	}
	if want := "one?.b? list?.0?.b? list?.2?.b? z?"; strings.Join(got, " ") != want {
		t.Errorf("%s; want %s", strings.Join(got, " "), want)
	}
}

// Lists are merged by index; a shorter one has nothing of the elements after its end.
func TestSeveralLists(t *testing.T) {
	down := errors.New("down")
	names := supply.Known([]*thing{{ID: "a", Name: pointer("n")}, {ID: "b", Name: pointer("m")}})
	sizes := supply.Known([]*thing{{ID: "x", Size: pointer(1)}})
	short := supply.Known([]*thing{{ID: "c", Name: pointer("o")}})
	holes := supply.Known([]*thing{nil, {ID: "y", Size: pointer(2)}})
	bad := supply.Result[[]*thing]{Found: true, Value: []*thing{{ID: "x"}, {ID: "y"}}, Problems: []supply.Problem{
		{Path: []supply.Step{{Index: 1, Nullable: true}, {Field: "size", Nullable: true}}, Err: down},
	}}
	failed, none := supply.Result[[]*thing]{Err: down}, supply.Result[[]*thing]{}
	for _, tt := range []struct {
		name          string
		nullable      bool
		first, second supply.Result[[]*thing]
		want          string
	}{
		{"one longer", true, names, sizes, "[id=a name=n size=1, id=b name=m]"},
		{"the second longer", true, short, holes, "[id=c name=o, id=y size=2]"},
		{"a null element", true, names, holes, "[id=a name=n, id=b name=m size=2]"},
		{"null in both", true, holes, holes, "[nil, id=y size=2]"},
		{"the second fails", true, names, failed, "[id=a name=n, id=b name=m] 0?.size?: down 1?.size?: down"},
		{"the second fails, and none may be null", false, names, failed, "[id=a name=n, id=b name=m] 0.size?: down 1.size?: down"},
		{"an element is null in one and failed in the other", true, holes, failed, "[nil, id=y size=2] 0?: down 1?.size?: down"},
		{"a value does not fit", true, names, bad, "[id=a name=n, id=b name=m] 1?.size?: down"},
		{"both fail", true, failed, failed, "error down"},
		{"the first has none, the second fails", true, none, failed, "error down"},
		{"none", true, none, none, "none"},
		{"the second has none", true, names, none, "[id=a name=n, id=b name=m]"},
		{"empty", true, supply.Known([]*thing{}), none, "[]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sources, calls := sourcesOf([]string{"id name", "id size"}, []supply.Result[[]*thing]{tt.first, tt.second})
			got := toldList(SeveralLists(asking(t, `{ things { name size } }`), 1, typeOf(), tt.nullable, sources)[0])
			if got != tt.want || calls() != "[1 1]" {
				t.Errorf("%s, calls %s; want %s", got, calls(), tt.want)
			}
		})
	}
}

func toldList(r supply.Result[[]*thing]) string {
	switch {
	case r.Err != nil:
		return "error " + r.Err.Error()
	case !r.Found:
		return "none"
	}
	all := make([]string, len(r.Value))
	for i, o := range r.Value {
		all[i] = toldValue(o)
	}
	out := "[" + strings.Join(all, ", ") + "]"
	for _, p := range r.Problems {
		out += fmt.Sprintf(" %s: %v", stepsOf(p.Path), p.Error())
	}
	return out
}

// A source that panics beside another one panics where the server sees it.
func TestPanicInASource(t *testing.T) {
	sources, _ := sourcesOf([]string{"id name", "id size"}, make([]supply.Result[*thing], 2))
	sources[1].Fetch = func() []supply.Result[*thing] { panic("boom") }
	defer func() {
		if cause := fmt.Sprint(recover()); !strings.HasPrefix(cause, "boom\n") {
			t.Errorf("panic %s; want boom", cause)
		}
	}()
	Several(asking(t, `{ things { name size } }`), 1, typeOf(), sources)
}
