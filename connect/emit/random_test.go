package emit_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// randomSchema is a schema that connectors fill, of names and types that are hard to
// write in Go. One seed is one schema. Most are accepted; a clash of names is not.
func randomSchema(seed uint64) string {
	g := &schemaMaker{Rand: rand.New(rand.NewPCG(seed, 9)), types: map[string]bool{"Query": true, "Mutation": true}}
	return g.schema()
}

// typeNames and fieldNames are those of Go, of gqlgen's and of our generated code, and
// names of which Go makes others.
var (
	typeNames = strings.Fields(`Order Order_item Item item_Type Type type func Func String_ Error Resolver Time Context Entity Config_ Result
		Http_url URLPath Id ID_ A a1 A_b _C D_ Any_ Map_ State Shape Supply Connector Reader Levels Place Key Node_ Upload_ interface Runtime Vars HTTPServer`)
	fieldNames = strings.Fields(`type func range map string int error nil len any new make append copy true iota select go defer chan var const package import
		ctx obj objs ec field fields sel res tmp fc rctx out args err ret rawArgs zeroVal c r o all keys results none into from v of got name n
		url URL uRL ID_ iD api_key http_api _x x_ x1 X2 camelCase snake_case SHOUT_CASE a1b2 item items item_id Order order order_item
		time math strings context json fmt sync errors strconv bytes io embed atomic slices introspection graphql ast gqlparser
		relay entity supply mapping cache batch connector state String MarshalJSON Error Resolvers isNode IsNode fetch connect keyOf read own merge`)
	scalars = []string{"Int", "Float", "String", "Boolean", "ID", "DateTime", "URL", "JSON", "Long", "Code", "Time", "Any", "Map", "E"}
)

type schemaMaker struct {
	*rand.Rand
	types   map[string]bool // names in use
	objects []*objectMaker
	inputs  []string
	out     strings.Builder
}

// objectMaker is an object type on the way. What it holds comes after it, so that
// selections end.
type objectMaker struct {
	name   string
	entity bool
	fields []string // what selections fill of it, as they write it
	lines  []string
}

func (g *schemaMaker) oneOf(list []string) string { return list[g.IntN(len(list))] }

func (g *schemaMaker) typeName() string {
	for {
		if name := g.oneOf(typeNames); !g.types[name] {
			g.types[name] = true
			return name
		}
	}
}

// wrapped is a type with any of the forms of lists and null.
func (g *schemaMaker) wrapped(name string) string {
	forms := []string{"%s", "%s!", "[%s]", "[%s!]", "[%s]!", "[%s!]!", "[[%s!]!]"}
	return fmt.Sprintf(g.oneOf(forms), name)
}

// names are n different names of fields or arguments.
func (g *schemaMaker) names(n int) []string {
	var out []string
	for len(out) < n {
		if name := g.oneOf(fieldNames); !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

func (g *schemaMaker) schema() string {
	for range 1 + g.IntN(2) {
		g.input()
	}
	for range 2 + g.IntN(4) {
		g.objects = append(g.objects, &objectMaker{name: g.typeName(), entity: g.IntN(3) == 0})
	}
	for i := len(g.objects) - 1; i >= 0; i-- {
		g.object(g.objects[i], g.objects[i+1:])
	}
	g.out.WriteString("type Query {\n")
	for i, name := range g.names(4 + g.IntN(4)) {
		g.root(name, g.objects[i%len(g.objects)], "GET")
	}
	g.out.WriteString("}\ntype Mutation {\n")
	g.root(g.names(1)[0], g.objects[0], "POST")
	g.out.WriteString("}\nenum E { A b type nil _ }\nscalar DateTime scalar URL scalar JSON scalar Long scalar Code scalar Time scalar Any scalar Map\n")
	return header + g.out.String()
}

// arguments are some, with the word that reads all of them.
func (g *schemaMaker) arguments() (declared, read string) {
	if g.IntN(3) == 0 {
		return "", ""
	}
	var out []string
	for _, name := range g.names(1 + g.IntN(3)) {
		typ := g.oneOf(scalars)
		switch g.IntN(5) {
		case 0:
			out = append(out, fmt.Sprintf("%s: %s", name, g.wrapped(g.oneOf(g.inputs))))
		case 1:
			out = append(out, name+`: ID @globalID(type: "`+g.oneOf(typeNames)+`")`)
		case 2:
			out = append(out, name+": Int = 3 @constraint(min: 1, max: 9)")
		default:
			out = append(out, name+": "+g.wrapped(typ))
		}
	}
	return "(" + strings.Join(out, ", ") + ")", " args: $args"
}

func (g *schemaMaker) root(name string, of *objectMaker, method string) {
	declared, read := g.arguments()
	body := ""
	if read != "" {
		method, body = "POST", `, body: "`+read+`"`
	}
	if g.IntN(3) == 0 {
		fmt.Fprintf(&g.out, "%s%s: %s @connect(source: \"s\", http: { %s: \"/r\"%s }, selection: \"$.x\")\n", name, declared, g.wrapped(g.oneOf(scalars)), method, body)
		return
	}
	fmt.Fprintf(&g.out, "\"Of `%s`. */ \\\\ \" %s%s: %s @connect(source: \"s\", http: { %s: \"/r\"%s }, selection: \"$.x %s\")\n", of.name, name, declared, g.wrapped(of.name), method, body, of.group())
}

// group selects all that a selection can fill; of an entity maybe the key alone.
func (o *objectMaker) group() string { return "{ " + strings.Join(o.fields, " ") + " }" }

func (g *schemaMaker) object(o *objectMaker, later []*objectMaker) {
	o.fields, o.lines = []string{"id"}, []string{g.oneOf([]string{"id: ID!", "id: ID! @globalID", `id: ID! @globalID(number: true)`})}
	for _, name := range g.names(2 + g.IntN(5)) {
		switch {
		case g.IntN(3) == 0 && len(later) > 0:
			of := later[g.IntN(len(later))]
			inner := of.group()
			if of.entity && g.IntN(2) == 0 {
				inner = "{ id }"
			}
			o.lines = append(o.lines, name+": "+g.wrapped(of.name))
			o.fields = append(o.fields, name+": sub "+inner)
		case g.IntN(4) == 0:
			g.connected(o, name, later)
		case g.IntN(12) == 0:
			o.lines = append(o.lines, name+": "+g.wrapped(g.oneOf(scalars))+" @inaccessible")
			o.fields = append(o.fields, name)
		case g.IntN(12) == 0:
			declared, _ := g.arguments()
			o.lines = append(o.lines, strings.NewReplacer(" @constraint(min: 1, max: 9)", "").Replace(dropGlobalIDs(name+declared))+": "+g.wrapped(g.oneOf(scalars))+" @goField(forceResolver: true)")
		default:
			o.lines = append(o.lines, name+": "+g.wrapped(g.oneOf(scalars)))
			o.fields = append(o.fields, name)
		}
	}
	provider := ""
	if o.entity {
		provider = g.oneOf([]string{
			`@connect(source: "s", http: { POST: "/b", body: "ids: $batch.id" }, selection: "` + o.group() + `")`,
			`@connect(source: "s", http: { GET: "/t/{$this.id}" }, selection: "` + o.group() + `") @cacheTag(format: "t-{$this.id}") @cacheControl(maxAge: 5)`,
		})
		provider = strings.Replace(provider, `selection: "{ `, `selection: "`, 1)
		provider = strings.Replace(provider, ` }")`, ` ")`, 1)
	}
	fmt.Fprintf(&g.out, "type %s %s {\n%s\n}\n", o.name, provider, strings.Join(o.lines, "\n"))
}

// dropGlobalIDs leaves out what has no meaning on fields in Go.
func dropGlobalIDs(text string) string {
	for {
		from := strings.Index(text, " @globalID(")
		if from < 0 {
			return text
		}
		text = text[:from] + text[from+strings.Index(text[from:], `")`)+2:]
	}
}

// connected is a field with a connector of its own.
func (g *schemaMaker) connected(o *objectMaker, name string, later []*objectMaker) {
	declared, read := g.arguments()
	typ, selection := g.oneOf(scalars), ""
	if len(later) > 0 && g.IntN(2) == 0 {
		of := later[g.IntN(len(later))]
		typ, selection = of.name, " "+of.group()
	}
	if g.IntN(2) == 0 {
		o.lines = append(o.lines, fmt.Sprintf(`%s%s: %s @connect(source: "s", http: { POST: "/m", body: "ids: $batch.id%s" }, selection: "$.list { id %[1]s: own%[5]s }")`, name, declared, g.wrapped(typ), read, selection))
		return
	}
	o.lines = append(o.lines, fmt.Sprintf(`%s%s: %s @connect(source: "s", http: { POST: "/n/{$this.id}", body: "a: $this.id%s" }, selection: "$.own%s")`, name, declared, g.wrapped(typ), read, selection))
}

func (g *schemaMaker) input() {
	name := g.typeName()
	lines := []string{}
	for _, field := range g.names(1 + g.IntN(5)) {
		switch g.IntN(5) {
		case 0:
			lines = append(lines, field+": "+name)
		case 1:
			lines = append(lines, field+": "+g.oneOf([]string{"Int = 3", `String! = "a\nb"`, "[Int!] = [1, 2]", "E = nil", "Boolean! = false", "[E!]! = [A]", `[[Int]] = [[1], null]`}))
		case 2:
			lines = append(lines, field+`: ID @globalID(type: "X")`)
		default:
			lines = append(lines, field+": "+strings.Trim(g.wrapped(g.oneOf(scalars)), "!"))
		}
	}
	g.inputs = append(g.inputs, name)
	fmt.Fprintf(&g.out, "input %s {\n%s\n}\n", name, strings.Join(lines, "\n"))
}
