package batch

import (
	"context"
	"reflect"

	"github.com/99designs/gqlgen/graphql"
)

// The field at an error's path is null:
// https://spec.graphql.org/October2021/#sec-Handling-Field-Errors. So where a backend
// failed to fill some fields of an object, these fields fail, and neither the object nor
// its other fields do. Go structs cannot say so: a list that is not known looks like an
// empty one, and a resolver in Go would compute with zero values. [Fail] notes such
// fields for the response, and [Extension] answers for them before any resolver runs.

// failed holds the errors of an object that could not be filled.
type failed struct {
	fields map[string]error
	doubt  error
}

// Fail notes that a field of an object has no value, and why. A client that asks for the
// field gets null and the error at its path, and [Resolve] loads without the object. The
// first error of a field counts.
func Fail(ctx context.Context, obj any, field string, err error) {
	noteFailed(ctx, obj, func(f *failed) {
		if f.fields[field] == nil {
			f.fields[field] = err
		}
	})
}

// Doubt notes that nobody could tell whether the object exists. A field of it that is
// null may be null for that reason, so it gets the error.
func Doubt(ctx context.Context, obj any, err error) {
	noteFailed(ctx, obj, func(f *failed) { f.doubt = err })
}

func noteFailed(ctx context.Context, obj any, note func(*failed)) {
	all, _ := ctx.Value(levelsKey{}).(*levels)
	if all == nil {
		return
	}
	all.mu.Lock()
	defer all.mu.Unlock()
	if all.failed == nil {
		all.failed = map[any]*failed{}
	}
	f := all.failed[obj]
	if f == nil {
		f = &failed{fields: map[string]error{}}
		all.failed[obj] = f
	}
	note(f)
	all.hasFailed.Store(true)
}

// fieldError is why a field of an object has no value; nil when nothing is known against
// it. doubt is why a null may be none.
func (l *levels) fieldError(obj any, field string) (err, doubt error) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	f := l.failed[obj]
	if f == nil {
		return nil, nil
	}
	return f.fields[field], f.doubt
}

// resolve is resolver for the field in ctx, unless that has failed already.
func (l *levels) resolve(ctx context.Context, resolver graphql.FieldMiddleware, next graphql.Resolver) (any, error) {
	field := graphql.GetFieldContext(ctx)
	obj := parentOf(field)
	if obj == nil {
		return resolver(ctx, next)
	}
	failed, doubt := l.fieldError(obj, field.Field.Name)
	if failed != nil {
		return nil, failed
	}
	value, err := resolver(ctx, next)
	if doubt != nil && err == nil && isNull(value) {
		return nil, doubt
	}
	return value, err
}

// parentOf is the object that a field belongs to: gqlgen keeps a pointer to it, or to the
// place in a list where it, or an interface that holds it, stands.
func parentOf(field *graphql.FieldContext) any {
	if field == nil || field.Parent == nil || field.Parent.Result == nil {
		return nil
	}
	v := reflect.ValueOf(field.Parent.Result)
	for v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer && v.Elem().Kind() != reflect.Struct {
		v = v.Elem()
	}
	if v.Kind() != reflect.Pointer {
		return nil
	}
	return v.Interface()
}

func isNull(value any) bool {
	v := reflect.ValueOf(value)
	switch v.Kind() {
	case reflect.Invalid:
		return true
	case reflect.Pointer, reflect.Interface, reflect.Slice, reflect.Map:
		return v.IsNil()
	default:
		return false
	}
}

// standing is the level without the parents whose field has failed.
func (l *level[P]) standing(ctx context.Context, field *graphql.FieldContext) *level[P] {
	all, _ := ctx.Value(levelsKey{}).(*levels)
	if all == nil || field == nil || !all.hasFailed.Load() {
		return l
	}
	var kept []*P
	for _, obj := range l.parents {
		if err, _ := all.fieldError(obj, field.Field.Name); err == nil {
			kept = append(kept, obj)
		}
	}
	return newLevel(kept)
}
