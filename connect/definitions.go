package connect

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
)

// connectDefinitions define the convention's two directives and their types, so
// that any tool takes the schema. The names are replaced by those of the link.
const connectDefinitions = `
"Where fields of a query come from: a request to a backend, and which parts of the answer are which fields."
directive @CONNECT(source: String, id: String, http: PREFIX__ConnectHTTP, batch: PREFIX__ConnectBatch, errors: PREFIX__ConnectorErrors, isSuccess: PREFIX__JSONSelection, selection: PREFIX__JSONSelection!, entity: Boolean = false) repeatable on FIELD_DEFINITION | OBJECT
"A backend that connectors share."
directive @SOURCE(name: String!, http: PREFIX__SourceHTTP!, errors: PREFIX__ConnectorErrors, isSuccess: PREFIX__JSONSelection) repeatable on SCHEMA
"A mapping."
scalar PREFIX__JSONSelection
"A URL with holes."
scalar PREFIX__URLTemplate
input PREFIX__ConnectHTTP { GET: PREFIX__URLTemplate POST: PREFIX__URLTemplate PUT: PREFIX__URLTemplate PATCH: PREFIX__URLTemplate DELETE: PREFIX__URLTemplate body: PREFIX__JSONSelection headers: [PREFIX__HTTPHeaderMapping!] path: PREFIX__JSONSelection queryParams: PREFIX__JSONSelection }
input PREFIX__SourceHTTP { baseURL: PREFIX__URLTemplate! headers: [PREFIX__HTTPHeaderMapping!] path: PREFIX__JSONSelection queryParams: PREFIX__JSONSelection }
input PREFIX__HTTPHeaderMapping { name: String! from: String value: String }
input PREFIX__ConnectBatch { maxSize: Int }
input PREFIX__ConnectorErrors { message: PREFIX__JSONSelection extensions: PREFIX__JSONSelection }
`

// linkDefinitions define @link itself: https://specs.apollo.dev/link/v1.0
const linkDefinitions = `
directive @link(url: String!, as: String, for: link__Purpose, import: [link__Import]) repeatable on SCHEMA
scalar link__Import
enum link__Purpose { SECURITY EXECUTION }
`

// otherDefinitions are directives that our schemas may carry: how long an answer
// keeps, what ids are, and gqlgen's of the build.
const otherDefinitions = `
enum CacheControlScope { PUBLIC PRIVATE }
"How long an answer keeps, in seconds."
directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean, staleWhileRevalidate: Int, staleIfError: Int, negativeMaxAge: Int) on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
"What an answer is invalidated by; on a mutation, what it invalidates."
directive @cacheTag(format: String!) repeatable on FIELD_DEFINITION | OBJECT
"Clients see an opaque id of the type, mappings the backend's own key."
directive @globalID(type: String, number: Boolean = false) on FIELD_DEFINITION | ARGUMENT_DEFINITION | INPUT_FIELD_DEFINITION
"This may be done again: the backend does it once. Without it a mutation is only repeated with an Idempotency-Key."
directive @idempotent on FIELD_DEFINITION
"What a field in Go reads of the request, beside its arguments and its object: headers, and what the connectors of the fields read that it calls. Without it, it may read anything."
directive @reads(headers: [String!], fields: [String!]) on FIELD_DEFINITION
"The range of an integer, both ends included."
directive @constraint(min: Int, max: Int) on ARGUMENT_DEFINITION
directive @semanticNonNull(levels: [Int!] = [0]) on FIELD_DEFINITION
directive @goModel(model: String, models: [String!], forceGenerate: Boolean) on OBJECT | INPUT_OBJECT | SCALAR | ENUM | INTERFACE | UNION
directive @goField(forceResolver: Boolean, name: String, omittable: Boolean, batch: Boolean) on INPUT_FIELD_DEFINITION | FIELD_DEFINITION
directive @goTag(key: String!, value: String) repeatable on INPUT_FIELD_DEFINITION | FIELD_DEFINITION
directive @goExtraField(name: String, type: String!, overrideTags: String, description: String) repeatable on OBJECT | INPUT_OBJECT
directive @inlineArguments on ARGUMENT_DEFINITION
directive @subscriptionContext on FIELD_DEFINITION
`

// federationDefinitions are the directives of federated schemas. We read @key,
// @inaccessible, @external and, on fields in Go, @requires. What becomes of the others
// says effect.go. NAME is the name in use.
var federationDefinitions = map[string]string{
	"key":              `directive @NAME(fields: String!, resolvable: Boolean = true) repeatable on OBJECT | INTERFACE`,
	"requires":         `directive @NAME(fields: String!) on FIELD_DEFINITION`,
	"provides":         `directive @NAME(fields: String!) on FIELD_DEFINITION`,
	"external":         `directive @NAME(reason: String) on OBJECT | FIELD_DEFINITION`,
	"shareable":        `directive @NAME repeatable on OBJECT | FIELD_DEFINITION`,
	"override":         `directive @NAME(from: String!, label: String) on FIELD_DEFINITION`,
	"tag":              `directive @NAME(name: String!) repeatable on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION`,
	"inaccessible":     `directive @NAME on FIELD_DEFINITION | OBJECT | INTERFACE | UNION | ARGUMENT_DEFINITION | SCALAR | ENUM | ENUM_VALUE | INPUT_OBJECT | INPUT_FIELD_DEFINITION`,
	"interfaceObject":  `directive @NAME on OBJECT`,
	"composeDirective": `directive @NAME(name: String!) repeatable on SCHEMA`,
	"extends":          `directive @NAME on OBJECT | INTERFACE`,
	"context":          `directive @NAME(name: String!) repeatable on INTERFACE | OBJECT | UNION`,
	"fromContext":      `directive @NAME(field: String) on ARGUMENT_DEFINITION`,
	"authenticated":    `directive @NAME on ENUM | FIELD_DEFINITION | INTERFACE | OBJECT | SCALAR`,
	"requiresScopes":   `directive @NAME(scopes: [[String!]!]!) on ENUM | FIELD_DEFINITION | INTERFACE | OBJECT | SCALAR`,
	"policy":           `directive @NAME(policies: [[String!]!]!) on ENUM | FIELD_DEFINITION | INTERFACE | OBJECT | SCALAR`,
	"cost":             `directive @NAME(weight: Int!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR`,
	"listSize":         `directive @NAME(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION`,
}

// inject parses what the schema may use without declaring it. Of a directive that it
// declares all the same ours counts, as it is ours that is followed; of a type its own.
func (l *loader) inject(declared *ast.SchemaDocument) *ast.SchemaDocument {
	replaced := strings.NewReplacer("CONNECT(", l.link.connect+"(", "SOURCE(", l.link.source+"(", "PREFIX__", l.link.prefix+"__")
	var text strings.Builder
	text.WriteString(linkDefinitions + otherDefinitions)
	if l.link.found {
		text.WriteString(replaced.Replace(connectDefinitions))
	}
	for _, name := range sortedKeys(l.link.federation) {
		definition := federationDefinitions[l.link.federation[name]]
		text.WriteString(strings.Replace(definition, "NAME", name, 1) + "\n")
	}
	doc, err := parser.ParseSchema(&ast.Source{Name: "connect", Input: text.String(), BuiltIn: true})
	if err != nil { // our own text
		panic("connect: " + err.Error())
	}
	out := new(ast.SchemaDocument)
	declared.Directives = slices.DeleteFunc(declared.Directives, func(d *ast.DirectiveDefinition) bool {
		known := doc.Directives.ForName(d.Name)
		if known != nil {
			l.checkRedeclared(d, known)
		}
		return known != nil
	})
	for _, d := range doc.Directives {
		if out.Directives.ForName(d.Name) == nil {
			out.Directives = append(out.Directives, d)
		}
	}
	for _, d := range doc.Definitions {
		if declared.Definitions.ForName(d.Name) == nil {
			out.Definitions = append(out.Definitions, d)
		}
	}
	return out
}

// checkRedeclared refuses another directive under a name of ours: what it says would
// be read as ours. Those of specifications have names for types that vary.
func (l *loader) checkRedeclared(d, known *ast.DirectiveDefinition) {
	if l.link.federation[d.Name] != "" || d.Name == l.link.connect || d.Name == l.link.source || d.Name == "link" {
		return
	}
	for _, a := range d.Arguments {
		if ours := known.Arguments.ForName(a.Name); ours == nil || ours.Type.Name() != a.Type.Name() {
			l.errorf(l.pos(a.Position), CodeGraphQL, "give yours another name, or leave its declaration out", "@%s is a directive of this server, which takes no %s: %s", d.Name, a.Name, a.Type)
		}
	}
}
