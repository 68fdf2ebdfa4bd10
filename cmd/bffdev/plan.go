package main

import (
	"maps"
	"path"
	"slices"
	"strings"
)

// everything stands for changes that nobody can name, such as those that the
// system had no room to report.
const everything = "."

// work is what has to be done before the server is current.
type work struct {
	all     bool            // generate every client
	clients map[string]bool // else these
	// operations are the clients whose operations have to be checked. Generating a
	// client does that too.
	operations map[string]bool
	build      bool
}

// add notes what a changed file asks for. Paths are relative to the project,
// with slashes.
func (w *work) add(file string) {
	if !counts(file) {
		return
	}
	folder, rest, _ := strings.Cut(file, "/")
	switch {
	case file == everything, file == "gqlgen.yml", strings.HasPrefix(file, "cmd/bffgen/"), strings.HasPrefix(file, "connect/"):
		w.all, w.build = true, true
	case folder == "schema":
		client, _, inFolder := strings.Cut(rest, "/")
		if client == "shared" || !inFolder { // bffgen says what a file in no folder is
			w.all = true
			return
		}
		note(&w.clients, client)
	case operationOf(file) != "":
		note(&w.operations, operationOf(file))
		w.build = true
	default:
		w.build = true
	}
}

// note adds a name to a set.
func note(set *map[string]bool, name string) {
	if *set == nil {
		*set = map[string]bool{}
	}
	(*set)[name] = true
}

// operationOf is the client that a file is an operation of; empty when it is none.
func operationOf(file string) string {
	client, rest, _ := strings.Cut(file, "/")
	if strings.HasPrefix(rest, "operations/") {
		return client
	}
	return ""
}

// any tells whether there is something to do.
func (w work) any() bool { return w.generates() || len(w.operations) > 0 || w.build }

// shares tells whether a client has to be generated in both.
func (w work) shares(other work) bool {
	if w.all || other.all {
		return w.generates() && other.generates()
	}
	for client := range other.clients {
		if w.clients[client] {
			return true
		}
	}
	return false
}

// operationsLeft lists the clients whose operations are checked after generation.
func (w work) operationsLeft() map[string]bool {
	if w.all {
		return nil
	}
	left := maps.Clone(w.operations)
	maps.DeleteFunc(left, func(client string, _ bool) bool { return w.clients[client] })
	return left
}

// generates tells whether a client has to be generated.
func (w work) generates() bool { return w.all || len(w.clients) > 0 }

// names are the clients to generate; nil means all.
func (w work) names() []string {
	if w.all {
		return nil
	}
	return slices.Sorted(maps.Keys(w.clients))
}

// String names what is generated, for people.
func (w work) String() string {
	if w.all {
		return "all clients"
	}
	return strings.Join(w.names(), ", ")
}

// counts tells whether a file can change the server. What bffgen writes does
// not count, or each run would ask for the next.
func counts(file string) bool {
	folder, name := path.Split(file)
	switch {
	case file == everything, file == "gqlgen.yml", file == "go.mod", file == "go.sum":
		return true
	case strings.HasPrefix(name, "."), strings.HasPrefix(name, "#"): // editors' own
		return false
	case strings.HasSuffix(name, "_gen.go"), strings.HasSuffix(name, "_test.go"):
		return false
	case path.Ext(name) == ".go":
		return true
	case strings.HasPrefix(file, "schema/"):
		// Those of other endings and places are refused by bffgen.
		return path.Ext(name) == ".graphql" || path.Ext(name) == ".gql" || path.Ext(name) == ".graphqls"
	case strings.HasPrefix(file, "cmd/bffgen/"):
		return path.Ext(name) == ".graphql"
	case strings.Contains("/"+folder, "/operations/"):
		return path.Ext(name) == ".graphql" || path.Ext(name) == ".json"
	}
	return false
}
