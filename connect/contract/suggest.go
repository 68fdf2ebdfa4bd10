package contract

import (
	"strings"

	"github.com/vektah/gqlparser/v2/validator/core"
)

// didYouMean is a hint for an unknown name: the known name that it is a slip of,
// else the hint given.
func didYouMean(name string, known []string, otherwise string) string {
	near := core.SuggestionList(name, known)
	if len(near) == 0 {
		return otherwise
	}
	return "did you mean " + near[0] + "?"
}

// oneOf is "use one of a, b"; for many names only the first ones.
func oneOf(names []string) string {
	const most = 12
	switch {
	case len(names) == 0:
		return "remove it"
	case len(names) == 1:
		return "use " + names[0]
	case len(names) > most:
		return "use one of " + strings.Join(names[:most], ", ") + ", ..."
	default:
		return "use one of " + strings.Join(names, ", ")
	}
}
