package connector_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"bff/clients"
	"bff/clients/connector"
	"bff/connect/inputs"
	"bff/connect/mapping"
)

// A field of any type has no value where the answer has none, so that one that cannot be
// null is noticed.
func TestAnyOfNothing(t *testing.T) {
	for text, v := range map[string]mapping.Value{"null": mapping.Null(), "missing": {}} {
		if got, ok := connector.Any(new(connector.Reader), v, nil); ok {
			t.Errorf("%s is read as %v; want no value", text, got)
		}
	}
	if got, ok := connector.Any(new(connector.Reader), mapping.Bool(false), nil); !ok || got != false {
		t.Errorf("false is read as %v, %v", got, ok)
	}
}

// Ids go back to the backend as numbers when it wrote all of them so; null tells nothing.
func TestNumbers(t *testing.T) {
	for text, want := range map[string]bool{
		`1`: true, `"1"`: false, `null`: false, `[1,2.5]`: true, `[1,null]`: true, `[1,"2"]`: false, `["1",2]`: false,
	} {
		v, err := mapping.Parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if got := connector.Numbers(v); got != want {
			t.Errorf("Numbers(%s) = %v; want %v", text, got, want)
		}
	}
}

// A tag that does not compile is named when the server starts.
func TestTemplatesNameTheTag(t *testing.T) {
	defer func() {
		if got := fmt.Sprint(recover()); !strings.HasPrefix(got, "connector: tag Product:{$this.: ") {
			t.Errorf("panic %q; want one that names the tag", got)
		}
	}()
	connector.Templates("Product:{$this.id}", "Product:{$this.")
}

// A header that is declared in another spelling than that of the request tells requests
// apart all the same.
func TestHeadersOfAnotherSpellingAreInTheKey(t *testing.T) {
	keys := map[string]bool{}
	for _, value := range []string{"t1", "t2"} {
		ctx := clients.WithIncoming(t.Context(), clients.NewIncoming(http.Header{"X-Tenant": {value}}))
		_, key, ok := connector.Share(ctx, inputs.Set{Headers: []string{"x-tenant"}})
		if !ok {
			t.Fatal("not shared")
		}
		keys[key] = true
	}
	if len(keys) != 2 {
		t.Error("requests of two tenants have one key")
	}
}
