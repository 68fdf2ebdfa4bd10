// Command bffgen turns schema/ into the client packages.
//
//	go run ./cmd/bffgen               # all clients
//	go run ./cmd/bffgen web mobile    # these
//	go run ./cmd/bffgen new-client tv # a client more
//	go run ./cmd/bffgen import --openapi catalog.yaml --source catalog # a schema to begin with
//	go run ./cmd/bffgen check --openapi catalog=catalog.yaml # still as the backend says?
//
// For each client it reads schema/shared and schema/<client>, and writes
// <client>/exec_gen.go and <client>/models_gen.go with gqlgen. Settings that
// the clients share stand in gqlgen.yml. A run that fails, for whichever client,
// leaves the files of the last good run.
//
// Read generate.go and schema.go first; show.go is how a mistake in a schema is told, and
// newclient.go what a new client begins with.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
)

const usage = `usage: bffgen [CLIENT ...]
       bffgen new-client NAME
       bffgen import --openapi FILE|URL --source NAME [--paths /a,/b/*] [--base-url URL] [--out FILE [--force]]
       bffgen check --openapi NAME=FILE|URL [--openapi ...] [--schema DIR] [CLIENT ...]

Generates the named client packages, all of schema/ when none is named.
new-client adds a client: a schema, a package, and its line in cmd/bff.
import writes a first schema for the backend NAME from its OpenAPI 3 document, to be
trimmed by hand: all paths or those of the patterns, to standard output or a file.
check holds the connectors of each source NAME against its OpenAPI document.
`

func main() {
	flag.Usage = func() { fmt.Fprint(flag.CommandLine.Output(), usage) }
	dir := flag.String("C", ".", "the folder with gqlgen.yml and schema/")
	flag.Parse()
	if err := errors.Join(os.Chdir(*dir), run(flag.Args())); err != nil {
		report(err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) > 0 {
		switch args[0] {
		case "new-client":
			return runNewClient(args[1:])
		case "import":
			return runImport(args[1:])
		case "check":
			return runCheck(args[1:])
		}
	}
	return runGenerate(args)
}

func runNewClient(args []string) error {
	if len(args) != 1 {
		return errors.New("new-client takes one name, like tv")
	}
	name := args[0]
	if err := newClient(name); err != nil {
		return err
	}
	fmt.Printf("client %[1]s: schema/%[1]s, %[1]s/ and a line in %[2]s; next: make generate CLIENT=%[1]s\n", name, wiring)
	return nil
}

func runGenerate(names []string) error {
	schemas, err := loadSchemas(schemaFolder, names)
	if err != nil {
		return err
	}
	if found := warnings(schemas, len(names) == 0); len(found) > 0 {
		report(found)
	}
	return generateAll(schemas)
}
