package playground

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Operation is an operation that a client's app sends.
type Operation struct {
	Name      string `json:"name"`
	Document  string `json:"document"`
	Variables string `json:"variables"` // a JSON object as text; empty means none
	File      string `json:"-"`         // operations/Name.graphql
}

// Operations reads the .graphql files of operations/ and of the folders in it, sorted
// by path with the queries first: the first tab is the one that is run first, and
// should change nothing. NAME.json beside NAME.graphql holds its variables. A file must
// hold the operation it is named for, because people look it up by that name, and which
// no other file may have.
//
// The error joins every problem found, each with its file.
func Operations(fsys fs.FS) ([]Operation, error) {
	files, err := operationFiles(fsys)
	if err != nil {
		return nil, fmt.Errorf("operations: %w", err)
	}
	operations := make([]Operation, 0, len(files))
	var problems []error
	first := map[string]string{} // the file of each name
	for _, file := range files {
		op, err := readOperation(fsys, file)
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", file, err))
			continue
		}
		if other := first[op.Name]; other != "" {
			problems = append(problems, fmt.Errorf("%s: %s has an operation of that name too; rename one", file, other))
			continue
		}
		first[op.Name] = file
		operations = append(operations, op)
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	slices.SortStableFunc(operations, func(a, b Operation) int {
		return rank(a) - rank(b)
	})
	return operations, nil
}

// operationFiles are the operations' files, in order. Hidden files are editors' own.
func operationFiles(fsys fs.FS) (files []string, err error) {
	err = fs.WalkDir(fsys, "operations", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist) && name == "operations":
			return nil // a client may have none
		case err != nil:
			return err
		case entry.IsDir() || strings.HasPrefix(entry.Name(), "."):
			return nil
		case path.Ext(name) == ".graphql":
			files = append(files, name)
		case path.Ext(name) == ".gql" || path.Ext(name) == ".graphqls":
			return fmt.Errorf("%s is not read; an operation's file ends in .graphql", name)
		}
		return nil
	})
	return files, err
}

func readOperation(fsys fs.FS, file string) (Operation, error) {
	document, err := fs.ReadFile(fsys, file)
	if err != nil {
		return Operation{}, err
	}
	name := strings.TrimSuffix(path.Base(file), ".graphql")
	op := Operation{Name: name, Document: string(document), File: file}
	if kind(op) == "" {
		return Operation{}, fmt.Errorf("has no operation named %s; name it for its file", name)
	}
	beside := strings.TrimSuffix(file, ".graphql") + ".json"
	variables, err := fs.ReadFile(fsys, beside)
	if errors.Is(err, fs.ErrNotExist) {
		return op, nil
	}
	if err != nil {
		return Operation{}, err
	}
	if err := json.Unmarshal(variables, new(map[string]json.RawMessage)); err != nil {
		return Operation{}, fmt.Errorf("its variables %s are not a JSON object: %w", path.Base(beside), err)
	}
	op.Variables = strings.TrimSpace(string(variables))
	return op, nil
}

// operationLine finds definitions by their first line. A parser is for the
// server; here it decides about an order and a name.
var operationLine = regexp.MustCompile(`(?m)^[ \t]*(query|mutation|subscription)\s+([_A-Za-z][_0-9A-Za-z]*)`)

// kind is query, mutation or subscription; empty when the document doesn't hold
// the operation.
func kind(op Operation) string {
	for _, match := range operationLine.FindAllStringSubmatch(op.Document, -1) {
		if match[2] == op.Name {
			return match[1]
		}
	}
	return ""
}

func rank(op Operation) int {
	return slices.Index([]string{"query", "mutation", "subscription"}, kind(op))
}
