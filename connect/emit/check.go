package emit

import (
	"fmt"
	"go/token"
	"strings"

	"github.com/99designs/gqlgen/codegen/templates"
	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect"
)

// names looks for what cannot be named in Go, which gqlgen and the compiler would
// report at places of the generated code.
type names struct {
	*Emitter
	found connect.Diagnostics
}

// checkNames reports types, fields and arguments that would have one name in Go.
func (e *Emitter) checkNames() connect.Diagnostics {
	n := &names{Emitter: e}
	n.types()
	n.executed()
	n.accounts()
	for _, def := range e.schema.Types() {
		if def.Kind != ast.Object && def.Kind != ast.InputObject {
			continue
		}
		n.fields(def)
		for _, f := range def.Fields {
			n.arguments(def, f)
		}
	}
	return n.found.Sorted()
}

func (n *names) errorf(p *ast.Position, hint, msg string, args ...any) {
	n.found = append(n.found, connect.Diagnostic{Pos: n.schema.At(p), Code: connect.CodeNameClash, Msg: fmt.Sprintf(msg, args...), Hint: hint})
}

// claim notes whose a name is, and reports the second that wants it.
func (n *names) claim(taken map[string]string, name, what string, p *ast.Position, hint string) {
	if other, ok := taken[name]; ok {
		n.errorf(p, hint, "%s and %s are both %s in Go", other, what, name)
		return
	}
	taken[name] = what
}

// types checks what is declared in the client's package.
func (n *names) types() {
	taken := map[string]string{}
	for _, name := range []string{"Config", "ResolverRoot", "DirectiveRoot", "ComplexityRoot", "NewExecutableSchema"} {
		taken[name] = "gqlgen's " + name
	}
	if len(n.schema.Connectors) > 0 {
		for _, name := range []string{"Connected", "Connect", "Sources", "Inputs"} {
			taken[name] = "the generated " + name
		}
	}
	const hint = "give the type another name"
	for _, def := range n.schema.Types() {
		what := "type " + def.Name
		n.binding(def)
		n.boundFields(def)
		if def.Kind != ast.Scalar && n.bound(def.Name) == "" {
			n.claim(taken, goName(def.Name), what, def.Position, hint)
		}
		if def.Kind == ast.Enum {
			n.claim(taken, "All"+goName(def.Name), "the values of "+def.Name, def.Position, hint)
		}
		if some, all := n.resolves(def); def.Kind == ast.Object && (some || !all) {
			n.claim(taken, resolverName(def), "the resolver of "+def.Name, def.Position, hint)
		}
	}
}

// binding checks that gqlgen's scalars stand for scalars, and are there.
func (n *names) binding(def *ast.Definition) {
	bound := n.bound(def.Name)
	pkg, name := splitName(bound)
	const hint = `bind it to one of gqlgen's, as in "` + gqlgenPackage + `.Map"`
	switch {
	case bound == "":
	case def.Kind == ast.Scalar && !strings.Contains(bound, "/"):
		n.errorf(def.Position, hint, "the scalar %s is bound to %s, which gqlgen cannot read", def.Name, bound)
	case pkg == gqlgenPackage && scalars[name] == "":
		n.errorf(def.Position, hint, "%s is bound to %s, which is none of gqlgen's scalars", def.Name, bound)
	case pkg == gqlgenPackage && !def.IsLeafType():
		n.errorf(def.Position, "bind it to a struct", "%s is bound to %s, which is a scalar", def.Name, bound)
	}
}

// executed checks the names of gqlgen's methods that execute types and fields: _A_b is
// the one of the field A.b and of the type A_b.
func (n *names) executed() {
	taken := map[string]string{}
	for _, def := range n.schema.Types() {
		if !def.IsLeafType() && def.Kind != ast.InputObject && !n.hiddenType(def.Name) {
			n.claim(taken, "_"+def.Name, "type "+def.Name, def.Position, "give the type another name")
		}
	}
	for _, def := range n.schema.Types() {
		if def.Kind != ast.Object || n.hiddenType(def.Name) {
			continue
		}
		for _, f := range def.Fields {
			if !strings.HasPrefix(f.Name, "__") && !n.hidden(def, f) {
				n.claim(taken, "_"+def.Name+"_"+f.Name, def.Name+"."+f.Name, f.Position, "rename the field, or the type")
			}
		}
	}
}

// fields checks the members of a struct, and the methods that resolve fields.
func (n *names) fields(def *ast.Definition) {
	members, methods := map[string]string{}, map[string]string{}
	for _, abstract := range n.schema.Types() {
		if def.Kind == ast.Object && abstract.IsAbstractType() && n.isOne(def, abstract) {
			members["Is"+templates.ToGoModelName(abstract.Name)] = "the mark of " + abstract.Name
		}
	}
	for _, f := range def.Fields {
		if strings.HasPrefix(f.Name, "__") {
			continue
		}
		isMember, isMethod := n.placed(def, f)
		if isMember && n.isName(def, f, fieldName(f)) {
			n.claim(members, fieldName(f), def.Name+"."+f.Name, f.Position, `rename one, or add @goField(name: "Name")`)
		}
		if isMethod && n.isName(def, f, methodName(f)) {
			n.claim(methods, methodName(f), def.Name+"."+f.Name, f.Position, "rename one")
		}
		if def.Kind == ast.InputObject {
			n.tags(def, f)
		}
	}
	for _, d := range def.Directives.ForNames("goExtraField") {
		if a := d.Arguments.ForName("name"); a != nil && a.Value.Raw != "" {
			n.claim(members, a.Value.Raw, "the extra field of "+def.Name, d.Position, "rename it")
		}
	}
}

// placed reports where a field stands in Go.
func (n *names) placed(def *ast.Definition, f *ast.FieldDefinition) (isMember, isMethod bool) {
	if def.Kind != ast.Object {
		return true, false
	}
	k := n.kindOf(def, f)
	isMethod = n.schema.IsRoot(def) || k != plain
	return !n.schema.IsRoot(def) && (k == plain || k == completed), isMethod
}

func (n *names) isName(def *ast.Definition, f *ast.FieldDefinition, name string) bool {
	if token.IsExported(name) && token.IsIdentifier(name) {
		return true
	}
	hint := `add @goField(name: "Name"), starting with a capital letter`
	if name == methodName(f) && name != fieldName(f) {
		hint = "rename it"
	}
	n.errorf(f.Position, hint, "%s.%s cannot be %s in Go", def.Name, f.Name, name)
	return false
}

// tags checks that $args can find an input field by its json tag.
func (n *names) tags(def *ast.Definition, f *ast.FieldDefinition) {
	for _, d := range f.Directives.ForNames("goTag") {
		key, value := d.Arguments.ForName("key"), d.Arguments.ForName("value")
		if key == nil || value == nil || key.Value.Raw != "json" {
			continue
		}
		if name, _, _ := strings.Cut(value.Value.Raw, ","); name != f.Name {
			n.errorf(f.Position, `write @goTag(key: "json", value: "`+f.Name+`"), or remove it`, "the json tag of %s.%s is %q, but $args finds it by its own name", def.Name, f.Name, name)
		}
	}
}

func (n *names) isOne(def, abstract *ast.Definition) bool {
	for _, d := range n.concrete(abstract) {
		if d == def {
			return true
		}
	}
	return false
}

// arguments checks the parameters of gqlgen's method for a field.
func (n *names) arguments(def *ast.Definition, f *ast.FieldDefinition) {
	taken := map[string]string{"ctx": "the context"}
	if !n.schema.IsRoot(def) {
		taken["obj"], taken["objs"] = "the object", "the objects"
	}
	for _, a := range f.Arguments {
		if d := a.Directives.ForName("inlineArguments"); d != nil && n.kindOf(def, f) != inGo {
			n.errorf(d.Position, "remove it, or resolve the field in Go", "@inlineArguments changes the method of %s.%s, which is generated", def.Name, f.Name)
		}
		name := goPrivate(a.Name)
		if !token.IsIdentifier(name) || name == "_" {
			n.errorf(a.Position, "give it a name with letters", "the argument %s of %s.%s cannot be %s in Go", a.Name, def.Name, f.Name, name)
			continue
		}
		n.claim(taken, name, "the argument "+a.Name, a.Position, "rename the argument")
	}
	ours := map[string]string{}
	for _, a := range f.Arguments {
		if name := goPrivate(a.Name); taken[name] == "the argument "+a.Name {
			n.claim(ours, argumentName(a.Name), "the argument "+a.Name, a.Position, "rename the argument")
		}
	}
}
