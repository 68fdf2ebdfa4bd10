package mapping

import (
	"iter"
	"strconv"
)

// Kind is what a Value is. The zero Kind is no value at all, which the language
// keeps apart from null.
type Kind uint8

// The kinds. KindInt and KindFloat are both numbers: 2 and 2.0 differ in how
// they are written and in deep equality, not in ->eq.
const (
	KindMissing Kind = iota
	KindNull
	KindBool
	KindInt
	KindFloat
	KindString
	KindList
	KindObject
)

var kindNames = [...]string{"nothing", "null", "a boolean", "a number", "a number", "a string", "a list", "an object"}

// String names the kind as messages do: "an object".
func (k Kind) String() string { return kindNames[k] }

// Value is a JSON value, or no value: the zero Value is missing. Values never
// change, so that any number of goroutines may share one.
//
// A container is either a place in a parsed document, from which nothing has
// been copied, or a list of members that a mapping built; both read the same.
// That is why selecting a few fields of a large body costs no tree of it.
type Value struct {
	kind  Kind
	form  textForm
	node  uint32 // a parsed container's place in store.nodes
	text  string // a scalar: its JSON text; a string: its contents, see form
	store *store // a container's contents; nil means empty
}

// textForm says how a string's text is held, so that one which goes from body
// to result unread is neither unescaped nor escaped again.
type textForm uint8

const (
	formAny     textForm = iota // contents that may need escaping
	formPlain                   // contents that need no escaping
	formEscaped                 // JSON-escaped contents
)

// Member is an entry of an object, or of a list, where Key is empty.
type Member struct {
	Key   string
	Value Value
}

// Null returns JSON null.
func Null() Value { return Value{kind: KindNull, text: "null"} }

// Bool returns a boolean.
func Bool(b bool) Value {
	if b {
		return Value{kind: KindBool, text: "true"}
	}
	return Value{kind: KindBool, text: "false"}
}

// Int returns an integer.
func Int(i int64) Value { return Value{kind: KindInt, text: strconv.FormatInt(i, 10)} }

// String returns a string. Bytes that are not UTF-8 become U+FFFD in JSON.
func String(s string) Value { return Value{kind: KindString, text: s} }

// List returns a list of vs, in which a missing value becomes null.
func List(vs ...Value) Value {
	members := make([]Member, len(vs))
	for i, v := range vs {
		if v.IsMissing() {
			v = Null()
		}
		members[i].Value = v
	}
	return newContainer(KindList, members)
}

// Object returns an object with the members in their order, without those whose
// value is missing. Of equal keys the first is found by Get. Object keeps members.
func Object(members ...Member) Value {
	kept := members[:0:0]
	for _, m := range members {
		if !m.Value.IsMissing() {
			kept = append(kept, m)
		}
	}
	return newContainer(KindObject, kept)
}

func newContainer(kind Kind, members []Member) Value {
	if len(members) == 0 {
		return Value{kind: kind}
	}
	return Value{kind: kind, store: &store{members: members, size: sizeOf(members)}}
}

// Kind tells what the value is.
func (v Value) Kind() Kind { return v.kind }

// IsMissing reports no value at all.
func (v Value) IsMissing() bool { return v.kind == KindMissing }

// IsNull reports JSON null, which is not the same as a missing value.
func (v Value) IsNull() bool { return v.kind == KindNull }

// IsTrue reports the boolean true; everything else is not true. It is the test
// that isSuccess needs.
func (v Value) IsTrue() bool { return v.kind == KindBool && v.text == "true" }

// Str returns the contents of a string; ok is false for any other kind.
func (v Value) Str() (s string, ok bool) {
	if v.kind != KindString {
		return "", false
	}
	return v.str(), true
}

// str is the contents of a value known to be a string.
func (v Value) str() string {
	if v.form == formEscaped {
		return unescape(v.text)
	}
	return v.text
}

// Int64 returns an integer; ok is false for any other kind, for non-integers
// and for integers beyond 64 bits.
func (v Value) Int64() (i int64, ok bool) {
	if v.kind != KindInt {
		return 0, false
	}
	i, err := strconv.ParseInt(v.text, 10, 64)
	return i, err == nil
}

// Float64 returns a number of either kind, rounded to 64 bits; ok is false for
// other kinds and beyond the range.
func (v Value) Float64() (f float64, ok bool) {
	if !v.isNumber() {
		return 0, false
	}
	f, err := strconv.ParseFloat(v.text, 64)
	return f, err == nil
}

func (v Value) isNumber() bool { return v.kind == KindInt || v.kind == KindFloat }

// Get returns the property of an object; missing if it has none or v is not an
// object. Where a document repeats a key, the first one counts.
func (v Value) Get(key string) Value {
	if v.kind != KindObject || v.store == nil {
		return Value{}
	}
	if v.store.nodes != nil {
		if i := v.store.find(v.node, key); i != 0 {
			return v.store.value(i)
		}
		return Value{}
	}
	for i := range v.store.members {
		if v.store.members[i].Key == key {
			return v.store.members[i].Value
		}
	}
	return Value{}
}

// Len is the number of members of a list or object, 0 for other kinds. It walks
// a container that was parsed: keep it out of loop conditions.
func (v Value) Len() int {
	if v.store != nil && v.store.nodes == nil {
		return len(v.store.members)
	}
	n := 0
	var m Member
	for c := v.cursor(); c.next(&m); {
		n++
	}
	return n
}

// All ranges over the members of a list or object in order; over none for other
// kinds.
func (v Value) All() iter.Seq2[string, Value] {
	return func(yield func(string, Value) bool) {
		var m Member
		for c := v.cursor(); c.next(&m); {
			if !yield(m.Key, m.Value) {
				return
			}
		}
	}
}

// cursor walks the members of a container, in either representation. It is a
// plain value, because All allocates where it is not inlined.
type cursor struct {
	store  *store
	i, end uint32 // nodes of a document, or members
	object bool
}

func (v Value) cursor() cursor {
	s := v.store
	switch {
	case s == nil:
		return cursor{}
	case s.nodes == nil:
		return cursor{store: s, end: uint32(len(s.members))}
	default:
		return cursor{store: s, i: v.node + 1, end: s.nodes[v.node].next, object: v.kind == KindObject}
	}
}

// next stores the next member in m; false means there is none.
func (c *cursor) next(m *Member) bool {
	if c.i >= c.end {
		return false
	}
	s := c.store
	if s.nodes == nil {
		*m = s.members[c.i]
		c.i++
		return true
	}
	if c.object {
		m.Key = s.key(c.i)
		c.i++
	} else {
		m.Key = ""
	}
	m.Value = s.value(c.i)
	c.i = s.nodes[c.i].next
	return true
}
