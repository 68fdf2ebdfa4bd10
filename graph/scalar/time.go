package scalar

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/99designs/gqlgen/graphql"
)

// MarshalDateTime writes a moment as RFC 3339 has it, with the zone that it came with. The
// year 1, with which some backends say that they know none, is written like any other. A
// year beyond 9999 is a mistake of a resolver, which the panic makes the error of its
// field.
func MarshalDateTime(t time.Time) graphql.Marshaler {
	text, err := t.MarshalText()
	if err != nil {
		panic(fmt.Sprintf("a DateTime that RFC 3339 cannot write: %v", err))
	}
	return graphql.WriterFunc(func(w io.Writer) { _, _ = io.WriteString(w, strconv.Quote(string(text))) })
}

// UnmarshalDateTime reads a moment with its zone, strictly: no empty text, no local time.
func UnmarshalDateTime(v any) (time.Time, error) {
	if text, ok := v.(string); ok {
		var t time.Time
		if err := t.UnmarshalText([]byte(text)); err == nil {
			return t, nil
		}
	}
	return time.Time{}, errors.New(`expected a date and time with a zone as RFC 3339 writes it, such as "2026-01-02T15:04:05Z"`)
}
