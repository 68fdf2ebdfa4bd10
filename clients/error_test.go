package clients

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestCodesAreClosed(t *testing.T) {
	seen := make(map[string]Code)
	for _, code := range Codes() {
		e := &Error{Code: code, Source: "reviews", Call: "reviews.get", Err: errors.New(secret)}
		text := e.PublicMessage()
		if other, ok := seen[text]; ok && !slices.Contains([]Code{CodeUnavailable, CodeCircuitOpen}, code) {
			t.Errorf("%s and %s both say %q", other, code, text)
		}
		seen[text] = code
		if code != CodeInternal && text == (&Error{Code: CodeInternal}).PublicMessage() {
			t.Errorf("%s has no message of its own", code)
		}
		if strings.Contains(text, secret) || !strings.HasSuffix(text, ".") {
			t.Errorf("%s: message %q; expected a sentence without the cause", code, text)
		}
		if !code.Valid() || strings.ToUpper(string(code)) != string(code) {
			t.Errorf("%q isn't a code", code)
		}
	}
	if Code("NEW").Valid() {
		t.Error("a code that isn't listed is valid")
	}
	if len(Codes()) != len((&counts{}).failures) {
		t.Errorf("%d codes, %d counters", len(Codes()), len((&counts{}).failures))
	}
}

func TestMessageWithoutSource(t *testing.T) {
	if got := (&Error{Code: CodeUnavailable}).PublicMessage(); got != "A service is temporarily unavailable." {
		t.Errorf("message %q", got)
	}
}

func TestClassNames(t *testing.T) {
	for class, want := range map[Class]string{Permanent: "permanent", Transient: "transient", Ambiguous: "ambiguous"} {
		if got := class.String(); got != want {
			t.Errorf("class %d is %q; expected %q", class, got, want)
		}
	}
}
