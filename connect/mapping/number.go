package mapping

import (
	"cmp"
	"math"
	"strconv"
	"strings"
)

// Numbers keep their JSON text, so that a 20-digit id or a price such as 1.10
// leaves as it came. Only arithmetic, comparison and text make them Go numbers.

// Float returns a number that need not be an integer, written as ECMAScript writes
// it: 337, 0.5, 1e+21. It is missing for NaN and infinities, which JSON cannot write.
func Float(f float64) Value {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return Value{}
	}
	return Value{kind: KindFloat, text: ecmaText(f)}
}

// computed is the result of arithmetic. In an answer it is written as the convention
// writes it, with at least one decimal; in a request as Float writes it, because many
// backends take 2.0 for no integer.
func (e *env) computed(f float64) Value {
	v := Float(f)
	if v.kind == KindFloat && !e.request {
		v.text = formatFloat(f)
	}
	return v
}

// ecmaText is f as ECMAScript's Number::toString gives it.
//
// Source: https://tc39.es/ecma262/#sec-numeric-types-number-tostring
func ecmaText(f float64) string {
	if f == 0 {
		return "0" // and -0
	}
	if abs := math.Abs(f); abs >= 1e-6 && abs < 1e21 {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	mantissa, exp, _ := strings.Cut(strconv.FormatFloat(f, 'e', -1, 64), "e")
	return mantissa + "e" + exp[:1] + strings.TrimLeft(exp[1:], "0")
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

// decimal takes a number's JSON text apart: its digits without zeros at either end, and
// the power of ten that they are multiplied by. ok is false for an exponent that no
// other notation could have.
func decimal(text string) (negative bool, digits string, exponent int, ok bool) {
	text, negative = strings.CutPrefix(text, "-")
	if at := strings.IndexAny(text, "eE"); at >= 0 {
		var err error
		if exponent, err = strconv.Atoi(text[at+1:]); err != nil || exponent < -maxExponent || exponent > maxExponent {
			return negative, "", 0, false
		}
		text = text[:at]
	}
	whole, frac, _ := strings.Cut(text, ".")
	digits = strings.TrimLeft(whole+frac, "0")
	exponent -= len(frac)
	trimmed := strings.TrimRight(digits, "0")
	exponent += len(digits) - len(trimmed)
	if trimmed == "" {
		return false, "", 0, true
	}
	return negative, trimmed, exponent, true
}

// maxExponent bounds the exponents that are calculated with.
const maxExponent = 1 << 30

// IntegerText is a number as an integer without an exponent, all digits kept: 1e2 is
// 100, and 2.0 is 2. ok is false for other kinds, for numbers with a fraction, and for
// more than 400 digits.
func (v Value) IntegerText() (text string, ok bool) {
	if !v.isNumber() {
		return "", false
	}
	negative, digits, exponent, ok := decimal(v.text)
	if !ok || exponent < 0 || len(digits)+exponent > 400 {
		return "", false
	}
	if digits == "" {
		return "0", true
	}
	text = digits + strings.Repeat("0", exponent)
	if negative {
		text = "-" + text
	}
	return text, true
}

// appendNumberKey appends a text that numbers of one value share, however they are
// written: an integer as such, any other as digits and exponent.
func appendNumberKey(dst []byte, text string) []byte {
	v := Value{kind: KindInt, text: text}
	if whole, ok := v.IntegerText(); ok {
		return append(dst, whole...)
	}
	negative, digits, exponent, ok := decimal(text)
	if !ok {
		return append(dst, text...)
	}
	if negative {
		dst = append(dst, '-')
	}
	return strconv.AppendInt(append(append(dst, digits...), 'e'), int64(exponent), 10)
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
