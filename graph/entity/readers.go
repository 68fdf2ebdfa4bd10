package entity

import (
	"context"
	"reflect"
	"slices"

	"bff/connect/supply"
	"bff/graph/batch"
)

// Reader is an object with fields in Go that say what of the object they read
// (@requires): by the field's name, the paths. Generated code implements it.
type Reader interface {
	ReadsInGo_() map[string][][]string
}

// failReaders fails the fields in Go that would read one of the values that are wrong:
// where a client does not ask for these, nobody else would tell, and Go would compute
// with zero values.
func failReaders(ctx context.Context, value any, problems []supply.Problem) {
	for _, p := range problems {
		failReadersOf(ctx, reflect.ValueOf(value), p.Path, p)
	}
}

func failReadersOf(ctx context.Context, v reflect.Value, path []supply.Step, p supply.Problem) {
	for v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	switch {
	case v.Kind() == reflect.Slice && len(path) > 0 && path[0].Field == "" && path[0].Index < v.Len():
		failReadersOf(ctx, v.Index(path[0].Index), path[1:], p)
	case v.Kind() == reflect.Pointer && !v.IsNil():
		if reader, ok := v.Interface().(Reader); ok {
			for field, reads := range reader.ReadsInGo_() {
				if slices.ContainsFunc(reads, func(read []string) bool { return touches(read, path) }) {
					batch.Fail(ctx, reader, field, p.Error())
				}
			}
		}
		if len(path) > 0 {
			failReadersOf(ctx, member(v.Elem(), path[0].Field), path[1:], p)
		}
	}
}

// touches reports that what is read is at the path, above it or below it.
func touches(read []string, path []supply.Step) bool {
	for _, step := range path {
		switch {
		case step.Field == "":
			continue
		case len(read) == 0:
			return true
		case read[0] != step.Field:
			return false
		}
		read = read[1:]
	}
	return true
}
