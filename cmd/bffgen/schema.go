package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"bff/connect"
	"bff/internal/program"
)

// schemaFolder has a folder for each client, and shared for all of them.
const schemaFolder = "schema"

// clients lists the clients that a schema folder has.
func clients(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("%w; run bffgen in the repository's top folder", err)
	}
	var names []string
	for _, entry := range entries {
		name := entry.Name()
		switch {
		case strings.HasPrefix(name, ".") || name == "shared":
		case entry.IsDir():
			names = append(names, name)
		case isSchema(name):
			return nil, fmt.Errorf("%s is in no client's folder, so nothing reads it; move it to %s, or to a client's folder beside it", filepath.Join(folder, name), filepath.Join(folder, "shared"))
		}
	}
	return names, nil
}

// knownClients refuses the first name that is no client's. It may be the slip of a
// command, where commands are known.
func knownClients(folder string, names, commands []string) error {
	all, err := clients(folder)
	if err != nil {
		return err
	}
	for _, name := range names {
		if slices.Contains(all, name) {
			continue
		}
		what := "client"
		if len(commands) > 0 {
			what = "client or command"
		}
		hint := program.DidYouMean(name, slices.Concat(all, commands), fmt.Sprintf("the clients are %s", strings.Join(all, ", ")))
		return program.Misused(fmt.Errorf("there is no %s %q in %s/; %s", what, name, folder, hint))
	}
	return nil
}

// clientSchema is the schema of one client.
type clientSchema struct {
	client string
	*connect.Schema
}

// loadSchemas reads and checks the schemas of these clients, of all when none is named.
// They have to be known. The error has the mistakes of all, those in files that they share once.
func loadSchemas(folder string, names []string) ([]clientSchema, error) {
	if len(names) == 0 {
		all, err := clients(folder)
		if err != nil {
			return nil, err
		}
		names = all
	}
	var out []clientSchema
	var mistakes connect.Diagnostics
	var errs []error
	for _, name := range names {
		schema, err := loadSchema(folder, name)
		if found, ok := errors.AsType[connect.Diagnostics](err); ok {
			mistakes = mistakes.With(found)
			continue
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
			continue
		}
		out = append(out, clientSchema{name, schema})
	}
	if len(mistakes) > 0 {
		errs = append(errs, mistakes)
	}
	return out, errors.Join(errs...)
}

// warnings are those of all schemas. If these are all that there are, what none of them
// needs of the shared files is one too.
func warnings(schemas []clientSchema, all bool) connect.Diagnostics {
	var out, unused connect.Diagnostics
	for i, s := range schemas {
		out = out.With(s.Warnings)
		if i == 0 {
			unused = slices.Clone(s.Unused)
			continue
		}
		unused = slices.DeleteFunc(unused, func(d connect.Diagnostic) bool { return !s.Unused.Has(d) })
	}
	if all {
		out = out.With(unused)
	}
	return out
}

// loadSchema reads and checks a client's schema.
func loadSchema(folder, client string) (*connect.Schema, error) {
	names, err := schemaFiles(folder, client)
	if err != nil {
		return nil, err
	}
	shared := filepath.Join(folder, "shared") + string(filepath.Separator)
	files := make([]connect.File, len(names))
	for i, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		files[i] = connect.File{Name: name, Text: string(text), Shared: strings.HasPrefix(name, shared)}
	}
	schema, err := connect.Load(files...)
	if err == nil && schema.AST.Query == nil {
		return nil, fmt.Errorf("%s/%s declares no type Query; clients have nothing to ask for, so add one", folder, client)
	}
	return schema, err
}

// schemaFiles lists the shared files and the client's own, sorted, so that the
// output does not depend on the file system.
func schemaFiles(folder, client string) ([]string, error) {
	shared, err := graphqlFiles(filepath.Join(folder, "shared"))
	if err != nil {
		return nil, err
	}
	own, err := graphqlFiles(filepath.Join(folder, client))
	if err != nil {
		return nil, err
	}
	if len(own) == 0 {
		return nil, fmt.Errorf("%s/%s has no .graphql file", folder, client)
	}
	return append(shared, own...), nil
}

// graphqlFiles lists the schema files in a folder and in those below it; none when
// there is no such folder. What looks like a schema and is not read is an error.
func graphqlFiles(folder string) (files []string, err error) {
	err = filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist) && name == folder:
			return nil
		case err != nil:
			return err
		case strings.HasPrefix(entry.Name(), ".") && name != folder:
			if entry.IsDir() {
				return filepath.SkipDir
			}
			return nil // an editor's own
		case entry.Type()&fs.ModeSymlink != 0:
			if info, err := os.Stat(name); err == nil && info.IsDir() {
				return fmt.Errorf("%s is a link to a folder, which is not followed; link its files", name)
			}
		}
		switch {
		case entry.IsDir() || !isSchema(name):
		case filepath.Ext(name) != ".graphql":
			return fmt.Errorf("%s is not read; a schema file ends in .graphql", name)
		default:
			files = append(files, name)
		}
		return nil
	})
	return files, err
}

// isSchema reports that a file's name is that of a schema, in one of the endings that
// are in use.
func isSchema(name string) bool {
	switch filepath.Ext(name) {
	case ".graphql", ".graphqls", ".gql":
		return true
	}
	return false
}
