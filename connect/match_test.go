package connect_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What ->match says of enums: pairs that are the wrong way round, values that it never
// meets, and those that it has no pair for.
func TestMatchOfEnums(t *testing.T) {
	const status = ` enum Status { OPEN CLOSED }`
	types := map[string]string{"s": "Status", "ss": "[Status]", "t": "String"}
	answer := func(selection string) string {
		name, _, _ := strings.Cut(selection, ":")
		return header + `type Query { u: U @connect(source: "s", http: { GET: "/u" }, selection: "` + selection + `") } type U { ` + name + ": " + types[name] + " }" + status
	}
	sent := func(match string) string {
		return header + `type Query { u(s: Status, ss: [Status!]): ID @connect(source: "s", http: { GET: "/u", queryParams: "q: ` + match + ` r: $args.s t: $args.ss->size" }, selection: "$") }` + status
	}
	const noRest = "warning: ->match has no pair for other values; end it with [@, ...]"
	for _, tt := range []struct {
		name, schema string
		want         []string
	}{
		{"an answer's words", answer(`s: state->match(['open', 'OPEN'], ['done', 'CLOSED'], [@, null])`), nil},
		{"an answer's words for all values", answer(`s: state->match(['open', 'OPEN'], ['done', 'CLOSED'])`), nil},
		{"an answer's words for all values, of each element", answer(`ss: states->map(@->match(['open', 'OPEN'], ['done', 'CLOSED']))`), nil},
		{"an answer's words for some values", answer(`s: state->match(['open', 'OPEN'])`), []string{noRest}},
		{"an answer's words as a text", answer(`t: state->match(['open', 'OPEN'], ['done', 'CLOSED'])`), []string{noRest}},
		{"the wrong way round", answer(`s: state->match(['OPEN', 'open'], ['CLOSED', 'done'], [@, null])`), []string{`the pairs of this ->match are the wrong way round: a value of Status comes first; write what the backend says first, as in ["open", "OPEN"]`}},
		{"one pair the wrong way round", answer(`s: state->match(['open', 'OPEN'], ['CLOSED', 'done'], [@, null])`), []string{`"done" is no value of Status; use one of OPEN, CLOSED`}},
		{"a slip", answer(`s: state->match(['open', 'OPEN'], ['done', 'CLOSD'], [@, null])`), []string{`"CLOSD" is no value of Status; did you mean CLOSED?`}},

		{"a backend's words", sent(`$args.s->match(['OPEN', 'open'], ['CLOSED', 'done'], [@, null])`), nil},
		{"a backend's words for all values", sent(`$args.s->match(['OPEN', 'open'], ['CLOSED', 'done'])`), nil},
		{"a backend's words for all values, of each element", sent(`$args.ss->map(@->match(['OPEN', 'open'], ['CLOSED', 'done']))`), nil},
		{"a backend's words for some values", sent(`$args.s->match(['OPEN', 'open'])`), []string{noRest}},
		{"the backend's words first", sent(`$args.s->match(['open', 'OPEN'], ['done', 'CLOSED'], [@, null])`), []string{`the pairs of this ->match are the wrong way round: a value of Status comes second; write the value of Status first, as in ["OPEN", "open"]`}},
		{"the backend's words first, of each element", sent(`$args.ss->map(@->match(['open', 'OPEN'], ['done', 'CLOSED']))`), []string{
			noRest, `the pairs of this ->match are the wrong way round: a value of Status comes second; write the value of Status first, as in ["OPEN", "open"]`,
		}},
		{"a value that there is not", sent(`$args.s->match(['OPEN', 'open'], ['DONE', 'done'], [@, null])`), []string{`what is matched here never equals "DONE"; use one of OPEN, CLOSED`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, messages(tt.schema)); diff != "" {
				t.Errorf("messages (-want +got):\n%s", diff)
			}
		})
	}
}

// A lone key gives an object. Where the field is a scalar, or a list of some, that is
// not meant.
func TestLoneKeyForScalar(t *testing.T) {
	for _, tt := range []struct {
		name, field, selection string
		want                   []string
	}{
		{"a key", "Boolean", "deleted", []string{`the selection of Mutation.m gives an object with that key, but Boolean is a scalar; write "$.deleted" for the value alone`}},
		{"a key that may be absent", "Boolean", "deleted?", []string{`the selection of Mutation.m gives an object with that key, but Boolean is a scalar; write "$.deleted?" for the value alone`}},
		{"a key with another name", "[String!]", "names: list", []string{`the selection of Mutation.m gives an object with that key, but String is a scalar; write "$.list" for the value alone`}},
		{"a deeper key with a name", "Int", "n: a.b->first", []string{`the selection of Mutation.m gives an object with that key, but Int is a scalar; write "$.a.b->first" for the value alone`}},
		{"an enum", "E", "e", []string{`the selection of Mutation.m gives an object with that key, but E is an enum; write "$.e" for the value alone`}},
		{"two keys", "Boolean", "a b", []string{`the selection of Mutation.m is a group, but Boolean is a scalar; remove the group, or give the field an object type`}},
		{"a group", "Boolean", "a: b { c }", []string{`the selection of Mutation.m is a group, but Boolean is a scalar; remove the group, or give the field an object type`}},
		{"the value", "Boolean", "$.deleted", nil},
		{"an object of any JSON", "JSON", "deleted", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := messages(header + `type Query { q: ID } type Mutation { m: ` + tt.field + ` @connect(source: "s", http: { DELETE: "/m" }, selection: "` + tt.selection + `") } enum E { A } scalar JSON`)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("messages (-want +got):\n%s", diff)
			}
		})
	}
}
