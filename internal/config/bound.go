package config

import (
	"fmt"
	"reflect"
	"strings"
)

// bound applies the tag upto below v: a value that nobody wrote is lowered to its bound,
// one that is written above it is a mistake. base is the path of what v started from, nil
// for none.
func (d *decoder) bound(root *node, v reflect.Value, keys, base []string) {
	for _, f := range fields(v.Type()) {
		at := append(keys[:len(keys):len(keys)], key(f))
		var from []string
		if base != nil {
			from = append(base[:len(base):len(base)], key(f))
		}
		target := v.FieldByIndex(f.Index)
		switch {
		case target.Kind() == reflect.Struct:
			d.bound(root, target, at, from)
		case target.Kind() == reflect.Map && !isLeaf(target.Type()):
			d.boundEach(root, target, at, f.Tag.Get("base"), v.Type(), keys)
		case f.Tag.Get("upto") != "":
			limit, _ := v.Type().FieldByName(f.Tag.Get("upto"))
			d.lower(root, pair{target, v.FieldByIndex(limit.Index), key(f), key(limit), keys, base})
		}
	}
}

// boundEach is bound for the elements of a map, which start from the field called base.
func (d *decoder) boundEach(root *node, m reflect.Value, keys []string, base string, parent reflect.Type, above []string) {
	var from []string
	if f, ok := parent.FieldByName(base); ok {
		from = append(above[:len(above):len(above)], key(f))
	}
	for _, name := range m.MapKeys() {
		element := reflect.New(m.Type().Elem()).Elem()
		element.Set(m.MapIndex(name))
		d.bound(root, element, append(keys[:len(keys):len(keys)], name.String()), from)
		m.SetMapIndex(name, element)
	}
}

// pair is a value and its bound, two fields of the struct at keys.
type pair struct {
	value, limit       reflect.Value
	valueKey, limitKey string
	keys, base         []string
}

func (d *decoder) lower(root *node, p pair) {
	if p.value.Int() <= p.limit.Int() {
		return
	}
	at := func(keys []string, key string) *node {
		return written(root, append(keys[:len(keys):len(keys)], key))
	}
	place, limit := at(p.keys, p.valueKey), at(p.keys, p.limitKey)
	switch {
	case place != nil:
	case p.base == nil || at(p.base, p.valueKey) == nil: // nobody wrote it
		p.value.Set(p.limit)
		return
	case limit == nil: // both are the base's, where it is reported
		return
	default:
		place = limit
	}
	most := plain(p.limit)
	d.add(place.at, fmt.Sprintf("%s.%s is %v, above %s, which is %v", strings.Join(p.keys, "."), p.valueKey, plain(p.value), p.limitKey, most),
		fmt.Sprintf("expected at most %v, or a longer %s", most, p.limitKey))
}

// written returns the node at keys, nil when nobody wrote one.
func written(root *node, keys []string) *node {
	n := root
	for _, key := range keys {
		next, ok := n.fields[key]
		if !ok {
			return nil
		}
		n = next
	}
	return n
}
