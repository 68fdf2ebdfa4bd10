package mobile

import (
	"strings"
	"testing"

	"github.com/rivo/uniseg"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestCut(t *testing.T) {
	family := "👨‍👩‍👧"
	for _, tt := range []struct {
		name, text string
		limit      int
		want       string
	}{
		{"short enough", "Blue mug", 8, "Blue mug"},
		{"at a word", "A blue mug for tea", 12, "A blue mug…"},
		{"the ellipsis counts", "Blue mugs", 8, "Blue…"},
		{"no punctuation before the ellipsis", "Blue, large", 8, "Blue…"},
		{"one long word", "Donaudampfschiff", 6, "Donau…"},
		{"an emoji of five runes is one character", strings.Repeat(family, 4), 4, strings.Repeat(family, 4)},
		{"an emoji is not torn", strings.Repeat(family, 4), 3, strings.Repeat(family, 2) + "…"},
	} {
		if got := cut(tt.text, tt.limit); got != tt.want {
			t.Errorf("%s: cut(%q, %d) = %q, want %q", tt.name, tt.text, tt.limit, got, tt.want)
		}
	}
	for _, limit := range []int{minText - 1, maxText + 1} {
		if _, err := shorten("text", limit); err == nil {
			t.Errorf("shorten to %d: no error", limit)
		}
	}
}

func FuzzCut(f *testing.F) {
	f.Add("A blue mug for tea and coffee", 20)
	f.Add(strings.Repeat("👨‍👩‍👧 ", 30), 21)
	f.Fuzz(func(t *testing.T, text string, limit int) {
		if limit < minText || limit > maxText {
			return
		}
		got := cut(text, limit)
		kept, shortened := strings.CutSuffix(got, "…")
		if got != text && (!shortened || !strings.HasPrefix(text, kept)) {
			t.Errorf("%q is no beginning of %q", got, text)
		}
		if n := uniseg.GraphemeClusterCount(got); n > limit {
			t.Errorf("%d characters, want at most %d", n, limit)
		}
	})
}
