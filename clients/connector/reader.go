package connector

import (
	"slices"
	"strings"

	"bff/connect/mapping"
	"bff/connect/supply"
)

// Read makes a Go value of a value of an answer. ok is false for null and for what
// does not fit, which is then a problem of the Reader. of is what the connector
// fills at this position; scalars do not look at it.
type Read[T any] func(r *Reader, v mapping.Value, of *supply.Supply) (value T, ok bool)

// Reader collects what is found while an answer is read.
type Reader struct {
	path     []supply.Step
	problems []supply.Problem
	tags     []string
}

// problem notes one, however many there are: a value of which nobody knew that it does
// not fit would be shown.
func (r *Reader) problem(msg string) {
	r.problems = append(r.problems, supply.Problem{Path: slices.Clone(r.path), Msg: msg})
}

func (r *Reader) in(s supply.Step) { r.path = append(r.path, s) }
func (r *Reader) out()             { r.path = r.path[:len(r.path)-1] }

// Object reports whether v is an object; anything but null is a problem.
func (r *Reader) Object(v mapping.Value) bool {
	switch v.Kind() {
	case mapping.KindObject:
		return true
	case mapping.KindNull, mapping.KindMissing:
	default:
		r.problem("an object is needed here, not " + v.Kind().String())
	}
	return false
}

// UnknownType notes an object whose __typename is none of an abstract type's.
func (r *Reader) UnknownType(abstract string) {
	r.problem("__typename names no type of " + abstract)
}

// Must reads a non-null field into where. It returns 1 when there was a value, so
// that Check can tell whether all were there.
func Must[T any](r *Reader, field string, v mapping.Value, of *supply.Supply, read Read[T], where *T) int {
	return put(r, supply.Step{Field: field}, v, of, read, where)
}

// May reads a nullable field whose type has a null of its own: a pointer, a list.
func May[T any](r *Reader, field string, v mapping.Value, of *supply.Supply, read Read[T], where *T) {
	put(r, supply.Step{Field: field, Nullable: true}, v, of, read, where)
}

// MayPointer reads a nullable scalar.
func MayPointer[T any](r *Reader, field string, v mapping.Value, read Read[T], where **T) {
	var value T
	if put(r, supply.Step{Field: field, Nullable: true}, v, nil, read, &value) == 1 {
		*where = &value
	}
}

func put[T any](r *Reader, s supply.Step, v mapping.Value, of *supply.Supply, read Read[T], where *T) int {
	if v.IsNull() {
		return 0
	}
	r.in(s)
	value, ok := read(r, v, of)
	r.out()
	if !ok {
		return 0
	}
	*where = value
	return 1
}

// Check notes the non-null fields of an object that have no value: got of them had.
// must are those of its type, for an object of which of does not tell what it has. It
// returns their names, mostly none.
func (r *Reader) Check(v mapping.Value, of *supply.Supply, got int, must ...string) (void []string) {
	if of != nil {
		for _, gap := range of.Gaps {
			r.in(supply.Step{Field: gap[strings.IndexByte(gap, '.')+1:], Nullable: true})
			r.problem(supply.Unfilled(gap))
			r.out()
		}
	}
	switch {
	case of == nil:
	case of.Open || of.Abstract:
		for _, name := range must {
			if (of.Open || of.Field(name) != nil) && r.lacks(v, name) {
				void = append(void, name)
			}
		}
	case got != of.Needed():
		for _, f := range of.Fields {
			if f.NonNull && r.lacks(v, f.Name) {
				void = append(void, f.Name)
			}
		}
	}
	return void
}

// lacks reports a non-null field that has no value, and notes it if nobody did.
func (r *Reader) lacks(v mapping.Value, field string) bool {
	if member := v.Get(field); !member.IsMissing() && !member.IsNull() {
		return r.failed(field)
	}
	r.in(supply.Step{Field: field})
	r.problem("there is no value for this field, which cannot be null")
	r.out()
	return true
}

// failed reports a problem of that field itself, at the place where r is now. What is
// wrong below that place stands at the end.
func (r *Reader) failed(field string) bool {
	depth := len(r.path)
	for _, p := range slices.Backward(r.problems) {
		if len(p.Path) <= depth || !slices.Equal(p.Path[:depth], r.path) {
			return false
		}
		if len(p.Path) == depth+1 && p.Path[depth].Field == field {
			return true
		}
	}
	return false
}

// Tag notes what an answer is invalidated by. templates read the object as $this;
// one that reads what it has not is left out.
func (r *Reader) Tag(v mapping.Value, templates []*mapping.Template) {
	vars := mapping.Vars{This: v}
	for _, t := range templates {
		r.tags = appendTags(r.tags, t, &vars)
	}
}

// Templates compiles the tags of a type, for generated code.
func Templates(texts ...string) []*mapping.Template {
	out := make([]*mapping.Template, len(texts))
	for i, text := range texts {
		t, err := mapping.CompileTemplate(text, mapping.Latest)
		if err != nil {
			panic("connector: tag " + text + ": " + err.Error())
		}
		out[i] = t
	}
	return out
}

// List reads a list whose elements may be null, in a type that has a null.
func List[T any](read Read[T]) Read[[]T] { return listOf(read, true) }

// ListOfNonNull reads a list whose elements may not be null.
func ListOfNonNull[T any](read Read[T]) Read[[]T] { return listOf(read, false) }

func listOf[T any](read Read[T], nullable bool) Read[[]T] {
	return func(r *Reader, v mapping.Value, of *supply.Supply) ([]T, bool) {
		if !r.list(v) {
			return nil, false
		}
		out := make([]T, v.Len())
		i := 0
		for _, item := range v.All() {
			step := supply.Step{Index: i, Nullable: nullable}
			if put(r, step, item, of, read, &out[i]) == 0 && !nullable && item.IsNull() {
				r.in(step)
				r.problem("there is no value for this element, which cannot be null")
				r.out()
			}
			i++
		}
		return out, true
	}
}

// ListOfPointers reads a list of scalars that may be null.
func ListOfPointers[T any](read Read[T]) Read[[]*T] {
	return listOf(pointerTo(read), true)
}

func pointerTo[T any](read Read[T]) Read[*T] {
	return func(r *Reader, v mapping.Value, _ *supply.Supply) (*T, bool) {
		value, ok := read(r, v, nil)
		if !ok {
			return nil, false
		}
		return &value, true
	}
}

// ListOfNonNullPointers reads a list of scalars that may not be null, and whose Go type is
// a struct.
func ListOfNonNullPointers[T any](read Read[T]) Read[[]*T] {
	return listOf(pointerTo(read), false)
}

func (r *Reader) list(v mapping.Value) bool {
	switch v.Kind() {
	case mapping.KindList:
		return true
	case mapping.KindNull, mapping.KindMissing:
	default:
		r.problem("a list is needed here, not " + v.Kind().String())
	}
	return false
}
