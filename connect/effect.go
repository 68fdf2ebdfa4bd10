package connect

import (
	"fmt"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// What a schema says and nothing here does is not passed over. A directive that
// restricts who sees what, or what a request may cost, is refused until it is enforced:
// a server that takes it would be open while its schema says that it is not. What other
// servers of a federation would follow, or what only tools read, is a warning, one for
// each directive: a schema may have it hundreds of times.

// unenforced are the directives that are refused, by their names in the federation
// specification, with what a schema would believe to have.
var unenforced = map[string]struct{ open, instead string }{
	"authenticated":  {"callers who are not signed in would see this", "check the caller in Go, or let the backend refuse"},
	"requiresScopes": {"callers without these scopes would see this", "check the caller in Go, or let the backend refuse"},
	"policy":         {"callers whom the policy refuses would see this", "check the caller in Go, or let the backend refuse"},
	"cost":           {"it would bound nothing", "the limits of the server's configuration bound what a request costs"},
	"listSize":       {"it would bound nothing", "the limits of the server's configuration bound what a request costs"},
}

// withoutEffect are the directives that a server without a gateway has no use for.
var withoutEffect = map[string]string{
	"provides":         "connectors say themselves what they fill",
	"shareable":        "there is one server that fills a field",
	"override":         "there is one server that fills a field",
	"tag":              "there are no contracts of a gateway",
	"interfaceObject":  "an interface is resolved by Go, or by connect/v0.4",
	"composeDirective": "nothing is composed",
	"extends":          "a type may stand in several files anyway",
	semanticNonNull:    "clients see the types alone",
}

const semanticNonNull = "semanticNonNull"

// idle are the uses of a directive that do nothing: the first of them, and how many.
type idle struct {
	pos   Pos
	count int
}

// checkEffect reports a directive that is taken and does nothing, wherever it stands.
func (l *loader) checkEffect(d *ast.Directive) {
	name, federated := l.link.federation[d.Name]
	if !federated {
		name = d.Name
	}
	pos := l.posOf(d.Position, '@')
	if u, found := unenforced[name]; found {
		l.errorf(pos, CodeNotEnforced, "remove it; "+u.instead, "@%s is not enforced by this server yet, so %s", d.Name, u.open)
		return
	}
	if federated && (name == "context" || name == "fromContext") {
		l.errorf(pos, CodeFederationDirective, "pass the value as an argument or in $context", "@%s has no meaning in a server without a gateway", d.Name)
	}
	if withoutEffect[name] != "" {
		l.addIdle(name, pos)
	}
	if a := d.Arguments.ForName("inheritMaxAge"); name == cacheControl && a != nil {
		l.addIdle(cacheControl+".inheritMaxAge", l.pos(a.Position))
	}
}

func (l *loader) addIdle(what string, pos Pos) {
	if l.idle == nil {
		l.idle = map[string]*idle{}
	}
	if l.idle[what] == nil {
		l.idle[what] = &idle{pos: pos}
	}
	l.idle[what].count++
}

// reportIdle warns once for each directive, and for each that the schema declares.
func (l *loader) reportIdle(doc *ast.SchemaDocument) {
	for _, name := range sortedKeys(l.idle) {
		found, why := l.idle[name], withoutEffect[name]
		what := "@" + name
		if name == cacheControl+".inheritMaxAge" {
			what, why = "`inheritMaxAge` of @"+cacheControl, "an age is of the connector that fills the field"
		}
		if found.count > 1 {
			what += fmt.Sprintf(", here and in %d more places,", found.count-1)
		}
		l.warnf(found.pos, CodeWithoutEffect, "remove it: "+why, "%s has no effect", what)
	}
	for _, d := range doc.Directives {
		if _, refused := unenforced[d.Name]; !refused {
			l.warnf(l.posOf(d.Position, '@'), CodeWithoutEffect, "write what it should do as a field in Go, or leave it as a note for readers", "@%s is declared here, and nothing follows it", d.Name)
		}
	}
}

// checkEffects reports what is right by itself and does nothing where it stands.
func (l *loader) checkEffects() {
	for _, def := range l.order {
		l.checkTypeEffects(def)
		for _, f := range def.Fields {
			if def.Kind != ast.InputObject {
				l.checkFieldEffects(def, f)
			}
		}
	}
}

// supportingDirective reports that the definition is ours, not the schema's own.
func (l *loader) supportingDirective(name string) bool {
	p := l.directives[name].Position
	return p != nil && p.Src != nil && p.Src.BuiltIn
}

// checkFieldEffects reports directives of a field that only mean something with a
// connector on it.
func (l *loader) checkFieldEffects(def *ast.Definition, f *ast.FieldDefinition) {
	connected := len(l.schema.ConnectorsOf(def.Name, f.Name)) > 0
	name := def.Name + "." + f.Name
	how := "is filled together with its object"
	if def.Kind == ast.Object && l.schema.isGo(def, f) {
		how = "is written in Go"
	} else if def.Kind == ast.Interface {
		how = "is a field of an interface"
	}
	if d := f.Directives.ForName(cacheControl); d != nil {
		switch {
		case !connected:
			l.errorf(l.posOf(d.Position, '@'), CodeInvalidCachePolicy, "write it on the field or the type whose connector fetches it", "@%s has no effect on %s, which %s", cacheControl, name, how)
		case def == l.roots[ast.Mutation]:
			l.warnf(l.posOf(d.Position, '@'), CodeInvalidCachePolicy, "remove it", "@%s has no effect on %s: answers to a mutation are not kept", cacheControl, name)
		}
	}
	for _, d := range f.Directives.ForNames(cacheTag) {
		if !connected {
			l.errorf(l.posOf(d.Position, '@'), CodeInvalidCacheTag, "write it where the connector is; Go that changes something invalidates its tags itself", "@%s has no effect on %s, which %s", cacheTag, name, how)
		}
	}
	l.checkGoEffects(def, f)
}

// checkGoEffects tells what only means something in Go from what has no meaning there.
func (l *loader) checkGoEffects(def *ast.Definition, f *ast.FieldDefinition) {
	name := def.Name + "." + f.Name
	if !l.schema.isGo(def, f) || def.Kind != ast.Object {
		for _, d := range l.federated(f.Directives, "requires") {
			l.warnf(l.posOf(d.Position, '@'), CodeWithoutEffect, "remove it: a mapping says by itself what it reads", "@%s has no effect on %s, which is not written in Go", d.Name, name)
		}
		return
	}
	if d := f.Directives.ForName(globalID); d != nil {
		l.errorf(l.posOf(d.Position, '@'), CodeInvalidGlobalID, "make the id in Go, as with relay.ID", "@%s has no effect on %s, which is written in Go", globalID, name)
	}
	for _, a := range f.Arguments {
		if d := a.Directives.ForName(constraint); d != nil {
			l.errorf(l.posOf(d.Position, '@'), CodeInvalidConstraint, "check the range in Go, as with relay.Between", "@%s has no effect on an argument of %s, which is written in Go", constraint, name)
		}
		if d := a.Directives.ForName(globalID); d != nil {
			l.errorf(l.posOf(d.Position, '@'), CodeInvalidGlobalID, "take the id apart in Go, as with relay.Key", "@%s has no effect on an argument of %s, which is written in Go", globalID, name)
		}
	}
}

// checkTypeEffects reports what is said of a type that no connector fills, or returns.
// Of what clients share, each has a part of its own.
func (l *loader) checkTypeEffects(def *ast.Definition) {
	for _, d := range l.federated(def.Directives, "key") {
		if def.Kind == ast.Interface {
			l.warnf(l.posOf(d.Position, '@'), CodeWithoutEffect, "write it on the types that implement "+def.Name, "@%s has no effect on the interface %s", d.Name, def.Name)
		}
	}
	if l.isShared(def.Position) {
		return
	}
	if l.isOfGo(def) {
		for _, f := range def.Fields {
			if d := f.Directives.ForName(globalID); d != nil && !l.schema.isGo(def, f) {
				l.warnf(l.posOf(d.Position, '@'), CodeInvalidGlobalID, "make the id in Go, as with relay.ID, and remove it", "@%s has no effect on %s.%s, as objects of %s come from Go alone", globalID, def.Name, f.Name, def.Name)
			}
		}
	}
	returned := func(c *Connector) bool { return c.Returns == def }
	if d := def.Directives.ForName(cacheControl); d != nil && !slices.ContainsFunc(l.schema.Connectors, returned) {
		l.warnf(l.posOf(d.Position, '@'), CodeInvalidCachePolicy, "write it on the field or the type whose connector fetches it", "@%s has no effect on %s, which no connector returns or completes", cacheControl, def.Name)
	}
	if d := def.Directives.ForName(cacheTag); d != nil && l.fills()[def.Name] == nil {
		l.warnf(l.posOf(d.Position, '@'), CodeInvalidCacheTag, "remove it", "@%s has no effect on %s, which no connector fills", cacheTag, def.Name)
	}
}

// isOfGo reports an object type whose objects and their keys no connector sees.
func (l *loader) isOfGo(def *ast.Definition) bool {
	return def.Kind == ast.Object && !l.schema.isRoot(def) && l.fills()[def.Name] == nil &&
		!slices.ContainsFunc(l.schema.Connectors, func(c *Connector) bool { return c.Type == def })
}

// fills is filled, made once.
func (l *loader) fills() map[string]map[string]bool {
	if l.filledTypes == nil {
		l.filledTypes = l.filled()
	}
	return l.filledTypes
}

// isShared reports a place in a file that several clients have.
func (l *loader) isShared(p *ast.Position) bool {
	f := l.files[p.Src]
	return f != nil && f.shared
}
