package emit

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/99designs/gqlgen/codegen/templates"
)

// unique is a package-level name of ours for one thing: the wanted one, with a number
// where another thing has it. A.bC and AB.c want the same.
func (e *Emitter) unique(thing, wanted string) string {
	if known, ok := e.given[thing]; ok {
		return known
	}
	name := wanted
	for n := 2; e.taken[name]; n++ {
		name = fmt.Sprintf("%s%d", wanted, n)
	}
	e.given[thing], e.taken[name] = name, true
	return name
}

// reserve takes the names that are printed as they are: those that are made of the name
// of a type, and those of exec_gen.go.
func (e *Emitter) reserve() {
	for _, name := range []string{"sources", "sourceData", "sourcesFS"} {
		e.taken[name] = true
	}
	for _, def := range e.schema.Types() {
		if def.IsLeafType() {
			continue
		}
		for _, prefix := range []string{"read", "own", "merge", "shape", "stub", "stubOf", "tags", "must"} {
			e.taken[prefix+templates.ToGoModelName(def.Name)] = true
		}
	}
}

// locals are the names that the methods use themselves, and those that Go has.
var locals = strings.Fields(`c r o ctx obj objs all args err keys results none
	connector entity inputs mapping supply batch cache relay time graphql math context shopapi
	any append bool error false float64 int int32 int64 len nil string true uint`)

// prefixes start the names of our functions and variables.
var prefixes = []string{"connect", "fills", "fetch", "key", "complete", "read", "own", "merge", "shape", "stub", "source", "tags", "ids", "must"}

// argumentName is the name of a parameter, clear of all names that the methods use.
func argumentName(name string) string {
	name = goPrivate(name)
	if slices.Contains(locals, name) || slices.ContainsFunc(prefixes, func(p string) bool { return startsWord(name, p) }) {
		return name + "Arg"
	}
	return name
}

// startsWord reports a name such as readProduct, for "read".
func startsWord(name, prefix string) bool {
	rest, ok := strings.CutPrefix(name, prefix)
	return ok && rest != "" && !unicode.IsLower(rune(rest[0]))
}
