package entity

import (
	"context"
	"reflect"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect/supply"
)

// A value that does not fit is null, an error where it is asked for, and takes with it
// what must not be without it: https://spec.graphql.org/October2021/#sec-Handling-Field-Errors.
// This is rare, so it may be slow: reflection, and a copy of what is on the way.

// maxReported is how many values of one result a response tells of that do not fit.
const maxReported = 100

// settle reports those problems of a value that the client asked for, each with its
// path below the field, and gives the value without what cannot be shown: of all of
// them, also where there are too many to report.
func settle[T any](ctx context.Context, value T, problems []supply.Problem, report func(at ast.Path, err error, fatal bool)) T {
	field := graphql.GetFieldContext(ctx)
	if field == nil {
		return value
	}
	operation := graphql.GetOperationContext(ctx)
	reported, eraser := 0, eraser{}
	for _, p := range problems {
		paths := asked(operation, field.Field.Selections, p.Path)
		if len(paths) == 0 {
			continue
		}
		n := nullable(p.Path)
		for _, at := range paths {
			if reported++; reported <= maxReported || n == 0 {
				report(at, p.Error(), n == 0)
			}
		}
		if n == 0 {
			var none T
			value = none
		} else if n < len(p.Path) {
			value = eraser.without(reflect.ValueOf(&value).Elem(), p.Path[:n]).Interface().(T)
		}
	}
	return value
}

// nullable is how long the way is to the last place that may be null.
func nullable(path []supply.Step) int {
	for n := len(path); n > 0; n-- {
		if path[n-1].Nullable {
			return n
		}
	}
	return 0
}

// asked are the paths, with the client's own names, by which it asks for a place.
func asked(operation *graphql.OperationContext, set ast.SelectionSet, path []supply.Step) []ast.Path {
	if len(path) == 0 {
		return []ast.Path{nil}
	}
	step, rest := path[0], path[1:]
	if step.Field == "" {
		return prefixed(ast.PathIndex(step.Index), asked(operation, set, rest))
	}
	var out []ast.Path
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			if s.Name == step.Field && included(operation, s.Directives) {
				out = append(out, prefixed(ast.PathName(s.Alias), asked(operation, s.SelectionSet, rest))...)
			}
		case *ast.InlineFragment:
			if included(operation, s.Directives) {
				out = append(out, asked(operation, s.SelectionSet, path)...)
			}
		case *ast.FragmentSpread:
			if included(operation, s.Directives) && s.Definition != nil {
				out = append(out, asked(operation, s.Definition.SelectionSet, path)...)
			}
		}
	}
	return out
}

func prefixed(with ast.PathElement, paths []ast.Path) []ast.Path {
	for i, p := range paths {
		paths[i] = append(ast.Path{with}, p...)
	}
	return paths
}

// aliases is a path of fields below the field in ctx, with the client's own names: as far
// as it leads through objects, since the index in a list is not known.
func aliases(ctx context.Context, names []string) ast.Path {
	field := graphql.GetFieldContext(ctx)
	if field == nil || field.Field.Field == nil {
		return nil
	}
	var out ast.Path
	set, operation := ast.SelectionSet(field.Field.Selections), graphql.GetOperationContext(ctx)
	for _, name := range names {
		f := selectedIn(operation, set, name)
		if f == nil {
			return out
		}
		out, set = append(out, ast.PathName(f.Alias)), f.SelectionSet
		if f.Definition == nil || f.Definition.Type.Elem != nil {
			return out
		}
	}
	return out
}

// selectedIn is the first selection of a field; nil when it is not asked for.
func selectedIn(operation *graphql.OperationContext, set ast.SelectionSet, name string) *ast.Field {
	for _, selection := range set {
		var found *ast.Field
		switch s := selection.(type) {
		case *ast.Field:
			if s.Name == name && included(operation, s.Directives) {
				found = s
			}
		case *ast.InlineFragment:
			if included(operation, s.Directives) {
				found = selectedIn(operation, s.SelectionSet, name)
			}
		case *ast.FragmentSpread:
			if included(operation, s.Directives) && s.Definition != nil {
				found = selectedIn(operation, s.Definition.SelectionSet, name)
			}
		}
		if found != nil {
			return found
		}
	}
	return nil
}

// included follows @skip and @include.
func included(operation *graphql.OperationContext, ds ast.DirectiveList) bool {
	skip, include := ds.ForName("skip"), ds.ForName("include")
	return (skip == nil || skip.ArgumentMap(operation.Variables)["if"] != true) &&
		(include == nil || include.ArgumentMap(operation.Variables)["if"] != false)
}

// eraser puts nulls into a value that others may read: what is on the way to one is
// copied, once for all of them.
type eraser struct {
	copies map[any]bool // by address
}

// without is v with null at the place.
func (e *eraser) without(v reflect.Value, path []supply.Step) reflect.Value {
	if len(path) == 0 {
		return reflect.Zero(v.Type())
	}
	switch v.Kind() {
	case reflect.Pointer:
		return e.pointer(v, path)
	case reflect.Slice:
		return e.slice(v, path)
	case reflect.Interface:
		out := reflect.New(v.Type()).Elem()
		if !v.IsNil() {
			out.Set(e.without(v.Elem(), path))
		}
		return out
	default:
		out := reflect.New(v.Type()).Elem()
		out.Set(v)
		e.inside(out, path)
		return out
	}
}

func (e *eraser) pointer(v reflect.Value, path []supply.Step) reflect.Value {
	if v.IsNil() {
		return v
	}
	if !e.copies[v.UnsafePointer()] {
		out := reflect.New(v.Type().Elem())
		out.Elem().Set(v.Elem())
		v = e.copied(out)
	}
	e.inside(v.Elem(), path)
	return v
}

func (e *eraser) slice(v reflect.Value, path []supply.Step) reflect.Value {
	i := path[0].Index
	if i >= v.Len() {
		return v
	}
	if !e.copies[v.UnsafePointer()] {
		out := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(out, v)
		v = e.copied(out)
	}
	v.Index(i).Set(e.without(v.Index(i), path[1:]))
	return v
}

// inside puts null at the place in v, which may be changed.
func (e *eraser) inside(v reflect.Value, path []supply.Step) {
	if v.Kind() != reflect.Struct {
		v.Set(e.without(v, path))
		return
	}
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		if name == path[0].Field && v.Type().Field(i).IsExported() {
			v.Field(i).Set(e.without(v.Field(i), path[1:]))
		}
	}
}

func (e *eraser) copied(v reflect.Value) reflect.Value {
	if e.copies == nil {
		e.copies = map[any]bool{}
	}
	e.copies[v.UnsafePointer()] = true
	return v
}
