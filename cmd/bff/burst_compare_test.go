package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// burstAnswer is a GraphQL response with the text that it was.
type burstAnswer struct {
	Data   map[string]any
	Errors []burstError

	text string
}

type burstError struct {
	Message    string
	Path       []any
	Extensions map[string]any
}

func (e burstError) code() string {
	code, _ := e.Extensions["code"].(string)
	return code
}

// outages are the codes of errors that the trouble of a burst may cause.
var outages = []string{"BACKEND_UNAVAILABLE", "BACKEND_TIMEOUT", "BACKEND_BAD_RESPONSE", "CIRCUIT_OPEN"}

// wanted is a value that is more than one literal: it says what is wrong with a value.
type wanted func(got any) (problem string)

// compare lists what is wrong with an answer: values, names and lengths that differ,
// nulls that no error explains, errors whose place is not null, codes that nothing
// causes.
func compare(want map[string]any, got burstAnswer, codes ...string) (problems []string) {
	allowed := slices.Concat(outages, codes)
	for _, e := range got.Errors {
		if !slices.Contains(allowed, e.code()) {
			problems = append(problems, fmt.Sprintf("error %s at %v: %s", e.code(), e.Path, e.Message))
		}
		if len(e.Path) == 0 || !nullAt(got.Data, e.Path) {
			problems = append(problems, fmt.Sprintf("error %s at %v, where there is a value", e.code(), e.Path))
		}
	}
	if got.Data == nil {
		if len(got.Errors) == 0 {
			problems = append(problems, "neither data nor an error")
		}
		return problems
	}
	return append(problems, differences(want, got.Data, nil, got.Errors)...)
}

// nullAt reports whether there is a null on the way along path.
func nullAt(value any, path []any) bool {
	for _, step := range path {
		switch v := value.(type) {
		case map[string]any:
			name, _ := step.(string)
			value = v[name]
		case []any:
			index, ok := step.(json.Number)
			i, err := index.Int64()
			if !ok || err != nil || int(i) >= len(v) {
				return false
			}
			value = v[i]
		default:
			return value == nil
		}
	}
	return value == nil
}

func differences(want, got any, path []any, errs []burstError) []string {
	if got == nil {
		if want == nil || explained(path, errs) {
			return nil
		}
		if is, ok := want.(wanted); !ok || is(nil) != "" {
			return []string{fmt.Sprintf("%v is null without an error", path)}
		}
		return nil
	}
	wrong := []string{fmt.Sprintf("%v is %v; want %v", path, got, want)}
	switch w := want.(type) {
	case wanted:
		if problem := w(got); problem != "" {
			return []string{fmt.Sprintf("%v is %v: %s", path, got, problem)}
		}
		return nil
	case map[string]any:
		object, ok := got.(map[string]any)
		if !ok || !slices.Equal(slices.Sorted(maps.Keys(w)), slices.Sorted(maps.Keys(object))) {
			return wrong
		}
		var all []string
		for _, name := range slices.Sorted(maps.Keys(w)) {
			all = append(all, differences(w[name], object[name], append(slices.Clone(path), name), errs)...)
		}
		return all
	case []any:
		list, ok := got.([]any)
		if !ok || len(list) != len(w) {
			return wrong
		}
		var all []string
		for i := range w {
			all = append(all, differences(w[i], list[i], append(slices.Clone(path), i), errs)...)
		}
		return all
	default:
		if want == nil || fmt.Sprint(want) != fmt.Sprint(got) {
			return wrong
		}
		return nil
	}
}

// explained reports whether an error is at path or below it.
func explained(path []any, errs []burstError) bool {
	return slices.ContainsFunc(errs, func(e burstError) bool {
		return len(e.Path) >= len(path) && fmt.Sprint(e.Path[:len(path)]) == fmt.Sprint(path)
	})
}

// The oracle sees each kind of a wrong answer.
func TestBurstSeesWrongAnswers(t *testing.T) {
	want := map[string]any{"a": map[string]any{"name": "Blue mug", "list": []any{1, 2}}, "b": nil}
	for _, tt := range []struct {
		name, answer string
		right        bool
	}{
		{"right", `{"data":{"a":{"name":"Blue mug","list":[1,2]},"b":null}}`, true},
		{"an explained null", `{"data":{"a":{"name":null,"list":[1,2]},"b":null},"errors":[{"path":["a","name"],"extensions":{"code":"CIRCUIT_OPEN"}}]}`, true},
		{"a null that an error below explains", `{"data":{"a":null,"b":null},"errors":[{"path":["a","name"],"extensions":{"code":"CIRCUIT_OPEN"}}]}`, true},
		{"a null in a list", `{"data":{"a":{"name":"Blue mug","list":[1,null]},"b":null},"errors":[{"path":["a","list",1],"extensions":{"code":"CIRCUIT_OPEN"}}]}`, true},
		{"another value", `{"data":{"a":{"name":"Red mug","list":[1,2]},"b":null}}`, false},
		{"an alias less", `{"data":{"a":{"name":"Blue mug","list":[1,2]}}}`, false},
		{"an alias more", `{"data":{"a":{"name":"Blue mug","list":[1,2],"x":1},"b":null}}`, false},
		{"a shorter list", `{"data":{"a":{"name":"Blue mug","list":[]},"b":null},"errors":[{"path":["b"],"extensions":{"code":"CIRCUIT_OPEN"}}]}`, false},
		{"a value for a null", `{"data":{"a":{"name":"Blue mug","list":[1,2]},"b":1}}`, false},
		{"a null without an error", `{"data":{"a":{"name":null,"list":[1,2]},"b":null}}`, false},
		{"a null with an error elsewhere", `{"data":{"a":{"name":null,"list":[1,2]},"b":null},"errors":[{"path":["b"],"extensions":{"code":"CIRCUIT_OPEN"}}]}`, false},
		{"an error at a value", `{"data":{"a":{"name":"Blue mug","list":[1,2]},"b":null},"errors":[{"path":["a"],"extensions":{"code":"CIRCUIT_OPEN"}}]}`, false},
		{"an error of ours", `{"data":{"a":null,"b":null},"errors":[{"path":["a"],"extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}`, false},
		{"nothing", `{}`, false},
	} {
		got, err := readBurstAnswer(tt.answer)
		if err != nil {
			t.Fatal(err)
		}
		if problems := compare(want, got); (len(problems) == 0) != tt.right {
			t.Errorf("%s: problems %q; want none: %v", tt.name, problems, tt.right)
		}
	}
}

func readBurstAnswer(text string) (got burstAnswer, err error) {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	err = decoder.Decode(&got)
	got.text = text
	return got, err
}
