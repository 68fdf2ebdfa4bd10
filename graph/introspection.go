package graph

import (
	"context"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/introspection"
)

// generatorDirectives are for gqlgen, which declares them in each schema that it
// compiles. They say nothing to a client.
var generatorDirectives = []string{"goExtraField", "goField", "goModel", "goTag", "inlineArguments", "subscriptionContext"}

// noReason is the reason of @deprecated when none is given, its default.
const noReason = "No longer supported"

// introspected corrects what gqlgen answers about the schema, where the GraphQL
// specification (section 4.2) has it otherwise.
func introspected(ctx context.Context, next graphql.Resolver) (any, error) {
	result, err := next(ctx)
	field := graphql.GetFieldContext(ctx)
	if err != nil || field == nil || !strings.HasPrefix(field.Object, "__") || field.Parent == nil {
		return result, err
	}
	switch of := field.Parent.Result.(type) {
	case *introspection.Type:
		if !hasList(of.Kind(), field.Field.Name) {
			return nil, nil //nolint:nilnil // null is the value
		}
	case *introspection.InputValue:
		return reason(result, field.Field.Name, of.IsDeprecated()), nil
	case *introspection.EnumValue:
		return reason(result, field.Field.Name, of.IsDeprecated()), nil
	}
	if directives, ok := result.([]introspection.Directive); ok {
		return slices.DeleteFunc(directives, func(d introspection.Directive) bool {
			return slices.Contains(generatorDirectives, d.Name)
		}), nil
	}
	return result, nil
}

// hasList tells whether types of a kind have a list: for others it is null, where
// gqlgen has an empty one.
func hasList(kind, list string) bool {
	switch list {
	case "fields", "interfaces":
		return kind == "OBJECT" || kind == "INTERFACE"
	case "possibleTypes":
		return kind == "INTERFACE" || kind == "UNION"
	case "enumValues":
		return kind == "ENUM"
	case "inputFields":
		return kind == "INPUT_OBJECT"
	default:
		return true
	}
}

// reason gives the reason of a deprecation that has none.
func reason(result any, field string, deprecated bool) any {
	if text, ok := result.(*string); ok && text == nil && field == "deprecationReason" && deprecated {
		given := noReason
		return &given
	}
	return result
}
