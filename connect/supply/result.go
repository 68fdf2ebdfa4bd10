package supply

import (
	"slices"
	"strings"
)

// Result is what a connector gave for one set of variables.
type Result[T any] struct {
	Value    T         // shared with other requests, and read-only
	Problems []Problem // values of it that did not fit
	Found    bool      // false without an error: there is no such thing
	Err      error
}

// Step is one step of the way to a value: a field of an object, or an element of a
// list, where Field is empty.
type Step struct {
	Field    string
	Index    int
	Nullable bool // what stands there may be null
}

// Problem is a value that does not fit its type, or that there is not: it is null in the
// answer, and an error where it is selected.
type Problem struct {
	Path []Step
	Msg  string // what is wrong, without the value
	Err  error  // why there is none; nil for a value that does not fit
}

// Error is the error of the problem's place.
func (p Problem) Error() error {
	if p.Err != nil {
		return p.Err
	}
	return &ValueError{p.Msg}
}

// Move says where convert puts a field, so that what is wrong with it is found there.
type Move struct {
	From string   // the field
	To   []string // what it becomes: "nodes", or "edges.node" for one inside of each element of a list; none if convert does not read it
	Skip int      // how many elements are left out at the start
}

// Reading fails the results of which a value that does not fit stands in one of these
// fields, for Go that computes something from them; without fields, anywhere.
func Reading[T any](results []Result[T], fields ...string) []Result[T] {
	for i, r := range results {
		for _, p := range r.Problems {
			if r.Err == nil && (len(fields) == 0 || len(p.Path) == 0 || slices.Contains(fields, p.Path[0].Field)) {
				results[i] = Result[T]{Err: p.Error()}
				break
			}
		}
	}
	return results
}

// ReadingOne is Reading for one result.
func ReadingOne[T any](r Result[T], fields ...string) Result[T] {
	return Reading([]Result[T]{r}, fields...)[0]
}

// Map makes other results of some: convert gets each value that was found. Values that
// do not fit go where moves say; one elsewhere fails its result, since nobody knows what
// convert made of it.
func Map[T, R any](results []Result[T], convert func(T) R, moves ...Move) []Result[R] {
	out := make([]Result[R], len(results))
	for i, r := range results {
		out[i] = MapOne(r, convert, moves...)
	}
	return out
}

// MapOne is Map for one result.
func MapOne[T, R any](r Result[T], convert func(T) R, moves ...Move) Result[R] {
	if r.Err != nil || !r.Found {
		return Result[R]{Err: r.Err}
	}
	out := Result[R]{Found: true}
	for _, p := range r.Problems {
		moved, known := p.moved(moves)
		if !known {
			return Result[R]{Err: p.Error()}
		}
		out.Problems = append(out.Problems, moved...)
	}
	out.Value = convert(r.Value)
	return out
}

// moved are the places where the value of a problem is now; known is false for one
// that no move is about.
func (p Problem) moved(moves []Move) (out []Problem, known bool) {
	if len(p.Path) == 0 {
		return nil, false
	}
	for _, m := range moves {
		if m.From != p.Path[0].Field {
			continue
		}
		known = true
		if len(p.Path) == 1 || p.Path[1].Field != "" { // no list
			for _, to := range m.To {
				first := Step{Field: to, Nullable: p.Path[0].Nullable}
				out = append(out, Problem{append([]Step{first}, p.Path[1:]...), p.Msg, p.Err})
			}
			continue
		}
		element := p.Path[1]
		if element.Index -= m.Skip; element.Index < 0 {
			continue
		}
		for _, to := range m.To {
			list, inside, nested := strings.Cut(to, ".")
			path := []Step{{Field: list}, element}
			if nested {
				path = append(path, Step{Field: inside})
			}
			out = append(out, Problem{append(path, p.Path[2:]...), p.Msg, p.Err})
		}
	}
	return out, known
}

// Or puts a value in the place of those that were not found.
func Or[T any](results []Result[T], otherwise T) []Result[T] {
	for i, r := range results {
		if r.Err == nil && !r.Found {
			results[i] = Known(otherwise)
		}
	}
	return results
}

// Known is the result of a call that need not be made.
func Known[T any](value T) Result[T] { return Result[T]{Value: value, Found: true} }

// ValueError is a value of a backend that does not fit its type, or one that no backend
// is asked for.
type ValueError struct{ Msg string }

// unfilled starts the Msg of a field that no connector fills: a mistake of the schema,
// and of no backend.
const unfilled = "No connector fills "

// Unfilled is the Msg of a field, "Product.name", in the Gaps of its object.
func Unfilled(coordinate string) string { return unfilled + coordinate + " here" }

// Error says what is wrong with it.
func (e *ValueError) Error() string { return e.PublicMessage() }

// ErrorCode is the code for extensions.code.
func (e *ValueError) ErrorCode() string {
	if strings.HasPrefix(e.Msg, unfilled) {
		return "INTERNAL_SERVER_ERROR"
	}
	return "BACKEND_BAD_RESPONSE"
}

// PublicMessage says what is wrong with it, for the client: kinds, never values.
func (e *ValueError) PublicMessage() string {
	if strings.HasPrefix(e.Msg, unfilled) {
		return e.Msg + "."
	}
	return "A service sent a value that could not be used: " + e.Msg + "."
}
