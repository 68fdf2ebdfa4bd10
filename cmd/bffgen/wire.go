package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// list is the variable in wiring that has an entry for each client.
const list = "allClients"

// wire gives the source of wiring with the client's import and its entry at the
// end of the list.
//
// The syntax tree says where, the text is inserted there, and gofmt puts it in
// order. Printing a changed tree would move comments, and a marker comment would
// be one more thing to keep.
func wire(source []byte, name, entry string) ([]byte, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	entries := findList(file)
	if entries == nil {
		return nil, fmt.Errorf("there is no `var %s = []client{…}`; add the client by hand", list)
	}
	beside := ownImport(file)
	if beside == nil {
		return nil, errors.New(`there is no import of "bff/…" in brackets to put the new one beside; add the client by hand`)
	}
	if n := len(entries.Elts); n > 0 && fset.Position(entries.Elts[n-1].End()).Line == fset.Position(entries.Rbrace).Line {
		return nil, fmt.Errorf("the last entry of %s and its bracket stand on one line; expected a line of its own for the bracket", list)
	}
	// The later place first, so that the earlier one stays where it is.
	at := fset.Position(entries.Rbrace).Offset
	out := slices.Concat(source[:at], []byte(entry), source[at:])
	at = fset.Position(beside.Pos()).Offset
	out = slices.Concat(out[:at], []byte(strconv.Quote("bff/"+name)+"\n"), out[at:])
	return format.Source(out)
}

// findList finds the value of the list; nil when there is none.
func findList(file *ast.File) *ast.CompositeLit {
	for _, declaration := range file.Decls {
		d, ok := declaration.(*ast.GenDecl)
		if !ok || d.Tok != token.VAR {
			continue
		}
		for _, spec := range d.Specs {
			v, ok := spec.(*ast.ValueSpec)
			if ok && len(v.Names) == 1 && v.Names[0].Name == list && len(v.Values) == 1 {
				literal, _ := v.Values[0].(*ast.CompositeLit)
				return literal
			}
		}
	}
	return nil
}

// ownImport finds an import of this module, one in brackets: another can stand
// beside it.
func ownImport(file *ast.File) *ast.ImportSpec {
	for _, declaration := range file.Decls {
		d, ok := declaration.(*ast.GenDecl)
		if !ok || d.Tok != token.IMPORT || !d.Lparen.IsValid() {
			continue
		}
		for _, spec := range d.Specs {
			s := spec.(*ast.ImportSpec)
			if strings.HasPrefix(s.Path.Value, `"bff/`) && s.Name == nil && s.Doc == nil {
				return s
			}
		}
	}
	return nil
}
