package connector

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"

	"bff/connect/mapping"
	"bff/connect/supply"
)

// IDs are the arguments and input fields that hold opaque ids, by their path:
// {"input.productId": GlobalKey(...)}. Lists add nothing to a path.
type IDs map[string]func(id string) (mapping.Value, error)

// GlobalKey makes the backend's key of an opaque id; decode takes the id apart, and
// number says that the backend counts its objects.
func GlobalKey(decode func(typeName, id string) (key string, err error), typeName string, number bool) func(string) (mapping.Value, error) {
	return func(id string) (mapping.Value, error) {
		key, err := decode(typeName, id)
		if err != nil {
			return mapping.Value{}, err
		}
		return idValue(key, number), nil
	}
}

// Argument is an argument of a field, as its resolver got it.
type Argument struct {
	Name  string
	Value any
}

// Args makes $args. given are the arguments as the request has them: what is nil and
// not given is left out, so that mappings can tell it from null. A nil given leaves
// out all that is nil. The error is that of an id.
//
// Input objects become objects by their json tags, moments in time RFC 3339 in UTC, and
// scalars of the schema's own what they are in answers.
func Args(given map[string]any, ids IDs, args ...Argument) (mapping.Value, error) {
	w := argumentWalk{ids: ids}
	members := make([]mapping.Member, 0, len(args))
	for _, a := range args {
		raw, isGiven := given[a.Name]
		v := w.value(a.Name, reflect.ValueOf(a.Value), raw)
		if v.IsNull() && !isGiven {
			continue
		}
		members = append(members, mapping.Member{Key: a.Name, Value: v})
	}
	return mapping.Object(members...), w.err
}

// argumentWalk goes down a value and what the request says of it at once.
type argumentWalk struct {
	ids   IDs
	err   error
	above []inputObject
}

// inputObject is an input object that the walk is inside of. One of a type that is
// inside of itself has the paths of the outermost.
type inputObject struct {
	typ  reflect.Type
	path string
}

func (w *argumentWalk) value(path string, v reflect.Value, raw any) mapping.Value {
	if !v.IsValid() {
		return mapping.Null()
	}
	switch known := v.Interface().(type) {
	case string:
		return w.text(path, known)
	case time.Time:
		return w.moment(path, known)
	case fmt.Stringer: // an enum, of which this is the quick way
		if v.Kind() == reflect.String {
			return mapping.String(v.String())
		}
	}
	if own, ok := marshaler(v); ok {
		return w.own(path, own)
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface, reflect.Map:
		if v.IsNil() {
			return mapping.Null()
		}
		if v.Kind() != reflect.Map {
			return w.value(path, v.Elem(), raw)
		}
	case reflect.String:
		return w.text(path, v.String())
	case reflect.Slice:
		return w.list(path, v, raw)
	case reflect.Struct:
		if _, ok := v.Interface().(interface{ IsSet() bool }); ok { // graphql.Omittable
			return w.value(path, v.MethodByName("Value").Call(nil)[0], raw)
		}
		return w.object(path, v, raw)
	}
	out, err := mapping.From(v.Interface())
	if err != nil {
		w.fail(path, err)
	}
	return out
}

func (w *argumentWalk) fail(path string, err error) {
	if w.err == nil {
		w.err = fmt.Errorf("argument %s: %w", path, err)
	}
}

// text is a string, or the key that stands behind an opaque id.
func (w *argumentWalk) text(path, text string) mapping.Value {
	decode := w.ids[path]
	if decode == nil {
		return mapping.String(text)
	}
	v, err := decode(text)
	if err != nil && w.err == nil {
		w.err = err
	}
	return v
}

func (w *argumentWalk) list(path string, v reflect.Value, raw any) mapping.Value {
	if v.IsNil() {
		return mapping.Null()
	}
	items, _ := raw.([]any)
	out := make([]mapping.Value, v.Len())
	for i := range out {
		var item any
		if i < len(items) {
			item = items[i]
		}
		out[i] = w.value(path, v.Index(i), item)
	}
	return mapping.List(out...)
}

func (w *argumentWalk) object(path string, v reflect.Value, raw any) mapping.Value {
	given, _ := raw.(map[string]any)
	for _, o := range w.above {
		if o.typ == v.Type() {
			path = o.path
			break
		}
	}
	w.above = append(w.above, inputObject{v.Type(), path})
	defer func() { w.above = w.above[:len(w.above)-1] }()
	var members []mapping.Member
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		if name == "" || name == "-" {
			continue
		}
		inner, isGiven := given[name]
		member := w.value(path+"."+name, v.Field(i), inner)
		if member.IsNull() && !isGiven {
			continue
		}
		members = append(members, mapping.Member{Key: name, Value: member})
	}
	return mapping.Object(members...)
}

// Key makes $this, or an element of $batch, of the fields of an object that a
// connector needs. ok is false when one of them has no value: without its key an
// entity cannot be asked for.
func Key(members ...mapping.Member) (key mapping.Value, ok bool) {
	for _, m := range members {
		if m.Value.IsNull() || m.Value.IsMissing() {
			return mapping.Value{}, false
		}
	}
	return mapping.Object(members...), true
}

// Member is a field of a key. A nil pointer is null.
func Member(name string, v any) mapping.Member {
	var w argumentWalk
	return mapping.Member{Key: name, Value: w.value(name, reflect.ValueOf(v), nil)}
}

// Void is Member for a non-null field, which has no value when void.
func Void(name string, void bool, v any) mapping.Member {
	if void {
		return mapping.Member{Key: name}
	}
	return Member(name, v)
}

// IDMember is a field of a key that is an ID; number says that the backend wrote it
// as a number, and void that it has no value.
func IDMember(name string, void, number bool, id *string) mapping.Member {
	if void || id == nil {
		return mapping.Member{Key: name}
	}
	return mapping.Member{Key: name, Value: idValue(*id, number)}
}

// GlobalIDMember is IDMember for an opaque id.
func GlobalIDMember(name string, void bool, id *string, key func(string) (mapping.Value, error)) mapping.Member {
	if void || id == nil || *id == "" {
		return mapping.Member{Key: name}
	}
	v, err := key(*id)
	if err != nil {
		return mapping.Member{Key: name}
	}
	return mapping.Member{Key: name, Value: v}
}

// IDsMember is a field of a key that is a list of ids, each of which key takes apart. One
// that cannot be leaves the key without a value, as a single one does.
func IDsMember[T string | *string](name string, void bool, ids []T, key func(string) (mapping.Value, error)) mapping.Member {
	if void || ids == nil {
		return mapping.Member{Key: name}
	}
	out := make([]mapping.Value, len(ids))
	for i := range ids {
		id, ok := any(ids[i]).(string)
		if p, isPointer := any(ids[i]).(*string); isPointer && p != nil {
			id, ok = *p, true
		}
		if !ok {
			out[i] = mapping.Null()
			continue
		}
		v, err := key(id)
		if err != nil {
			return mapping.Member{Key: name}
		}
		out[i] = v
	}
	return mapping.Member{Key: name, Value: mapping.List(out...)}
}

// PlainKey is for IDsMember what GlobalKey is for opaque ids; number says that the
// backend wrote all of them as numbers.
func PlainKey(number bool) func(string) (mapping.Value, error) {
	return func(id string) (mapping.Value, error) { return idValue(id, number), nil }
}

// Numbers reports that an id, or each of a list of ids, is a number.
func Numbers(v mapping.Value) bool {
	if v.Kind() != mapping.KindList {
		return isNumber(v)
	}
	for _, item := range v.All() {
		if !isNumber(item) && !item.IsNull() {
			return false
		}
	}
	return true
}

func isNumber(v mapping.Value) bool {
	return v.Kind() == mapping.KindInt || v.Kind() == mapping.KindFloat
}

// idValue is an id as the backend writes it. A number may have more than 64 bits.
func idValue(id string, number bool) mapping.Value {
	if number {
		if v, err := mapping.From(json.Number(id)); err == nil && v.Kind() == mapping.KindInt {
			return v
		}
	}
	return mapping.String(id)
}

// Keys makes the key of each object; a missing one for nil, and for an object without.
func Keys[T any](objs []*T, key func(*T) (mapping.Value, bool)) []mapping.Value {
	out := make([]mapping.Value, len(objs))
	for i, obj := range objs {
		if obj == nil {
			continue
		}
		if v, ok := key(obj); ok {
			out[i] = v
		}
	}
	return out
}

// Failed are the results of a call that could not be made, for n parents.
func Failed[T any](n int, err error) []supply.Result[T] {
	out := make([]supply.Result[T], n)
	for i := range out {
		out[i].Err = err
	}
	return out
}

// Inside is a field of a key that is an object of which some fields count.
func Inside[T any](name string, o *T, members func(*T) []mapping.Member) mapping.Member {
	if o == nil {
		return mapping.Member{Key: name}
	}
	key, _ := Key(members(o)...)
	return mapping.Member{Key: name, Value: key}
}

// InsideEach is Inside for a list; elements without a key are left out.
func InsideEach[T any](name string, list []*T, members func(*T) []mapping.Member) mapping.Member {
	var out []mapping.Value
	for _, o := range list {
		if o == nil {
			continue
		}
		if key, ok := Key(members(o)...); ok {
			out = append(out, key)
		}
	}
	return mapping.Member{Key: name, Value: mapping.List(out...)}
}
