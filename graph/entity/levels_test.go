package entity

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
)

// Objects at one place are a level, those at another one are not; lists are copied, and
// an object that stands at several places once if Go says so.
func TestLevels(t *testing.T) {
	all := things(3)
	for _, share := range []bool{false, true} {
		var l Levels
		if share {
			l.Share()
		}
		first := OwnList(ownThing)(&l, Place(0).Field(1), all[:2])
		second := OwnList(ownThing)(&l, Place(0).Field(2), []*thing{all[0], nil, all[2]})
		if shown(first) != "[0 1]" || shown(second) != "[0 nil 2]" || first[0] == all[0] {
			t.Errorf("%s and %s; want copies of all", shown(first), shown(second))
		}
		if (first[0] == second[0]) != share {
			t.Errorf("shared %t; want %t", first[0] == second[0], share)
		}
		ctx := answering(t, `{ things { id } }`)
		l.together(ctx, map[any]bool{first[1]: true})
		want := map[bool]string{false: "[0 2]", true: "[2]"}[share]
		if got := levelWith(t, ctx, "part", second[2]); got != want {
			t.Errorf("the second level is %s; want %s", got, want)
		}
		if got := levelWith(t, ctx, "part", first[0]); got != "[0]" {
			t.Errorf("the first level is %s; want it without what was dropped", got)
		}
	}
	if OwnList(ownThing)(&Levels{}, 0, nil) != nil {
		t.Error("a list that is null became an empty one")
	}
	if Place(0).Field(1).Field(2) == Place(0).Field(2).Field(1) {
		t.Error("two places are one")
	}
}

type coded struct{ code string }

func (e coded) Error() string     { return e.code }
func (e coded) ErrorCode() string { return e.code }

// An object of which only a key is known is null if whoever asks may not see it; it
// stands for any other failure, and with anything else that is known.
func TestForbidden(t *testing.T) {
	for _, tt := range []struct {
		had, want, notes string
		err              error
	}{
		{"id", "[nil]", "FORBIDDEN", coded{"FORBIDDEN"}},
		{"id", "[nil]", "UNAUTHENTICATED", coded{"UNAUTHENTICATED"}},
		{"id", "[nil]", "in vain: FORBIDDEN", fmt.Errorf("in vain: %w", coded{"FORBIDDEN"})},
		{"id", "[0]", "", coded{"BACKEND_UNAVAILABLE"}},
		{"id", "[0]", "", errors.New("down")},
		{"id size", "[0]", "", coded{"FORBIDDEN"}},
	} {
		objs, notes := things(1), ""
		objs[0].state.From(fills(tt.had))
		typ := typeOf(Provider[thing]{Needs: [][]string{{"id"}}, Fills: fills("id name"), Fetch: func(context.Context, []*thing) []Result[thing] { return []Result[thing]{fails(tt.err)} }})
		typ.Complete(asking(t, `{ things { name } }`), objs, func(_ int, _ ast.Path, err error) { notes += err.Error() })
		if shown(objs) != tt.want || notes != tt.notes {
			t.Errorf("%s, which fails with %v: %s, notes %q; want %s, %q", tt.had, tt.err, shown(objs), notes, tt.want, tt.notes)
		}
	}
}
