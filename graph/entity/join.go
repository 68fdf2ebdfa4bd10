package entity

import (
	"reflect"

	"bff/connect/supply"
)

// unions holds the unions of several supplies: one for all objects that have the same,
// so that these are completed together.
type unions map[[2]*supply.Supply]*supply.Supply

func (u unions) of(a, b *supply.Supply) *supply.Supply {
	key := [2]*supply.Supply{a, b}
	if u[key] == nil {
		u[key] = supply.Union(a, b)
	}
	return u[key]
}

// join is one object that is put together.
type join[T any] struct {
	*Type[T]
	unions

	out    supply.Result[*T]
	have   *supply.Supply // what was found
	missed []missed
}

// missed holds the fields that an answer would have filled.
type missed struct {
	fills *supply.Supply
	err   error // nil: there is no such thing
}

// add merges one answer: of what is there already, nothing is changed.
func (j *join[T]) add(fills *supply.Supply, r supply.Result[*T]) {
	switch {
	case r.Err != nil || !r.Found || r.Value == nil:
		j.missed = append(j.missed, missed{fills, r.Err})
	case j.out.Value == nil:
		own := *r.Value
		j.out = supply.Result[*T]{Value: &own, Problems: r.Problems, Found: true}
		j.have = fills
	default:
		more := supply.Without(fills, j.have)
		if more == nil {
			return
		}
		j.Merge(j.out.Value, r.Value, more)
		for _, p := range r.Problems {
			if len(p.Path) > 0 && more.Field(p.Path[0].Field) != nil {
				j.out.Problems = append(j.out.Problems[:len(j.out.Problems):len(j.out.Problems)], p)
			}
		}
		j.have = j.of(j.have, fills)
	}
}

// result is the object, without what was missed.
func (j *join[T]) result() supply.Result[*T] {
	if j.out.Value == nil {
		for _, m := range j.missed {
			if m.err != nil {
				return supply.Result[*T]{Err: m.err}
			}
		}
		return supply.Result[*T]{}
	}
	if j.State != nil {
		j.State(j.out.Value).From(j.have)
	}
	for _, m := range j.missed {
		l := lost{have: j.have, err: m.err}
		l.of(reflect.ValueOf(j.out.Value), supply.Without(m.fills, j.have), j.have, nil)
		j.out.Problems = append(j.out.Problems[:len(j.out.Problems):len(j.out.Problems)], l.problems...)
	}
	return j.out
}

// lost are the places of an object that an answer would have filled.
type lost struct {
	have     *supply.Supply
	err      error
	problems []supply.Problem
}

// of goes through what is missing in an object, of which have is filled.
func (l *lost) of(obj reflect.Value, missing, have *supply.Supply, at []supply.Step) {
	if missing == nil {
		return
	}
	for _, f := range missing.Fields {
		path := append(at[:len(at):len(at)], supply.Step{Field: f.Name, Nullable: !f.NonNull})
		if have.Field(f.Name) != nil {
			l.inside(member(obj.Elem(), f.Name), f.Of, have.Of(f.Name), path)
			continue
		}
		if l.err != nil || f.NonNull {
			l.problems = append(l.problems, supply.Problem{Path: path, Msg: "there is no value for this field, which cannot be null", Err: l.err})
		}
	}
}

func (l *lost) inside(v reflect.Value, missing, have *supply.Supply, at []supply.Step) {
	switch {
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			l.inside(v.Index(i), missing, have, append(at[:len(at):len(at)], supply.Step{Index: i, Nullable: true}))
		}
	case v.Kind() == reflect.Pointer && !v.IsNil():
		l.of(v, missing, have, at)
	}
}

// joinLists joins the elements of lists by their index. A shorter list has nothing of the
// elements after its end.
func joinLists[T any](t *Type[T], u unions, nullable bool, sources []Source[[]*T], results []supply.Result[[]*T]) supply.Result[[]*T] {
	length, out := -1, supply.Result[[]*T]{}
	for _, r := range results {
		if r.Err == nil && r.Found && r.Value != nil {
			length = max(length, len(r.Value))
		} else if out.Err == nil {
			out.Err = r.Err
		}
	}
	if length < 0 {
		return out
	}
	out = supply.Result[[]*T]{Value: make([]*T, length), Found: true}
	for i := range out.Value {
		j := join[T]{Type: t, unions: u}
		for n, r := range results {
			j.add(sources[n].Fills, element(r, i))
		}
		one := j.result()
		out.Value[i] = one.Value
		if one.Value == nil && one.Err != nil {
			one.Problems = []supply.Problem{{Err: one.Err}}
		}
		for _, p := range one.Problems {
			p.Path = append([]supply.Step{{Index: i, Nullable: nullable}}, p.Path...)
			out.Problems = append(out.Problems, p)
		}
	}
	return out
}

// element is an element of a list, as a result of its own.
func element[T any](r supply.Result[[]*T], i int) supply.Result[*T] {
	if r.Err != nil || !r.Found || i >= len(r.Value) {
		return supply.Result[*T]{Err: r.Err}
	}
	out := supply.Result[*T]{Value: r.Value[i], Found: r.Value[i] != nil}
	for _, p := range r.Problems {
		if len(p.Path) > 1 && p.Path[0].Index == i {
			out.Problems = append(out.Problems, supply.Problem{Path: p.Path[1:], Msg: p.Msg, Err: p.Err})
		}
	}
	return out
}
