package batch_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"go.uber.org/goleak"

	"bff/graph/batch"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type item struct{ n int }

func items(n int) []*item {
	all := make([]*item, n)
	for i := range all {
		all[i] = &item{n: i}
	}
	return all
}

// inField is the context that gqlgen gives to the resolver of a field.
func inField(ctx context.Context, field *ast.Field) context.Context {
	return graphql.WithFieldContext(ctx, &graphql.FieldContext{
		Object: "Item", Field: graphql.CollectedField{Field: field},
	})
}

func double(_ context.Context, all []*item) ([]int, error) {
	out := make([]int, len(all))
	for i, it := range all {
		out[i] = 2 * it.n
	}
	return out, nil
}

func TestOneLoadForALevel(t *testing.T) {
	ctx := inField(batch.WithLevels(t.Context()), &ast.Field{Name: "double"})
	all := items(50)
	batch.Together(ctx, all)

	var loads atomic.Int32
	var sizes sync.Map
	var wg sync.WaitGroup
	for _, it := range all { // as behind `edges { node }`: each alone, all at once
		wg.Go(func() {
			got, err := batch.Resolve(ctx, []*item{it}, func(ctx context.Context, all []*item) ([]int, error) {
				sizes.Store(loads.Add(1), len(all))
				return double(ctx, all)
			})
			if err != nil || len(got) != 1 || got[0] != 2*it.n {
				t.Errorf("Resolve(%d) = %v, %v; want [%d]", it.n, got, err, 2*it.n)
			}
		})
	}
	wg.Wait()
	size, _ := sizes.Load(int32(1))
	if loads.Load() != 1 || size != 50 {
		t.Errorf("%d loads, the first for %v parents; want one for 50", loads.Load(), size)
	}
}

func TestLoadsAreApart(t *testing.T) {
	reviews, sameNameOtherArguments := &ast.Field{Name: "reviews"}, &ast.Field{Name: "reviews"}
	for _, tt := range []struct {
		name   string
		fields []*ast.Field
		want   int32
	}{
		{"one field through edges and nodes, spread from one fragment", []*ast.Field{reviews, reviews}, 1},
		{"two selections of a field may differ in their arguments", []*ast.Field{reviews, sameNameOtherArguments}, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ctx := batch.WithLevels(t.Context())
			all := items(3)
			batch.Together(ctx, all)
			var loads atomic.Int32
			for _, field := range tt.fields {
				_, err := batch.Resolve(inField(ctx, field), all, func(ctx context.Context, all []*item) ([]int, error) {
					loads.Add(1)
					return double(ctx, all)
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			if loads.Load() != tt.want {
				t.Errorf("%d loads; want %d", loads.Load(), tt.want)
			}
		})
	}
}

func TestWithoutALevel(t *testing.T) {
	field := &ast.Field{Name: "double"}
	known, stranger := items(2), &item{n: 7}
	withLevel := batch.WithLevels(t.Context())
	batch.Together(withLevel, known)
	for _, tt := range []struct {
		name string
		ctx  context.Context
		objs []*item
		want []int
	}{
		{"no registry in the context", t.Context(), items(3), []int{0, 2, 4}},
		{"objects that nobody put together", withLevel, []*item{stranger}, []int{14}},
		{"members and strangers mixed", withLevel, []*item{known[1], stranger}, []int{2, 14}},
		{"no objects", withLevel, nil, nil},
		{"a part of the level, in another order", withLevel, []*item{known[1], known[0]}, []int{2, 0}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := batch.Resolve(inField(tt.ctx, field), tt.objs, double)
			if err != nil || !slices.Equal(got, tt.want) {
				t.Errorf("Resolve = %v, %v; want %v", got, err, tt.want)
			}
		})
	}
}

func TestTogetherPassesOverNilAndRepeated(t *testing.T) {
	ctx := inField(batch.WithLevels(t.Context()), &ast.Field{Name: "double"})
	one := &item{n: 4}
	batch.Together(ctx, []*item{nil, one, one})
	got, err := batch.Resolve(ctx, []*item{one}, func(ctx context.Context, all []*item) ([]int, error) {
		if len(all) != 1 {
			return nil, fmt.Errorf("%d parents", len(all))
		}
		return double(ctx, all)
	})
	if err != nil || !slices.Equal(got, []int{8}) {
		t.Errorf("Resolve = %v, %v; want [8]", got, err)
	}
}

// One object that is reached twice, as through `edges` and `nodes`, is loaded once.
func TestALevelOfOne(t *testing.T) {
	ctx := inField(batch.WithLevels(t.Context()), &ast.Field{Name: "double"})
	all, loads := items(1), 0
	batch.Together(ctx, all)
	for range 2 {
		if _, err := batch.Resolve(ctx, all, func(ctx context.Context, all []*item) ([]int, error) {
			loads++
			return double(ctx, all)
		}); err != nil {
			t.Fatal(err)
		}
	}
	if loads != 1 {
		t.Errorf("%d loads; want 1", loads)
	}
}

func TestErrors(t *testing.T) {
	boom := errors.New("boom")
	t.Run("of the whole load reach every parent", func(t *testing.T) {
		ctx := inField(batch.WithLevels(t.Context()), &ast.Field{})
		all := items(2)
		batch.Together(ctx, all)
		for _, it := range all {
			_, err := batch.Resolve(ctx, []*item{it}, func(context.Context, []*item) ([]int, error) { return nil, boom })
			if !errors.Is(err, boom) {
				t.Errorf("error = %v; want boom", err)
			}
		}
	})
	t.Run("of one parent reach that one", func(t *testing.T) {
		ctx := inField(batch.WithLevels(t.Context()), &ast.Field{})
		all := items(3)
		batch.Together(ctx, all)
		load := func(_ context.Context, all []*item) ([]int, error) {
			return make([]int, len(all)), batch.Errors([]error{nil, boom, nil})
		}
		_, err := batch.Resolve(ctx, []*item{all[0], all[1]}, load)
		var some graphql.BatchErrors
		if !errors.As(err, &some) || some.Errors()[0] != nil || !errors.Is(some.Errors()[1], boom) {
			t.Errorf("error = %v; want boom for the second only", err)
		}
		if _, err := batch.Resolve(ctx, []*item{all[2]}, load); err != nil {
			t.Errorf("error = %v; want none for the third", err)
		}
	})
	t.Run("of a load that answers too few", func(t *testing.T) {
		ctx := inField(batch.WithLevels(t.Context()), &ast.Field{})
		all := items(2)
		batch.Together(ctx, all)
		if _, err := batch.Resolve(ctx, all, func(context.Context, []*item) ([]int, error) { return []int{1}, nil }); err == nil {
			t.Error("no error; want one that counts results and parents")
		}
	})
	t.Run("of some, from a load that gave up without results, reach every parent", func(t *testing.T) {
		ctx := inField(batch.WithLevels(t.Context()), &ast.Field{})
		all := items(2)
		batch.Together(ctx, all)
		load := func(context.Context, []*item) ([]int, error) { return nil, batch.Errors([]error{nil, boom}) }
		for _, it := range all {
			if _, err := batch.Resolve(ctx, []*item{it}, load); !errors.Is(err, boom) {
				t.Errorf("error = %v; want boom", err)
			}
		}
	})
	t.Run("of a load that panics reach those who wait", func(t *testing.T) {
		ctx := inField(batch.WithLevels(t.Context()), &ast.Field{})
		all := items(2)
		batch.Together(ctx, all)
		resolve := func() (err error) {
			defer func() {
				if cause := recover(); cause != nil {
					err = fmt.Errorf("panicked: %v", cause)
				}
			}()
			_, err = batch.Resolve(ctx, all, func(context.Context, []*item) ([]int, error) { panic("boom") })
			return err
		}
		if err := resolve(); err == nil || err.Error() != "panicked: boom" {
			t.Errorf("first caller: %v; want the panic itself", err)
		}
		if err := resolve(); err == nil {
			t.Error("second caller: no error; want one")
		}
	})
}

func BenchmarkResolve(b *testing.B) {
	field := &ast.Field{Name: "double"}
	all := items(50)
	b.ReportAllocs()
	for b.Loop() {
		ctx := batch.WithLevels(b.Context())
		batch.Together(ctx, all)
		ctx = inField(ctx, field)
		for _, it := range all {
			if _, err := batch.Resolve(ctx, []*item{it}, double); err != nil {
				b.Fatal(err)
			}
		}
	}
}
