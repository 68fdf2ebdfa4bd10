package emit

import (
	"fmt"
	"go/types"
	"strings"

	"github.com/99designs/gqlgen/codegen/templates"
	"github.com/vektah/gqlparser/v2/ast"
)

// goName is gqlgen's name for a field.
func goName(name string) string { return templates.ToGo(name) }

// fieldName is gqlgen's name for a field, or what @goField calls it.
func fieldName(f *ast.FieldDefinition) string {
	if d := f.Directives.ForName("goField"); d != nil {
		if a := d.Arguments.ForName("name"); a != nil && a.Value.Raw != "" {
			return a.Value.Raw
		}
	}
	return goName(f.Name)
}

// methodName is gqlgen's name for what resolves a field, whatever the struct calls it.
func methodName(f *ast.FieldDefinition) string { return goName(f.Name) }

// resolverName is gqlgen's name for the resolver of a type: it keeps "AB" where the
// name of a struct may change.
func resolverName(def *ast.Definition) string { return templates.UcFirst(def.Name) + "Resolver" }

// goPrivate is its name for an argument.
func goPrivate(name string) string { return templates.ToGoPrivate(name) }

// lower is a name that starts small: "productPrice" of "Product", "Price".
func lower(parts ...string) string {
	name := strings.Join(parts, "")
	return strings.ToLower(name[:1]) + name[1:]
}

// scalars are the Go types of gqlgen's own scalars, by the name of their functions.
var scalars = map[string]string{
	"String": "string", "ID": "string", "IntID": "int", "UintID": "uint", "Int": "int", "Int8": "int8", "Int16": "int16", "Int32": "int32", "Int64": "int64",
	"Uint": "uint", "Uint8": "uint8", "Uint16": "uint16", "Uint32": "uint32", "Uint64": "uint64",
	"Float": "float64", "FloatContext": "float64", "Boolean": "bool", "Time": "time.Time", "Date": "time.Time", "Duration": "time.Duration",
	"Map": "map[string]any", "Any": "any", "UUID": "github.com/google/uuid.UUID", "Upload": gqlgenPackage + ".Upload",
}

// ownScalars are the Go types of our scalars that are pairs of functions, by their names.
var ownScalars = map[string]string{
	"String": "string", "ID": "string", "Int": "int", "Long": "int64", "Float": "float64", "Boolean": "bool",
	"DateTime": "time.Time", "JSON": "any",
}

const (
	gqlgenPackage = "github.com/99designs/gqlgen/graphql"
	scalarPackage = "bff/graph/scalar"
)

// functions is the Go type of a scalar that is known to be a pair of functions, empty for
// others.
func functions(pkg, name string) string {
	switch pkg {
	case gqlgenPackage:
		return scalars[name]
	case scalarPackage:
		return ownScalars[name]
	default:
		return ""
	}
}

// named is the Go type of a GraphQL type without lists and null: "*Product",
// "string", "time.Time".
func (e *Emitter) named(def *ast.Definition) string {
	base, isPointer := e.base(def)
	if isPointer {
		return "*" + base
	}
	return base
}

// base is the same without a pointer.
func (e *Emitter) base(def *ast.Definition) (name string, isPointer bool) {
	isPointer = def.Kind == ast.Object
	if bound := e.bound(def.Name); bound != "" {
		pkg, typ := splitName(bound)
		if pkg == "" {
			return typ, isPointer
		}
		if known := functions(pkg, typ); known != "" {
			return e.imported(known), false
		}
		if f, ok := e.object(bound).(*types.Func); ok {
			return e.typeString(scalarOf(f)), false
		}
		return e.use(pkg) + "." + typ, isPointer
	}
	switch def.Kind {
	case ast.Scalar:
		if builtin := map[string]string{"Int": "int", "Float": "float64", "Boolean": "bool"}[def.Name]; builtin != "" {
			return builtin, false
		}
		return "string", false
	case ast.Object, ast.InputObject:
		return templates.ToGoModelName(def.Name), isPointer
	default:
		return templates.ToGo(def.Name), false
	}
}

// imported notes the import that a scalar's type needs.
func (e *Emitter) imported(typ string) string {
	pkg, name := splitName(typ)
	if pkg == "" {
		return typ
	}
	return e.use(pkg) + "." + name
}

// bound is the Go type that the configuration gives, empty for one that gqlgen makes.
func (e *Emitter) bound(typeName string) string {
	if models := e.options.Models[typeName]; len(models) > 0 {
		return models[0]
	}
	def := e.schema.Type(typeName)
	if def == nil {
		return ""
	}
	if bound := goModel(def); bound != "" {
		return bound
	}
	if def.Kind == ast.Scalar && !def.BuiltIn {
		return known[typeName]
	}
	return ""
}

// known are the Go types of scalars that gqlgen knows by their names.
var known = map[string]string{
	"Int64": gqlgenPackage + ".Int", "Time": gqlgenPackage + ".Time", "Map": gqlgenPackage + ".Map",
	"Upload": gqlgenPackage + ".Upload", "Any": gqlgenPackage + ".Any",
}

// goModel is the Go type that @goModel gives, the first of several.
func goModel(def *ast.Definition) string {
	d := def.Directives.ForName("goModel")
	if d == nil {
		return ""
	}
	if a := d.Arguments.ForName("model"); a != nil && a.Value.Raw != "" {
		return a.Value.Raw
	}
	if a := d.Arguments.ForName("models"); a != nil && len(a.Value.Children) > 0 {
		return a.Value.Children[0].Value.Raw
	}
	return ""
}

// splitName takes "bff/shop.Money" apart; a type of Go itself has no package.
func splitName(bound string) (pkg, name string) {
	at := strings.LastIndexByte(bound, '.')
	if at < 0 {
		return "", strings.ReplaceAll(bound, "interface{}", "any")
	}
	return bound[:at], bound[at+1:]
}

// goType is the Go type of a field or an argument.
func (e *Emitter) goType(t *ast.Type) string {
	def := e.schema.Type(t.Name())
	if t.Elem != nil {
		elem := e.goType(t.Elem)
		if t.Elem.Elem == nil && t.Elem.NonNull && e.isStruct(def) {
			elem = "*" + elem // gqlgen's lists hold no structs
		}
		return "[]" + elem
	}
	name := e.named(def)
	switch {
	case e.hasNull(def, name):
		return name
	case !t.NonNull:
		return "*" + name
	default:
		return name
	}
}

// argumentType is goType for an argument: gqlgen's lists of structs hold pointers.
func (e *Emitter) argumentType(t *ast.Type) string {
	if t.Elem != nil {
		elem := e.argumentType(t.Elem)
		if def := e.schema.Type(t.Elem.Name()); t.Elem.Elem == nil && (def.Kind == ast.InputObject || e.isStruct(def)) && !strings.HasPrefix(elem, "*") {
			elem = "*" + elem
		}
		return "[]" + elem
	}
	return e.goType(t)
}

// hasNull reports a Go type that has a null of its own.
func (e *Emitter) hasNull(def *ast.Definition, name string) bool {
	if strings.HasPrefix(name, "*") || strings.HasPrefix(name, "map[") || name == "any" || def.IsAbstractType() {
		return true
	}
	switch e.underlying(def).(type) {
	case *types.Pointer, *types.Map, *types.Interface, *types.Slice, *types.Chan:
		return true
	default:
		return false
	}
}

// quoted is a Go string literal that is easy to read.
func quoted(s string) string {
	if strings.Contains(s, "`") || !strings.ContainsAny(s, "\"\n\\") || strings.Contains(s, "\r") {
		return fmt.Sprintf("%q", s)
	}
	return "`" + s + "`"
}
