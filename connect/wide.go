package connect

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect/mapping"
)

// checkSchema checks what only the whole schema tells, once each connector is
// right by itself.
func (l *loader) checkSchema() {
	for _, i := range l.contextImports {
		l.errorf(i.pos, CodeFederationDirective, "pass the value as an argument or in $context", "%s has no meaning in a server without a gateway", i.name)
	}
	if len(l.schema.Connectors) == 0 {
		return
	}
	for _, c := range l.schema.Connectors {
		l.checkBatchKeys(c)
	}
	l.checkAbstractTypes()
	l.checkUnresolved()
	l.checkKeys()
	l.checkFieldCycles()
}

// checkAbstractTypes refuses what connectors cannot return before v0.4, unless
// Go is there to resolve it.
func (l *loader) checkAbstractTypes() {
	byGo := l.reachedByGo()
	for _, def := range l.order {
		if l.link.version < mapping.V04 && (def.Kind == ast.Union || def.Kind == ast.Interface && l.isFieldType(def)) && !byGo[def.Name] {
			l.errorf(l.pos(def.Position), CodeAbstractType, "link connect/v0.4, or resolve in Go what returns it", "%s is %s, which connect/%s cannot return", def.Name, kindName(def.Kind), l.link.version)
		}
	}
}

func (l *loader) isFieldType(def *ast.Definition) bool {
	for _, d := range l.order {
		for _, f := range d.Fields {
			if f.Type.Name() == def.Name {
				return true
			}
		}
	}
	return false
}

// reachedByGo are the types that may come out of hand-written resolvers.
func (l *loader) reachedByGo() map[string]bool {
	out := map[string]bool{}
	var add func(name string)
	add = func(name string) {
		def := l.types[name]
		if def == nil || out[name] || def.IsLeafType() {
			return
		}
		for _, d := range l.concrete(def) {
			out[d.Name] = true
			for _, f := range d.Fields {
				add(f.Type.Name())
			}
		}
	}
	for _, def := range l.order {
		for _, f := range def.Fields {
			if def.Kind == ast.Object && l.schema.isGo(def, f) {
				add(f.Type.Name())
			}
		}
	}
	return out
}

// filled records for each type the fields that some selection fills. A type is
// there if any connector returns it, or completes it where Go doesn't return it.
func (l *loader) filled() map[string]map[string]bool {
	out := map[string]map[string]bool{}
	touch := func(def *ast.Definition) {
		for _, d := range l.concrete(def) {
			if out[d.Name] == nil {
				out[d.Name] = map[string]bool{}
			}
		}
	}
	var add func(s *Supply)
	add = func(s *Supply) {
		touch(s.Type)
		if s.Open {
			for _, f := range s.Type.Fields {
				out[s.Type.Name][f.Name] = true
			}
		}
		for _, f := range s.Fields {
			for _, d := range l.concrete(s.Type) {
				out[d.Name][f.Name] = true
			}
			if f.Of != nil {
				add(f.Of)
			}
		}
	}
	byGo := l.reachedByGo()
	for _, c := range l.schema.Connectors {
		if c.Place != OnRoot && !byGo[c.Type.Name] { // Go fills what it returns
			touch(c.Type)
		}
		if c.Supplies != nil {
			add(c.Supplies)
		}
	}
	return out
}

// checkUnresolved reports fields of what connectors return that nothing fills
// anywhere.
func (l *loader) checkUnresolved() {
	filled := l.fills()
	for _, def := range l.order {
		fields := filled[def.Name]
		if fields == nil || def.Kind != ast.Object || l.schema.isRoot(def) {
			continue
		}
		keys := l.resolvableKeys(def)
		for _, f := range def.Fields {
			if fields[f.Name] {
				continue
			}
			if l.isElsewhere(def, f) {
				l.warnf(l.pos(f.Position), CodeUnresolvedField, "select it, or give it a @"+l.link.connect, "%s.%s comes from elsewhere, but there is no other server here: it is null", def.Name, f.Name)
				continue
			}
			if !keys[f.Name] && !l.resolvedElsewhere(def, f) {
				why := ""
				if reader := l.readByGo(def, f); reader != "" && l.schema.Hidden(def.Name, f.Name) {
					why = ", which " + reader + " reads in Go"
				}
				l.errorf(l.pos(f.Position), CodeUnresolvedField, "select it in a connector, give it a @"+l.link.connect+" of its own, or write it in Go with @goField(forceResolver: true)", "nothing fills %s.%s%s", def.Name, f.Name, why)
			}
		}
	}
}

// isElsewhere reports a field that other servers of a federation would fill, and that
// may be null without them.
func (l *loader) isElsewhere(def *ast.Definition, f *ast.FieldDefinition) bool {
	return l.schema.has(f.Directives, "external") && !f.Type.NonNull && !l.schema.isGo(def, f) && len(l.schema.ConnectorsOf(def.Name, f.Name)) == 0
}

// resolvedElsewhere reports a field that no selection has to fill.
func (l *loader) resolvedElsewhere(def *ast.Definition, f *ast.FieldDefinition) bool {
	return strings.HasPrefix(f.Name, "__") || len(l.schema.ConnectorsOf(def.Name, f.Name)) > 0 || l.schema.isGo(def, f) ||
		l.schema.Hidden(def.Name, f.Name) && l.readByGo(def, f) == ""
}

// resolvableKeys are the first fields of the keys that entities may be reached by.
func (l *loader) resolvableKeys(def *ast.Definition) map[string]bool {
	out := map[string]bool{}
	for _, d := range l.federated(def.Directives, "key") {
		if !resolvable(d) {
			continue
		}
		keys, _ := l.keyFields(def, d)
		for _, k := range keys {
			out[k[0]] = true
		}
	}
	return out
}

func resolvable(d *ast.Directive) bool {
	a := d.Arguments.ForName("resolvable")
	return a == nil || a.Value.Raw != "false"
}

// checkKeys checks that a @key that promises to be resolved is.
func (l *loader) checkKeys() {
	for _, def := range l.order {
		if def.Kind != ast.Object {
			continue
		}
		for _, d := range l.federated(def.Directives, "key") {
			keys, ok := l.keyFields(def, d)
			if ok && resolvable(d) && !l.isProvided(def, keys) {
				l.errorf(l.posOf(d.Position, '@'), CodeMissingEntityConnector, "add a connector that reads "+pathsText(keys)+" to the type, to a field of it or to a query field with entity: true, or write resolvable: false", "no connector resolves %s by this @key", def.Name)
			}
		}
	}
}

// isProvided reports a connector that is called with the keys: one that completes the
// type, or one on a field of it.
func (l *loader) isProvided(def *ast.Definition, keys []Path) bool {
	return slices.ContainsFunc(l.schema.Connectors, func(c *Connector) bool {
		completes, connects := c.Entity && c.Returns == def, c.Place == OnField && c.Type == def
		if !completes && !connects {
			return false
		}
		for _, k := range keys {
			if !slices.ContainsFunc(c.Keys, func(o Path) bool { return slices.Equal(o, k) }) {
				return false
			}
		}
		return true
	})
}

func pathsText(paths []Path) string {
	out := make([]string, len(paths))
	for i, p := range paths {
		out[i] = p.String()
	}
	return strings.Join(out, " and ")
}

// checkFieldCycles refuses connected fields that need each other of the same
// object: none could be called first.
func (l *loader) checkFieldCycles() {
	for _, def := range l.order {
		needs := map[string][]string{}
		for _, c := range l.schema.Connectors {
			if c.Place != OnField || c.Type != def {
				continue
			}
			for _, k := range c.Keys {
				if len(l.schema.ConnectorsOf(def.Name, k[0])) > 0 && !l.isGiven(def, k[0]) {
					needs[c.Field.Name] = append(needs[c.Field.Name], k[0])
				}
			}
		}
		for _, f := range def.Fields {
			if cycle := findCycle(needs, f.Name, []string{f.Name}); cycle != nil && f.Name == slices.Min(cycle) {
				c := l.schema.ConnectorsOf(def.Name, f.Name)[0]
				l.errorf(c.Pos, CodeCircularReference, "read one of them from the response of what returns "+def.Name, "fields of %s need each other: %s", def.Name, strings.Join(append(cycle, f.Name), " > "))
			}
		}
	}
}

// isGiven reports a field that some connector fills together with its object: what reads
// it need not call the field's own connector first.
func (l *loader) isGiven(def *ast.Definition, field string) bool {
	return slices.ContainsFunc(l.schema.Connectors, func(c *Connector) bool { return fills(c.Supplies, def, field, map[*Supply]bool{}) })
}

func fills(s *Supply, def *ast.Definition, field string, seen map[*Supply]bool) bool {
	if s == nil || seen[s] {
		return false
	}
	seen[s] = true
	if s.Type == def && s.Field(field) != nil {
		return true
	}
	return slices.ContainsFunc(s.Fields, func(f Supplied) bool { return fills(f.Of, def, field, seen) })
}

// findCycle is the way from the end of path back to start, or nil.
func findCycle(needs map[string][]string, start string, path []string) []string {
	for _, next := range needs[path[len(path)-1]] {
		if next == start {
			return path
		}
		if slices.Contains(path, next) {
			continue
		}
		if cycle := findCycle(needs, start, append(slices.Clone(path), next)); cycle != nil {
			return cycle
		}
	}
	return nil
}
