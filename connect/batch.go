package connect

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect/mapping"
)

// $batch is one request for many objects: those of a type that lack something, or the
// parents of a field. The convention has the first only. But a connector on a type
// cannot fill a field with arguments, so that `price(currency: ...)` of a page of 50
// products would be 50 requests. Both answer with a list of objects of the type, which
// are told apart by the keys that $batch was read for. Those of a field hold nothing
// else but the field: what else a parent needs has ways of its own to it.

// batched checks the selection of a field that is filled for many parents at once.
func (w selectionWalk) batched(s *mapping.Shape, pos Pos, what string) {
	c, keys := w.c, w.c.Reads(mapping.VarBatch)
	// Where $batch is read wrongly, which is reported there, nobody knows the keys.
	wrong := len(keys) == 0 || slices.ContainsFunc(keys, func(k Path) bool { return c.Type.Fields.ForName(k[0]) == nil })
	var strange []string
	slip := false // a strange key that is likely meant to be the field
	for _, f := range s.Fields {
		if f.Key == c.Field.Name || f.Key == typename || wrong {
			continue
		}
		if rest, isKey := inside(keys, f.Key); isKey {
			w.batchKey(f, c.Type, rest)
			continue
		}
		strange = append(strange, f.Key)
		slip = slip || DidYouMean(f.Key, []string{c.Field.Name}, "") != ""
	}
	own := s.Field(c.Field.Name)
	if own == nil && !slip {
		w.errorf(pos, CodeInvalidSelection, "select the keys and the field: "+w.example(keys, strange), "%s does not give the field %s of each parent", what, c.Field.Name)
		return
	}
	w.strangers(s, strange, keys)
	w.isList(s, pos, what)
	if own == nil {
		return
	}
	at := c.Selection.At(own.Pos)
	c.Supplies = w.value(own, c.Returns, at, `"`+c.Field.Name+`"`, nil)
	if c.Supplies != nil || c.Returns.IsLeafType() && !own.Grouped { // otherwise the group is wrong already
		w.fits(own, c.Field.Type, at, `"`+c.Field.Name+`"`)
	}
}

// inside are the rests of the paths that start with a field, and whether any does.
func inside(paths []Path, field string) (rest []Path, found bool) {
	for _, p := range paths {
		if p[0] != field {
			continue
		}
		found = true
		if len(p) > 1 {
			rest = append(rest, p[1:])
		}
	}
	return rest, found
}

// batchKey checks one key of an element: a value of the type of that field, with
// nothing but keys in it. rest are the paths below it.
func (w selectionWalk) batchKey(f mapping.Field, def *ast.Definition, rest []Path) {
	field := def.Fields.ForName(f.Key)
	if field == nil || w.types[field.Type.Name()] == nil {
		return // reported where $batch is read
	}
	next, at := w.types[field.Type.Name()], w.c.Selection.At(f.Pos)
	if next.IsLeafType() || len(f.Shape.Fields) == 0 || len(rest) == 0 {
		w.value(f.Shape, next, at, `"`+f.Key+`"`, nil)
		return
	}
	for _, inner := range f.Shape.Fields {
		below, isKey := inside(rest, inner.Key)
		switch {
		case isKey:
			w.batchKey(inner, next, below)
		case inner.Key != typename:
			w.strangers(f.Shape, []string{inner.Key}, rest)
		}
	}
}

// strangers reports what stands in an element, or inside of one of its keys, and is
// neither a key nor the field.
func (w selectionWalk) strangers(in *mapping.Shape, strange []string, keys []Path) {
	c := w.c
	var names []string
	for _, k := range keys {
		if !slices.Contains(names, k[0]) {
			names = append(names, k[0])
		}
	}
	if in == c.Selection.analysis.Shape {
		names = append(names, c.Field.Name)
	}
	for _, f := range in.Fields {
		if slices.Contains(strange, f.Key) {
			w.errorf(c.Selection.At(f.Pos), CodeSelectedFieldNotFound, DidYouMean(f.Key, names, "keep "+joined(names)+" only; give other fields a connector of their own, or select them in one on "+c.Type.Name),
				"%q is neither a key of $batch nor the field %s", f.Key, c.Field.Name)
		}
	}
}

// example is what a selection for many parents would be, with what stands in the wrong
// place put into the field.
func (w selectionWalk) example(keys []Path, strange []string) string {
	var out []string
	for _, k := range keys {
		out = append(out, strings.Join(k, " { ")+": ..."+strings.Repeat(" }", len(k)-1))
	}
	own := w.c.Field.Name + ": ..."
	switch {
	case w.c.Returns.IsLeafType():
	case len(strange) > 0:
		own = w.c.Field.Name + ": { " + strings.Join(strange, " ") + " }"
	default:
		own = w.c.Field.Name + ": " + groupOf(w.c.Returns)
	}
	return strings.Join(append(out, own), " ")
}

// isList checks that the answer of a batch is a list, as far as that can be known.
func (w selectionWalk) isList(s *mapping.Shape, pos Pos, what string) {
	kinds, known := w.kindsOf(s, w.c)
	kinds &^= mapping.KindsOf(mapping.KindNull)
	if known && kinds != 0 && !kinds.Has(mapping.KindList) {
		w.errorf(pos, CodeTypeMismatch, "give a list with an object for each, as in `$.items { id ... }`", "%s is %s, but a batch answers with a list", what, kinds)
	}
}

// checkBatchKeys checks that the results of a batch can be told apart: by keys
// that the response has.
func (l *loader) checkBatchKeys(c *Connector) {
	if !c.Batch || c.Selection == nil {
		return
	}
	for _, key := range c.Keys {
		s := c.Selection.analysis.Shape
		for _, name := range key {
			if s = s.Field(name); s == nil {
				break
			}
		}
		switch {
		case s == nil:
			l.errorf(c.Selection.literal.pos(), CodeBatchKeyNotSelected, "add "+strings.Join(key, " { ")+strings.Repeat(" }", len(key)-1)+" to the selection", "the selection does not fill %s, by which the results are told apart", key)
		case !readsBody(s):
			l.errorf(c.Selection.At(s.Pos), CodeNonRootBatchKey, "read it from the response", "%s is not read from the response, so results cannot be told apart by it", key)
		}
	}
}

// readsBody reports that a value comes from the response, as far as we can see.
func readsBody(s *mapping.Shape) bool {
	if !s.Const.IsMissing() {
		return false
	}
	fromVariable := false
	for _, r := range s.Reads {
		if r.Var == "" {
			return true
		}
		fromVariable = true
	}
	return !fromVariable
}
