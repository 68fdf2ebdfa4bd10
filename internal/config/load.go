package config

import (
	"fmt"
	"os"
	"reflect"
	"slices"
)

// Options says where the configuration comes from.
type Options struct {
	// File is the YAML file; empty means none. A file that is named must exist.
	File string
	// Environ is the environment as "NAME=value", usually os.Environ(). nil
	// means an empty one.
	Environ []string
	// Clients are the clients that exist, all of which are served unless the
	// configuration says otherwise; nil means web, mobile and desktop.
	Clients []string
	// Sources are the sources that schemas use. They make BFF_SOURCES_A_B_URL
	// mean "a-b" where a schema says so, and a name that no schema uses an
	// error. nil accepts every name.
	Sources []string
	// Flags are the keys that the command line sets, which win over all else.
	Flags []Flag
	// Rules are checked when nothing else is wrong; their reports have a place too.
	Rules []Rule
	// ReadFile reads File and the files of secrets; nil means os.ReadFile.
	ReadFile func(name string) ([]byte, error)
}

// Flag is a key that is set on the command line, written as a variable's value is.
type Flag struct{ Name, Key, Value string } // {"--listen", "server.listen", ":8080"}

// Load reads the configuration. Its error is a Report, except for a File that
// can't be read. Load keeps nothing of o.
func Load(o Options) (Config, error) {
	if o.ReadFile == nil {
		o.ReadFile = os.ReadFile
	}
	if o.Clients == nil {
		o.Clients = Default().Clients
	}
	environ, err := environment(o.Environ)
	if err != nil {
		return Config{}, err
	}
	report := &reporter{file: o.File}
	root := newMapping(origin{})
	if o.File != "" {
		text, err := o.ReadFile(o.File)
		if err != nil {
			return Config{}, fmt.Errorf("read configuration: %w", err)
		}
		lookup := func(name string) (string, bool) { value, ok := environ[name]; return value, ok }
		root = (&fileReader{reporter: report, lookup: lookup}).read(text)
	}
	over := &overlay{reporter: report, sources: o.Sources}
	over.apply(root, environ)
	over.applyFlags(root, o.Flags)

	cfg := Default()
	cfg.Clients = slices.Clone(o.Clients)
	d := &decoder{reporter: report, readFile: o.ReadFile}
	d.decode(root, reflect.ValueOf(&cfg).Elem(), "", "")
	report.checkNames(root, o)
	d.bound(root, reflect.ValueOf(&cfg).Elem(), nil, nil)
	if report.err() == nil {
		d.check(root, cfg, slices.Concat(ownRules, o.Rules))
	}
	if err := report.err(); err != nil {
		return Config{}, err
	}
	return cfg, nil
}

// checkNames finds the names that mean nothing: clients that don't exist and
// sources that no schema or no other key knows.
func (r *reporter) checkNames(root *node, o Options) {
	if n := root.fields["clients"]; n != nil {
		r.checkClients(n, o.Clients)
	}
	sources := root.fields["sources"]
	known := o.Sources
	if sources != nil && sources.kind == mapping {
		r.checkKeys(sources, "sources", known)
		known = slices.Concat(known, sources.keys)
	}
	if shaping := root.fields["traffic_shaping"]; shaping != nil && shaping.fields["sources"] != nil {
		r.checkKeys(shaping.fields["sources"], "traffic_shaping.sources", known)
	}
}

func (r *reporter) checkClients(n *node, known []string) {
	items := n.items
	if n.kind == scalar {
		items = splitList(n)
	}
	if len(items) == 0 && (n.kind == list || n.at.variable != "") {
		r.add(n.at, "clients is an empty list", "expected some of "+oneOf(known))
	}
	seen := map[string]bool{}
	for _, item := range items {
		switch {
		case item.kind != scalar:
		case !slices.Contains(known, item.text):
			r.add(item.at, fmt.Sprintf("clients: there is no client %q", item.text), didYouMean(item.text, known))
		case seen[item.text]:
			r.add(item.at, fmt.Sprintf("clients: %q stands here a second time", item.text), "expected each client once")
		}
		seen[item.text] = true
	}
}

func (r *reporter) checkKeys(n *node, path string, known []string) {
	if len(known) == 0 {
		return
	}
	for _, name := range n.keys {
		if !slices.Contains(known, name) {
			r.add(n.keyAt[name], fmt.Sprintf("%s: there is no source %q", path, name), didYouMean(name, known))
		}
	}
}
