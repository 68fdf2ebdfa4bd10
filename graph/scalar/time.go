package scalar

import (
	"errors"
	"fmt"
	"io"
	"regexp"
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

// dateTime is the form of RFC 3339, of which package time takes others for good, too: an
// hour of one digit, a comma for the point, a zone of 24 hours.
var dateTime = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`)

// UnmarshalDateTime reads a moment with its zone, strictly: no empty text, no local time.
func UnmarshalDateTime(v any) (time.Time, error) {
	if text, ok := v.(string); ok && dateTime.MatchString(text) {
		if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
			return t, nil
		}
	}
	return time.Time{}, errors.New(`expected a date and time with a zone as RFC 3339 writes it, such as "2026-01-02T15:04:05Z"`)
}
