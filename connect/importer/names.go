package importer

import (
	"fmt"
	"path"
	"regexp"
	"strings"
)

var graphQLName = regexp.MustCompile(`^[_A-Za-z][_0-9A-Za-z]*$`)

var notOfNames = regexp.MustCompile(`[^0-9A-Za-z]+`)

// words are the parts of a name between anything that is no letter or digit.
func words(text string) []string {
	if !strings.ContainsFunc(text, func(r rune) bool { return 'a' <= r && r <= 'z' }) {
		text = strings.ToLower(text) // LIST_PRICE
	}
	return strings.FieldsFunc(notOfNames.ReplaceAllString(text, " "), func(r rune) bool { return r == ' ' })
}

// pascal is a name for a type: "ProductImage"; empty if the text has no letters.
func pascal(text string) string {
	var out strings.Builder
	for _, w := range words(text) {
		out.WriteString(strings.ToUpper(w[:1]) + w[1:])
	}
	return notFirst(out.String(), "N")
}

// camel is a name for a field: "productImage"; empty if the text has no letters.
func camel(text string) string {
	name := pascal(text)
	if name == "" {
		return ""
	}
	return strings.ToLower(name[:1]) + name[1:]
}

// notFirst puts something before a digit, which a name cannot start with.
func notFirst(name, before string) string {
	if name != "" && '0' <= name[0] && name[0] <= '9' {
		return before + name
	}
	return name
}

// fieldName is a property's name in GraphQL: its own where that is a name without
// underscores.
func fieldName(wire string) string {
	if graphQLName.MatchString(wire) && !strings.Contains(wire, "_") {
		return wire
	}
	return camel(wire)
}

// typeName keeps a name that looks like a type's.
func typeName(text string) string {
	if graphQLName.MatchString(text) && 'A' <= text[0] && text[0] <= 'Z' {
		return text
	}
	return pascal(text)
}

// called are the names of properties' fields. One that keeps its own has it before
// others that would come to the same.
func called(properties []property) map[string]string {
	out, used := map[string]string{}, names{}
	for _, keeps := range []bool{true, false} {
		for _, p := range properties {
			if name := fieldName(p.name); (name == p.name) == keeps {
				out[p.name] = used.take(name, "field")
			}
		}
	}
	return out
}

// referred is the name in a reference: "Product" of "#/components/schemas/Product".
func referred(reference string) string {
	file, fragment, _ := strings.Cut(reference, "#")
	if fragment != "" {
		return strings.ReplaceAll(path.Base(fragment), "~1", "/")
	}
	return strings.TrimSuffix(path.Base(file), path.Ext(file))
}

// singular is what one of a list is called, as far as rules go.
func singular(name string) string {
	for _, ending := range []struct{ many, one string }{
		{"ies", "y"}, {"sses", "ss"}, {"xes", "x"}, {"ches", "ch"}, {"shes", "sh"}, {"ss", "ss"}, {"us", "us"}, {"s", ""},
	} {
		if stem, ok := strings.CutSuffix(name, ending.many); ok && stem != "" {
			return stem + ending.one
		}
	}
	return name
}

// names are those in use. Two that differ in case or underscores only would be one
// in Go, so they count as the same.
type names map[string]bool

func normal(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "")) }

func (n names) has(name string) bool { return n[normal(name)] }

// take is the first free one of name, name2, name3, which is then in use. Without a
// name it is otherwise.
func (n names) take(name, otherwise string) string {
	if normal(name) == "" {
		name = otherwise
	}
	free := name
	for i := 2; n.has(free); i++ {
		free = fmt.Sprintf("%s%d", name, i)
	}
	n[normal(free)] = true
	return free
}
