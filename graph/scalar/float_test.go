package scalar_test

import (
	"strconv"
	"strings"
	"testing"

	"bff/graph/scalar"
)

func TestParseFloat(t *testing.T) {
	fives := func(n int) string { return strings.Repeat("5", n) }
	for _, tt := range []struct {
		name, text string
		want       float64
		ok         bool
	}{
		{"short", "12.50", 12.5, true},
		{"long, in range", "1" + fives(899) + "e-700", 1.5555555555555556e199, true},
		{"long, negative", "-1" + fives(899) + "E-700", -1.5555555555555556e199, true},
		{"long, too large, as fuzzing found it", "1" + fives(1127) + "e-700", 0, false},
		{"long, brought back to the smallest", "1" + fives(1000) + "e-1323", 1.5e-323, true},
		{"long, with a fraction", "1" + fives(1000) + "." + fives(1000) + "e-1000", 1.5555555555555556, true},
		{"long fraction", "1." + fives(2000), 1.5555555555555556, true},
		{"without an exponent", "1" + fives(1000), 0, false},
		{"an exponent beyond an int", "1" + fives(1000) + "e-99999999999999999999", 0, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := scalar.ParseFloat(tt.text)
			if (err == nil) != tt.ok || tt.ok && strconv.FormatFloat(got, 'e', 8, 64) != strconv.FormatFloat(tt.want, 'e', 8, 64) {
				t.Errorf("got %v, %v; want %v, %v", got, err, tt.want, tt.ok)
			}
		})
	}
}
