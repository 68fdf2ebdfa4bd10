package entity

import (
	"context"
	"slices"

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

// wish is what a client asks for of an object.
type wish struct {
	want *supply.Supply
	// all: everything is wanted, because the field in ctx gives another type, as one that
	// Go calls for its own purposes, or has a resolver of which nobody knows what it reads.
	all bool
	// resolved are what the fields with resolvers read, which other backends may answer.
	resolved [][][]string
}

// stands reports that something can be told of an object beside what it has.
func (w *wish) stands(have *supply.Supply) bool {
	return slices.ContainsFunc(w.resolved, func(needs [][]string) bool { return hasAll(have, needs) })
}

// wishFor is what the field in ctx asks for of objects of the shape.
func wishFor(ctx context.Context, shape *Shape) wish {
	field := graphql.GetFieldContext(ctx)
	if field == nil || field.Field.Field == nil || field.Field.Definition == nil || !shape.is(field.Field.Definition.Type.Name()) {
		return wish{all: true}
	}
	w := wishes{operation: graphql.GetOperationContext(ctx)}
	w.want = w.of(shape, field.Field)
	return w.wish
}

// is reports the name of the type, or of an interface or union that it belongs to.
func (s *Shape) is(typeName string) bool {
	return s.Name == typeName || slices.Contains(s.Satisfies, typeName)
}

type wishes struct {
	wish

	operation *graphql.OperationContext
}

func (w *wishes) of(shape *Shape, field graphql.CollectedField) *supply.Supply {
	collected := graphql.CollectFields(w.operation, field.Selections, shape.Satisfies)
	want := &supply.Supply{Fields: make([]supply.Field, 0, len(collected))}
	for _, f := range collected {
		known, ok := shape.Fields[f.Name]
		switch {
		case !ok: // __typename
		case known.Resolver:
			w.all = w.all || known.Whole
			if !known.Whole {
				w.resolved = append(w.resolved, known.Needs)
			}
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
