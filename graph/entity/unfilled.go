package entity

import (
	"context"
	"reflect"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect/supply"
)

// Unfilled makes an error of each field that nothing fills in what the field in ctx gives,
// and that is asked for: gaps, which is static. typeName is the type of its objects.
func Unfilled[T any](ctx context.Context, results []supply.Result[T], typeName string, gaps *supply.Supply) []supply.Result[T] {
	field := graphql.GetFieldContext(ctx)
	if field == nil {
		return results
	}
	u := unfilled{graphql.GetOperationContext(ctx), typeName, nil}
	gaps = u.asked(field.Field.Selections, gaps)
	if gaps == nil {
		return results
	}
	for i, r := range results {
		if r.Err != nil || !r.Found {
			continue
		}
		u.problems = nil
		u.in(reflect.ValueOf(r.Value), gaps, nil)
		results[i].Problems = append(slices.Clip(r.Problems), u.problems...)
	}
	return results
}

// UnfilledOne is Unfilled for the result of a field of a root type.
func UnfilledOne[T any](ctx context.Context, result supply.Result[T], typeName string, gaps *supply.Supply) supply.Result[T] {
	return Unfilled(ctx, []supply.Result[T]{result}, typeName, gaps)[0]
}

type unfilled struct {
	operation *graphql.OperationContext
	typeName  string
	problems  []supply.Problem
}

// asked are the gaps that a selection asks for; nil for none.
func (u *unfilled) asked(set ast.SelectionSet, gaps *supply.Supply) *supply.Supply {
	out := &supply.Supply{}
	for _, f := range gaps.Fields {
		switch {
		case selectedIn(u.operation, set, f.Name) == nil:
		case f.Of == nil:
			out.Fields = append(out.Fields, f)
		default:
			if inner := u.asked(allOf(u.operation, set, f.Name), f.Of); inner != nil {
				out.Fields = append(out.Fields, supply.Field{Name: f.Name, Of: inner})
			}
		}
	}
	if len(out.Fields) == 0 {
		return nil
	}
	return out
}

// in notes the gaps of an object, or of each of a list.
func (u *unfilled) in(v reflect.Value, gaps *supply.Supply, at []supply.Step) {
	switch {
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			u.in(v.Index(i), gaps, append(at[:len(at):len(at)], supply.Step{Index: i, Nullable: true}))
		}
	case v.Kind() == reflect.Pointer && !v.IsNil():
		for _, f := range gaps.Fields {
			path := append(at[:len(at):len(at)], supply.Step{Field: f.Name, Nullable: true})
			if f.Of != nil {
				u.in(member(v.Elem(), f.Name), f.Of, path)
				continue
			}
			u.problems = append(u.problems, supply.Problem{Path: path, Err: &UnfilledError{u.coordinate(path)}})
		}
	}
}

// coordinate names the field at a path: "Post.author.name".
func (u *unfilled) coordinate(path []supply.Step) string {
	names := []string{u.typeName}
	for _, step := range path {
		if step.Field != "" {
			names = append(names, step.Field)
		}
	}
	return strings.Join(names, ".")
}
