package entity

import (
	"context"

	"github.com/99designs/gqlgen/graphql"

	"bff/connect/supply"
)

// Shape is what is known of a type when a client asks for some of its fields. It is
// made by the generator and never changes.
type Shape struct {
	Name      string
	Satisfies []string // the type, and the interfaces and unions that it belongs to
	Fields    map[string]Field
}

// Field is a field of a Shape.
type Field struct {
	NonNull bool
	// Of is the shape of an object that is filled together with its parent; nil for
	// scalars, and for objects that are completed by themselves.
	Of *Shape
	// Resolver: it is resolved by a method, which reads Needs of its object; Whole
	// means that nobody knows what it reads.
	Resolver bool
	Needs    [][]string
	Whole    bool
}

// wanted is what the field in ctx asks for of objects of the shape. all is true where
// that is everything: when the field gives another type, as one that Go calls for its
// own purposes, or has a resolver of which nobody knows what it reads.
func wanted(ctx context.Context, shape *Shape, typeName string) (want *supply.Supply, all bool) {
	field := graphql.GetFieldContext(ctx)
	if field == nil || field.Field.Field == nil || field.Field.Definition == nil || field.Field.Definition.Type.Name() != typeName {
		return nil, true
	}
	w := wants{operation: graphql.GetOperationContext(ctx)}
	return w.of(shape, field.Field), w.all
}

type wants struct {
	operation *graphql.OperationContext
	all       bool
}

func (w *wants) of(shape *Shape, field graphql.CollectedField) *supply.Supply {
	collected := graphql.CollectFields(w.operation, field.Selections, shape.Satisfies)
	want := &supply.Supply{Fields: make([]supply.Field, 0, len(collected))}
	for _, f := range collected {
		known, ok := shape.Fields[f.Name]
		switch {
		case !ok: // __typename
		case known.Resolver:
			w.all = w.all || known.Whole
			for _, path := range known.Needs {
				want.Include(needing(shape, path))
			}
		default:
			one := supply.Field{Name: f.Name, NonNull: known.NonNull}
			if known.Of != nil {
				one.Of = w.of(known.Of, f)
			}
			want.Include(one)
		}
	}
	return want
}

// needing is the path as a want.
func needing(shape *Shape, path []string) supply.Field {
	f := supply.Field{Name: path[0]}
	if len(path) > 1 {
		var of *Shape
		if shape != nil {
			of = shape.Fields[path[0]].Of
		}
		f.Of = &supply.Supply{Fields: []supply.Field{needing(of, path[1:])}}
	}
	return f
}
