package main

import (
	"errors"
	"go/types"
	"strings"

	"github.com/99designs/gqlgen/codegen/config"
	"golang.org/x/tools/go/packages"
)

// scalars are the Go types of GraphQL's scalars, and of those that schemas of many
// projects declare by these names. gqlgen's own read "1" as an Int and 3 as a String,
// and lose digits. The settings may bind a name to another type.
var scalars = []string{"Int", "Float", "String", "Boolean", "ID", "Long", "BigInt", "Decimal", "DateTime", "JSON"}

// scalarPackage has them.
const scalarPackage = "bff/graph/scalar."

// bindScalars binds what the settings do not.
func bindScalars(cfg *config.Config) {
	if cfg.Models == nil {
		cfg.Models = config.TypeMap{}
	}
	for _, name := range scalars {
		if !cfg.Models.Exists(name) {
			cfg.Models[name] = config.TypeMapEntry{Model: config.StringList{scalarPackage + name}}
		}
	}
}

// objects finds what a Go type of the settings is, as gqlgen does: the function that
// writes it, else the type itself. Packages are loaded on first use.
func objects() func(model string) types.Object {
	loaded := map[string]*types.Package{}
	return func(model string) types.Object {
		at := strings.LastIndexByte(model, '.')
		if at < 0 {
			return nil
		}
		path, name := model[:at], model[at+1:]
		pkg, known := loaded[path]
		if !known {
			pkg, _ = loadTypes(path) // gqlgen reports the error of a package that it cannot load
			loaded[path] = pkg
		}
		if pkg == nil {
			return nil
		}
		if f, ok := pkg.Scope().Lookup("Marshal" + name).(*types.Func); ok && isPair(f) {
			return f
		}
		return pkg.Scope().Lookup(name)
	}
}

// isPair reports a function of the form that gqlgen binds scalars to.
func isPair(f *types.Func) bool {
	return f.Signature().Params().Len() == 1 && f.Signature().Results().Len() == 1
}

func loadTypes(path string) (*types.Package, error) {
	found, err := packages.Load(&packages.Config{Mode: packages.NeedName | packages.NeedTypes | packages.NeedImports | packages.NeedDeps}, path)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 || found[0].Types == nil {
		return nil, errors.New("no package " + path)
	}
	return found[0].Types, nil
}
