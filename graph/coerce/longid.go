package coerce

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/core"
)

// LongIDs is gqlparser's rule ValuesOfCorrectType without its limit of 64 bits for
// integers as IDs: any integer is one (section 3.5.5), and the ID is its digits.
func LongIDs(rule core.RuleFunc) core.RuleFunc {
	return func(events *core.Events, addError core.AddErrFunc) {
		events.OnValue(func(_ *core.Walker, v *ast.Value) {
			if v.Kind == ast.IntValue && v.Definition != nil && v.Definition.Name == "ID" {
				v.Kind = ast.StringValue
			}
		})
		rule(events, addError)
	}
}
