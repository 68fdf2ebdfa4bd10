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
	build   bool
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
		client, _, _ := strings.Cut(rest, "/")
		if client == "shared" {
			w.all = true
			return
		}
		if w.clients == nil {
			w.clients = map[string]bool{}
		}
		w.clients[client] = true
	default:
		w.build = true
	}
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
		// A file beside the folders is no client's.
		return path.Ext(name) == ".graphql" && strings.Count(file, "/") > 1
	case strings.HasPrefix(file, "cmd/bffgen/"):
		return path.Ext(name) == ".graphql"
	case path.Base(folder) == "operations":
		return path.Ext(name) == ".graphql" || path.Ext(name) == ".json"
	}
	return false
}
