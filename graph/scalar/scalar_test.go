package scalar_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"bff/graph/scalar"
)

// written returns the output of a marshaler, or its panic.
func written(marshal func() graphql.Marshaler) (out string) {
	defer func() {
		if cause := recover(); cause != nil {
			out = "panic: " + fmt.Sprint(cause)
		}
	}()
	var buffer bytes.Buffer
	marshal().MarshalGQL(&buffer)
	return buffer.String()
}

// read returns the value that each scalar makes of a request value, "error" for none.
func read(v any) map[string]string {
	out := map[string]string{}
	note := func(name string, value any, err error) {
		out[name] = fmt.Sprint(value)
		if err != nil {
			out[name] = "error"
		}
	}
	i, err := scalar.UnmarshalInt(v)
	note("Int", i, err)
	long, err := scalar.UnmarshalLong(v)
	note("Long", long, err)
	f, err := scalar.UnmarshalFloat(context.Background(), v)
	note("Float", f, err)
	s, err := scalar.UnmarshalString(v)
	note("String", s, err)
	b, err := scalar.UnmarshalBoolean(v)
	note("Boolean", b, err)
	id, err := scalar.UnmarshalID(v)
	note("ID", id, err)
	var decimal scalar.Decimal
	note("Decimal", &decimal, decimal.UnmarshalGQL(v))
	if out["Decimal"] != "error" {
		out["Decimal"] = string(decimal)
	}
	var big scalar.BigInt
	err = big.UnmarshalGQL(v)
	note("BigInt", string(big), err)
	at, err := scalar.UnmarshalDateTime(v)
	note("DateTime", at.Format(time.RFC3339Nano), err)
	return out
}

// TestStrict has for each value the scalars that take it. All others refuse it: nothing
// is converted, and null is no zero.
func TestStrict(t *testing.T) {
	for _, tt := range []struct {
		value any
		want  string // "Int=1 Long=1 ..."
	}{
		{nil, ""},
		{true, "Boolean=true"},
		{"1", "ID=1 String=1"},
		{"", "ID= String="},
		{"true", "ID=true String=true"},
		{[]any{}, ""},
		{map[string]any{}, ""},
		{json.Number("1"), "BigInt=1 Decimal=1 Float=1 ID=1 Int=1 Long=1"},
		{int64(7), "BigInt=7 Decimal=7 Float=7 ID=7 Int=7 Long=7"},
		{1.5, "Float=1.5"}, // as package coerce reads it
		{json.Number("1.0"), "BigInt=1 Decimal=1.0 Float=1 Int=1 Long=1"},
		{json.Number("1e2"), "BigInt=100 Decimal=1e2 Float=100 Int=100 Long=100"},
		{json.Number("12.50"), "Decimal=12.50 Float=12.5"},
		{json.Number("3000000000"), "BigInt=3000000000 Decimal=3000000000 Float=3e+09 ID=3000000000 Long=3000000000"},
		{json.Number("9007199254740993"), "BigInt=9007199254740993 Decimal=9007199254740993 Float=9.007199254740992e+15 ID=9007199254740993 Long=9007199254740993"},
		{json.Number("9223372036854775808"), "BigInt=9223372036854775808 Decimal=9223372036854775808 Float=9.223372036854776e+18 ID=9223372036854775808"},
		{json.Number("1e999"), "Decimal=1e999"},
		{"2026-01-02T03:04:05.120+02:00", "DateTime=2026-01-02T03:04:05.12+02:00 ID=2026-01-02T03:04:05.120+02:00 String=2026-01-02T03:04:05.120+02:00"},
		{"0001-01-01T00:00:00Z", "DateTime=0001-01-01T00:00:00Z ID=0001-01-01T00:00:00Z String=0001-01-01T00:00:00Z"},
		{"2026-01-02T03:04:05", "ID=2026-01-02T03:04:05 String=2026-01-02T03:04:05"},
		{"10000-01-01T00:00:00Z", "ID=10000-01-01T00:00:00Z String=10000-01-01T00:00:00Z"},
	} {
		got := read(tt.value)
		want := map[string]string{}
		for _, pair := range strings.Fields(tt.want) {
			name, value, _ := strings.Cut(pair, "=")
			want[name] = value
		}
		for name, value := range got {
			expected, takes := want[name]
			if !takes {
				expected = "error"
			}
			if value != expected {
				t.Errorf("%s reads %#v as %s; want %s", name, tt.value, value, expected)
			}
		}
	}
}

func TestWritten(t *testing.T) {
	contextual := func(m graphql.ContextMarshaler) func() graphql.Marshaler {
		return func() graphql.Marshaler {
			return graphql.WriterFunc(func(w io.Writer) {
				if err := m.MarshalGQLContext(context.Background(), w); err != nil {
					_, _ = w.Write([]byte("error: " + err.Error()))
				}
			})
		}
	}
	for _, tt := range []struct {
		name    string
		marshal func() graphql.Marshaler
		want    string
	}{
		{"Int", func() graphql.Marshaler { return scalar.MarshalInt(math.MaxInt32) }, "2147483647"},
		{"Int beyond 32 bits", func() graphql.Marshaler { return scalar.MarshalInt(math.MaxInt32 + 1) }, "panic: the Int 2147483648 does not fit into 32 bits; use the scalar Long"},
		{"Long", func() graphql.Marshaler { return scalar.MarshalLong(math.MaxInt64) }, "9223372036854775807"},
		{"Float", contextual(scalar.MarshalFloat(337)), "337"},
		{"large Float", contextual(scalar.MarshalFloat(1e21)), "1e+21"},
		{"small Float", contextual(scalar.MarshalFloat(1e-7)), "1e-7"},
		{"-0", contextual(scalar.MarshalFloat(math.Copysign(0, -1))), "0"},
		{"NaN", contextual(scalar.MarshalFloat(math.NaN())), "error: the Float NaN is no number that JSON has"},
		{"DateTime with its zone", func() graphql.Marshaler {
			return scalar.MarshalDateTime(time.Date(2026, 1, 2, 3, 4, 5, 6e6, time.FixedZone("", 7200)))
		}, `"2026-01-02T03:04:05.006+02:00"`},
		{"the year 1", func() graphql.Marshaler { return scalar.MarshalDateTime(time.Time{}) }, `"0001-01-01T00:00:00Z"`},
		{
			"the year 10000", func() graphql.Marshaler { return scalar.MarshalDateTime(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)) },
			"panic: a DateTime that RFC 3339 cannot write: Time.MarshalText: year outside of range [0,9999]",
		},
		{"Decimal", func() graphql.Marshaler { return scalar.Decimal("12.50") }, "12.50"},
		{"no Decimal", func() graphql.Marshaler { return scalar.Decimal(`"x"`) }, "null"},
		{"BigInt", func() graphql.Marshaler { return scalar.BigInt("-12345678901234567890") }, "-12345678901234567890"},
		{"JSON", contextual(scalar.MarshalJSON(map[string]any{"a": []any{json.Number("1.0"), "<&>"}})), `{"a":[1.0,"<&>"]}`},
		{"no JSON", contextual(scalar.MarshalJSON(math.Inf(1))), "error: json: unsupported value: +Inf"},
		{"ID", func() graphql.Marshaler { return scalar.MarshalID("1") }, `"1"`},
		{"String", func() graphql.Marshaler { return scalar.MarshalString("a\"b") }, `"a\"b"`},
		{"Boolean", func() graphql.Marshaler { return scalar.MarshalBoolean(true) }, "true"},
	} {
		if got := written(tt.marshal); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// FuzzInteger compares with arithmetic on the texts of numbers that is exact: whatever
// is an integer reads back as the same float, and nothing else is one.
func FuzzInteger(f *testing.F) {
	for _, text := range []string{"0", "-0", "1", "1.0", "100e-2", "1e2", "12.50", "1e308", "1e-400", "0e9999", "-12345678901234567890.0", "1e999999999999", "x", "", "1.", "e", "-"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		digits, ok := scalar.Integer(text)
		if ok && !scalar.IsInteger(digits) {
			t.Errorf("%q is the integer %q", text, digits)
		}
		if !json.Valid([]byte(text)) || strings.Trim(text, "0123456789.eE+-") != "" {
			return
		}
		value, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return // beyond what can be compared
		}
		switch {
		case ok:
			if back, err := strconv.ParseFloat(digits, 64); err != nil || back != value {
				t.Errorf("%s is the integer %s, which is %v and not %v", text, digits, back, value)
			}
		case value == math.Trunc(value) && math.Abs(value) < 1<<50 && len(text) < 15 && value != 0:
			t.Errorf("%s is an integer", text)
		}
	})
}
