package connector

import (
	"encoding/json"
	"sync/atomic"

	"bff/cache"
	"bff/connect/mapping"
	"bff/connect/supply"
)

// stored is an answer as the cache keeps it: its JSON, which level 2 has too, and
// what was read from it. It is shared.
type stored struct {
	text  []byte
	tags  []string
	first reading // by the connector that loaded it
	more  atomic.Pointer[[]reading]
}

// reading is the Go value that a connector's package makes of an answer. Two clients
// of one process may share an entry and have types of their own.
type reading struct {
	by       any // *Definition[T]
	value    any // T
	problems []supply.Problem
}

// store reads the JSON of an answer.
func (d *Definition[T]) store(text []byte, vars *mapping.Vars) (*stored, error) {
	read, tags, err := d.readText(text)
	if err != nil {
		return nil, err
	}
	return &stored{text: text, tags: append(tags, d.tagsOf(vars)...), first: read}, nil
}

func (d *Definition[T]) readText(text []byte) (reading, []string, error) {
	var r Reader
	out := reading{by: d}
	err := mapping.ReadJSON(text, func(v mapping.Value) {
		value, _ := d.read(&r, v, d.fills)
		out.value = value
	})
	out.problems = r.problems
	return out, r.tags, err
}

// valueIn is what d makes of an answer, read at most a few times per package.
func (d *Definition[T]) valueIn(s *stored) (reading, error) {
	if s.first.by == any(d) {
		return s.first, nil
	}
	old := s.more.Load()
	if old != nil {
		for _, r := range *old {
			if r.by == any(d) {
				return r, nil
			}
		}
	}
	read, _, err := d.readText(s.text)
	if err != nil {
		return reading{}, err
	}
	more := []reading{read}
	if old != nil {
		more = append(more, *old...)
	}
	s.more.CompareAndSwap(old, &more) // whoever loses reads again
	return read, nil
}

// codec keeps the JSON alone in level 2; tags belong to the entry.
func (d *Definition[T]) codec(vars *mapping.Vars) *cache.Codec[*stored] {
	return &cache.Codec[*stored]{
		Encode: func(s *stored) ([]byte, error) { return s.text, nil },
		Decode: func(text []byte) (*stored, error) {
			if !json.Valid(text) {
				return nil, &mapping.DecodeError{Msg: "the entry is not JSON"}
			}
			return d.store(append([]byte(nil), text...), vars)
		},
	}
}

// resultOf is the answer as its caller sees it.
func resultOf[T any](d *Definition[T], s *stored, found bool, err error) supply.Result[T] {
	if err != nil || !found || s == nil {
		return supply.Result[T]{Err: err}
	}
	read, err := d.valueIn(s)
	if err != nil {
		return supply.Result[T]{Err: d.invalid(err)}
	}
	value, _ := read.value.(T)
	return supply.Result[T]{Value: value, Problems: read.problems, Found: true}
}
