package emit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/codegen/templates"
	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect"
)

// wholes are the types whose objects are put together from several answers: entities,
// and those of fields that several connectors fill.
func (e *Emitter) wholes() []*ast.Definition {
	var out []*ast.Definition
	for _, def := range e.schema.Types() {
		if e.filled(def) && (e.isEntity(def) || e.isJoined(def)) {
			out = append(out, def)
		}
	}
	return out
}

// entities prints the providers and the shapes of entity types, and the shapes of others
// that are put together.
func (e *Emitter) entities() {
	shapes := &shapeList{e: e, done: map[string]bool{}}
	for _, def := range e.wholes() {
		e.use("bff/graph/entity")
		e.use("bff/connect/supply")
		name := templates.ToGoModelName(def.Name)
		base, _ := e.base(def)
		e.p("// new%sType says how objects of %s are completed.", name, def.Name)
		e.p("func (c *Connected) new%sType() *entity.Type[%s] {\nreturn &entity.Type[%s]{", name, base, base)
		e.p("Shape: shape%s,\nMerge: merge%s,", name, name)
		if e.hasState(def) {
			e.p("State: func(o *%s) *supply.State { return &o.state },", base)
		}
		shapes.add(def)
		if !e.isEntity(def) {
			e.p("}\n}\n")
			continue
		}
		e.p("Providers: []entity.Provider[%s]{", base)
		for i, p := range e.schema.Providers(def.Name) {
			e.p("{Needs: %s, Fills: %s, Fetch: c.complete%s}, // %s", pathsLiteral(p.Keys), e.supplyOf(p), e.providerName(def, i), p.Coordinate)
		}
		e.p("},\n}\n}\n")
		for i, p := range e.schema.Providers(def.Name) {
			e.provider(def, p, e.providerName(def, i))
		}
		e.stub(def)
	}
	shapes.print()
	e.readsInGo()
}

// readsInGo prints what the fields in Go of each type read, for types whose Go is ours. No
// field of a schema has a name in Go with this ending.
func (e *Emitter) readsInGo() {
	for _, def := range e.schema.Types() {
		if def.Kind != ast.Object || e.schema.IsRoot(def) || e.bound(def.Name) != "" {
			continue
		}
		var entries []string
		for _, f := range def.Fields {
			if paths, ok := e.schema.Requires(def.Name, f.Name); ok && e.kindOf(def, f) == inGo && len(paths) > 0 {
				entries = append(entries, fmt.Sprintf("\n%q: %s", f.Name, strings.TrimPrefix(pathsLiteral(paths), "[][]string")))
			}
		}
		if len(entries) == 0 {
			continue
		}
		base, _ := e.base(def)
		e.p("// ReadsInGo_ says what the fields of %s that are written in Go read.", def.Name)
		e.p("func (*%s) ReadsInGo_() map[string][][]string {\nreturn map[string][][]string{%s,\n}\n}\n", base, strings.Join(entries, ","))
	}
}

// stub prints what makes an object of which only the key is known, for Go that knows
// one: completing it is fetching it.
func (e *Emitter) stub(def *ast.Definition) {
	name := templates.ToGoModelName(def.Name)
	base, _ := e.base(def)
	keys := e.schema.Providers(def.Name)[0].Keys
	var declared, set, fills []string
	for _, k := range keys {
		f := def.Fields.ForName(k[0])
		if len(k) > 1 || f == nil {
			return
		}
		declared = append(declared, argumentName(f.Name)+" "+e.goType(f.Type))
		set = append(set, fieldName(f)+": "+argumentName(f.Name))
		fills = append(fills, fmt.Sprintf("{Name: %q, NonNull: %t}", f.Name, f.Type.NonNull))
	}
	e.p("var stubOf%s = &supply.Supply{Fields: []supply.Field{%s}}\n", name, strings.Join(fills, ", "))
	e.p("// stub%s is a %s of which only the key is known; to complete it is to fetch it.", name, def.Name)
	e.p("func stub%s(%s) *%s {\no := &%s{%s}\no.state.From(stubOf%s)\nreturn o\n}\n", name, strings.Join(declared, ", "), base, base, strings.Join(set, ", "), name)
}

func typeVar(def *ast.Definition) string { return lower(templates.ToGoModelName(def.Name)) + "Type" }

// providerName tells the i-th provider of a type from all others: "Product0".
func (e *Emitter) providerName(def *ast.Definition, i int) string {
	return e.unique(fmt.Sprintf("provider %s %d", def.Name, i), fmt.Sprintf("%s%d", templates.ToGoModelName(def.Name), i))
}

// provider prints the call of a provider for many objects.
func (e *Emitter) provider(def *ast.Definition, p *connect.Connector, name string) {
	base, _ := e.base(def)
	e.use("context")
	e.use("bff/connect/mapping")
	e.p("func (c *Connected) complete%s(ctx context.Context, objs []*%s) []entity.Result[%s] {", name, base, base)
	key := e.unique("key "+name, "key"+name)
	e.p("keys := connector.Keys(objs, %s)", key)
	call := "FetchThis(ctx, c.rt, mapping.Value{}, keys)"
	switch {
	case p.Batch:
		call = "FetchBatch(ctx, c.rt, mapping.Value{}, keys)"
	case p.Place == connect.OnRoot:
		call = "FetchArgs(ctx, c.rt, keys)"
	}
	e.p("return entity.Results(%s.%s, func(i int) bool { return keys[i].IsMissing() })\n}\n", e.varOf(p), call)
	e.key(key, def, p.Keys)
}

// key prints what makes $this, or an element of $batch, of an object.
func (e *Emitter) key(name string, def *ast.Definition, paths []connect.Path) {
	base, _ := e.base(def)
	e.use("bff/connect/mapping")
	e.p("func %s(o *%s) (mapping.Value, bool) {", name, base)
	e.p("return connector.Key(%s)\n}\n", e.members("o", def, paths))
}

// members are the fields at the paths, as the members of a key.
func (e *Emitter) members(object string, def *ast.Definition, paths []connect.Path) string {
	var out []string
	var seen []string
	for _, p := range paths {
		if slices.Contains(seen, p[0]) {
			continue
		}
		seen = append(seen, p[0])
		f := def.Fields.ForName(p[0])
		if f == nil {
			continue
		}
		out = append(out, "\n"+e.member(object, def, f, below(paths, p[0])))
	}
	if len(out) == 0 {
		return ""
	}
	return strings.Join(out, ",") + ",\n"
}

// below are the rests of the paths that start with a field.
func below(paths []connect.Path, field string) []connect.Path {
	var out []connect.Path
	for _, p := range paths {
		if p[0] == field && len(p) > 1 {
			out = append(out, p[1:])
		}
	}
	return out
}

func (e *Emitter) member(object string, def *ast.Definition, f *ast.FieldDefinition, inner []connect.Path) string {
	value := object + "." + fieldName(f)
	void := "false"
	if f.Type.NonNull && e.hasState(def) {
		void = fmt.Sprintf("%s.state.Void(%q)", object, f.Name)
	}
	of := e.schema.Type(f.Type.Name())
	pointer := "&" + value
	if !f.Type.NonNull {
		pointer = value
	}
	g, isGlobal := connect.GlobalID(f.Directives, def.Name)
	switch {
	case len(inner) > 0 && f.Type.Elem == nil && of.Kind == ast.Object:
		return fmt.Sprintf("connector.Inside(%q, %s, func(o %s) []mapping.Member { return []mapping.Member{%s} })", f.Name, value, e.named(of), e.members("o", of, inner))
	case len(inner) > 0 && of.Kind == ast.Object:
		return fmt.Sprintf("connector.InsideEach(%q, %s, func(o %s) []mapping.Member { return []mapping.Member{%s} })", f.Name, value, e.named(of), e.members("o", of, inner))
	case isGlobal && f.Type.Elem == nil:
		return fmt.Sprintf("connector.GlobalIDMember(%q, %s, %s, %s)", f.Name, void, pointer, e.hoisted("keyOf"+g.Type, e.keyOf(g)))
	case isGlobal && isIDs(f.Type):
		return fmt.Sprintf("connector.IDsMember(%q, %s, %s, %s)", f.Name, void, value, e.hoisted("keyOf"+g.Type, e.keyOf(g)))
	case f.Type.Elem != nil && isIDs(f.Type) && e.hasState(def):
		return fmt.Sprintf("connector.IDsMember(%q, %s, %s, connector.PlainKey(%s.state.Number(%d)))", f.Name, void, value, object, e.numberBit(def, f.Name))
	case f.Type.NamedType == "ID" && e.hasState(def):
		return fmt.Sprintf("connector.IDMember(%q, %s, %s.state.Number(%d), %s)", f.Name, void, object, e.numberBit(def, f.Name), pointer)
	default:
		return fmt.Sprintf("connector.Void(%q, %s, %s)", f.Name, void, value)
	}
}

// shapeList prints shapes, each once.
type shapeList struct {
	e     *Emitter
	done  map[string]bool
	order []*ast.Definition
}

func (l *shapeList) add(def *ast.Definition) {
	if l.done[def.Name] {
		return
	}
	l.done[def.Name] = true
	l.order = append(l.order, def)
	for _, f := range def.Fields {
		if of := l.inside(def, f); of != nil {
			l.add(of)
		}
	}
}

// inside is the type of an object that is filled together with its parent.
func (l *shapeList) inside(def *ast.Definition, f *ast.FieldDefinition) *ast.Definition {
	of := l.e.schema.Type(f.Type.Name())
	if l.e.kindOf(def, f) != plain || of.Kind != ast.Object || l.e.isEntity(of) || !l.e.filled(of) {
		return nil
	}
	return of
}

func (l *shapeList) print() {
	e := l.e
	if len(l.order) == 0 {
		return
	}
	for _, def := range l.order {
		e.p("var shape%s = &entity.Shape{Name: %q}\n", templates.ToGoModelName(def.Name), def.Name)
	}
	e.p("// Shapes may contain each other, so their fields are set afterwards.")
	e.p("func init() {")
	for _, def := range l.order {
		l.fields(def)
	}
	e.p("}\n")
}

func (l *shapeList) fields(def *ast.Definition) {
	e, name := l.e, "shape"+templates.ToGoModelName(def.Name)
	satisfies := []string{fmt.Sprintf("%q", def.Name)}
	for _, d := range e.schema.Types() {
		if d.IsAbstractType() && slices.Contains(e.concrete(d), def) {
			satisfies = append(satisfies, fmt.Sprintf("%q", d.Name))
		}
	}
	e.p("%s.Satisfies = []string{%s}", name, strings.Join(satisfies, ", "))
	e.p("%s.Fields = map[string]entity.Field{", name)
	for _, f := range def.Fields {
		if e.hidden(def, f) || strings.HasPrefix(f.Name, "__") {
			continue
		}
		e.p("%q: {%s},", f.Name, l.field(def, f))
	}
	e.p("}")
}

func (l *shapeList) field(def *ast.Definition, f *ast.FieldDefinition) string {
	e := l.e
	switch e.kindOf(def, f) {
	case connected:
		var keys []connect.Path
		for _, c := range e.schema.ConnectorsOf(def.Name, f.Name) {
			keys = append(keys, c.Keys...)
		}
		given := ""
		if e.isGiven(def, f) {
			given = ", Given: true"
		}
		return "Resolver: true, Needs: " + pathsLiteral(keys) + given
	case inGo:
		paths, ok := e.schema.Requires(def.Name, f.Name)
		if !ok {
			return "Resolver: true, Whole: true"
		}
		return "Resolver: true, Needs: " + pathsLiteral(paths)
	}
	var parts []string
	if f.Type.NonNull {
		parts = append(parts, "NonNull: true")
	}
	if of := l.inside(def, f); of != nil {
		parts = append(parts, "Of: shape"+templates.ToGoModelName(of.Name))
	}
	return strings.Join(parts, ", ")
}
