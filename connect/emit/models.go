package emit

import (
	"fmt"
	"go/types"
	"slices"

	"github.com/99designs/gqlgen/codegen/config"
	"github.com/99designs/gqlgen/codegen/templates"
	"github.com/99designs/gqlgen/plugin/modelgen"
	"github.com/vektah/gqlparser/v2/ast"
)

// Models is gqlgen's generator of types, with what clients do not see: hidden types
// and fields, entities that are completed by a resolver, and what objects remember of
// where they came from.
func (e *Emitter) Models(cfg *config.Config) *modelgen.Plugin {
	return &modelgen.Plugin{
		FieldHook: modelgen.DefaultFieldMutateHook,
		MutateHook: func(b *modelgen.ModelBuild) *modelgen.ModelBuild {
			m := modelBuild{e, cfg, cfg.NewBinder(), b}
			m.complete()
			return b
		},
	}
}

// Notes tells gqlgen of the directives that the schema declares: they are notes for
// readers, of which nothing is done at run time.
func (e *Emitter) Notes(cfg *config.Config) {
	if cfg.Directives == nil {
		cfg.Directives = map[string]config.DirectiveConfig{}
	}
	for name, d := range e.schema.AST.Directives {
		if ours(d.Position) {
			cfg.Directives[name] = config.DirectiveConfig{SkipRuntime: true}
		}
	}
}

type modelBuild struct {
	*Emitter
	cfg    *config.Config
	binder *config.Binder
	build  *modelgen.ModelBuild
}

func (m *modelBuild) complete() {
	for _, def := range m.schema.Types() {
		if m.bound(def.Name) != "" || m.schema.IsRoot(def) {
			continue
		}
		if m.hiddenType(def.Name) {
			m.declare(def)
		}
		if def.Kind == ast.Object || def.Kind == ast.InputObject && m.hiddenType(def.Name) {
			m.object(def)
		}
	}
	slices.SortFunc(m.build.Models, func(a, b *modelgen.Object) int { return compare(a.Name, b.Name) })
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	default:
		return 0
	}
}

// declare adds a type that gqlgen does not see.
func (m *modelBuild) declare(def *ast.Definition) {
	switch def.Kind {
	case ast.Object, ast.InputObject:
		m.build.Models = append(m.build.Models, &modelgen.Object{Name: def.Name, Description: def.Description})
	case ast.Enum:
		enum := &modelgen.Enum{Name: def.Name, Description: def.Description}
		for _, v := range def.EnumValues {
			enum.Values = append(enum.Values, &modelgen.EnumValue{Name: v.Name, Description: v.Description})
		}
		m.build.Enums = append(m.build.Enums, enum)
	}
}

// object adds the fields that gqlgen did not.
func (m *modelBuild) object(def *ast.Definition) {
	at := slices.IndexFunc(m.build.Models, func(o *modelgen.Object) bool { return o.Name == def.Name })
	if at < 0 {
		return
	}
	o := m.build.Models[at]
	for _, f := range def.Fields {
		k := plain
		if def.Kind == ast.Object {
			k = m.kindOf(def, f)
		}
		has := slices.ContainsFunc(o.Fields, func(mf *modelgen.Field) bool { return mf.Name == f.Name })
		if has || k == connected && !m.isGiven(def, f) || k == inGo {
			continue
		}
		o.Fields = append(o.Fields, &modelgen.Field{
			Name: f.Name, GoName: fieldName(f), Type: m.typeOf(f.Type), Tag: fmt.Sprintf("json:%q", f.Name), Description: f.Description,
		})
	}
	if m.hasState(def) {
		o.Fields = append(o.Fields, &modelgen.Field{
			Name: "state", GoName: "state", Tag: `json:"-"`,
			Type:        types.NewNamed(types.NewTypeName(0, types.NewPackage("bff/connect/supply", "supply"), "State", nil), types.NewStruct(nil, nil), nil),
			Description: "What connectors filled.",
		})
	}
}

// typeOf is the Go type of a field, as modelgen makes it.
func (m *modelBuild) typeOf(t *ast.Type) types.Type {
	def := m.schema.Type(t.Name())
	var typ types.Type
	if models := m.cfg.Models[def.Name]; len(models.Model) > 0 && (m.bound(def.Name) != "" || def.Kind == ast.Scalar) {
		found, err := m.binder.FindTypeFromName(models.Model[0])
		if err != nil {
			found = types.Typ[types.String]
		}
		typ = found
	} else {
		var under types.Type = types.NewStruct(nil, nil)
		name := templates.ToGo(def.Name)
		switch def.Kind {
		case ast.Enum:
			under = types.Typ[types.String]
		case ast.Scalar:
			return m.binder.CopyModifiersFromAst(t, types.Typ[types.String])
		case ast.Interface, ast.Union:
			under = types.NewInterfaceType(nil, nil)
		default:
			name = templates.ToGoModelName(def.Name)
		}
		typ = types.NewNamed(types.NewTypeName(0, m.cfg.Model.Pkg(), name, nil), under, nil)
	}
	return m.pointed(t, def, typ)
}

// pointed adds lists and pointers; objects are always held by pointer.
func (m *modelBuild) pointed(t *ast.Type, def *ast.Definition, typ types.Type) types.Type {
	if t.Elem != nil {
		elem := m.pointed(t.Elem, def, typ)
		if t.Elem.Elem == nil && t.Elem.NonNull && m.isStruct(def) {
			elem = types.NewPointer(elem)
		}
		return types.NewSlice(elem)
	}
	name := m.named(def)
	if def.Kind == ast.Object || !t.NonNull && !m.hasNull(def, name) {
		return types.NewPointer(typ)
	}
	return typ
}
