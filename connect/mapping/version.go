package mapping

import "fmt"

// Version is a version of the connect convention, as the schema links it. It
// decides which syntax a mapping may use; the zero Version is not valid.
//
// v0.1 to v0.3 are one grammar with later parts refused in older versions, as
// v0.3 gives every older mapping its old meaning. v0.4 adds spread, shorthand
// and six methods; nothing it adds changes what a v0.3 mapping means.
type Version uint8

// The versions of the convention. Latest is what a schema should link.
const (
	V01 Version = iota + 1
	V02
	V03
	V04

	Latest = V03
)

// ParseVersion reads "v0.3", the last segment of the URL that a schema links.
// The error names the versions that exist.
func ParseVersion(text string) (Version, error) {
	for v := V01; v <= V04; v++ {
		if v.String() == text {
			return v, nil
		}
	}
	return 0, fmt.Errorf("unknown connect version %q; known are %s to %s", text, V01, V04)
}

// String is the version as a schema writes it: "v0.3".
func (v Version) String() string { return fmt.Sprintf("v0.%d", uint8(v)) }

func (v Version) valid() bool { return v >= V01 && v <= V04 }

// feature is a piece of syntax that older versions refuse.
type feature struct {
	since Version
	name  string // as an error message says it: "the operator `??`"
}

// The gated syntax. Methods are gated in their own table, see methods.go.
var (
	featureOptional  = feature{V03, "`?`"}
	featureOperator  = feature{V03, "an operator"}
	featureLoneKey   = feature{V03, "a lone key in an expression"}
	featureSpread    = feature{V04, "`...`"}
	featureShorthand = feature{V04, "a key without a value in an object"}
)
