package batch

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Notes are errors beside results that count: of a load whose results are right as
// they are, some of them null and some of them with errors further down. The zero
// value has none.
type Notes struct{ notes []note }

type note struct {
	parent int
	below  ast.Path // from the field on; empty is the field itself
	err    error
	fatal  bool // the field is null for it
}

// Add notes an error of a parent's field, at a path below that; nil is none.
func (n *Notes) Add(parent int, below ast.Path, err error) {
	if err != nil {
		n.notes = append(n.notes, note{parent, below, err, false})
	}
}

// Fail is Add for an error that makes the parent's field null, whatever its result is:
// a nil list would else be an empty one.
func (n *Notes) Fail(parent int, below ast.Path, err error) {
	n.notes = append(n.notes, note{parent, below, err, true})
}

// FailNull fails the fields of those of n parents that are null and cannot be: for the
// first error that was noted for them, wherever below it stands, else for err.
func (n *Notes) FailNull(null func(parent int) bool, parents int, err error) {
	done := make([]bool, parents)
	for i, note := range n.notes {
		if null(note.parent) && !done[note.parent] {
			n.notes[i].fatal, done[note.parent] = true, true
		}
	}
	for i := range parents {
		if null(i) && !done[i] {
			n.Fail(i, nil, err)
		}
	}
}

// Err is what a load returns beside its results: nil when nothing was noted. Nothing
// may be noted after it.
func (n *Notes) Err() error {
	if len(n.notes) == 0 {
		return nil
	}
	slices.SortStableFunc(n.notes, byParent)
	return n
}

func byParent(a, b note) int { return cmp.Compare(a.parent, b.parent) }

// of are the notes of a parent, which Err has put together.
func (n *Notes) of(parent int) []note {
	from, _ := slices.BinarySearchFunc(n.notes, note{parent: parent}, byParent)
	to, _ := slices.BinarySearchFunc(n.notes, note{parent: parent + 1}, byParent)
	return n.notes[from:to]
}

// Error says how many there are.
func (n *Notes) Error() string { return "some fields have errors" }

// Report adds the errors of a parent to the response, after Err; path is that of its
// field. An error that makes the field null is returned instead, for the resolver to
// return.
func (n *Notes) Report(ctx context.Context, parent int, path ast.Path) (fatal error) {
	for _, note := range n.of(parent) {
		err := gqlerror.WrapPath(append(append(ast.Path{}, path...), note.below...), note.err)
		if note.fatal && fatal == nil {
			fatal = err
			continue
		}
		graphql.AddError(ctx, err)
	}
	return fatal
}

// reportEach adds the errors of the parents that gqlgen asks about, and gives those
// that make their fields null.
func (n *Notes) reportEach(ctx context.Context, parents []int) error {
	fatal := make([]error, len(parents))
	pathOf := paths(ctx)
	for i, parent := range parents {
		if len(n.of(parent)) > 0 {
			fatal[i] = n.Report(ctx, parent, pathOf(i))
		}
	}
	return Errors(fatal)
}

// paths gives the path of the field for the i-th of the parents of gqlgen's batch.
func paths(ctx context.Context) func(i int) ast.Path {
	var group *graphql.BatchParentGroup
	if field := graphql.GetFieldContext(ctx); field != nil {
		group = graphql.GetBatchParentGroup(ctx, field.Object)
	}
	if group == nil {
		return func(int) ast.Path { return graphql.GetPath(ctx) }
	}
	indices := make(map[int]int, len(group.IndexMap)) // of elements, by that of parents
	for index, at := range group.IndexMap {
		indices[at] = index
	}
	return func(i int) ast.Path {
		if index, ok := indices[i]; ok {
			return graphql.BatchPathWithIndex(ctx, index)
		}
		return graphql.BatchPathWithIndex(ctx, i)
	}
}

// notesIn are the Notes that err is, or nil.
func notesIn(err error) *Notes {
	var n *Notes
	if errors.As(err, &n) {
		return n
	}
	return nil
}
