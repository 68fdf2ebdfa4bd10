package playground

import (
	"errors"
	"fmt"
	"io/fs"
	"path"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
)

// Check validates the operations of a client against its schema, and counts them.
// folder is the path of fsys in messages: the error joins one *gqlerror.Error
// for each mistake, with the file and the place in it.
func Check(schema *ast.Schema, folder string, fsys fs.FS) (int, error) {
	operations, err := Operations(fsys)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", folder, err)
	}
	var errs []error
	for _, operation := range operations {
		file := path.Join(folder, operation.File)
		document, err := parser.ParseQuery(&ast.Source{Name: file, Input: operation.Document})
		if err != nil {
			errs = append(errs, err)
			continue
		}
		for _, mistake := range validator.ValidateWithRules(schema, document, nil) {
			mistake.SetFile(file) // some rules leave it out
			errs = append(errs, mistake)
		}
	}
	return len(operations), errors.Join(errs...)
}
