package connector

import (
	"bytes"
	"io"
	"reflect"
	"time"

	"bff/connect/mapping"
)

// moment is a moment in time in UTC. At both ends of what RFC 3339 can write, the year in
// UTC may be one that it cannot; there the zone stays as it came.
func (w *argumentWalk) moment(path string, t time.Time) mapping.Value {
	text, err := t.UTC().MarshalText()
	if err != nil {
		text, err = t.MarshalText()
	}
	if err != nil {
		w.fail(path, err)
	}
	return mapping.String(string(text))
}

// gqlMarshaler is a type that writes itself into GraphQL answers, as gqlgen has it.
type gqlMarshaler interface{ MarshalGQL(w io.Writer) }

// marshaler is a scalar of the schema's own that knows its JSON.
func marshaler(v reflect.Value) (gqlMarshaler, bool) {
	if v.Kind() == reflect.Pointer && v.IsNil() {
		return nil, false
	}
	own, ok := v.Interface().(gqlMarshaler)
	return own, ok
}

// own is such a scalar: an argument is sent as the same value is written in an answer.
func (w *argumentWalk) own(path string, scalar gqlMarshaler) mapping.Value {
	var out bytes.Buffer
	scalar.MarshalGQL(&out)
	v, err := mapping.Parse(out.Bytes())
	if err != nil {
		w.fail(path, err)
	}
	return v
}
