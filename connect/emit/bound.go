package emit

import (
	"go/types"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// boundFields checks that the Go type of an object has a field for each that connectors
// fill: what gqlgen would leave to a resolver, or call, cannot be written to.
func (n *names) boundFields(def *ast.Definition) {
	if def.Kind != ast.Object {
		return
	}
	bound := n.bound(def.Name)
	of, known := n.object(bound).(*types.TypeName)
	if !known {
		return
	}
	for _, f := range def.Fields {
		if strings.HasPrefix(f.Name, "__") || !n.isFilled(def, f) {
			continue
		}
		member, _, _ := types.LookupFieldOrMethod(of.Type(), true, of.Pkg(), fieldName(f))
		if v, ok := member.(*types.Var); !ok || !v.IsField() {
			n.errorf(def.Position, `add the field to the Go type, or name another of its fields with @goField(name: "...") on `+f.Name,
				"%s is bound to %s, which has no field %s for %s.%s", def.Name, bound, fieldName(f), def.Name, f.Name)
		}
	}
}
