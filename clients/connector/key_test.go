package connector

import (
	"bytes"
	"strconv"
	"testing"

	"bff/connect/mapping"
)

// FuzzAppendKey is that entities with different keys never share a text, by which they
// are found again and cached, and that a number is its text.
func FuzzAppendKey(f *testing.F) {
	f.Add("a", "b", "a", "b")
	f.Add("a\x00", "b", "a", "\x00b")
	f.Add("a\x001\x00", "b", "a", "1\x00b")
	f.Add("1", "2", "12", "")
	f.Fuzz(func(t *testing.T, a, b, c, d string) {
		def := &definition{spec: Spec{Keys: [][]string{{"x"}, {"y"}}}}
		key := func(x, y mapping.Value) []byte {
			return def.appendKey(nil, mapping.Object(mapping.Member{Key: "x", Value: x}, mapping.Member{Key: "y", Value: y}))
		}
		one, other := key(mapping.String(a), mapping.String(b)), key(mapping.String(c), mapping.String(d))
		if same := a == c && b == d; bytes.Equal(one, other) != same {
			t.Errorf("%q %q and %q %q have the texts %q and %q", a, b, c, d, one, other)
		}
		if n, err := strconv.Atoi(a); err == nil && strconv.Itoa(n) == a {
			if number := key(mapping.Int(int64(n)), mapping.String(b)); !bytes.Equal(one, number) {
				t.Errorf("%q and the number have the texts %q and %q", a, one, number)
			}
		}
	})
}

// TestIdentityKeepsDigits: what tells requests and answers apart has every digit, since
// either may repeat them, and tells null from nothing.
func TestIdentityKeepsDigits(t *testing.T) {
	d, err := define(Spec{
		Name: "call", Source: Source{Name: "s", BaseURL: "https://api.test"}, Method: "POST",
		URL: "/x", Body: "n: $args.n ids: $batch.id", Selection: "id n: $args.n", Keys: [][]string{{"id"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]string{}
	for _, text := range []string{"", "null", "1", "1.0", "12.5", "12.50", `"12.5"`, "0.12345678901234567891", "0.12345678901234567892", "12345678901234567890"} {
		args := mapping.Object()
		if text != "" {
			n, err := mapping.Parse([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			args = mapping.Object(mapping.Member{Key: "n", Value: n})
		}
		vars := &mapping.Vars{Args: args}
		for of, id := range map[string]string{"request": d.identity(vars)("7"), "answer": d.form(vars)} {
			if other, taken := known[of+id]; taken {
				t.Errorf("%q and %q share a %s", text, other, of)
			}
			known[of+id] = text
		}
	}
}
