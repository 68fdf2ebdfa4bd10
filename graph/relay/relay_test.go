package relay_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"bff/graph/relay"
)

func TestKey(t *testing.T) {
	for _, tt := range []struct {
		name, typeName, id, want string
		ok                       bool
	}{
		{"an id of the type", "Product", relay.ID("Product", "17"), "17", true},
		{"with padding, as some clients write base64", "Product", relay.ID("Product", "17") + "=", "17", true},
		{"a bare backend key", "Product", "17", "17", true},
		{"a bare key that happens to be base64", "Category", "kitchen", "kitchen", true},
		{"a key with a colon", "Order", relay.ID("Order", "a:b"), "a:b", true},
		{"an id of another type", "Product", relay.ID("Order", "17"), "", false},
		{"nothing", "Product", "", "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := relay.Key(tt.typeName, tt.id)
			if got != tt.want || (err == nil) != tt.ok {
				t.Errorf("Key(%q, %q) = %q, %v; want %q, ok %v", tt.typeName, tt.id, got, err, tt.want, tt.ok)
			}
			var idError *relay.IDError
			if !tt.ok && (!errors.As(err, &idError) || idError.ErrorCode() != "BAD_USER_INPUT") {
				t.Errorf("error %v; want an IDError with BAD_USER_INPUT", err)
			}
		})
	}
}

func TestIntKey(t *testing.T) {
	for id, want := range map[string]int{"17": 17, relay.IntID("Product", 17): 17, "0": 0, "-3": 0, "mug": 0, "99999999999999999999": 0} {
		got, err := relay.IntKey("Product", id)
		if got != want || (err == nil) != (want > 0) {
			t.Errorf("IntKey(%q) = %d, %v; want %d", id, got, err, want)
		}
	}
}

func FuzzKey(f *testing.F) {
	f.Add("Product", "17")
	f.Add("", ":")
	f.Fuzz(func(t *testing.T, typeName, key string) {
		_, _ = relay.Key(typeName, key) // must not panic
		gotType, gotKey, ok := relay.Parse(relay.ID(typeName, key))
		if isName := !strings.Contains(typeName, ":"); ok && isName && (gotType != typeName || gotKey != key) {
			t.Errorf("Parse(ID(%q, %q)) = %q, %q", typeName, key, gotType, gotKey)
		}
	})
}

func TestOffsetPages(t *testing.T) {
	page := relay.OffsetPage(20, 10, 35)
	if !page.HasNextPage || !page.HasPreviousPage {
		t.Errorf("page 20..29 of 35 = %+v; want pages before and after", page)
	}
	skip, err := relay.AfterOffset(page.EndCursor)
	if err != nil || skip != 30 {
		t.Errorf("after the end cursor: skip %d, %v; want 30", skip, err)
	}
	if empty := relay.OffsetPage(0, 0, 0); empty.StartCursor != nil || empty.EndCursor != nil || empty.HasNextPage {
		t.Errorf("an empty page = %+v; want no cursors", empty)
	}
}

// A reader who goes on after each edge's own cursor must see all that follows
// it, once: the backend of this test hands out tokens for pages' ends only.
func TestTokenPagesMissAndRepeatNothing(t *testing.T) {
	items := []int{0, 1, 2, 3, 4, 5, 6}
	fetch := func(token string, limit int) (page []int, next string) {
		start := len(token)
		end := min(start+limit, len(items))
		if end < len(items) {
			next = "xxxxxxxxxx"[:end]
		}
		return items[start:end], next
	}
	for stop := 1; stop <= 3; stop++ { // the edge of each page that the reader goes on after
		var after *string
		var seen []int
		for range 20 {
			at, err := relay.AfterToken(after)
			if err != nil {
				t.Fatal(err)
			}
			got, next := fetch(at.Token, at.Skip+3)
			got = got[at.Skip:]
			page := relay.TokenPage{At: at, Count: len(got), Next: next}
			last := min(stop, len(got))
			seen = append(seen, got[:last]...)
			if last == len(got) && !page.Info().HasNextPage {
				break
			}
			cursor := page.Cursor(last - 1)
			after = &cursor
		}
		if len(seen) != len(items) {
			t.Errorf("going on after edge %d of each page saw %v; want each of %v once", stop, seen, items)
		}
	}
}

func TestForgedCursors(t *testing.T) {
	offset, token := relay.OffsetCursor(3), relay.Position{Token: "abc", Skip: 2}.Cursor()
	for name, cursor := range map[string]string{
		"not base64": "%%%", "of another kind": offset, "empty": "",
		"a page larger than any": relay.Position{Skip: 1 << 30}.Cursor(),
	} {
		if got, err := relay.AfterToken(&cursor); err == nil {
			t.Errorf("AfterToken(%s) = %+v; want an error", name, got)
		}
	}
	for name, cursor := range map[string]string{
		"of another kind": token, "negative": relay.OffsetCursor(-2), "endless": relay.OffsetCursor(1 << 40),
	} {
		if got, err := relay.AfterOffset(&cursor); err == nil {
			t.Errorf("AfterOffset(%s) = %d; want an error", name, got)
		}
	}
}

func FuzzCursors(f *testing.F) {
	f.Add(relay.OffsetCursor(3))
	f.Add(relay.Position{Token: "abc", Skip: 2}.Cursor())
	f.Fuzz(func(t *testing.T, cursor string) {
		if at, err := relay.AfterToken(&cursor); err == nil && (at.Skip < 0 || at.Skip > 100) {
			t.Errorf("AfterToken(%q) = %+v", cursor, at)
		}
		if skip, err := relay.AfterOffset(&cursor); err == nil && (skip < 1 || skip > 1_000_001) {
			t.Errorf("AfterOffset(%q) = %d", cursor, skip)
		}
	})
}

// A range with one end is said by that end.
func TestBetween(t *testing.T) {
	for _, tt := range []struct {
		value, least, most int
		want               string
	}{
		{6, 1, 5, "argument n is 6; expected 1 to 5"},
		{6, math.MinInt32, 5, "argument n is 6; expected at most 5"},
		{-3, -2, math.MaxInt32, "argument n is -3; expected at least -2"},
		{3, 2, 2, "argument n is 3; expected 2"},
	} {
		if err := relay.Between("n", tt.value, tt.least, tt.most); err == nil || err.Error() != tt.want {
			t.Errorf("%v; want %s", err, tt.want)
		}
	}
}

func TestFirst(t *testing.T) {
	for first, ok := range map[int]bool{-1: false, 0: false, 1: true, 50: true, 51: false} {
		if err := relay.First(first, 50); (err == nil) != ok {
			t.Errorf("First(%d, 50) = %v; want ok %v", first, err, ok)
		}
	}
}

// An error repeats the start of an id only, however long it was.
func TestErrorsOfLongIDsAreShort(t *testing.T) {
	long := strings.Repeat("é", 100_000)
	for _, err := range []*relay.IDError{{ID: long, Want: "Order"}, {ID: long, Want: "Order", Got: "Product"}} {
		if n := strings.Count(err.PublicMessage(), "é"); n != 100 || len(err.PublicMessage()) > 400 {
			t.Errorf("%d characters of the id in %q; want 100", n, err.PublicMessage())
		}
	}
}
