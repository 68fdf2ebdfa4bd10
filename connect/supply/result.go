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
