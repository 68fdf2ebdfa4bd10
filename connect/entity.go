package connect

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect/mapping"
)

// readEntity reads `entity`, which a type need not say.
func (l *loader) readEntity(c *Connector) {
	v := c.entityGiven
	if v == nil {
		return
	}
	if v.Kind != ast.BooleanValue {
		l.errorf(l.pos(v.Position), CodeGraphQL, "write entity: true", "`entity` has to be true or false")
		return
	}
	given := v.Raw == "true"
	if c.Place == OnType {
		if !given {
			l.errorf(l.pos(v.Position), CodeTypeMustBeEntity, "leave it out", "a connector on a type always completes its entities")
		}
		return
	}
	c.Entity = given
}

// findKeys finds what a connector needs to be called.
func (l *loader) findKeys(c *Connector) {
	this, batch := c.Reads(mapping.VarThis), c.Reads(mapping.VarBatch)
	uses := func(name string) *use {
		for i := range c.uses {
			if c.uses[i].Var == name {
				return &c.uses[i]
			}
		}
		return nil
	}
	if c.MaxSize > 0 && uses(mapping.VarBatch) == nil {
		l.warnf(c.Pos, CodeGraphQL, "read the keys from $batch, or remove it", "`maxSize` has no meaning without $batch")
	}
	switch c.Place {
	case OnRoot:
		if c.Entity {
			c.Keys = c.argumentKeys()
		}
		return
	}
	usesThis, usesBatch := uses(mapping.VarThis), uses(mapping.VarBatch)
	switch {
	case usesThis != nil && usesBatch != nil:
		l.errorf(usesThis.pos, CodeBatchAndThis, "use $batch for one request for many entities, or $this for one request each", "%s uses $this as well as $batch", c.Coordinate)
	case usesBatch != nil:
		c.Batch, c.Keys = true, batch
		l.checkWhole(usesBatch, batch, mapping.VarBatch)
	case usesThis != nil:
		c.Keys = this
		l.checkWhole(usesThis, this, mapping.VarThis)
	case c.URL != nil && c.Place == OnType:
		l.warnf(c.Pos, CodeCannotResolveKey, "read its key, such as {$this.id} in the URL", "this connector reads nothing of the entity that it completes, so it is never called")
	}
}

// checkWhole refuses an object that is used as a whole: its keys would be all
// fields of the type.
func (l *loader) checkWhole(u *use, keys []Path, name string) {
	if u != nil && len(keys) == 0 {
		l.errorf(u.pos, CodeCannotResolveKey, "name the fields, such as "+name+" { id }", "%s is used without naming the fields that are needed", name)
	}
}

// argumentKeys are the arguments that an entity field references; all of them
// where it uses $args as a whole.
func (c *Connector) argumentKeys() []Path {
	keys := c.Reads(mapping.VarArgs)
	whole := slices.ContainsFunc(c.uses, func(u use) bool { return u.Var == mapping.VarArgs && len(u.Path) == 0 })
	if whole {
		for _, a := range c.Field.Arguments {
			if !slices.ContainsFunc(keys, func(p Path) bool { return p[0] == a.Name }) {
				keys = append(keys, Path{a.Name})
			}
		}
	}
	return keys
}

// checkEntity checks `entity: true` on a field.
func (l *loader) checkEntity(c *Connector) {
	if !c.Entity || c.Field == nil {
		return
	}
	pos := l.pos(c.entityGiven.Position)
	if c.Type != l.roots[ast.Query] {
		l.errorf(pos, CodeEntityNotOnRootQuery, "remove it, or write the connector on the type", "only a field of the query type can be an entity resolver; %s.%s is not", c.Type.Name, c.Field.Name)
		return
	}
	if t := c.Field.Type; t.NamedType == "" || t.NonNull || c.Returns.Kind != ast.Object {
		l.errorf(l.posOf(t.Position, '['), CodeEntityTypeInvalid, "return a nullable object type, such as "+c.Returns.Name, "an entity resolver cannot return %s", t)
		return
	}
	if len(c.Field.Arguments) == 0 {
		l.errorf(l.pos(c.Field.Position), CodeEntityArgument, "add one named like a key field of "+c.Returns.Name+", such as id: ID!", "the entity resolver %s.%s has no arguments", c.Type.Name, c.Field.Name)
		return
	}
	for _, a := range c.Field.Arguments {
		l.checkEntityArgument(a.Name, a.Type, l.pos(a.Position), c.Returns, nil)
	}
}

// checkEntityArgument compares an argument, or a field of an input object, with
// the field of the entity that has its name.
func (l *loader) checkEntityArgument(name string, typ *ast.Type, pos Pos, entity *ast.Definition, above []string) {
	f := entity.Fields.ForName(name)
	if f == nil {
		var names []string
		for _, f := range entity.Fields {
			names = append(names, f.Name)
		}
		l.errorf(pos, CodeEntityArgument, DidYouMean(name, names, "rename it to one of its fields: "+joined(names)), "%s has no field %q, so an entity cannot give this argument", entity.Name, name)
		return
	}
	input, output := l.types[typ.Name()], l.types[f.Type.Name()]
	if input == nil || output == nil {
		return
	}
	if input.Kind == ast.InputObject && output.Kind == ast.Object {
		if slices.Contains(above, input.Name) {
			return
		}
		for _, inner := range input.Fields {
			l.checkEntityArgument(inner.Name, inner.Type, l.pos(inner.Position), output, append(above, input.Name))
		}
		return
	}
	if input != output || (typ.Elem == nil) != (f.Type.Elem == nil) {
		l.errorf(pos, CodeEntityArgument, "give both the same type", "this argument is %s, but %s.%s is %s", typ, entity.Name, name, f.Type)
	}
}

// checkOwnParent refuses a field connector that returns its own parent: calls
// would follow each other without end. Keys are fine: nothing follows them unless the
// client writes another level, and another connector completes the objects.
func (l *loader) checkOwnParent(c *Connector) {
	if c.Place != OnField || c.Returns != c.Type || c.Supplies == nil || l.isStub(c.Supplies) {
		return
	}
	const hint = "select only its keys there, which a connector on the type or a query field with entity: true completes, or resolve it in Go"
	l.errorf(c.Pos, CodeCircularReference, hint, "%s.%s returns %s, its own parent type", c.Type.Name, c.Field.Name, c.Type.Name)
}

// isStub reports that nothing but a key is filled, by which a connector completes the
// entity.
func (l *loader) isStub(s *Supply) bool {
	return s != nil && slices.ContainsFunc(l.schema.Providers(s.Type.Name), func(p *Connector) bool {
		for _, f := range s.Fields {
			if !slices.ContainsFunc(p.Keys, func(k Path) bool { return k[0] == f.Name }) {
				return false
			}
		}
		return true
	})
}
