package config

import (
	"math"
	"strconv"
	"strings"
)

// Bytes is a size in bytes.
type Bytes int64

// The units of sizes: decimal ones as in http_max_request_bytes: 2MB, binary
// ones as in max_bytes: 64MiB.
const (
	KB  Bytes = 1000
	MB        = 1000 * KB
	GB        = 1000 * MB
	KiB Bytes = 1024
	MiB       = 1024 * KiB
	GiB       = 1024 * MiB
)

// units holds the larger unit of a pair first, so that String finds the one
// that leaves the smaller number.
var units = []struct {
	name string
	size Bytes
}{
	{"GiB", GiB},
	{"GB", GB},
	{"MiB", MiB},
	{"MB", MB},
	{"KiB", KiB},
	{"kB", KB},
}

// String returns the size in the largest unit that divides it: "64MiB", "1500".
func (b Bytes) String() string {
	for _, u := range units {
		if b != 0 && b%u.size == 0 {
			return strconv.FormatInt(int64(b/u.size), 10) + u.name
		}
	}
	return strconv.FormatInt(int64(b), 10)
}

// parseBytes reads "2000000", "2MB", "2 mb", "64MiB" or "1.5GB". A single
// letter is no unit, because its meaning differs between tools.
func parseBytes(text string) (Bytes, bool) {
	digits := strings.TrimRight(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ ")
	unit := Bytes(1)
	switch name := strings.TrimSpace(text[len(digits):]); {
	case name == "" && digits != text:
		return 0, false // trailing space: the file can't hold it, a variable should not
	case name == "" || strings.EqualFold(name, "b"):
	default:
		if unit = unitSize(name); unit == 0 {
			return 0, false
		}
	}
	if whole, err := strconv.ParseInt(digits, 10, 64); err == nil {
		if whole < 0 || whole > math.MaxInt64/int64(unit) {
			return 0, false
		}
		return Bytes(whole) * unit, true
	}
	number, err := strconv.ParseFloat(digits, 64)
	if err != nil || strings.ContainsAny(digits, "_+-xX") || number*float64(unit) >= math.MaxInt64 {
		return 0, false
	}
	return Bytes(number * float64(unit)), true
}

func unitSize(name string) Bytes {
	for _, u := range units {
		if strings.EqualFold(name, u.name) {
			return u.size
		}
	}
	return 0
}
