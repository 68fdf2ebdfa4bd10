package emit

import (
	"bytes"
	"errors"
	"os"
)

// LeaveOutNullParents makes the execution that gqlgen has generated in a file hand lists
// to batch.WithParents, which leaves out null elements, where gqlgen's own function hands
// them to batch resolvers. gqlgen has neither an option nor a template for it.
func LeaveOutNullParents(filename string) error {
	code, err := os.ReadFile(filename)
	if err != nil {
		return err
	}
	code, err = withoutNullParents(code)
	if err != nil {
		return err
	}
	return os.WriteFile(filename, code, 0o644)
}

var (
	gqlgenParents = []byte("graphql.WithBatchParents(")
	ourParents    = []byte("batch.WithParents(")
	importsEnd    = []byte("\n)\n")
	batchImport   = []byte("\n\n\t\"bff/graph/batch\"\n)\n")
)

// withoutNullParents changes the calls and adds the import.
func withoutNullParents(code []byte) ([]byte, error) {
	if !bytes.Contains(code, gqlgenParents) {
		return code, nil
	}
	code = bytes.ReplaceAll(code, gqlgenParents, ourParents)
	head, rest, found := bytes.Cut(code, importsEnd)
	if !found || !bytes.Contains(head, []byte("import (")) {
		return nil, errors.New("emit: gqlgen's output has no import block; parents.go expects one")
	}
	return bytes.Join([][]byte{head, rest}, batchImport), nil
}
