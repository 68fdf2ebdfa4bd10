package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"bff/internal/program"
)

// packageName is what Go packages are called: a word in small letters.
var packageName = regexp.MustCompile(`^[a-z][a-z0-9]*$`)

// reserved are folder and package names that mean something to Go or to bffgen.
var reserved = map[string]string{
	"shared":   "schema/shared is what all clients share",
	"main":     "a package main can't be imported",
	"init":     "Go calls init itself",
	"internal": "Go keeps internal packages to themselves",
	"vendor":   "Go keeps copies of modules in vendor",
	"testdata": "Go does not look into testdata",
}

// checkName says why a client can't be called this. It looks into the project:
// the name becomes a folder beside others and an import in cmd/bff.
func checkName(name string) error {
	if !packageName.MatchString(name) {
		return fmt.Errorf("%q can't be a client's name; expected a Go package name: small letters and digits, a letter first, like tv", name)
	}
	if because, ok := reserved[name]; ok {
		return fmt.Errorf("%q can't be a client's name: %s", name, because)
	}
	if token.IsKeyword(name) {
		return fmt.Errorf("%q can't be a client's name: it is a keyword of Go", name)
	}
	if slices.Contains(append(program.CommandNames(newCommand(nil)), "completion"), name) {
		return fmt.Errorf("%q can't be a client's name: bffgen has a command of that name", name)
	}
	if types.Universe.Lookup(name) != nil {
		return fmt.Errorf("%q can't be a client's name: it is a predeclared word of Go", name)
	}
	for _, folder := range []string{name, filepath.Join("schema", name)} {
		if _, err := os.Lstat(folder); err == nil {
			return fmt.Errorf("%q is taken: %s exists", name, filepath.ToSlash(folder))
		} else if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return checkImport(name)
}

// checkImport finds out whether an import by this name would hide something, or
// be hidden, in the package that wires the clients.
func checkImport(name string) error {
	files, err := filepath.Glob(filepath.Join(filepath.Dir(wiring), "*.go"))
	if err != nil {
		return err
	}
	fset := token.NewFileSet()
	for _, file := range files {
		parsed, err := parser.ParseFile(fset, file, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		used := declares(parsed, name)
		if filepath.ToSlash(file) == wiring {
			used = mentions(parsed, name) // the import is of this file, where parameters count too
		}
		if used {
			return fmt.Errorf("%q is taken: %s uses the name", name, filepath.ToSlash(file))
		}
	}
	return nil
}

// declares tells whether name is declared at the top of the file, and so in the
// whole package.
func declares(file *ast.File, name string) bool {
	for _, declaration := range file.Decls {
		switch d := declaration.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil && d.Name.Name == name {
				return true
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				switch s := spec.(type) {
				case *ast.TypeSpec:
					if s.Name.Name == name {
						return true
					}
				case *ast.ValueSpec:
					for _, ident := range s.Names {
						if ident.Name == name {
							return true
						}
					}
				}
			}
		}
	}
	return false
}

// mentions tells whether the file has the identifier, whatever it stands for.
func mentions(file *ast.File, name string) bool {
	found := false
	ast.Inspect(file, func(n ast.Node) bool {
		if ident, ok := n.(*ast.Ident); ok && ident.Name == name {
			found = true
		}
		return !found
	})
	return found
}
