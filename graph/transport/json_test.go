package transport

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"bff/graph/document"
)

// FuzzJSON holds the strict parser against encoding/json: what it takes has one
// value, which both see, and what it refuses is not JSON or not strictly so.
func FuzzJSON(f *testing.F) {
	for _, seed := range []string{
		`{"query":"{ a }","variables":{"n":12345678901234567890,"x":[1.50,-0,1e2,null,true,"\u00e9"]}}`,
		`{"a":1,"a":2}`, `{"a":{"b":1},"b":{"b":1}}`, `[1,]`, `{"a":1,}`, `{"a" 1}`, `[1 2]`, `{1:2}`, ` "x" `, `"\ud800"`, `"\ud83d\ude00"`,
		"\"\xff\"", `{"a":1}x`, `{"a":1}{}`, ``, `nul`, `-`, `01`, `{"a":[{"a":[]}]}`, strings.Repeat("[", 600) + strings.Repeat("]", 600),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := parseJSON([]byte(text))
		valid := json.Valid([]byte(text))
		if err != nil {
			lax := strings.Contains(err.Error(), "twice") || strings.Contains(err.Error(), "deeper")
			if valid && utf8.ValidString(text) && document.LoneSurrogate(text) < 0 && !lax {
				t.Errorf("%q is refused: %v", text, err)
			}
			if len(err.Error()) > 100 {
				t.Errorf("%q: a long error: %v", text, err)
			}
			return
		}
		if !valid {
			t.Fatalf("%q is no JSON; read as %v", text, got)
		}
		decoder := json.NewDecoder(bytes.NewReader([]byte(text)))
		decoder.UseNumber()
		var want any
		if err := decoder.Decode(&want); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-encoding/json +ours):\n%s", text, diff)
		}
	})
}

func TestStrictMessage(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"a message", `{"id":"1","type":"subscribe","payload":{"query":"{ a }","variables":{"n":12345678901234567890}}}`, `{"id":"1","payload":{"query":"{ a }","variables":{"n":12345678901234567890}},"type":"subscribe"}`},
		{"names that only look like others", `{"ID":"2","id":"1","Type":"x","type":"subscribe","payload":{"Query":"{ b }","query":"{ a }"}}`, `{"id":"1","payload":{"query":"{ a }"},"type":"subscribe"}`},
		{"names of variables are the client's", `{"payload":{"variables":{"Query":1}}}`, `{"payload":{"variables":{"Query":1}}}`},
		{"a member twice", `{"id":"1","id":"2"}`, ""},
		{"half of a surrogate pair", `{"id":"\ud800"}`, ""},
		{"not UTF-8", "{\"id\":\"\xff\"}", ""},
		{"not JSON", `{`, ""},
		{"no object", `[]`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := strictMessage([]byte(tt.text))
			if string(got) != tt.want || (err != nil) != (tt.want == "") {
				t.Errorf("message %s, error %v; want %s", got, err, tt.want)
			}
		})
	}
}
