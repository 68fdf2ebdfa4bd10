package config

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

const prefix = "BFF_"

// overlay lays the variables of a process over the nodes of the file. A key's
// variable is its path, so names are found by walking the types; only below a
// map is that ambiguous, because BFF_SOURCES_A_B_URL does not say where the
// source's name ends. There, the longest known ending wins: the name is what
// stands before it.
type overlay struct {
	*reporter
	sources []string // names that schemas use, for map keys and suggestions
}

// apply writes the BFF_ variables among environ to root.
func (o *overlay) apply(root *node, environ map[string]string) {
	t := reflect.TypeFor[Config]()
	var unknown []origin
	for _, name := range slices.Sorted(maps.Keys(environ)) {
		rest, ours := strings.CutPrefix(name, prefix)
		if !ours || name == "BFF_CONFIG" || isServiceLink(name, environ[name]) {
			continue
		}
		at := origin{variable: name}
		if !o.set(root, t, rest, &node{at: at, kind: scalar, text: environ[name]}) {
			unknown = append(unknown, at)
		}
	}
	for _, at := range unknown { // last, when the sources that other variables name are known
		hint, near := nearest(at.variable, o.known(root))
		source, _, inConfig := strings.Cut(at.variable, "_CONFIG_")
		switch {
		case inConfig && strings.HasPrefix(source, prefix+"SOURCES_"):
			hint = fmt.Sprintf("expected %[1]s_CONFIG, which holds all of it, or %[1]s_CONFIG_FILE", source)
		case !near:
			hint = "expected a key's path in upper case, like BFF_CACHE_REDIS_URL"
		}
		o.add(at, "no key has this variable", hint)
	}
}

// applyFlags writes what the command line sets to root.
func (o *overlay) applyFlags(root *node, flags []Flag) {
	for _, flag := range flags {
		at := origin{variable: flag.Name}
		name := envName(flag.Key)
		if !o.set(root, reflect.TypeFor[Config](), name, &node{at: at, kind: scalar, text: flag.Value}) {
			o.add(at, fmt.Sprintf("no key is called %q", flag.Key), "")
		}
	}
}

// set writes value below n, whose type is t, at the path that rest spells. It
// reports whether there is one.
func (o *overlay) set(n *node, t reflect.Type, rest string, value *node) bool {
	if t.Kind() == reflect.Map {
		name, ending, ok := o.splitMapKey(n, t, rest)
		return ok && o.set(child(n, name, value.at), t.Elem(), ending, value)
	}
	for _, f := range fields(t) {
		word := envName(key(f))
		switch {
		case isLeaf(f.Type) && rest == word:
			n.set(key(f), value.at, value)
			return true
		case isLeaf(f.Type) || !strings.HasPrefix(rest, word+"_"):
		case o.set(child(n, key(f), value.at), f.Type, rest[len(word)+1:], value):
			return true
		}
	}
	return false
}

// child returns the mapping at n's key name, which it adds when there is none.
func child(n *node, name string, at origin) *node {
	if c, ok := n.fields[name]; ok && c.kind == mapping {
		return c
	}
	c := newMapping(at)
	if old, ok := n.fields[name]; ok && old.kind != empty {
		return c // a mistake of the file, which will be reported: don't hide it
	}
	n.set(name, at, c)
	return c
}

// splitMapKey divides "USER_PROFILES_URL" into "user-profiles", the name that
// the file or a schema writes so, and "URL".
func (o *overlay) splitMapKey(n *node, t reflect.Type, rest string) (name, ending string, ok bool) {
	for _, path := range leaves(t.Elem(), "*") {
		word := envName(strings.Join(path, "_"))
		if strings.HasSuffix(rest, "_"+word) && len(rest) > len(word)+1 && len(word) > len(ending) {
			ending = word
		}
	}
	if ending == "" {
		return "", "", false
	}
	word := rest[:len(rest)-len(ending)-1]
	for _, known := range slices.Concat(n.keys, o.sources) {
		if envName(known) == word {
			return known, ending, true
		}
	}
	return strings.ToLower(word), ending, true
}

// known returns every variable, with the sources that the file and the schemas
// name.
func (o *overlay) known(root *node) []string {
	sources := slices.Clone(o.sources)
	if n, ok := root.fields["sources"]; ok {
		sources = append(sources, n.keys...)
	}
	if len(sources) == 0 {
		sources = []string{"NAME"}
	}
	var names []string
	for _, source := range sources {
		for _, path := range leaves(reflect.TypeFor[Config](), source) {
			names = append(names, prefix+envName(strings.Join(path, "_")))
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// envName returns the form that a key or a name has in variables.
func envName(name string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case 'a' <= c && c <= 'z':
			return c - 'a' + 'A'
		case 'A' <= c && c <= 'Z' || '0' <= c && c <= '9':
			return c
		default:
			return '_'
		}
	}, name)
}

var (
	linkValue = regexp.MustCompile(`^(tcp|udp|sctp)://`)
	linkName  = regexp.MustCompile(`_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$`)
)

// isServiceLink recognises what Kubernetes and Docker set in every container
// for each service near by. A service called bff, or bff-shop, would otherwise
// keep its own pods from starting, and its BFF_SHOP_PORT=tcp://10.0.0.1:80 even
// has the name of a key.
func isServiceLink(name, value string) bool {
	return linkName.MatchString(name) || strings.HasSuffix(name, "_PORT") && linkValue.MatchString(value)
}

// environment turns "K=V" lines into a map; the last of two wins, as in exec.
func environment(lines []string) (map[string]string, error) {
	vars := make(map[string]string, len(lines))
	for _, line := range lines {
		name, value, ok := strings.Cut(line, "=")
		if !ok {
			return nil, fmt.Errorf("config: %q in Options.Environ is not NAME=value", line)
		}
		vars[name] = value
	}
	return vars, nil
}
