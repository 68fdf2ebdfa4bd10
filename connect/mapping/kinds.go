package mapping

import "strings"

// Kinds is a set of kinds: what a value may turn out to be. Bit 1<<k stands for
// Kind k. KindMissing is left out; any path may end without a value.
type Kinds uint16

// AnyKind is the set of all kinds of values.
const AnyKind = Kinds(1<<KindNull | 1<<KindBool | 1<<KindInt | 1<<KindFloat | 1<<KindString | 1<<KindList | 1<<KindObject)

// KindsOf is the set of the given kinds.
func KindsOf(kinds ...Kind) Kinds {
	var set Kinds
	for _, k := range kinds {
		set |= 1 << k
	}
	return set
}

// Has reports whether any of the kinds is in the set.
func (s Kinds) Has(kinds ...Kind) bool { return s&KindsOf(kinds...) != 0 }

// String names the set as messages do: "a number or a string".
func (s Kinds) String() string {
	if s == AnyKind {
		return "any value"
	}
	var names []string
	for k := KindNull; k <= KindObject; k++ {
		if s.Has(k) && !(k == KindFloat && s.Has(KindInt)) {
			names = append(names, k.String())
		}
	}
	return strings.Join(names, " or ")
}
