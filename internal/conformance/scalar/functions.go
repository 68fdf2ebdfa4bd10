package scalar

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"time"

	"github.com/99designs/gqlgen/graphql"
)

// MarshalHex writes bytes, of which a list can be nil, as hexadecimal digits.
func MarshalHex(b []byte) graphql.Marshaler { return graphql.MarshalString(hex.EncodeToString(b)) }

// UnmarshalHex reads them.
func UnmarshalHex(v any) ([]byte, error) {
	text, _ := v.(string)
	return hex.DecodeString(text)
}

// MarshalSeconds writes a duration as a number, with a context as gqlgen allows.
func MarshalSeconds(d time.Duration) graphql.ContextMarshaler {
	return graphql.ContextWriterFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, strconv.FormatFloat(d.Seconds(), 'f', -1, 64))
		return err
	})
}

// UnmarshalSeconds reads it.
func UnmarshalSeconds(_ context.Context, v any) (time.Duration, error) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, errors.New("expected a number")
	}
	seconds, err := n.Float64()
	return time.Duration(seconds * float64(time.Second)), err
}
