package entity

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"bff/connect/supply"
)

// holder is an object with fields that have connectors of their own.
type holder struct {
	Count  int
	Thing  *thing
	Things []*thing
	state  supply.State
}

func stateOf(h *holder) *supply.State { return &h.state }

// holding is a holder of which this is there.
func holding(filled string, h holder) *holder {
	h.state.From(fills(filled))
	return &h
}

func pointer[T any](v T) *T { return &v }

// told is an object with all that is known of it, and what is wrong with it.
func told(r supply.Result[*thing]) string {
	switch {
	case r.Err != nil:
		return "error " + r.Err.Error()
	case !r.Found || r.Value == nil:
		return "none"
	}
	out := toldValue(r.Value)
	for _, p := range r.Problems {
		out += fmt.Sprintf(" %s: %v", stepsOf(p.Path), p.Error())
	}
	return out
}

func toldValue(o *thing) string {
	if o == nil {
		return "nil"
	}
	out := "id=" + o.ID
	if o.Name != nil {
		out += " name=" + *o.Name
	}
	if o.Must != "" {
		out += " must=" + o.Must
	}
	if o.Size != nil {
		out += fmt.Sprint(" size=", *o.Size)
	}
	if o.Part != nil {
		out += " part"
	}
	return out
}

func stepsOf(path []supply.Step) string {
	var out []string
	for _, step := range path {
		name := step.Field
		if name == "" {
			name = fmt.Sprint(step.Index)
		}
		if step.Nullable {
			name += "?"
		}
		out = append(out, name)
	}
	return strings.Join(out, ".")
}

// What an object has already is not fetched; the others keep their places.
func TestGiven(t *testing.T) {
	objs := []*holder{holding("count", holder{Count: 5}), holding("id", holder{Count: 9}), nil, holding("count", holder{Count: 7})}
	for _, tt := range []struct {
		name string
		objs []*holder
		want string
		asks string
	}{
		{"some", objs, "[5 100 101 7]", "[1 2]"},
		{"all", []*holder{objs[3], objs[0]}, "[7 5]", ""},
		{"none", objs[1:2], "[100]", "[1]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			asks := ""
			results := Given(t.Context(), tt.objs, "count", stateOf, func(h *holder) (int, bool) { return h.Count, true }, func(rest []*holder) []supply.Result[int] {
				var places []int
				out := make([]supply.Result[int], len(rest))
				for i, h := range rest {
					out[i] = supply.Known(100 + i)
					for at, obj := range objs {
						if obj == h {
							places = append(places, at)
						}
					}
				}
				asks += fmt.Sprint(places)
				return out
			})
			var values []int
			for _, r := range results {
				if !r.Found || r.Err != nil {
					t.Errorf("%+v; want a value", r)
				}
				values = append(values, r.Value)
			}
			if fmt.Sprint(values) != tt.want || asks != tt.asks {
				t.Errorf("%v, fetched for %s; want %s, %s", values, asks, tt.want, tt.asks)
			}
		})
	}
}

// An object that is there in part is fetched only if neither it nor a provider has the
// rest, and what it has stays.
func TestGivenObjects(t *testing.T) {
	down := errors.New("down")
	fetched := func(filled string, o thing) supply.Result[*thing] {
		o.state.From(fills(filled))
		return supply.Known(&o)
	}
	full := fetched("id name size", thing{ID: "f", Name: pointer("far"), Size: pointer(2)})
	near := thing{ID: "n", Name: pointer("near")}
	for _, tt := range []struct {
		name, query, there string
		value              *thing
		fetch              supply.Result[*thing]
		providers          []string
		want               string
		calls              int
	}{
		{"not there", `{ things { name } }`, "id", nil, full, nil, "id=f name=far size=2", 1},
		{"not there, and fails", `{ things { name } }`, "id", nil, supply.Result[*thing]{Err: down}, nil, "error down", 1},
		{"all that is asked for", `{ things { id name } }`, "thing{id name}", &near, full, nil, "id=n name=near", 0},
		{"a part, and the rest fetched", `{ things { name size } }`, "thing{id name}", &near, full, nil, "id=n name=near size=2", 1},
		{"a part, and a provider of the rest", `{ things { name size } }`, "thing{id name}", &near, full, []string{"id size"}, "id=n name=near", 0},
		{"a part, and a provider of something else", `{ things { name size } }`, "thing{id name}", &near, full, []string{"id must"}, "id=n name=near size=2", 1},
		{"a part, and a failure", `{ things { name size } }`, "thing{id name}", &near, supply.Result[*thing]{Err: down}, nil, "id=n name=near size?: down", 1},
		{"a part, and nothing more", `{ things { name size } }`, "thing{id name}", &near, supply.Result[*thing]{}, nil, "id=n name=near", 1},
		{"null", `{ things { id name } }`, "thing{id name}", nil, full, nil, "none", 0},
		{"null in part", `{ things { name size } }`, "thing{id name}", nil, full, nil, "id=f name=far size=2", 1},
		{"a value of the part that does not fit", `{ things { name size } }`, "thing{id name}", &near, supply.Result[*thing]{
			Value: full.Value, Found: true, Problems: []supply.Problem{{Path: []supply.Step{{Field: "size", Nullable: true}}, Err: down}, {Path: []supply.Step{{Field: "name", Nullable: true}}, Err: down}},
		}, nil, "id=n name=near size=2 size?: down", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var none atomic.Int32
			var providers []Provider[thing]
			for _, fill := range tt.providers {
				providers = append(providers, gives(fill, thing{}, nil, &none, "id"))
			}
			calls, before := 0, toldValue(tt.value)
			results := GivenObjects(asking(t, tt.query), []*holder{holding(tt.there, holder{Thing: tt.value})}, "thing", stateOf,
				func(h *holder) (*thing, bool) { return h.Thing, h.Thing != nil }, typeOf(providers...), []*supply.Supply{fills("id name size")},
				func(rest []*holder) []supply.Result[*thing] {
					calls++
					return []supply.Result[*thing]{tt.fetch}
				})
			if got := told(results[0]); got != tt.want || calls != tt.calls {
				t.Errorf("%s, %d calls; want %s, %d", got, calls, tt.want, tt.calls)
			}
			if after := toldValue(tt.value); after != before || *full.Value.Name != "far" {
				t.Errorf("an object that others read became %s; want %s", after, before)
			}
		})
	}
}

// A list is there as a whole or fetched as a whole.
func TestGivenLists(t *testing.T) {
	for _, tt := range []struct {
		name, query, want string
		calls             int
	}{
		{"all that is asked for", `{ things { name } }`, "[0n]", 0},
		{"a part", `{ things { name size } }`, "[1f 2f]", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			calls := 0
			results := GivenLists(asking(t, tt.query), []*holder{holding("things{id name}", holder{Things: []*thing{{ID: "0", Name: pointer("n")}}})}, "things", stateOf,
				func(h *holder) ([]*thing, bool) { return h.Things, true }, typeOf(), []*supply.Supply{fills("id name"), fills("size")},
				func([]*holder) []supply.Result[[]*thing] {
					calls++
					return []supply.Result[[]*thing]{supply.Known([]*thing{{ID: "1", Name: pointer("f")}, {ID: "2", Name: pointer("f")}})}
				})
			if got := shown(results[0].Value); got != tt.want || calls != tt.calls || !results[0].Found {
				t.Errorf("%s, %d calls; want %s, %d", got, calls, tt.want, tt.calls)
			}
		})
	}
}
