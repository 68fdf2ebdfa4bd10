package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/urfave/cli/v3"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"

	"bff/connect/importer"
	"bff/internal/program"
)

// importOptions are the arguments of import.
type importOptions struct {
	importer.Options
	document string // file or URL
	out      string // empty is standard output
	force    bool   // out may exist
}

func importCommand() *cli.Command {
	return &cli.Command{
		Name: "import", Usage: "write a first schema for a backend, from its OpenAPI 3 document",
		Description: "The schema is to be trimmed by hand. What is to be known of it goes to standard error, and stands at its end.",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "openapi", Usage: "the document: `FILE|URL`"},
			&cli.StringFlag{Name: "source", Usage: "the `NAME` of the backend in the schema"},
			&cli.StringFlag{Name: "paths", Usage: "import these `PATHS` alone, with commas between, as in /a,/b/*"},
			&cli.StringFlag{Name: "base-url", Usage: "the `URL` of the backend, if the document does not say it"},
			&cli.StringFlag{Name: "out", Usage: "write `FILE` instead of standard output"},
			&cli.BoolFlag{Name: "force", Usage: "replace the file of --out"},
		},
		Action: func(_ context.Context, cmd *cli.Command) error {
			o, err := parseImport(cmd)
			if err != nil {
				return program.Misused(err)
			}
			return runImport(cmd.Root().Writer, o)
		},
	}
}

func parseImport(cmd *cli.Command) (importOptions, error) {
	o := importOptions{document: cmd.String("openapi"), out: cmd.String("out"), force: cmd.Bool("force")}
	o.Source, o.BaseURL = cmd.String("source"), cmd.String("base-url")
	for pattern := range strings.SplitSeq(cmd.String("paths"), ",") {
		if pattern = strings.TrimSpace(pattern); pattern != "" {
			o.Paths = append(o.Paths, pattern)
		}
	}
	if err := program.NoArguments(cmd); err != nil {
		return o, err
	}
	switch {
	case o.document == "":
		return o, errors.New("import needs a backend's document; expected --openapi FILE|URL")
	case o.Source == "":
		return o, errors.New("import needs a name for the backend; expected --source NAME, as in --source catalog")
	}
	return o, nil
}

// runImport writes a first schema for the backend of an OpenAPI document. What is to
// be known of it goes to standard error, and stands at its end.
func runImport(out io.Writer, o importOptions) error {
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
	return o.write(out, text)
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
func (o importOptions) write(out io.Writer, text []byte) error {
	if o.out == "" {
		_, err := out.Write(text)
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
	_, err = fmt.Fprintf(out, "%s: a first schema of %s; trim it, then: make generate\n", o.out, o.Source)
	return err
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
	files, err := graphqlFiles(filepath.Join(schemaFolder, "shared"))
	if err != nil {
		return err
	}
	beside, err := o.beside()
	if err != nil {
		return err
	}
	for _, name := range append(files, beside...) {
		if filepath.Clean(name) == filepath.Clean(o.out) {
			continue // what --force replaces
		}
		if err := o.take(name); err != nil {
			return err
		}
	}
	return nil
}

// beside lists the schema files that will be read together with the new one: those of
// the client whose folder it is in, else those of the folder itself.
func (o *importOptions) beside() ([]string, error) {
	if o.out == "" {
		return nil, nil
	}
	dir := filepath.Dir(filepath.Clean(o.out))
	below, ok := strings.CutPrefix(dir, schemaFolder+string(filepath.Separator))
	if !ok {
		return filepath.Glob(filepath.Join(dir, "*.graphql"))
	}
	client, _, _ := strings.Cut(below, string(filepath.Separator))
	return graphqlFiles(filepath.Join(schemaFolder, client))
}

// take notes the names that a schema file has.
func (o *importOptions) take(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	doc, err := parser.ParseSchema(&ast.Source{Name: file, Input: string(text)})
	if err != nil {
		return err
	}
	o.Taken = append(o.Taken, namesIn(doc)...)
	o.Declared = o.Declared || declaresSource(doc, o.Source)
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
