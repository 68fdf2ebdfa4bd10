// Package supply says which fields of an object are filled, and what a connector gave:
//
//	writer: { id: writerId }   fills   &supply.Supply{Fields: []supply.Field{{Name: "id", NonNull: true}}}
//
// Generated code states it once for each position of each connector. At run time an
// object remembers it in its [State], so that whoever is asked for a field knows
// whether it is there or has to be fetched.
//
// A Supply never changes; any number of goroutines may use one. The package
// imports nothing of ours, so that both the calls and the server may know it.
package supply

import "slices"

// Supply is which fields of an object are filled. Nil fills nothing.
type Supply struct {
	Fields []Field
	// Open: an object of the response is spread into it, which may fill any field.
	Open bool
	// Abstract: the object may be of several types, which have some of the fields each.
	Abstract bool
	// Gaps are the nullable fields of the object, "Product.name", that nothing fills, and
	// nothing can fetch from what is there. Each is null, and an error where it is asked
	// for. What completes entities knows theirs itself.
	Gaps []string
}

// Field is a field that is filled.
type Field struct {
	Name    string  // its name in GraphQL
	NonNull bool    // the schema does not allow null
	Of      *Supply // what is filled of an object, or of each of a list; nil for scalars
}

// Field returns a field by its name, or nil.
func (s *Supply) Field(name string) *Field {
	if s == nil {
		return nil
	}
	for i := range s.Fields {
		if s.Fields[i].Name == name {
			return &s.Fields[i]
		}
	}
	return nil
}

// open is what is in a spread object.
var open = &Supply{Open: true}

// Of returns what is filled of the object in a field; nil for nothing.
func (s *Supply) Of(name string) *Supply {
	if f := s.Field(name); f != nil {
		return f.Of
	}
	if s != nil && s.Open {
		return open
	}
	return nil
}

// Has reports that the path is filled; the rest of a path below an open object is.
func (s *Supply) Has(path ...string) bool {
	for _, name := range path {
		if s == nil {
			return false
		}
		f := s.Field(name)
		if f == nil {
			return s.Open
		}
		s = f.Of
	}
	return true
}

// Include adds a field to a supply that nobody else has yet.
func (s *Supply) Include(f Field) {
	if mine := s.Field(f.Name); mine != nil {
		mine.Of = Union(mine.Of, f.Of)
		return
	}
	s.Fields = append(s.Fields, f)
}

// Union is what two supplies fill together.
func Union(a, b *Supply) *Supply {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	out := &Supply{Fields: slices.Clone(a.Fields), Open: a.Open || b.Open}
	for _, f := range b.Fields {
		out.Include(f)
	}
	return out
}

// Without is what want has and have has not; nil when nothing is missing.
func Without(want, have *Supply) *Supply {
	if want == nil || have != nil && have.Open {
		return nil
	}
	out := &Supply{}
	for _, f := range want.Fields {
		mine := have.Field(f.Name)
		switch {
		case mine == nil:
			out.Fields = append(out.Fields, f)
		case f.Of != nil && mine.Of != nil:
			if rest := Without(f.Of, mine.Of); rest != nil {
				out.Fields = append(out.Fields, Field{f.Name, f.NonNull, rest})
			}
		}
	}
	if len(out.Fields) == 0 {
		return nil
	}
	return out
}

// Size counts the fields, with those of objects inside.
func (s *Supply) Size() int {
	if s == nil {
		return 0
	}
	n := len(s.Fields)
	for i := range s.Fields {
		n += s.Fields[i].Of.Size()
	}
	return n
}

// Common counts the scalars that both fill.
func Common(a, b *Supply) int {
	n := 0
	if a == nil || b == nil {
		return 0
	}
	for _, f := range a.Fields {
		g := b.Field(f.Name)
		switch {
		case g == nil && b.Open, g != nil && (f.Of == nil || g.Of == nil):
			n++
		case g != nil:
			n += Common(f.Of, g.Of)
		}
	}
	return n
}

// State is what an object remembers of where it came from. The zero State belongs
// to an object that Go made: all of it is there.
type State struct {
	of      *Supply
	void    []string // non-null fields for which the backend had no value
	numbers uint64   // which of its ids the backend wrote as numbers
}

// From notes what fills the object.
func (s *State) From(of *Supply) { s.of = of }

// Filled is what fills the object; nil is all of it.
func (s *State) Filled() *Supply { return s.of }

// SetVoid notes non-null fields that have no value.
func (s *State) SetVoid(names []string) { s.void = names }

// Void reports that a non-null field has no value.
func (s *State) Void(name string) bool { return slices.Contains(s.void, name) }

// Join notes what another object, of which fields were taken, remembers of them.
func (s *State) Join(from *State) {
	s.numbers |= from.numbers
	if len(from.void) > 0 {
		s.void = append(slices.Clone(s.void), from.void...)
	}
}

// SetNumber notes that the backend wrote the i-th id as a number.
func (s *State) SetNumber(i int, number bool) {
	if number {
		s.numbers |= 1 << i
	}
}

// Number reports what SetNumber noted.
func (s *State) Number(i int) bool { return s.numbers&(1<<i) != 0 }

// Needed is how many fields have to have a value.
func (s *Supply) Needed() int {
	n := 0
	for i := range s.Fields {
		if s.Fields[i].NonNull {
			n++
		}
	}
	return n
}
