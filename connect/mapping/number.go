package mapping

import (
	"cmp"
	"math"
	"strconv"
	"strings"
)

// Numbers keep their JSON text, so that a 20-digit id or a price such as 1.10
// leaves as it came. Only arithmetic, comparison and text make them Go numbers.

// Float returns a non-integer number; it is missing for NaN and infinities,
// which JSON cannot write.
func Float(f float64) Value {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return Value{}
	}
	return Value{kind: KindFloat, text: formatFloat(f)}
}

// formatFloat is the shortest text that reads back as f, with at least one
// decimal, and an exponent below 1e-5 and from 1e16 on.
func formatFloat(f float64) string {
	if abs := math.Abs(f); abs != 0 && (abs < 1e-5 || abs >= 1e16) {
		mantissa, exp, _ := strings.Cut(strconv.FormatFloat(f, 'e', -1, 64), "e")
		negative := strings.HasPrefix(exp, "-")
		exp = strings.TrimLeft(exp, "+-0")
		if negative {
			exp = "-" + exp
		}
		return mantissa + "e" + exp
	}
	text := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	return text
}

// floatText is formatFloat of a number's JSON text.
func floatText(text string) string {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return text
	}
	return formatFloat(f)
}

// compareNumbers orders two numbers by value. Integers of any size are compared
// exactly; with a non-integer on either side both are rounded to 64-bit floats.
func compareNumbers(a, b Value) int {
	if a.kind == KindInt && b.kind == KindInt {
		return compareIntegers(a.text, b.text)
	}
	x, _ := a.Float64()
	y, _ := b.Float64()
	return cmp.Compare(x, y)
}

// compareIntegers orders integers in JSON form, which has no leading zeros.
func compareIntegers(a, b string) int {
	a, negA := strings.CutPrefix(a, "-")
	b, negB := strings.CutPrefix(b, "-")
	negA, negB = negA && a != "0", negB && b != "0"
	switch {
	case negA && !negB:
		return -1
	case negB && !negA:
		return 1
	case negA:
		a, b = b, a
	}
	if c := cmp.Compare(len(a), len(b)); c != 0 {
		return c
	}
	return strings.Compare(a, b)
}

// equal is deep equality in which an integer and a non-integer always differ,
// and the order of an object's keys does not matter.
func equal(a, b Value) bool {
	if a.kind != b.kind {
		return false
	}
	switch a.kind {
	case KindInt:
		return compareIntegers(a.text, b.text) == 0
	case KindFloat:
		return compareNumbers(a, b) == 0
	case KindString:
		return a.form == b.form && a.text == b.text || a.str() == b.str()
	case KindList:
		return equalLists(a, b)
	case KindObject:
		return equalObjects(a, b)
	default:
		return a.text == b.text
	}
}

func equalLists(a, b Value) bool {
	var x, y Member
	ca, cb := a.cursor(), b.cursor()
	for {
		more := ca.next(&x)
		if more != cb.next(&y) {
			return false
		}
		if !more {
			return true
		}
		if !equal(x.Value, y.Value) {
			return false
		}
	}
}

func equalObjects(a, b Value) bool {
	if a.Len() != b.Len() {
		return false
	}
	var m Member
	for c := a.cursor(); c.next(&m); {
		if other := b.Get(m.Key); other.IsMissing() || !equal(m.Value, other) {
			return false
		}
	}
	return true
}

// looseEqual is equal, but for two numbers compares their values: 1 is 1.0.
func looseEqual(a, b Value) bool {
	if a.isNumber() && b.isNumber() {
		return compareNumbers(a, b) == 0
	}
	return equal(a, b)
}
