package connect

import (
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect/mapping"
)

// Specifications that a schema may link: https://specs.apollo.dev/link/v1.0
const (
	specHost       = "specs.apollo.dev/"
	connectSpec    = "connect"
	federationSpec = "federation"
)

// connectElements are what may be imported from the connect specification.
var connectElements = []string{
	"@connect", "@source", "JSONSelection", "URLTemplate", "URLPathTemplate", "ConnectHTTP", "SourceHTTP",
	"HTTPHeaderMapping", "ConnectBatch", "ConnectorErrors",
}

// link is what the schema links, and under which names.
type link struct {
	found      bool
	pos        Pos
	version    mapping.Version
	connect    string            // the name of the directive, without @
	source     string            // the same
	prefix     string            // of the support types
	imported   map[string]bool   // of connectElements
	federation map[string]string // name in use -> name in the specification
}

// linked is one @link, read.
type linked struct {
	pos     Pos
	url     string
	urlAt   Pos
	as      string
	purpose string
	imports []imported
}

type imported struct {
	pos      Pos
	name, as string
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// readLinks reads the links of all files, which count for all files.
func (l *loader) readLinks(doc *ast.SchemaDocument) {
	l.link = link{
		version: mapping.Latest, connect: connectSpec, source: "source", prefix: connectSpec,
		imported: map[string]bool{}, federation: map[string]string{},
	}
	for name := range federationDefinitions {
		l.link.federation[name] = name
		l.link.federation[federationSpec+"__"+name] = name
	}
	for _, d := range schemaDirectives(doc) {
		if d.Name != "link" {
			continue
		}
		in := l.readLink(d)
		switch spec, version := splitSpec(in.url); spec {
		case connectSpec:
			l.linkConnect(in, version)
		case federationSpec:
			l.linkFederation(in)
		case "link", "inaccessible", "tag":
		default:
			l.linkUnknown(in)
		}
	}
}

// schemaDirectives are those on the schema and its extensions.
func schemaDirectives(doc *ast.SchemaDocument) ast.DirectiveList {
	var out ast.DirectiveList
	for _, def := range slices.Concat(doc.Schema, doc.SchemaExtension) {
		out = append(out, def.Directives...)
	}
	return out
}

// splitSpec splits https://specs.apollo.dev/connect/v0.3.
func splitSpec(url string) (name, version string) {
	_, rest, ok := strings.Cut(url, "://"+specHost)
	if !ok {
		return "", ""
	}
	name, version, _ = strings.Cut(strings.TrimSuffix(rest, "/"), "/")
	return name, version
}

func (l *loader) readLink(d *ast.Directive) linked {
	in := linked{pos: l.posOf(d.Position, '@')}
	for _, a := range d.Arguments {
		switch a.Name {
		case "url":
			in.url, in.urlAt = a.Value.Raw, l.pos(a.Value.Position)
		case "as":
			in.as = a.Value.Raw
		case "for":
			in.purpose = a.Value.Raw
		case "import":
			for _, item := range listed(a.Value) {
				in.imports = append(in.imports, l.readImport(item))
			}
		}
	}
	return in
}

// listed are the items of a list, or the one value that stands for such a list.
func listed(v *ast.Value) []*ast.Value {
	if v.Kind != ast.ListValue {
		return []*ast.Value{v}
	}
	out := make([]*ast.Value, len(v.Children))
	for i, c := range v.Children {
		out[i] = c.Value
	}
	return out
}

func (l *loader) readImport(v *ast.Value) imported {
	out := imported{pos: l.pos(v.Position), name: v.Raw, as: v.Raw}
	if v.Kind == ast.ObjectValue {
		out.name, out.as = "", ""
		if c := v.Children.ForName("name"); c != nil {
			out.name, out.as = c.Raw, c.Raw
		}
		if c := v.Children.ForName("as"); c != nil {
			out.as = c.Raw
		}
	}
	if strings.HasPrefix(out.name, "@") != strings.HasPrefix(out.as, "@") {
		l.errorf(out.pos, CodeGraphQL, "write both names with @ or both without", "the import %q is renamed to %q", out.name, out.as)
		out.as = out.name
	}
	return out
}

func (l *loader) linkConnect(in linked, text string) {
	version, err := mapping.ParseVersion(text)
	if err != nil {
		l.errorf(in.urlAt, CodeUnknownVersion, "link one of v0.1, v0.2, v0.3, v0.4; new schemas link "+mapping.Latest.String(), "connect/%s is not a version that we know", text)
		version = mapping.Latest
	}
	if l.link.found && version != l.link.version {
		l.errorf(in.urlAt, CodeUnknownVersion, "link the same version in every file", "connect/%s is linked, and %s links connect/%s", version, l.link.pos, l.link.version)
		return
	}
	if !l.link.found {
		l.link.found, l.link.pos, l.link.version = true, in.pos, version
		if in.as != "" {
			l.link.prefix = strings.TrimPrefix(in.as, "@")
		}
		l.link.connect, l.link.source = l.link.prefix, l.link.prefix+"__source"
	}
	for _, i := range in.imports {
		if !slices.Contains(connectElements, i.name) {
			l.errorf(i.pos, CodeGraphQL, DidYouMean(i.name, connectElements, `import "@connect" and "@source"`), "connect/%s has nothing named %q", version, i.name)
			continue
		}
		l.link.imported[i.name] = true
		switch i.name {
		case "@connect":
			l.link.connect = strings.TrimPrefix(i.as, "@")
		case "@source":
			l.link.source = strings.TrimPrefix(i.as, "@")
		}
	}
}

// linkUnknown reports a specification that this server does not follow. One with a
// purpose may not be passed over: https://specs.apollo.dev/link/v1.0
func (l *loader) linkUnknown(in linked) {
	if in.purpose != "" && in.purpose != "null" {
		l.errorf(in.urlAt, CodeNotEnforced, "remove it, and what it is linked for", "the schema needs %s for %s, which this server does not follow", in.url, in.purpose)
		return
	}
	l.warnf(in.urlAt, CodeWithoutEffect, "remove it", "this server does not follow %s", in.url)
}

func (l *loader) linkFederation(in linked) {
	if in.as != "" {
		for name := range federationDefinitions {
			l.link.federation[in.as+"__"+name] = name
		}
	}
	for _, i := range in.imports {
		name := strings.TrimPrefix(i.name, "@")
		switch {
		case name == "context" || name == "fromContext":
			l.contextImports = append(l.contextImports, i)
		case federationDefinitions[name] != "":
			l.link.federation[strings.TrimPrefix(i.as, "@")] = name
		}
	}
}

// federated returns the directives of a node that mean the given one of the
// federation specification, under whatever name.
func (l *loader) federated(ds ast.DirectiveList, name string) ast.DirectiveList {
	var out ast.DirectiveList
	for _, d := range ds {
		if l.link.federation[d.Name] == name {
			out = append(out, d)
		}
	}
	return out
}
