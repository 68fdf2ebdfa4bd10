package connect

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect/mapping"
)

var graphQLName = regexp.MustCompile(`^[_A-Za-z][_0-9A-Za-z]*$`)

var methods = []string{"GET", "POST", "PUT", "PATCH", "DELETE"}

// readConnectors reads every @connect, in the order of the files.
func (l *loader) readConnectors(doc *ast.SchemaDocument) {
	if !l.link.found {
		return
	}
	for _, def := range doc.Definitions {
		if def.Kind == ast.Interface {
			l.refuseOnInterface(def)
		}
		if def.Kind != ast.Object {
			continue
		}
		for i, d := range def.Directives.ForNames(l.link.connect) {
			l.readConnector(d, &Connector{
				Coordinate: fmt.Sprintf("%s[%d]", def.Name, i), Place: OnType, Type: def, Returns: def, Entity: true,
			})
		}
		for _, f := range def.Fields {
			for i, d := range f.Directives.ForNames(l.link.connect) {
				c := &Connector{
					Coordinate: fmt.Sprintf("%s.%s[%d]", def.Name, f.Name, i), Place: OnField, Type: def, Field: f,
					Returns: l.types[f.Type.Name()],
				}
				if l.schema.isRoot(def) {
					c.Place, c.mutation = OnRoot, def == l.roots[ast.Mutation]
				}
				l.readConnector(d, c)
			}
		}
	}
}

// refuseOnInterface reports connectors that would never be called: an interface has
// no objects of its own.
func (l *loader) refuseOnInterface(def *ast.Definition) {
	for _, f := range def.Fields {
		for _, d := range f.Directives.ForNames(l.link.connect) {
			l.errorf(l.posOf(d.Position, '@'), CodeGraphQL, "write it on the fields of the types that implement "+def.Name, "@%s cannot stand on a field of an interface", d.Name)
		}
	}
}

// readConnector fills c, checks it as far as it can be understood alone, and
// keeps it.
func (l *loader) readConnector(d *ast.Directive, c *Connector) {
	in := l.directiveArguments(d)
	c.Pos = in.pos
	before := len(l.all)
	l.schema.Connectors = append(l.schema.Connectors, c)
	if c.Place == OnType && l.schema.isRoot(c.Type) {
		l.errorf(c.Pos, CodeConnectOnRoot, "write it on the fields of "+c.Type.Name, "@%s cannot stand on the root type %s", d.Name, c.Type.Name)
		return
	}
	if c.Field != nil && c.Type == l.roots[ast.Subscription] {
		l.errorf(c.Pos, CodeSubscription, "resolve "+c.Type.Name+"."+c.Field.Name+" in Go", "a subscription cannot have a connector")
		return
	}
	l.readID(in, c)
	l.readSourceOf(in, c)
	l.readHTTP(in, d, c)
	l.readBatch(in, c)
	c.entityGiven = in.values["entity"]
	l.readEntity(c)
	c.Selection = l.mapping(in, "selection", CodeInvalidSelection)
	if in.lacks("selection") {
		l.errorf(c.Pos, CodeGraphQL, `write selection: "id name", or selection: "$" for the whole answer`, "@%s needs a `selection`", d.Name)
	}
	c.IsSuccess = l.value(in, "isSuccess", CodeInvalidIsSuccess)
	c.Message, c.Extensions = l.errorsOf(in)
	if !l.all[before:].HasErrors() && len(in.meant) == 0 {
		l.assemble(c)
	}
}

func (l *loader) readID(in arguments, c *Connector) {
	id := l.text(in, "id")
	if id == nil {
		return
	}
	if !graphQLName.MatchString(id.text) {
		l.errorf(id.pos(), CodeInvalidID, "use letters, digits and _, not starting with a digit", "%q cannot be the id of a connector", id.text)
		return
	}
	for _, other := range l.schema.Connectors {
		if other.ID == id.text {
			l.errorf(id.pos(), CodeDuplicateID, "give one of them another id", "the id %q is already used by the connector at %s", id.text, other.Pos)
			return
		}
	}
	c.ID = id.text
}

func (l *loader) readSourceOf(in arguments, c *Connector) {
	name := l.text(in, "source")
	if name == nil {
		return
	}
	c.Source = l.schema.Source(name.text)
	if c.Source != nil {
		return
	}
	c.Source = &Source{Name: name.text, broken: true}
	if len(l.schema.Sources) > 0 {
		var names []string
		for _, s := range l.schema.Sources {
			names = append(names, s.Name)
		}
		l.errorf(name.pos(), CodeSourceNameMismatch, DidYouMean(name.text, names, OneOf(names)), "there is no source %q", name.text)
		return
	}
	hint := `declare it: extend schema @source(name: "` + name.text + `", http: { baseURL: "https://..." })`
	if !l.link.imported["@source"] {
		hint = `add "@source" to the import of the @link, and ` + hint
	}
	l.errorf(name.pos(), CodeNoSourcesDefined, hint, "the source %q is used, but no source is declared", name.text)
	if !l.link.imported["@source"] {
		l.warnf(l.link.pos, CodeNoSourceImport, `import: ["@connect", "@source"]`, "a source is used, but @source is not imported")
	}
}

func (l *loader) readHTTP(in arguments, d *ast.Directive, c *Connector) {
	http, ok := l.object(in, "http", append(append([]string{}, methods...), "body", "headers", "path", "queryParams")...)
	if !ok {
		if in.lacks("http") {
			l.errorf(c.Pos, CodeGraphQL, `write http: { GET: "/path" }`, "@%s needs `http`", d.Name)
		}
		return
	}
	var given []string
	for _, m := range methods {
		if http.values[m] != nil {
			given = append(given, m)
		}
	}
	switch len(given) {
	case 0:
		if slices.ContainsFunc(methods, func(m string) bool { return slices.Contains(http.meant, m) }) {
			break
		}
		l.errorf(http.pos, CodeMissingMethod, `add one, such as GET: "/path"`, "`http` has no method")
	case 1:
		c.Method = given[0]
		c.URL = l.template(http, c.Method, CodeInvalidURL)
	default:
		l.errorf(http.pos, CodeMultipleMethods, "keep one of them", "`http` has %d methods: %s", len(given), joined(given))
	}
	c.Path = l.mapping(http, "path", CodeInvalidURLProperty)
	c.Query = l.mapping(http, "queryParams", CodeInvalidURLProperty)
	c.Body = l.mapping(http, "body", CodeInvalidBody)
	c.Headers = l.headers(http)
}

func (l *loader) readBatch(in arguments, c *Connector) {
	batch, ok := l.object(in, "batch", "maxSize")
	if !ok || batch.values["maxSize"] == nil {
		return
	}
	v := batch.values["maxSize"]
	size, err := strconv.Atoi(v.Raw)
	if v.Kind != ast.IntValue || err != nil || size < 0 {
		l.errorf(l.pos(v.Position), CodeGraphQL, "write a number of entities, such as 50", "`maxSize` has to be 0 or more")
		return
	}
	c.MaxSize = size
}

// assemble makes what runs. mapping's own checks know most about URLs.
func (l *loader) assemble(c *Connector) {
	c.Answer = mapping.NewAnswer(c.answerParts())
	if c.Source != nil && c.Source.broken {
		return
	}
	var err error
	if c.Request, err = mapping.NewRequest(c.requestParts()); err == nil {
		return
	}
	var invalid *mapping.URLError
	if errors.As(err, &invalid) {
		if !invalid.Base {
			l.errorf(c.URL.At(invalid.Pos), Code(invalid.Code), invalid.Hint, "%s", invalid.Msg)
		}
		return
	}
	l.errorf(c.Pos, CodeInvalidHeader, "set it once", "%v", err)
}

func (c *Connector) requestParts() mapping.RequestParts {
	out := mapping.RequestParts{
		Method: c.Method, Headers: rulesOf(c.Headers), Body: c.Body.bare(),
		URL: mapping.URLParts{Template: c.URL.Template, Path: c.Path.bare(), Query: c.Query.bare()},
	}
	if s := c.Source; s != nil {
		out.SourceHeaders = rulesOf(s.Headers)
		out.URL.Base, out.URL.BasePath, out.URL.BaseQuery = s.BaseURL.Template, s.Path.bare(), s.Query.bare()
	}
	return out
}

func (c *Connector) answerParts() mapping.AnswerParts {
	out := mapping.AnswerParts{Selection: c.Selection.bare(), IsSuccess: c.IsSuccess.bare(), Message: c.Message.bare(), Extensions: c.Extensions.bare()}
	if s := c.Source; s != nil {
		out.SourceIsSuccess, out.SourceMessage, out.SourceExtensions = s.IsSuccess.bare(), s.Message.bare(), s.Extensions.bare()
	}
	return out
}
