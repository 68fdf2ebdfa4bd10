package entity

import (
	"context"

	"bff/graph/batch"
)

// Levels collects the objects of an answer that have fields to resolve, so that each
// such field is resolved in one go: those at one place of the answer are a level. The
// zero value works. Generated code walks an answer with it and copies, on the way,
// what belongs to the request alone; a nil Levels copies only.
type Levels struct {
	levels []level
	copies map[any]any // original to copy; nil when each object stands at one place
}

// Share says that Go has put objects at several places, as the nodes of a connection
// are: each is then copied once.
func (l *Levels) Share() {
	if l.copies == nil {
		l.copies = map[any]any{}
	}
}

// Copy copies an object. fresh is false for a copy that was made before.
func Copy[T any](l *Levels, o *T) (c *T, fresh bool) {
	if known, ok := l.copies[o].(*T); ok {
		return known, false
	}
	c = new(T)
	*c = *o
	if l.copies != nil {
		l.copies[o] = c
	}
	return c, true
}

// level is the objects at one place.
type level interface {
	together(ctx context.Context, dropped map[any]bool)
}

// Place is where in an answer an object stands, list elements alike. The zero Place is
// its root.
type Place uint64

// Field is the place below the i-th field.
func (p Place) Field(i int) Place { return p*1_000_003 + Place(i) + 1 }

type levelOf[T any] struct {
	place Place
	objs  []*T
}

func (l *levelOf[T]) together(ctx context.Context, dropped map[any]bool) {
	kept := l.objs
	if len(dropped) > 0 {
		kept = nil
		for _, obj := range l.objs {
			if !dropped[obj] {
				kept = append(kept, obj)
			}
		}
	}
	batch.Together(ctx, kept)
}

// Keep notes an object.
func Keep[T any](l *Levels, at Place, obj *T) {
	for _, known := range l.levels {
		if typed, ok := known.(*levelOf[T]); ok && typed.place == at {
			typed.objs = append(typed.objs, obj)
			return
		}
	}
	l.levels = append(l.levels, &levelOf[T]{at, []*T{obj}})
}

// together makes the levels known to the request.
func (l *Levels) together(ctx context.Context, dropped map[any]bool) {
	for _, level := range l.levels {
		level.together(ctx, dropped)
	}
}

// Own copies an object and what is below it for one request, noting in l what has
// fields to resolve. Nil gives nil.
type Own[T any] func(l *Levels, at Place, obj T) T

// OwnList is Own for a list.
func OwnList[T any](own Own[T]) Own[[]T] {
	return func(l *Levels, at Place, list []T) []T {
		if list == nil {
			return nil
		}
		out := make([]T, len(list))
		for i, obj := range list {
			out[i] = own(l, at, obj)
		}
		return out
	}
}
