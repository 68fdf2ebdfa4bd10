package emit

import (
	"go/types"
	"maps"
	"path"
	"slices"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
)

// What the Go type of a scalar is decides how gqlgen holds it: a type that can be nil is
// its own null, and a struct is held in lists by pointer.

// object is the Go type or function that a scalar is bound to; nil where nobody knows.
func (e *Emitter) object(bound string) types.Object {
	if e.options.Object == nil || bound == "" {
		return nil
	}
	if pkg, name := splitName(bound); pkg == "" || functions(pkg, name) != "" {
		return nil
	}
	if known, ok := e.objects[bound]; ok {
		return known
	}
	found := e.options.Object(bound)
	e.objects[bound] = found
	return found
}

// scalarOf is the type that a function writes.
func scalarOf(f *types.Func) types.Type { return f.Signature().Params().At(0).Type() }

// takesContext reports that a function makes a marshaler with a context, so that its other
// half takes one.
func takesContext(f *types.Func) bool {
	named, ok := types.Unalias(f.Signature().Results().At(0).Type()).(*types.Named)
	return ok && named.Obj().Name() == "ContextMarshaler"
}

// underlying returns the underlying type of a scalar's Go type; nil when it is not known.
func (e *Emitter) underlying(def *ast.Definition) types.Type {
	if def.Kind != ast.Scalar {
		return nil
	}
	switch o := e.object(e.bound(def.Name)).(type) {
	case *types.Func:
		return scalarOf(o).Underlying()
	case *types.TypeName:
		return o.Type().Underlying()
	default:
		return nil
	}
}

// isStruct reports a scalar whose Go type is a struct.
func (e *Emitter) isStruct(def *ast.Definition) bool {
	_, ok := e.underlying(def).(*types.Struct)
	return ok || def.Kind == ast.Scalar && e.named(def) == "time.Time"
}

// typeString is a type as the generated code writes it.
func (e *Emitter) typeString(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string { return e.useAs(p.Path(), p.Name()) })
}

// use notes an import and returns the name to use it by.
func (e *Emitter) use(pkg string) string { return e.useAs(pkg, path.Base(pkg)) }

// ownPackages are the packages that the code names by themselves.
var ownPackages = map[string]string{
	"cache": "bff/cache", "connector": "bff/clients/connector", "mapping": "bff/connect/mapping", "supply": "bff/connect/supply",
	"batch": "bff/graph/batch", "entity": "bff/graph/entity", "relay": "bff/graph/relay", "graphql": gqlgenPackage,
	"context": "context", "math": "math", "time": "time",
}

// useAs is use for a package of that name. Of two with one name the second gets another,
// and ours always keep theirs.
func (e *Emitter) useAs(pkg, name string) string {
	if known, ok := e.imports[pkg]; ok {
		return known
	}
	taken := slices.Collect(maps.Values(e.imports))
	free := name
	for n := 2; slices.Contains(taken, free) || ownPackages[free] != "" && ownPackages[free] != pkg; n++ {
		free = name + strconv.Itoa(n)
	}
	e.imports[pkg] = free
	return free
}
