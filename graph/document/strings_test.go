package document

import "testing"

func TestLoneSurrogate(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       int
	}{
		{"no escapes", `plain`, -1},
		{"nothing", ``, -1},
		{"a pair", `\uD83D\uDE00`, -1},
		{"the first and the last pair", `\uD800\uDC00\uDBFF\uDFFF`, -1},
		{"beside the surrogates", `\uD7FF\uE000`, -1},
		{"a high half at the end", `ab\uD83D`, 2},
		{"a low half", `\uDE00`, 0},
		{"the last of the low halves", `\uDFFF`, 0},
		{"two high halves", `\uD83D\uD83D\uDE00`, 0},
		{"a high half and another escape", `\uD83D\n`, 0},
		{"a high half and another character", `\uD83D\u0041`, 0},
		{"after an ordinary escape", `\u0041\uD83D`, 6},
		{"right after a pair", `\uD83D\uDE00\uDE00`, 12},
		{"an escaped backslash is no escape", `\\uD83D`, -1},
		{"after an escaped backslash", `\\\uD83D`, 2},
		{"lower case", `\ud83d`, 0},
		{"cut off", `\uD8`, -1},
		{"not hexadecimal", `\uD8zz`, -1},
		{"a braced escape", `\u{1F600}`, -1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := LoneSurrogate(tt.text); got != tt.want {
				t.Errorf("LoneSurrogate(%s) = %d; want %d", tt.text, got, tt.want)
			}
		})
	}
}

func TestAbridge(t *testing.T) {
	for _, tt := range []struct {
		text string
		most int
		want string
	}{
		{"", 3, ""}, {"abc", 3, "abc"}, {"abcd", 3, "abc…"}, {"äöü", 3, "äöü"}, {"äöüß", 3, "äöü…"},
	} {
		if got := abridge(tt.text, tt.most); got != tt.want {
			t.Errorf("abridge(%q, %d) = %q; want %q", tt.text, tt.most, got, tt.want)
		}
	}
}
