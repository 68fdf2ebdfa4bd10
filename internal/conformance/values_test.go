package conformance_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDigitsOfAnswers: numbers leave with the digits that the backend wrote, where their
// type is not one of GraphQL's own numbers.
func TestDigitsOfAnswers(t *testing.T) {
	for _, tt := range []struct{ name, fields, body, want string }{
		{"a text of a number", "text", `{"text":12345678901234567890}`, `{"text":"12345678901234567890"}`},
		{"of a long fraction", "text", `{"text":0.12345678901234567891}`, `{"text":"0.12345678901234567891"}`},
		{"of zeros at the end", "text", `{"text":12.50}`, `{"text":"12.50"}`},
		{"of an exponent", "text", `{"text":1e2}`, `{"text":"1e2"}`},
		{
			"JSON", "json", `{"json":{"a":[12345678901234567890,0.12345678901234567891],"b":12.50,"c":1e2,"d":"<&>"}}`,
			`{"json":{"a":[12345678901234567890,0.12345678901234567891],"b":12.50,"c":1e2,"d":"<&>"}}`,
		},
		{"JSON that is a number", "json", `{"json":1.0}`, `{"json":1.0}`},
		{"a map", "properties", `{"properties":{"a":12.50,"b":12345678901234567890}}`, `{"properties":{"a":12.50,"b":12345678901234567890}` + "\n}"}, // gqlgen's Map ends its line
		{"Decimal", "decimal decimals", `{"decimal":12.50,"decimals":[1e2,0.12345678901234567891]}`, `{"decimal":12.50,"decimals":[1e2,0.12345678901234567891]}`},
		{"BigInt", "big", `{"big":123456789012345678901234567890}`, `{"big":123456789012345678901234567890}`},
		{"Long", "long wide", `{"long":9223372036854775807,"wide":-9223372036854775808}`, `{"long":9223372036854775807,"wide":-9223372036854775808}`},
		{"Long with a fraction of zero", "long", `{"long":2.0}`, `{"long":2}`},
		{"Float as ECMAScript writes it", "float", `{"float":1000000.0}`, `{"float":1000000}`},
		{"small Float", "float", `{"float":1e-7}`, `{"float":1e-7}`},
		{"scalars that are structs", "own owns", `{"own":"A","owns":["B","C"]}`, `{"own":"A","owns":["B","C"]}`},
		{"scalars that are functions", "hex hexes pause pauses", `{"hex":"0a","hexes":["ff"],"pause":1.50,"pauses":[2]}`, `{"hex":"0a","hexes":["ff"],"pause":1.5,"pauses":[2]}`},
		{"ids that are whole floats", "id ids", `{"id":337.0,"ids":[1e2,12345678901234567890,"7"]}`, `{"id":"337","ids":["100","12345678901234567890","7"]}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newAPI(t, map[string]reply{"GET /v1/numbers": ok(tt.body)})
			want := `{"data":{"numbers":` + tt.want + `}}`
			if got := strings.TrimSpace(string(s.raw(t, "{ numbers { "+tt.fields+" } }"))); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

// TestNumbersInRequests: whole numbers leave without a fraction, digits leave as they
// came, and a scalar is sent as it is written in answers.
func TestNumbersInRequests(t *testing.T) {
	for _, tt := range []struct{ name, declared, passed, variables, want string }{
		{"a whole Float", "$v: Float", "float: $v", `{"v":337}`, `POST /v1/send/337?f=337 {"float":337}`},
		{"the same as 337.0", "$v: Float", "float: $v", `{"v":337.0}`, `POST /v1/send/337?f=337 {"float":337}`},
		{"a large Float", "$v: Float", "float: $v", `{"v":1e21}`, `POST /v1/send/1e%2B21?f=1e%2B21 {"float":1e+21}`},
		{"a Decimal", "$v: Decimal, $f: Float = 1", "decimal: $v, float: $f", `{"v":12.50}`, `POST /v1/send/1?d=12.50&f=1 {"float":1,"decimal":12.50}`},
		{"Decimals", "$v: [Decimal!], $f: Float = 1", "decimals: $v, float: $f", `{"v":[0.12345678901234567891,1e2]}`, `POST /v1/send/1?f=1 {"float":1,"decimals":[0.12345678901234567891,1e2]}`},
		{"JSON", "$v: JSON, $f: Float = 1", "json: $v, float: $f", `{"v":{"a":12345678901234567890,"b":[1.0]}}`, `POST /v1/send/1?f=1 {"float":1,"json":{"a":12345678901234567890,"b":[1.0]}}`},
		{"a BigInt", "$v: BigInt, $f: Float = 1", "big: $v, float: $f", `{"v":123456789012345678901234567890}`, `POST /v1/send/1?f=1 {"float":1,"big":123456789012345678901234567890}`},
		{"a Long beyond 2^53", "$v: Long, $f: Float = 1", "long: $v, float: $f", `{"v":9007199254740993}`, `POST /v1/send/1?f=1 {"float":1,"long":9007199254740993}`},
		{"an ID beyond 2^53", "$v: ID, $f: Float = 1", "id: $v, float: $f", `{"v":9007199254740993}`, `POST /v1/send/1?f=1 {"float":1,"id":"9007199254740993"}`},
		{"own scalars that are structs", "$v: [Code!], $f: Float = 1", "code: $v, float: $f", `{"v":["A","B"]}`, `POST /v1/send/1?f=1 {"float":1,"code":["A","B"]}`},
		{"defaults of an input", "$f: Float = 1", "in: {}, float: $f", `{}`, `POST /v1/send/1?f=1 {"float":1,"in":{"float":2,"decimal":12.50}}`},
		{
			"literals", "$f: Float = 1", "decimal: 12.50, json: { a: 1e2, b: 12345678901234567890 }, big: 12345678901234567890, id: 12345678901234567890, float: 5.0", `{}`,
			`POST /v1/send/5?d=12.50&f=5 {"float":5,"decimal":12.50,"big":12345678901234567890,"json":{"a":1e2,"b":12345678901234567890},"id":"12345678901234567890"}`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newAPI(t, nil)
			s.answer = func(string) (reply, bool) { return ok(`"done"`), true }
			document := "query(" + tt.declared + ") { send(" + tt.passed + ") }"
			if tt.name == "literals" {
				document = "{ send(" + tt.passed + ") }"
			}
			if got := s.queryWith(t, document, tt.variables); got != `{"send":"done"}` {
				t.Error(got)
			}
			if diff := cmp.Diff([]string{tt.want}, s.take()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			for _, r := range s.seen {
				if got, want := r.Header.Get("X-Float"), strings.Split(strings.SplitN(r.URL.Path, "/send/", 2)[1], "?")[0]; got != want {
					t.Errorf("the header is %q, want %q", got, want)
				}
			}
		})
	}
}

// TestNothingIsSentForBadInput: a request whose variables or arguments do not fit is
// refused as a whole, before any backend is called.
func TestNothingIsSentForBadInput(t *testing.T) {
	for _, tt := range []struct{ name, document, variables, want string }{
		{"null for an argument with a default", `query($n: Int) { u { id } nums(i: $n) }`, `{"n":null}`, `Variable "$n" is null; the argument "i" of Query.nums expects a value of the type Int!.`},
		{"null in a list", `query($n: Int = 1) { u { id } nums(is: [1, $n]) }`, `{"n":null}`, `Variable "$n" is null; the argument "is[1]" of Query.nums expects a value of the type Int!.`},
		{"null for an Int of an input", `query($n: Int) { u { id } nums(in: { i: $n }) }`, `{"n":null}`, `Variable "$n" is null; the argument "in.i" of Query.nums expects a value of the type Int!.`},
		{"for a String", `query($n: String) { u { id } nums(in: { text: $n }) }`, `{"n":null}`, `Variable "$n" is null; the argument "in.text" of Query.nums expects a value of the type String!.`},
		{"for a Boolean", `query($n: Boolean) { u { id } nums(in: { flag: $n }) }`, `{"n":null}`, `Variable "$n" is null; the argument "in.flag" of Query.nums expects a value of the type Boolean!.`},
		{"for a Float", `query($n: Float) { u { id } nums(in: { float: $n }) }`, `{"n":null}`, `Variable "$n" is null; the argument "in.float" of Query.nums expects a value of the type Float!.`},
		{"for an ID", `query($n: ID) { u { id } nums(in: { in: { id: $n } }) }`, `{"n":null}`, `Variable "$n" is null; the argument "in.in.id" of Query.nums expects a value of the type ID!.`},
		{"for a list", `query($n: [Int!]) { u { id } nums(in: { list: $n }) }`, `{"n":null}`, `Variable "$n" is null; the argument "in.list" of Query.nums expects a value of the type [Int!]!.`},
		{"two of @oneOf", `query($by: By) { u { id } by(by: $by) }`, `{"by":{"id":1,"slug":"a"}}`, `Variable "$by" has 2 fields; expected exactly one, because By is a @oneOf input type.`},
		{"none of @oneOf", `query($by: By) { u { id } by(by: $by) }`, `{"by":{}}`, `Variable "$by" has 0 fields; expected exactly one, because By is a @oneOf input type.`},
		{"two of @oneOf in a list", `query($bys: [By!]) { u { id } by(bys: $bys) }`, `{"bys":[{"slug":"b"},{"slug":null}]}`, `Variable "$bys[1].slug" is null; expected a value, because By is a @oneOf input type.`},
		{"an Int beyond 32 bits", `query($n: Int!) { u { id } nums(i: $n) }`, `{"n":3000000000}`, `Variable "$n" is 3000000000; expected Int, a whole number from -2147483648 to 2147483647.`},
		{"a text as an Int", `query($n: Int!) { u { id } nums(i: $n) }`, `{"n":"1"}`, `Variable "$n" is "1"; expected Int, a whole number from -2147483648 to 2147483647.`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newAPI(t, nil)
			if got, want := s.queryWith(t, tt.document, tt.variables), ` | [] `+tt.want+` {"code":"BAD_USER_INPUT"}`; got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			if calls := s.take(); len(calls) > 0 {
				t.Errorf("sent %q", calls)
			}
		})
	}
	t.Run("an Int literal beyond 32 bits", func(t *testing.T) {
		s := newAPI(t, nil)
		want := ` | [] The argument "i" of Query.nums is 3000000000; expected Int, a whole number from -2147483648 to 2147483647. {"code":"GRAPHQL_VALIDATION_FAILED"}`
		if got := s.query(t, `{ u { id } nums(i: 3000000000) }`); got != want || len(s.take()) > 0 {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	})
}

// TestMoments: DateTime is RFC 3339 with a zone, in arguments, inputs and results, alone
// and in lists.
func TestMoments(t *testing.T) {
	const year1 = `"0001-01-01T00:00:00Z"`
	s := newAPI(t, nil)
	s.answer = func(string) (reply, bool) {
		return ok(`{"at":[` + year1 + `,"2026-01-02T03:04:05.12+02:00"],"maybe":[null,"9999-12-31T23:59:59Z"],"never":[[` + year1 + `]],"any":[1.0]}`), true
	}
	const document = `query($at: [DateTime!], $in: Moments) { moments(at: $at, in: $in) { at maybe never at2 any } }`
	got := s.queryWith(t, document, `{"at":["2026-01-02T03:04:05+02:00"],"in":{"at":"2026-01-02T03:04:05Z","maybe":[null],"deep":[["9999-12-31T23:59:59-01:00"]]}}`)
	want := `{"moments":{"at":[` + year1 + `,"2026-01-02T03:04:05.12+02:00"],"maybe":[null,"9999-12-31T23:59:59Z"],"never":[[` + year1 + `]],` +
		`"at2":[` + year1 + `,"2026-01-02T03:04:05.12+02:00"],"any":[1.0]}}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	calls := s.take()
	if want := []string{`POST /v1/moments {"at":["2026-01-02T01:04:05Z"],"in":{"at":["2026-01-02T03:04:05Z"],"maybe":[null],"deep":[["9999-12-31T23:59:59-01:00"]]}}`}; !cmp.Equal(want, calls) {
		t.Errorf("sent %q", calls)
	}
	for _, bad := range []string{`""`, `"2026-01-02T03:04:05"`, `"2026-01-02 03:04:05"`, `"2026-01-02"`, `"10000-01-01T00:00:00Z"`, `"2026-01-02T3:04:05Z"`, `"2026-01-02T03:04:05,5Z"`, `"2026-01-02T03:04:05+24:00"`, `"2026-01-02t03:04:05z"`, `"2026-02-30T00:00:00Z"`, `1`} {
		got := s.queryWith(t, document, `{"at":[`+bad+`]}`)
		if calls := s.take(); len(calls) > 0 || !strings.Contains(got, "BAD_USER_INPUT") || !strings.Contains(got, "with a zone") {
			t.Errorf("%s: %s, sent %q", bad, got, calls)
		}
		s := newAPI(t, map[string]reply{"GET /v1/typed": ok(`{"id":1,"when":` + bad + `}`)})
		if got := s.query(t, `{ typed { when } }`); !strings.Contains(got, `"when":null`) || !strings.Contains(got, "BACKEND_BAD_RESPONSE") {
			t.Errorf("%s in an answer: %s", bad, got)
		}
	}
}

// TestUnsetMoments: what a backend has for a moment that it does not know is shown, where
// it is one; it is neither our mistake nor null without an error.
func TestUnsetMoments(t *testing.T) {
	for _, tt := range []struct{ value, want string }{
		{`"0001-01-01T00:00:00Z"`, `{"typed":{"when":"0001-01-01T00:00:00Z"}}`},
		{`"0000-00-00T00:00:00Z"`, `{"typed":{"when":null}} | [typed when] A service sent a value that could not be used: this text is no moment in time as RFC 3339 writes it. {"code":"BACKEND_BAD_RESPONSE"}`},
		{`""`, `{"typed":{"when":null}} | [typed when] A service sent a value that could not be used: this text is no moment in time as RFC 3339 writes it. {"code":"BACKEND_BAD_RESPONSE"}`},
		{`"10000-01-01T00:00:00Z"`, `{"typed":{"when":null}} | [typed when] A service sent a value that could not be used: this text is no moment in time as RFC 3339 writes it. {"code":"BACKEND_BAD_RESPONSE"}`},
		{`null`, `{"typed":{"when":null}}`},
	} {
		s := newAPI(t, map[string]reply{"GET /v1/typed": ok(`{"id":1,"when":` + tt.value + `}`)})
		if got := s.query(t, `{ typed { when } }`); got != tt.want {
			t.Errorf("%s:\ngot  %s\nwant %s", tt.value, got, tt.want)
		}
	}
}

// TestPagesInsteadOfJSON: a successful answer that is no JSON is an error where the
// selection reads properties.
func TestPagesInsteadOfJSON(t *testing.T) {
	const unusable = `The s service sent an answer that could not be used. {"code":"BACKEND_BAD_RESPONSE"}`
	page := reply{typ: "text/html; charset=utf-8", body: "<h1>Maintenance</h1>"}
	for _, tt := range []struct{ name, document, call, want string }{
		{"a query", `{ u { id } }`, "GET /v1/u", `{"u":null} | [u] ` + unusable},
		{"a mutation", `mutation { post(n: "Z") { v } }`, `POST /v1/a {"name":"Z","tag":"x"}`, `{"post":null} | [post] ` + unusable},
		{"a list", `{ items { id } }`, "GET /v1/items", `{"items":null} | [items] ` + unusable},
		{"the status alone", `{ status }`, "GET /v1/text", `{"status":200}`},
		{"the body as a whole", `{ text }`, "GET /v1/text", `{"text":null}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := newAPI(t, map[string]reply{tt.call: page}).query(t, tt.document); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}
