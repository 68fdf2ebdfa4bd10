package supply

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

// Problem is a value that does not fit its type: it is null in the answer, and an
// error where it is asked for.
type Problem struct {
	Path []Step
	Msg  string // what is wrong, without the value
}

// Map makes other results of some: convert gets each value that was found. A value that
// is missing where it must not be fails its result, since its path is not that of the
// new value; what may be null is null.
func Map[T, R any](results []Result[T], convert func(T) R) []Result[R] {
	out := make([]Result[R], len(results))
	for i, r := range results {
		out[i] = MapOne(r, convert)
	}
	return out
}

// MapOne is Map for one result.
func MapOne[T, R any](r Result[T], convert func(T) R) Result[R] {
	for _, p := range r.Problems {
		if len(p.Path) == 0 || !p.Path[len(p.Path)-1].Nullable {
			return Result[R]{Err: &ValueError{p.Msg}}
		}
	}
	if r.Err != nil || !r.Found {
		return Result[R]{Err: r.Err}
	}
	return Result[R]{Value: convert(r.Value), Found: true}
}

// Known is the result of a call that need not be made.
func Known[T any](value T) Result[T] { return Result[T]{Value: value, Found: true} }

// ValueError is a value of a backend that does not fit its type.
type ValueError struct{ Msg string }

// Error says what is wrong with it.
func (e *ValueError) Error() string { return e.PublicMessage() }

// ErrorCode is the code for extensions.code.
func (e *ValueError) ErrorCode() string { return "BACKEND_BAD_RESPONSE" }

// PublicMessage says what is wrong with it, for the client: kinds, never values.
func (e *ValueError) PublicMessage() string {
	return "A service sent a value that could not be used: " + e.Msg + "."
}
