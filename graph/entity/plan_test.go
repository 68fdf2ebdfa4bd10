package entity

import (
	"slices"
	"strings"
	"testing"

	"bff/connect/supply"
)

// fills reads "id title writer{id}" as a supply.
func fills(text string) *supply.Supply {
	out, rest := parseFills(text)
	if rest != "" {
		panic("unread: " + rest)
	}
	return out
}

func parseFills(text string) (*supply.Supply, string) {
	out := &supply.Supply{}
	for {
		text = strings.TrimLeft(text, " ")
		if text == "" {
			return out, ""
		}
		if text[0] == '}' {
			return out, text[1:]
		}
		end := strings.IndexAny(text+" ", " {}")
		f := supply.Field{Name: text[:end]}
		text = text[end:]
		if strings.HasPrefix(text, "{") {
			f.Of, text = parseFills(text[1:])
		}
		out.Fields = append(out.Fields, f)
	}
}

func provider(fill string, keys ...string) need {
	n := need{fills: fills(fill)}
	for _, k := range keys {
		n.needs = append(n.needs, strings.Split(k, "."))
	}
	return n
}

// What the convention says about which connectors are called, in its numbered cases.
func TestPlan(t *testing.T) {
	post := []need{provider("id title body writer{id}", "id")}
	writer := []need{provider("id name", "id")}
	item := []need{provider("id label size", "id")}
	two := []need{provider("id label", "id"), provider("id size", "id")}
	for _, tt := range []struct {
		name       string
		providers  []need
		have, want string
		steps      []int
	}{
		{"E01 what the list fills", post, "id title writer{id}", "title", nil},
		{"E02 the key of the writer", post, "id title writer{id}", "writer{id}", nil},
		{"E03 the writer's name", writer, "id", "name", []int{0}},
		{"E04 the body of a post in a list", post, "id title writer{id}", "body", []int{0}},
		{"E07 posts of a writer have no writer", post, "id title", "id writer", []int{0}},
		{"E12 the result of a mutation", post, "id", "id body", []int{0}},
		{"E13 a batch", item, "id", "label", []int{0}},
		{"E19 the second only", two, "id", "size", []int{1}},
		{"E19 both", two, "id", "label size", []int{0, 1}},
		{"one that fills all before two", []need{provider("id label", "id"), provider("id label size", "id")}, "id", "label size", []int{1}},
		{"the first of equals", []need{provider("id label", "id"), provider("id label", "id")}, "id", "label", []int{0}},
		{"a chain: the label gives the size", []need{provider("size", "label"), provider("label", "id")}, "id", "size", []int{1, 0}},
		{"a chain of three", []need{provider("c", "b"), provider("b", "a"), provider("a", "id")}, "id", "c", []int{2, 1, 0}},
		{"a key inside of an object", []need{provider("sum", "in.b")}, "in{b}", "sum", []int{0}},
		{"a key that is not there", writer, "name", "posts", nil},
		{"no way to the key", []need{provider("size", "label")}, "id", "size", nil},
		{"a circle of keys", []need{provider("a", "b"), provider("b", "a")}, "id", "a", nil},
		{"the rest, when something has no way", []need{provider("size", "label"), provider("color", "id")}, "id", "size color", []int{1}},
		{"half a way to the keys, and another", []need{provider("x y", "k", "none"), provider("k", "id"), provider("x", "k")}, "id", "x y", []int{1, 2}},
		{"part of an object", []need{provider("price{amount currency}", "id")}, "id price{amount}", "price{currency}", []int{0}},
		{"nothing wanted", item, "id", "", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := plan(tt.providers, fills(tt.have), fills(tt.want)); !slices.Equal(got, tt.steps) {
				t.Errorf("steps %v; want %v", got, tt.steps)
			}
		})
	}
}

// Whatever the providers are, a plan ends, calls each once, each after its keys, and
// fills what can be filled.
func FuzzPlan(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5, 6}, byte(1))
	f.Fuzz(func(t *testing.T, edges []byte, want byte) {
		names := []string{"a", "b", "c", "d", "e", "f", "g", "h"}
		var providers []need
		for i := 0; i+2 < len(edges) && i < 36; i += 3 {
			providers = append(providers, provider(names[edges[i]%8]+" "+names[edges[i]/8%8], names[edges[i+1]%8], names[edges[i+2]%8]))
		}
		have, target := fills("a"), names[want%8]
		possible := closure(have, providers)
		steps := plan(providers, have, fills(target))
		for i, s := range steps {
			if slices.Contains(steps[:i], s) {
				t.Fatalf("%v calls %d twice", steps, s)
			}
			if !hasAll(have, providers[s].needs) {
				t.Fatalf("%v calls %d before its key is there", steps, s)
			}
			have = supply.Union(have, providers[s].fills)
		}
		if possible.Has(target) && !have.Has(target) {
			t.Fatalf("%v does not fill %s, which can be filled", steps, target)
		}
	})
}

// closure is what there is after all calls that can be made.
func closure(have *supply.Supply, providers []need) *supply.Supply {
	for range providers {
		for _, p := range providers {
			if hasAll(have, p.needs) {
				have = supply.Union(have, p.fills)
			}
		}
	}
	return have
}
