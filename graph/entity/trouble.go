package entity

import (
	"context"
	"errors"
	"reflect"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect/supply"
	"bff/graph/batch"
)

// trouble holds the failures of an object while it was completed.
type trouble struct {
	absent   bool // a provider does not have it
	noted    bool // a value of it did not fit, which is an error at the value's own path
	failures []failure
}

// failure is a provider that failed for the object.
type failure struct {
	provider int
	err      error
}

func (c *completion[T]) trouble(i int) *trouble {
	if c.troubles == nil {
		c.troubles = map[int]*trouble{}
	}
	if c.troubles[i] == nil {
		c.troubles[i] = &trouble{}
	}
	return c.troubles[i]
}

// settle decides, after all calls, what becomes of an object that lacks something. had is
// what it came with, planned what it would have if no provider had failed.
func (c *completion[T]) settle(ctx context.Context, i int, had, planned *supply.Supply) {
	have := c.State(c.objs[i]).Filled()
	missing := supply.Without(c.wantFor(had), have)
	t := c.troubles[i]
	if t == nil {
		if missing == nil {
			return
		}
		t = &trouble{}
	}
	causes := causes[T]{c, t, planned}
	switch must := lacking(missing); {
	case c.find && t.absent:
		c.objs[i] = nil
	case c.isForbidden(t, had, have), c.find && len(t.failures) > 0 && !c.stands(had):
		c.drop(i, nil, t.failures[0].err)
	case must != nil:
		c.dropLacking(ctx, i, t, must, causes.of(must))
	default:
		causes.fail(ctx, reflect.ValueOf(c.objs[i]), c.Shape, have, nil)
		if c.find && len(t.failures) > 0 {
			batch.Doubt(ctx, c.objs[i], t.failures[0].err)
		}
	}
}

// drop makes the object null for an error.
func (c *completion[T]) drop(i int, below ast.Path, err error) {
	c.note(i, below, err)
	c.objs[i] = nil
}

// dropLacking makes an object null that lacks a field which cannot be null.
func (c *completion[T]) dropLacking(ctx context.Context, i int, t *trouble, field []string, cause error) {
	switch {
	case cause != nil:
	case t.absent, t.noted:
		c.objs[i] = nil
		return
	default:
		cause = &NullError{c.Shape.Name + "." + strings.Join(field, ".")}
	}
	c.drop(i, aliases(ctx, field), cause)
}

// isForbidden reports an object of which nothing but a key is known, because whoever asks
// may not see it.
func (c *completion[T]) isForbidden(t *trouble, had, have *supply.Supply) bool {
	if len(t.failures) == 0 || have != had {
		return false
	}
	var coded interface{ ErrorCode() string }
	if !errors.As(t.failures[0].err, &coded) || coded.ErrorCode() != "FORBIDDEN" && coded.ErrorCode() != "UNAUTHENTICATED" {
		return false
	}
	return supply.Without(had, needed(c.Providers[t.failures[0].provider].Needs)) == nil
}

// causes says why fields of an object are not filled.
type causes[T any] struct {
	*completion[T]
	*trouble

	planned *supply.Supply
}

// of is why what stands at the path has no value; nil where it just has none: no provider
// has the object, or its key has no value.
func (c causes[T]) of(path []string) error {
	for _, f := range c.failures {
		if c.Providers[f.provider].Fills.Has(path...) {
			return f.err
		}
	}
	if !c.planned.Has(path...) {
		return &UnfilledError{c.Shape.Name + "." + strings.Join(path, ".")}
	}
	if len(c.failures) > 0 {
		return c.failures[0].err // its key would have come from there
	}
	return nil
}

// fail fails the fields of an object that are not filled for a cause, and those that are
// resolved from them. have is what is filled of it, at is its path below the entity.
func (c causes[T]) fail(ctx context.Context, obj reflect.Value, shape *Shape, have *supply.Supply, at []string) {
	for name, f := range shape.Fields {
		path := append(at[:len(at):len(at)], name)
		switch {
		case f.Whole:
			c.failOne(ctx, obj, name, c.any(have))
		case f.Given && have.Field(name) != nil:
		case f.Resolver:
			for _, need := range f.Needs {
				if !have.Has(need...) {
					c.failOne(ctx, obj, name, c.of(append(at[:len(at):len(at)], need...)))
				}
			}
		case !have.Has(name):
			c.failOne(ctx, obj, name, c.of(path))
		case f.Of != nil:
			c.inside(ctx, member(obj.Elem(), name), f.Of, have.Of(name), path)
		}
	}
}

func (c causes[T]) failOne(ctx context.Context, obj reflect.Value, field string, err error) {
	if err != nil {
		batch.Fail(ctx, obj.Interface(), field, err)
	}
}

// any is why anything of the entity is not there.
func (c causes[T]) any(have *supply.Supply) error {
	missing := supply.Without(c.want, have)
	if missing == nil {
		return nil
	}
	return c.of([]string{missing.Fields[0].Name})
}

// inside goes on to an object in a field, or to each of a list.
func (c causes[T]) inside(ctx context.Context, v reflect.Value, shape *Shape, have *supply.Supply, at []string) {
	switch {
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			c.inside(ctx, v.Index(i), shape, have, at)
		}
	case v.Kind() == reflect.Pointer && !v.IsNil():
		c.fail(ctx, v, shape, have, at)
	}
}

// member is the field of a struct with a name in GraphQL; the zero Value if it has none.
func member(v reflect.Value, name string) reflect.Value {
	if v.Kind() != reflect.Struct {
		return reflect.Value{}
	}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if tag, _, _ := strings.Cut(f.Tag.Get("json"), ","); tag == name && f.IsExported() {
			return v.Field(i)
		}
	}
	return reflect.Value{}
}

// lacking is the path of the first missing field that cannot be null; nil when there is
// none.
func lacking(missing *supply.Supply) []string {
	if missing == nil {
		return nil
	}
	for _, f := range missing.Fields {
		if f.NonNull && f.Of == nil {
			return []string{f.Name}
		}
		if inner := lacking(f.Of); inner != nil {
			return append([]string{f.Name}, inner...)
		}
	}
	return nil
}
