package cache

import (
	"reflect"
	"time"
)

// sizeOf measures the bytes that v, a pointer, keeps alive: what it points to,
// element by element, including unused capacity. What is reached twice counts once. Level 1
// is bounded by these numbers, so they are measured and not taken from the
// encoded length, which for pointers and maps is a fraction of the truth.
//
// Channels, functions and unsafe pointers count as one word.
func sizeOf(v any) int {
	switch v := v.(type) { // the common cases, without reflection
	case nil:
		return 0
	case *[]byte:
		return 24 + cap(*v)
	case *string:
		return 16 + len(*v)
	}
	return (&measure{}).behind(reflect.ValueOf(v), 0)
}

// maxDepth ends the walk in a structure that is deeper than any answer; its
// rest is not counted.
const maxDepth = 100

// measure remembers which pointers were counted.
type measure struct{ seen map[uintptr]struct{} }

// behind is what v points to, without v itself.
func (m *measure) behind(v reflect.Value, depth int) int {
	if depth > maxDepth {
		return 0
	}
	depth++
	switch v.Kind() {
	case reflect.String:
		return v.Len()
	case reflect.Pointer:
		if v.IsNil() || !m.first(v.Pointer()) {
			return 0
		}
		return int(v.Type().Elem().Size()) + m.behind(v.Elem(), depth)
	case reflect.Interface:
		if v.IsNil() {
			return 0
		}
		return int(v.Elem().Type().Size()) + m.behind(v.Elem(), depth)
	case reflect.Slice:
		if v.IsNil() || v.Cap() == 0 || !m.first(v.Pointer()) {
			return 0
		}
		return v.Cap()*int(v.Type().Elem().Size()) + m.elements(v, depth)
	case reflect.Array:
		return m.elements(v, depth)
	case reflect.Map:
		return m.mapped(v, depth)
	case reflect.Struct:
		if v.Type() == timeType {
			return 0 // its time zone belongs to the whole process
		}
		n := 0
		for i := range v.NumField() {
			n += m.behind(v.Field(i), depth)
		}
		return n
	}
	return 0
}

// elements is what the elements of a slice or array point to.
func (m *measure) elements(v reflect.Value, depth int) int {
	if flat(v.Type().Elem()) {
		return 0
	}
	n := 0
	for i := range v.Len() {
		n += m.behind(v.Index(i), depth)
	}
	return n
}

// mapped estimates a map: groups of eight slots with a control word, at most
// seven eighths full and on average a good deal less.
func (m *measure) mapped(v reflect.Value, depth int) int {
	if v.IsNil() || !m.first(v.Pointer()) {
		return 0
	}
	slot := int(v.Type().Key().Size() + v.Type().Elem().Size())
	groups := max(1, (v.Len()*4/3+7)/8)
	n := 48 + groups*(8+8*slot)
	for iter := v.MapRange(); iter.Next(); {
		n += m.behind(iter.Key(), depth) + m.behind(iter.Value(), depth)
	}
	return n
}

// first reports whether p is met for the first time.
func (m *measure) first(p uintptr) bool {
	if _, ok := m.seen[p]; ok {
		return false
	}
	if m.seen == nil {
		m.seen = map[uintptr]struct{}{}
	}
	m.seen[p] = struct{}{}
	return true
}

var timeType = reflect.TypeFor[time.Time]()

// flat reports whether values of t point to nothing.
func flat(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr,
		reflect.Float32, reflect.Float64, reflect.Complex64, reflect.Complex128:
		return true
	}
	return false
}
