package cache

import (
	"encoding/json"
	"fmt"
)

// Codec turns a value into the bytes of level 2 and back. Level 1 holds the
// decoded value, so without a Store a codec is never called.
type Codec[T any] struct {
	Encode func(T) ([]byte, error)
	Decode func([]byte) (T, error) // must not keep the bytes
}

// JSON returns the codec of encoding/json. Keep it: it is a constant.
func JSON[T any]() Codec[T] {
	return Codec[T]{
		Encode: func(v T) ([]byte, error) { return json.Marshal(v) },
		Decode: func(b []byte) (v T, err error) {
			err = json.Unmarshal(b, &v)
			return v, err
		},
	}
}

// erased is a Codec without its type, over *T in an any: the part of the cache
// that needs no type is compiled once, and a pointer tells exactly which T an
// entry was made with.
type erased struct {
	encode func(any) ([]byte, error)
	decode func([]byte) (any, error)
}

// erase hides the type of c.
func erase[T any](c Codec[T]) erased {
	return erased{
		encode: func(v any) ([]byte, error) {
			p, ok := v.(*T)
			if !ok {
				return nil, fmt.Errorf("cache: %T in an entry of %T", v, p)
			}
			return c.Encode(*p)
		},
		decode: func(b []byte) (any, error) {
			v, err := c.Decode(b)
			if err != nil {
				return nil, err
			}
			return &v, nil
		},
	}
}
