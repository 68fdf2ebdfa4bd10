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
	// Given: where the object has the field already, its method reads that alone.
	Given bool
}

// wish holds the fields that a client selects of an object.
type wish struct {
	want *supply.Supply
	// all: everything is wanted, because the field in ctx gives another type, as one that
	// Go calls for its own purposes, or has a resolver of which nobody knows what it reads.
	all      bool
	resolved []resolved
}

// resolved is a field with a resolver, which other backends may answer.
type resolved struct {
	needs [][]string
	given string // the field, where it need not be resolved if it is there; else empty
}

// wantFor returns the wanted fields, with what the resolvers of missing fields need.
func (w *wish) wantFor(have *supply.Supply) *supply.Supply {
	want := w.want
	for _, r := range w.resolved {
		if r.given != "" && have.Field(r.given) == nil {
			want = supply.Union(want, needed(r.needs))
		}
	}
	return want
}

// needed returns the supply with these paths.
func needed(paths [][]string) *supply.Supply {
	out := &supply.Supply{}
	for _, path := range paths {
		out.Include(needing(nil, path))
	}
	return out
}

// stands reports that something can be told of an object beside what it has.
func (w *wish) stands(have *supply.Supply) bool {
	return slices.ContainsFunc(w.resolved, func(r resolved) bool { return hasAll(have, r.needs) })
}

// wishFor returns the fields that the field in ctx selects of objects of the shape.
func wishFor(ctx context.Context, shape *Shape) wish {
	field := graphql.GetFieldContext(ctx)
	if field == nil || field.Field.Field == nil || field.Field.Definition == nil || !shape.is(field.Field.Definition.Type.Name()) {
		return wish{all: true}
	}
	w := wishes{operation: graphql.GetOperationContext(ctx)}
	w.want = w.of(shape, field.Field, true)
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

func (w *wishes) of(shape *Shape, field graphql.CollectedField, top bool) *supply.Supply {
	collected := graphql.CollectFields(w.operation, field.Selections, shape.Satisfies)
	want := &supply.Supply{Fields: make([]supply.Field, 0, len(collected))}
	for _, f := range collected {
		known, ok := shape.Fields[f.Name]
		switch {
		case !ok: // __typename
		case known.Resolver:
			w.all = w.all || known.Whole
			r := resolved{needs: known.Needs}
			if known.Given && top {
				r.given = f.Name
			}
			if !known.Whole {
				w.resolved = append(w.resolved, r)
			}
			if r.given != "" {
				continue
			}
			for _, path := range known.Needs {
				want.Include(needing(shape, path))
			}
		default:
			one := supply.Field{Name: f.Name, NonNull: known.NonNull}
			if known.Of != nil {
				one.Of = w.of(known.Of, f, false)
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
