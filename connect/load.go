package connect

import (
	"errors"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"

	"bff/connect/mapping"
)

// Load reads the files of one schema and checks them. The error is a Diagnostics
// with everything that is wrong, warnings included; the schema is then nil.
// The order of the files decides the order of the report and of declarations.
//
// A type that only shared files declare is left out, unchecked, where no root type and
// no type of another file leads to it. So is a root type of theirs, but that of queries,
// of which clients would see nothing.
func Load(in ...File) (*Schema, error) {
	l := &loader{files: files{}, covered: map[*mapping.Match]bool{}}
	declared := l.parse(in)
	if l.failed() { // what does not parse hides what is declared
		return nil, l.sorted()
	}
	own := ownTypes(declared, in)
	l.merge(declared)
	l.readLinks(declared)
	injected := l.inject(declared)
	l.collect(declared, injected)
	l.dropUnused(declared, own)

	l.checkStructure(declared)
	l.readSources(declared)
	l.readConnectors(declared)
	l.checkConnectors()
	l.readCaching()
	l.checkOwnDirectives()
	l.reportIdle(declared)
	l.checkHidden()
	// Each of these would only repeat what the one before has found.
	if !l.failed() {
		l.checkSchema()
	}
	if !l.failed() {
		l.checkReach()
		l.checkEffects()
		l.checkUnread()
	}
	if !l.failed() {
		l.validate(declared, injected)
	}
	if l.failed() {
		return nil, l.sorted()
	}
	l.schema.Version, l.schema.Linked, l.schema.Warnings = l.link.version, l.link.found, l.sorted()
	return l.schema, nil
}

// loader is one run of Load.
type loader struct {
	reporter
	files
	link           link
	contextImports []imported
	recurring      []recurrence
	idTypes        map[string][]*ast.Argument // of @globalID, by the type that they name
	idle           map[string]*idle           // directives that do nothing
	filledTypes    map[string]map[string]bool
	covered        map[*mapping.Match]bool // those that have a pair for each value of their field's enum
	schema         *Schema

	types      map[string]*ast.Definition
	order      []*ast.Definition // the types that the files declare, in their order
	directives map[string]*ast.DirectiveDefinition
	roots      map[ast.Operation]*ast.Definition
}

func (l *loader) failed() bool { return l.all.HasErrors() }

// parse parses every file by itself, so that each can have its syntax error.
func (l *loader) parse(in []File) *ast.SchemaDocument {
	out := new(ast.SchemaDocument)
	for i, f := range in {
		known := newFile(f, i)
		l.files[known.source] = known
		doc, err := parser.ParseSchema(known.source)
		if err != nil {
			l.syntaxError(known, err)
			continue
		}
		out.Merge(doc)
	}
	return out
}

// keywords are what a definition may start with.
var keywords = []string{"type", "input", "enum", "interface", "union", "scalar", "schema", "extend", "directive"}

func (l *loader) syntaxError(f *file, err error) {
	pos, msg := Pos{File: f.name, Line: 1, Col: 1, file: f}, err.Error()
	var parsed *gqlerror.Error
	if errors.As(err, &parsed) {
		msg = parsed.Message
		if len(parsed.Locations) > 0 {
			pos.Line, pos.Col = max(parsed.Locations[0].Line, 1), max(parsed.Locations[0].Column, 1)
		}
	}
	hint := "look for a missing or extra bracket, colon or quote right before this"
	if word, found := strings.CutPrefix(msg, `Unexpected Name "`); found {
		word = strings.TrimSuffix(word, `"`)
		hint = DidYouMean(word, keywords, "start a definition with one of "+strings.Join(keywords, ", "))
	}
	l.errorf(pos, CodeGraphQL, hint, "this is not GraphQL: %s", lowerFirst(strings.TrimSuffix(msg, ".")))
}

// lowerFirst starts a message small, unless with a word in capitals.
func lowerFirst(s string) string {
	if s == "" || len(s) > 1 && s[1] >= 'A' && s[1] <= 'Z' {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// collect makes the declarations known by name.
func (l *loader) collect(declared, injected *ast.SchemaDocument) {
	l.types = map[string]*ast.Definition{}
	l.directives = map[string]*ast.DirectiveDefinition{}
	builtin, err := parser.ParseSchema(validator.Prelude)
	if err != nil { // a constant of gqlparser
		panic("connect: " + err.Error())
	}
	for _, doc := range []*ast.SchemaDocument{builtin, injected, declared} {
		for _, d := range doc.Definitions {
			l.types[d.Name] = d
		}
		for _, d := range doc.Directives {
			l.directives[d.Name] = d
		}
	}
	l.order = declared.Definitions
	l.roots = l.readRoots(declared)
	l.schema = &Schema{types: l.types, declared: l.order, roots: l.roots, federation: l.link.federation, files: l.files}
}

// readRoots finds the root types: those that `schema` names, else those with the
// usual names.
func (l *loader) readRoots(doc *ast.SchemaDocument) map[ast.Operation]*ast.Definition {
	roots := map[ast.Operation]*ast.Definition{}
	for op, name := range map[ast.Operation]string{ast.Query: "Query", ast.Mutation: "Mutation", ast.Subscription: "Subscription"} {
		if len(doc.Schema) == 0 && l.types[name] != nil {
			roots[op] = l.types[name]
		}
	}
	for _, def := range append(doc.Schema[:len(doc.Schema):len(doc.Schema)], doc.SchemaExtension...) {
		for _, op := range def.OperationTypes {
			if t := l.types[op.Type]; t != nil {
				roots[op.Operation] = t
				continue
			}
			l.errorf(l.pos(op.Position), CodeMissingType, DidYouMean(op.Type, l.typeNames(ast.Object), "declare it"), "there is no type %s for the root %s", op.Type, op.Operation)
		}
	}
	return roots
}

// typeNames are the names of the declared types of the given kinds, in order.
func (l *loader) typeNames(kinds ...ast.DefinitionKind) []string {
	var out []string
	for _, name := range sortedKeys(l.types) {
		if def := l.types[name]; !strings.HasPrefix(name, "__") && hasKind(def, kinds...) && !l.supporting(def) {
			out = append(out, name)
		}
	}
	return out
}

// supporting reports a type that is only there for directives.
func (l *loader) supporting(def *ast.Definition) bool {
	return def.Position != nil && def.Position.Src != nil && def.Position.Src.Name == "connect" && def.Position.Src.BuiltIn
}

func hasKind(def *ast.Definition, kinds ...ast.DefinitionKind) bool {
	for _, k := range kinds {
		if def != nil && def.Kind == k {
			return true
		}
	}
	return false
}

// start is the place for what has none: the start of the first file.
func (l *loader) start() Pos {
	for _, f := range l.files {
		if f.order == 0 {
			return f.at(0)
		}
	}
	return Pos{}
}

// validate asks gqlparser, which finds what only the whole of GraphQL's rules
// does. It reports one mistake a run, so our own checks come first.
func (l *loader) validate(declared, injected *ast.SchemaDocument) {
	doc, err := parser.ParseSchema(validator.Prelude)
	if err != nil {
		panic("connect: " + err.Error())
	}
	doc.Merge(injected)
	doc.Merge(declared)
	l.schema.AST, err = validator.ValidateSchemaDocument(doc)
	if err == nil {
		return
	}
	pos, msg := l.start(), err.Error()
	var invalid *gqlerror.Error
	if errors.As(err, &invalid) {
		msg = invalid.Message
		name, _ := invalid.Extensions["file"].(string)
		for _, f := range l.files {
			if f.name == name && len(invalid.Locations) > 0 {
				at := invalid.Locations[0]
				pos = Pos{File: f.name, Line: at.Line, Col: at.Column, file: f}
			}
		}
	}
	l.errorf(pos, CodeGraphQL, "see https://spec.graphql.org", "%s", lowerFirst(strings.TrimSuffix(msg, ".")))
}
