package scalar

import (
	"strconv"
	"strings"
)

// exactDigits is the number of digits up to which strconv.ParseFloat is right. It keeps
// 800 digits, and takes a longer whole part for one of 800 digits where its fast path does
// not apply: 1,128 digits with e-700 are 1.5e99 for it, and not too large.
const exactDigits = 800

// ParseFloat reads a number's JSON text as 64 bits, whatever its length. The error is that
// of strconv.ParseFloat.
func ParseFloat(text string) (float64, error) {
	if len(text) <= exactDigits {
		return strconv.ParseFloat(text, 64)
	}
	unsigned, _ := strings.CutPrefix(text, "-")
	sign := text[:len(text)-len(unsigned)]
	mantissa, exponent := unsigned, ""
	if at := strings.IndexAny(unsigned, "eE"); at >= 0 {
		mantissa, exponent = unsigned[:at], unsigned[at+1:]
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	shift, err := strconv.Atoi(exponent)
	if len(whole) <= exactDigits || exponent != "" && err != nil {
		return strconv.ParseFloat(text, 64)
	}
	// The point goes behind the first digit, so that no digit before it is left out.
	scientific := whole[:1] + "." + whole[1:] + fraction + "e" + strconv.Itoa(shift+len(whole)-1)
	return strconv.ParseFloat(sign+scientific, 64)
}
