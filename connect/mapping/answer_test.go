package mapping

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestAnswers runs the convention's examples X01 to X12, as far as they concern
// one response. The server adds path, service and coordinate to the errors.
func TestAnswers(t *testing.T) {
	jsonHeader := map[string][]string{"Content-Type": {"application/json"}}
	htmlHeader := map[string][]string{"Content-Type": {"text/html"}}
	textHeader := map[string][]string{"Content-Type": {"text/plain"}}
	const invalid200 = `CONNECTOR_RESPONSE_INVALID 200 "The server returned data in an unexpected format." null`
	for _, tt := range []struct {
		name     string
		settings map[string]string // by part; "source " before those of the source
		status   int
		header   map[string][]string
		body     string
		want     string
	}{
		{"X01 success", nil, 200, nil, `{"id":1}`, `{"id":1}`},
		{"X02 no body", nil, 204, nil, ``, `null`},
		{"X03 failure", nil, 404, nil, `{"e":"gone"}`, `CONNECTOR_FETCH 404 "Request failed" null`},
		{
			"X04 mapped error",
			map[string]string{"message": "e", "extensions": "code: $('NOPE') st: $status"},
			404, nil, `{"e":"gone"}`,
			`CONNECTOR_FETCH 404 "gone" {"code":"NOPE","st":404}`,
		},
		{
			"X05 extensions of both",
			map[string]string{"source extensions": "code: $('SRC') a: $(1)", "extensions": "a: $(2)"},
			404, nil, `{}`,
			`CONNECTOR_FETCH 404 "Request failed" {"code":"SRC","a":2}`,
		},
		{
			"X06 message of the source, extensions of the connector",
			map[string]string{"source message": "e", "extensions": "a: $(2)"},
			404, nil, `{"e":"gone"}`,
			`CONNECTOR_FETCH 404 "gone" {"a":2}`,
		},
		{"X07 unsuccessful 200", map[string]string{"isSuccess": "ok->eq(true)"}, 200, nil, `{"ok":false,"id":1}`, `CONNECTOR_FETCH 200 "Request failed" null`},
		{"X08 successful 404", map[string]string{"isSuccess": "$status->in([200, 404])"}, 404, nil, `{"id":1}`, `{"id":1}`},
		{"a lone key is a verdict", map[string]string{"isSuccess": "ok"}, 500, nil, `{"ok":true,"id":1}`, `{"id":1}`},
		{"X09 no verdict", map[string]string{"isSuccess": "ok"}, 200, nil, `{}`, `CONNECTOR_FETCH 200 "Request failed" null`},
		{"X10 broken JSON", nil, 200, jsonHeader, `{oops`, `CONNECTOR_RESPONSE_INVALID 200 "The server returned data in an unexpected format." null`},
		{"X10 broken JSON of a failure", nil, 500, jsonHeader, `{oops`, `CONNECTOR_RESPONSE_INVALID 500 "The server returned data in an unexpected format." null`},
		{"X11 failure in HTML", map[string]string{"message": "e"}, 500, htmlHeader, `<p>`, `CONNECTOR_FETCH 500 "" null`},
		{"X12 text", map[string]string{"selection": "$"}, 200, textHeader, `hi`, `"hi"`},
		{"X12 HTML", map[string]string{"selection": "$"}, 200, htmlHeader, `hi`, `null`},
		{"a page with 200", nil, 200, htmlHeader, `<p>`, invalid200},
		{"a page with 200 that isSuccess takes", map[string]string{"isSuccess": "$status->eq(200)"}, 200, htmlHeader, `<p>`, invalid200},
		{"a page with 404 that isSuccess takes", map[string]string{"isSuccess": "$status->in([200, 404])"}, 404, htmlHeader, `<p>`, `null`},
		{"a page with 202 and no type that is known", nil, 202, map[string][]string{"Content-Type": {"/;"}}, `<p>`, `CONNECTOR_RESPONSE_INVALID 202 "The server returned data in an unexpected format." null`},
		{"a page for properties under a name", map[string]string{"selection": "$.data { id }"}, 200, htmlHeader, `<p>`, invalid200},
		{"a page for properties of elements", map[string]string{"selection": "l: $->map(@.x)"}, 200, htmlHeader, `<p>`, invalid200},
		{"a page for the status", map[string]string{"selection": "ok: $status->eq(200)"}, 200, htmlHeader, `<p>`, `{"ok":true}`},
		{"a page for arguments", map[string]string{"selection": "n: $(1)"}, 200, htmlHeader, `<p>`, `{"n":1}`},
		{"an empty page", nil, 200, htmlHeader, ``, `null`},
		{"a text for properties", nil, 200, textHeader, `down`, invalid200},
		{"a text for a JSON text in it", map[string]string{"selection": "$->jsonParse { id }"}, 200, textHeader, `{"id":1}`, `{"id":1}`},
		{"a JSON text for properties", nil, 200, jsonHeader, `"down"`, invalid200},
		{"JSON null for properties", nil, 200, jsonHeader, `null`, `null`},
		{"JSON null without a type for properties", nil, 200, nil, `null`, `null`},
		{"a JSON number for itself and a property", map[string]string{"selection": "id: $ name: $.name"}, 200, jsonHeader, `7`, `{"id":7}`},
		{"the connector's isSuccess wins", map[string]string{"isSuccess": "$(true)", "source isSuccess": "$(false)"}, 500, nil, `{"id":1}`, `{"id":1}`},
		{"the source's isSuccess counts", map[string]string{"source isSuccess": "$(false)"}, 200, nil, `{"id":1}`, `CONNECTOR_FETCH 200 "Request failed" null`},
		{"extensions that are no object are ignored", map[string]string{"extensions": "$('x')"}, 500, nil, `{}`, `CONNECTOR_FETCH 500 "Request failed" null`},
		{
			"headers of the response",
			map[string]string{"selection": `next: $response.headers."x-next"->first`},
			200,
			map[string][]string{"X-Next": {"2", "3"}},
			`{}`, `{"next":"2"}`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := NewAnswer(answerParts(t, tt.settings))
			r := Response{tt.status, tt.header, []byte(tt.body)}
			v, ps, err := a.Eval(r, nil)
			if diff := cmp.Diff(tt.want, describeAnswer(v, err)); diff != "" {
				t.Errorf("Eval (-want +got):\n%s", diff)
			}
			out, ok, own, err := a.Append([]byte("x"), r, nil)
			appended := Value{}
			if ok {
				appended = parseJSON(t, strings.TrimPrefix(string(out), "x"))
			} else if string(out) != "x" {
				t.Errorf("Append left %q", out)
			}
			if diff := cmp.Diff(tt.want, describeAnswer(appended, err)); diff != "" {
				t.Errorf("Append (-want +got):\n%s", diff)
			}
			if fmt.Sprint(ps) != fmt.Sprint(own) {
				t.Errorf("problems: Eval %v, Append %v", ps, own)
			}
		})
	}
}

func answerParts(t *testing.T, settings map[string]string) AnswerParts {
	t.Helper()
	parts := AnswerParts{Selection: mustCompile(t, "id", V03)}
	into := map[string]**Mapping{
		"selection": &parts.Selection, "isSuccess": &parts.IsSuccess, "source isSuccess": &parts.SourceIsSuccess,
		"message": &parts.Message, "source message": &parts.SourceMessage,
		"extensions": &parts.Extensions, "source extensions": &parts.SourceExtensions,
	}
	for name, text := range settings {
		*into[name] = mustCompile(t, text, V03)
	}
	return parts
}

func describeAnswer(v Value, err error) string {
	var e *AnswerError
	if errors.As(err, &e) {
		return fmt.Sprintf("%s %d %q %s", e.Code, e.Status, e.Message, e.Extensions.AppendJSON(nil))
	}
	return string(v.AppendJSON(nil))
}

// TestAnswerErrorCause: the cause is for the log, the message for the client.
func TestAnswerErrorCause(t *testing.T) {
	_, _, err := NewAnswer(AnswerParts{}).Eval(Response{Status: 200, Body: []byte(`{`)}, &Vars{})
	var cause *DecodeError
	if !errors.As(err, &cause) || err.Error() != "The server returned data in an unexpected format." {
		t.Errorf("%v, caused by %v", err, cause)
	}
}

func TestAnswerWithoutSelection(t *testing.T) {
	v, _, err := NewAnswer(AnswerParts{}).Eval(Response{Status: 200, Body: []byte(`[1]`)}, nil)
	if got := string(v.AppendJSON(nil)); got != "[1]" || err != nil {
		t.Errorf("%s, %v; want the whole body", got, err)
	}
}

func TestAppendKey(t *testing.T) {
	for _, same := range [][]string{
		{`1`},
		{`"1"`},
		{`1.0`, `1e0`, `1.00`},
		{`0`, `-0`},
		{`0.0`, `-0.0`, `0e5`},
		{`"é"`, `"\u00e9"`},
		{`"/"`, `"\/"`},
		{`{"a":1,"b":[2.0]}`, `{ "b" : [ 2e0 ], "a" : 1 }`},
		{`[1,2]`},
		{`[2,1]`},
		{`null`},
		{`true`},
		{`[]`},
		{`{}`},
	} {
		key := string(parseJSON(t, same[0]).AppendKey(nil))
		for _, text := range same {
			if got := string(parseJSON(t, text).AppendKey(nil)); got != key {
				t.Errorf("%s has the key %s, but %s has %s", text, got, same[0], key)
			}
			if !equal(parseJSON(t, same[0]), parseJSON(t, text)) {
				t.Errorf("%s and %s are not equal", same[0], text)
			}
		}
	}
	if string(Int(1).AppendKey(nil)) == string(String("1").AppendKey(nil)) {
		t.Error("1 and \"1\" share a key")
	}
}

func TestAny(t *testing.T) {
	v := parseJSON(t, `{"a":[1,2.50,"x\n",true,null],"b":{},"c":123456789012345678901234567890,"a":0}`)
	want := map[string]any{"a": []any{json.Number("1"), json.Number("2.50"), "x\n", true, nil}, "b": map[string]any{}, "c": json.Number("123456789012345678901234567890")}
	if diff := cmp.Diff(want, v.Any()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAsValue(t *testing.T) {
	for _, tt := range []struct{ mapping, want string }{
		{"e", `"gone"`},
		{"e?", `"gone"`},
		{"o { e }", `{"e":1}`},
		{"x: e", `{"x":"gone"}`}, // an alias asks for an object
		{"e o { e }", `{"e":"gone","o":{"e":1}}`},
		{"$.e", `"gone"`},
	} {
		v, _ := mustCompile(t, tt.mapping, V03).AsValue().Eval(parseJSON(t, `{"e":"gone","o":{"e":1}}`), nil)
		if got := string(v.AppendJSON(nil)); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.mapping, got, tt.want)
		}
	}
	if kinds := mustCompile(t, "ok", V03).AsValue().Analyze().Shape.Kinds; kinds != AnyKind {
		t.Errorf("a lone key may be %s, want any value", kinds)
	}
}
