package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/urfave/cli/v3"

	"bff/connect"
	"bff/connect/contract"
	"bff/internal/program"
)

// checkOptions are the arguments of check.
type checkOptions struct {
	schema    string            // the folder with a folder for each client
	documents map[string]string // where the document of a source is, by its name
	clients   []string          // none is all
}

func checkCommand() *cli.Command {
	return &cli.Command{
		Name: "check", Usage: "check schemas and operations, and the connectors of each source NAME against its OpenAPI document", ArgsUsage: "[CLIENT ...]",
		Flags: []cli.Flag{
			&cli.StringSliceFlag{Name: "openapi", Usage: "the OpenAPI document of a source: `NAME=FILE|URL`"},
			&cli.StringFlag{Name: "schema", Value: schemaFolder, Usage: "the `FOLDER` with a folder for each client"},
		},
		ShellComplete: program.Complete(completeClients),
		Action: func(_ context.Context, cmd *cli.Command) error {
			o, err := parseCheck(cmd)
			if err != nil {
				return program.Misused(err)
			}
			return runCheck(cmd.Root().Writer, o)
		},
	}
}

func parseCheck(cmd *cli.Command) (checkOptions, error) {
	o := checkOptions{schema: cmd.String("schema"), documents: map[string]string{}, clients: cmd.Args().Slice()}
	for _, text := range cmd.StringSlice("openapi") {
		if err := o.addDocument(text); err != nil {
			return o, fmt.Errorf("--openapi %s: %w", text, err)
		}
	}
	return o, knownClients(o.schema, o.clients, nil)
}

func (o checkOptions) addDocument(text string) error {
	name, location, ok := strings.Cut(text, "=")
	switch {
	case !ok || name == "" || location == "":
		return errors.New("expected the name of a source and where its document is, as in catalog=openapi.yaml")
	case o.documents[name] != "":
		return fmt.Errorf("%s has two documents; expected one for each source", name)
	}
	o.documents[name] = location
	return nil
}

// runCheck checks the schemas and operations of clients, and holds their connectors
// against OpenAPI documents of the backends. Mistakes are the error; what is fine is
// printed.
func runCheck(out io.Writer, o checkOptions) error {
	schemas, err := loadSchemas(o.schema, o.clients)
	if err != nil {
		return err
	}
	counts, err := checkOperations(schemas)
	if err != nil {
		return err
	}
	if len(o.documents) == 0 {
		for _, s := range schemas {
			fmt.Fprintf(out, "%s: the schema and %s are fine\n", s.client, count(counts[s.client], "operation"))
		}
		return nil
	}
	docs, err := o.loadDocuments(schemas)
	if err != nil {
		return err
	}
	return checkContracts(out, schemas, docs)
}

// count is "1 operation" or "2 operations".
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// loadDocuments reads the documents, each of which has to be of a source that is
// called. They are checked for that first: it needs no network.
func (o checkOptions) loadDocuments(schemas []clientSchema) (map[string]*openapi3.T, error) {
	var errs []error
	known := calledSources(schemas)
	for _, name := range slices.Sorted(maps.Keys(o.documents)) {
		if !slices.Contains(known, name) {
			errs = append(errs, fmt.Errorf("--openapi %s: no connector calls a source %q; %s", name, name, listed("the sources are", known)))
		}
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	docs := map[string]*openapi3.T{}
	for _, name := range slices.Sorted(maps.Keys(o.documents)) {
		doc, err := openDocument(o.documents[name])
		if err != nil {
			errs = append(errs, fmt.Errorf("--openapi %s=%s: %w", name, o.documents[name], err))
		}
		docs[name] = doc
	}
	return docs, errors.Join(errs...)
}

func listed(what string, names []string) string {
	if len(names) == 0 {
		return "no connector has a source"
	}
	return what + " " + strings.Join(names, ", ")
}

// calledSources are the names of the sources that connectors call, sorted.
func calledSources(schemas []clientSchema) []string {
	called := map[string]bool{}
	for _, s := range schemas {
		for _, c := range s.Connectors {
			if c.Source != nil {
				called[c.Source.Name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(called))
}

// checkContracts checks all clients. What several of them share is told once.
func checkContracts(out io.Writer, schemas []clientSchema, docs map[string]*openapi3.T) error {
	var all connect.Diagnostics
	for _, s := range schemas {
		found := contract.Check(s.Schema, docs)
		all = all.With(found)
		if !found.HasErrors() {
			fmt.Fprintln(out, agreement(s, docs))
		}
	}
	var unchecked []string
	for _, name := range calledSources(schemas) {
		if docs[name] == nil {
			unchecked = append(unchecked, name)
		}
	}
	if len(unchecked) > 0 {
		fmt.Fprintf(out, "not checked, as they have no --openapi: %s\n", strings.Join(unchecked, ", "))
	}
	if !all.HasErrors() {
		if len(all) > 0 {
			report(all)
		}
		return nil
	}
	return all
}

// agreement says what was checked of a client.
func agreement(s clientSchema, docs map[string]*openapi3.T) string {
	checked := map[string]bool{}
	n := 0
	for _, c := range s.Connectors {
		if c.Source != nil && docs[c.Source.Name] != nil {
			checked[c.Source.Name] = true
			n++
		}
	}
	if n == 0 {
		return s.client + ": no connector calls " + strings.Join(slices.Sorted(maps.Keys(docs)), ", ")
	}
	names := strings.Join(slices.Sorted(maps.Keys(checked)), ", ")
	if n == 1 {
		return fmt.Sprintf("%s: 1 connector of %s agrees with its contract", s.client, names)
	}
	return fmt.Sprintf("%s: %d connectors of %s agree with their contracts", s.client, n, names)
}
