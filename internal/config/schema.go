package config

import (
	"log/slog"
	"reflect"
	"strings"
	"time"
)

var (
	typeDuration = reflect.TypeFor[time.Duration]()
	typeBytes    = reflect.TypeFor[Bytes]()
	typeLevel    = reflect.TypeFor[slog.Level]()
	typeObject   = reflect.TypeFor[map[string]any]()
)

// isLeaf says whether a variable can hold a value of type t.
func isLeaf(t reflect.Type) bool {
	return t == typeObject || t.Kind() != reflect.Struct && t.Kind() != reflect.Map
}

// fields returns the keys of struct type t in their order.
func fields(t reflect.Type) []reflect.StructField {
	all := make([]reflect.StructField, t.NumField())
	for i := range all {
		all[i] = t.Field(i)
	}
	return all
}

func key(f reflect.StructField) string { return f.Tag.Get("yaml") }

func keys(t reflect.Type) []string {
	names := make([]string, 0, t.NumField())
	for _, f := range fields(t) {
		names = append(names, key(f))
	}
	return names
}

func fieldByKey(t reflect.Type, name string) (reflect.StructField, bool) {
	for _, f := range fields(t) {
		if key(f) == name {
			return f, true
		}
	}
	return reflect.StructField{}, false
}

// leaves returns the path of every leaf under t. A map's keys are the user's:
// any stands for them.
func leaves(t reflect.Type, any string) [][]string {
	var paths [][]string
	under := func(name string, t reflect.Type) {
		if isLeaf(t) {
			paths = append(paths, []string{name})
			return
		}
		for _, path := range leaves(t, any) {
			paths = append(paths, append([]string{name}, path...))
		}
	}
	if t.Kind() == reflect.Map {
		under(any, t.Elem())
		return paths
	}
	for _, f := range fields(t) {
		under(key(f), f.Type)
	}
	return paths
}

func join(path string, name string) string {
	return strings.TrimPrefix(path+"."+name, ".")
}
