// Package batch makes one backend call out of a whole level of a query.
//
// gqlgen hands a batch resolver the parents of one list. That is too few when
// lists nest: the authors below
//
//	products { edges { node { reviews { nodes { author { displayName } } } } } }
//
// stand in one list of reviews per product, and behind `edges` gqlgen sees each
// product alone. So whoever makes objects says which belong together, and
// whoever resolves a field below gets all of them:
//
//	reviews := newReviews(records)           // for all products of the level
//	batch.Together(ctx, reviews)
//	...
//	func (r reviewResolver) Author(ctx context.Context, objs []*Review) ([]*Customer, error) {
//		return batch.Resolve(ctx, objs, func(ctx context.Context, all []*Review) ([]*Customer, error) {
//			// all is every review of the level; this runs once
//		})
//	}
//
// No timer decides when a batch is full: its members are known before its
// first field is resolved. The first parent that asks loads for all, the
// others wait for it.
//
// A resolver that forgets [Together] still answers right, with one call per
// list; the test that counts backend calls finds it.
//
// # Why not a field in the models
//
// A pointer from each object to its level would be cheaper than the map kept
// here, but objects may be shared between requests and may belong to two
// levels of one; and generated models would have to know this package.
package batch

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// WithLevels returns a context in which levels can be remembered. [Extension] makes one
// for each response; without it [Resolve] only sees the parents that it is given.
func WithLevels(ctx context.Context) context.Context {
	ctx, _ = withLevels(ctx)
	return ctx
}

func withLevels(ctx context.Context) (context.Context, *levels) {
	l := &levels{of: map[any]any{}}
	return context.WithValue(ctx, levelsKey{}, l), l
}

type levelsKey struct{}

// levels finds the level that an object belongs to, and what is wrong with it.
type levels struct {
	hasFailed atomic.Bool

	mu     sync.RWMutex
	of     map[any]any     // *P to *level[P]
	failed map[any]*failed // by *P
}

// level is objects made together and what was loaded for them.
type level[P any] struct {
	parents []*P
	index   map[*P]int

	mu    sync.Mutex
	calls map[*ast.Field]any // to *call[P, R]
}

// Together says that fields below these objects should be resolved in one go.
// Nil objects are passed over. An object that is in a level already moves to
// the new one.
func Together[P any](ctx context.Context, objs []*P) {
	all, _ := ctx.Value(levelsKey{}).(*levels)
	if all == nil || len(objs) == 0 {
		return
	}
	l := newLevel(objs)
	all.mu.Lock()
	defer all.mu.Unlock()
	for _, obj := range l.parents {
		all.of[obj] = l
	}
}

// Resolve answers a batch field for objs: one result each, in their order.
//
// load gets every object of the level, objs among them, but none that is nil or whose
// field has failed (see [Fail]), and answers in their order; it runs once a level and
// field, in the goroutine of whoever comes first, and must not keep or change its
// argument. Its error fails the field of every parent, unless it is a
// [graphql.BatchErrors] (see [Errors]) beside results for all, which fails some, or
// [Notes] beside results that all count. A load that panics fails the parents that wait
// for it, and panics in its own goroutine, where the server turns it into an error.
func Resolve[P, R any](
	ctx context.Context, objs []*P, load func(ctx context.Context, all []*P) ([]R, error),
) ([]R, error) {
	if len(objs) == 0 {
		return nil, nil
	}
	field := graphql.GetFieldContext(ctx)
	l, c := levelOf(ctx, objs), &call[P, R]{}
	if l == nil || field == nil {
		l = newLevel(objs)
	} else {
		c = callFor[P, R](l, field.Field.Field)
	}
	c.once.Do(func() {
		c.err = errPanicked
		c.run(ctx, field, l.standing(ctx, field), load)
	})
	if n := notesIn(c.err); n != nil {
		fatal := n.reportEach(ctx, c.places(objs))
		picked, err := c.pick(objs, nil)
		if err != nil {
			return picked, err
		}
		return picked, fatal
	}
	return c.pick(objs, c.err)
}

var errPanicked = errors.New("the load of this level panicked")

// call is one load for a level. Its fields other than once are written in once
// only, so that everyone who returns from once.Do may read them.
type call[P, R any] struct {
	once    sync.Once
	of      *level[P] // whom it was made for
	results []R
	err     error
}

// run makes the load; nothing is loaded for nobody.
func (c *call[P, R]) run(
	ctx context.Context, field *graphql.FieldContext, of *level[P], load func(ctx context.Context, all []*P) ([]R, error),
) {
	c.of = of
	if len(of.parents) == 0 {
		c.err = nil
		return
	}
	c.results, c.err = observed(ctx, field, of.parents, load)
}

// places returns the index of each object among the parents of the load; -1 for others.
func (c *call[P, R]) places(objs []*P) []int {
	out := make([]int, len(objs))
	for i, obj := range objs {
		out[i] = -1
		if at, known := c.of.index[obj]; known {
			out[i] = at
		}
	}
	return out
}

func newLevel[P any](objs []*P) *level[P] {
	l := &level[P]{index: make(map[*P]int, len(objs)), calls: map[*ast.Field]any{}}
	for _, obj := range objs {
		if _, known := l.index[obj]; obj != nil && !known {
			l.index[obj] = len(l.parents)
			l.parents = append(l.parents, obj)
		}
	}
	return l
}

// levelOf finds the one level that all objs are in; nil when there is none.
func levelOf[P any](ctx context.Context, objs []*P) *level[P] {
	all, _ := ctx.Value(levelsKey{}).(*levels)
	if all == nil {
		return nil
	}
	all.mu.RLock()
	defer all.mu.RUnlock()
	first, _ := all.of[objs[0]].(*level[P])
	if first == nil {
		return nil
	}
	for _, obj := range objs[1:] {
		if _, member := first.index[obj]; !member {
			return nil
		}
	}
	return first
}

// callFor gives the level's call for a field. The field's node in the document
// is the key, not its name: two selections of one field may differ in their
// arguments, and both reach the same objects through `edges` and `nodes`.
func callFor[P, R any](l *level[P], field *ast.Field) *call[P, R] {
	l.mu.Lock()
	defer l.mu.Unlock()
	c, ok := l.calls[field].(*call[P, R])
	if !ok {
		c = &call[P, R]{}
		l.calls[field] = c
	}
	return c
}

// pick takes the results of objs out of those of their level: zero for one that nothing
// was loaded for.
func (c *call[P, R]) pick(objs []*P, err error) ([]R, error) {
	var some graphql.BatchErrors
	if err != nil && !errors.As(err, &some) {
		return nil, err
	}
	parents := len(c.of.parents)
	if some != nil && (len(c.results) != parents || len(some.Errors()) != parents) {
		return nil, first(some) // a load that gave up halfway
	}
	if len(c.results) != parents {
		return nil, fmt.Errorf("batch: %d results for %d parents", len(c.results), parents)
	}
	picked, errs := make([]R, len(objs)), make([]error, len(objs))
	for i, at := range c.places(objs) {
		if at < 0 {
			continue
		}
		picked[i] = c.results[at]
		if some != nil {
			errs[i] = some.Errors()[at]
		}
	}
	return picked, Errors(errs)
}

// first is the first error of some: it stands for all when nobody can tell whose
// they are.
func first(some graphql.BatchErrors) error {
	for _, err := range some.Errors() {
		if err != nil {
			return err
		}
	}
	return some
}

// Errors makes the error of a batch resolver of which some parents failed: one
// entry a parent, nil for those that did not. It is nil when all are.
func Errors(errs []error) error {
	for _, err := range errs {
		if err != nil {
			return graphql.BatchErrorList(errs)
		}
	}
	return nil
}
