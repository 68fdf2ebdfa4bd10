package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"bff/connect/importer"
)

// importOptions are the arguments of import.
type importOptions struct {
	importer.Options
	document string // file or URL
	out      string // empty is standard output
	force    bool   // out may exist
}

func parseImport(args []string) (importOptions, error) {
	var o importOptions
	flags := flag.NewFlagSet("import", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // main shows the error
	flags.StringVar(&o.document, "openapi", "", "")
	flags.StringVar(&o.Source, "source", "", "")
	flags.StringVar(&o.BaseURL, "base-url", "", "")
	flags.StringVar(&o.out, "out", "", "")
	flags.BoolVar(&o.force, "force", false, "")
	flags.Func("paths", "", func(text string) error {
		for pattern := range strings.SplitSeq(text, ",") {
			if pattern = strings.TrimSpace(pattern); pattern != "" {
				o.Paths = append(o.Paths, pattern)
			}
		}
		return nil
	})
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	switch {
	case flags.NArg() > 0:
		return o, fmt.Errorf("import has no argument %q; see bffgen -h for its flags", flags.Arg(0))
	case o.document == "":
		return o, errors.New("import needs a backend's document; expected --openapi FILE|URL")
	case o.Source == "":
		return o, errors.New("import needs a name for the backend; expected --source NAME, as in --source catalog")
	}
	return o, nil
}

// runImport writes a first schema for the backend of an OpenAPI document. What is to
// be known of it goes to standard error, and stands at its end.
func runImport(args []string) error {
	o, err := parseImport(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Print(usage)
		return nil
	}
	if err != nil {
		return err
	}
	if err := o.checkOut(); err != nil { // before the network is asked
		return err
	}
	doc, err := openDocument(o.document)
	if err != nil {
		return fmt.Errorf("--openapi %s: %w", o.document, err)
	}
	o.resolveServer(doc)
	if err := o.lookBeside(); err != nil {
		return err
	}
	text, notes, err := importer.SDL(doc, o.Options)
	if err != nil {
		return fmt.Errorf("--openapi %s: %w", o.document, err)
	}
	for _, n := range notes {
		fmt.Fprintln(os.Stderr, n)
	}
	return o.write(text)
}

func (o importOptions) checkOut() error {
	if o.out == "" || o.force {
		return nil
	}
	if _, err := os.Stat(o.out); !errors.Is(err, fs.ErrNotExist) {
		return cmp.Or(err, fmt.Errorf("%s exists; --force replaces it", o.out))
	}
	return nil
}

// write writes the schema. Without --force nothing is replaced, also not what came
// into being meanwhile.
func (o importOptions) write(text []byte) error {
	if o.out == "" {
		_, err := os.Stdout.Write(text)
		return err
	}
	if err := os.MkdirAll(filepath.Dir(o.out), 0o755); err != nil {
		return err
	}
	mode := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if o.force {
		mode = os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	}
	file, err := os.OpenFile(o.out, mode, 0o644)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	fmt.Printf("%s: a first schema of %s; trim it, then: make generate\n", o.out, o.Source)
	return nil
}

// resolveServer sets the address of a backend whose document says it relative to where
// the document is, or not at all, which means beside it.
func (o *importOptions) resolveServer(doc *openapi3.T) {
	at, err := url.Parse(o.document)
	if o.BaseURL != "" || !isURL(o.document) || err != nil {
		return
	}
	server := "/"
	if len(doc.Servers) > 0 && doc.Servers[0] != nil {
		server = doc.Servers[0].URL
	}
	if isURL(server) || strings.Contains(server, "{") {
		return
	}
	if relative, err := url.Parse(server); err == nil {
		o.BaseURL = strings.TrimSuffix(at.ResolveReference(relative).String(), "/")
	}
}

// lookBeside finds the names that are taken in the schema that the new file will stand
// in: the shared one and, for one in a client's folder, the client's.
func (o *importOptions) lookBeside() error {
	patterns := []string{filepath.Join("schema", "shared", "*.graphql")}
	if o.out != "" {
		patterns = append(patterns, filepath.Join(filepath.Dir(o.out), "*.graphql"))
	}
	for _, pattern := range patterns {
		files, err := filepath.Glob(pattern)
		if err != nil {
			return err
		}
		for _, name := range files {
			if filepath.Clean(name) == filepath.Clean(o.out) {
				continue // what --force replaces
			}
			text, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			doc, err := parser.ParseSchema(&ast.Source{Name: name, Input: string(text)})
			if err != nil {
				return err
			}
			o.Taken = append(o.Taken, namesIn(doc)...)
			o.Declared = o.Declared || declaresSource(doc, o.Source)
		}
	}
	return nil
}

// declaresSource reports that a schema has the source.
func declaresSource(doc *ast.SchemaDocument, source string) bool {
	for _, def := range append(doc.Schema, doc.SchemaExtension...) {
		for _, d := range def.Directives {
			name := d.Arguments.ForName("name")
			if strings.HasSuffix(d.Name, "source") && name != nil && name.Value.Raw == source {
				return true
			}
		}
	}
	return false
}

// namesIn are the types of a schema, and the fields of its roots.
func namesIn(doc *ast.SchemaDocument) []string {
	var out []string
	for _, def := range append(doc.Definitions, doc.Extensions...) {
		if def.Name != "Query" && def.Name != "Mutation" {
			out = append(out, def.Name)
			continue
		}
		for _, f := range def.Fields {
			out = append(out, def.Name+"."+f.Name)
		}
	}
	return out
}
