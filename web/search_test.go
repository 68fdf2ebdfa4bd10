package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"bff/internal/shopapi/shopapitest"
)

// What people search for reaches the catalog in its own words.
func TestSearchArguments(t *testing.T) {
	const none = `{"items":[],"total":0,"facets":{"brands":[],"categories":[]}}`
	for _, tt := range []struct {
		name, arguments string
		variables       map[string]any
		want            string // the query string; empty: refused
		problem         string
	}{
		{"text alone", `query: "blue mug"`, nil, "limit=24&offset=0&q=blue+mug&sort=relevance", ""},
		{"no text finds all", `query: ""`, nil, "limit=24&offset=0&sort=relevance", ""},
		{"sorted", `query: "a", sort: PRICE_DESC`, nil, "limit=24&offset=0&q=a&sort=price_desc", ""},
		{
			"narrowed", `query: "a", filter: {category: "kitchen", brand: "A&B=C", minPrice: 0, maxPrice: 500}`, nil,
			"brand=A%26B%3DC&category=kitchen&limit=24&max_price_cents=500&min_price_cents=0&offset=0&q=a&sort=relevance", "",
		},
		{"narrowed by nothing", `query: "a", filter: {category: null}`, nil, "limit=24&offset=0&q=a&sort=relevance", ""},
		{"a page", `query: "a", first: 100`, nil, "limit=100&offset=0&q=a&sort=relevance", ""},
		{"the page after", `query: "a", first: 2, after: "bzoxOQ"`, nil, "limit=2&offset=20&q=a&sort=relevance", ""},
		{"too many", `query: "a", first: 101`, nil, "", "expected 1 to 100"},
		{"none", `query: "a", first: 0`, nil, "", "expected 1 to 100"},
		{"a cursor of another list", `query: "a", after: "dDox"`, nil, "", "is not a cursor"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newStorefront(t, shopapitest.Answering(http.StatusOK, none))
			got := s.query(t, "{ search("+tt.arguments+") { totalCount } }", tt.variables)
			seen := s.Take()
			if tt.want == "" {
				if len(seen) != 0 || len(got.Errors) != 1 || got.Errors[0].Extensions["code"] != "BAD_USER_INPUT" || !strings.Contains(got.Errors[0].Message, tt.problem) {
					t.Errorf("errors %+v after %d calls; want BAD_USER_INPUT, %q, and none", got.Errors, len(seen), tt.problem)
				}
				return
			}
			if len(seen) != 1 || sorted(t, seen[0].Request) != "catalog GET /v1/products?"+tt.want || got.Errors != nil {
				t.Errorf("requests %+v, errors %+v; want ?%s", seen, got.Errors, tt.want)
			}
		})
	}
}

// sorted is a request with its parameters in the order of their names.
func sorted(t *testing.T, request string) string {
	t.Helper()
	path, query, _ := strings.Cut(request, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	return path + "?" + values.Encode()
}

// Who follows the cursors sees each product once.
func TestSearchPages(t *testing.T) {
	s := newStorefront(t, shopapitest.Sample(t))
	const page = `query($after: String) { search(query: "mug", first: 7, after: $after) {
		totalCount nodes { id } edges { cursor } pageInfo { hasNextPage endCursor } } }`
	var seen []string
	var after any
	for range 1000 {
		got := s.query(t, page, map[string]any{"after": after})
		if got.Errors != nil {
			t.Fatalf("errors: %+v", got.Errors)
		}
		for _, node := range dig(got.Data, "search", "nodes").([]any) {
			id := node.(map[string]any)["id"].(string)
			if slices.Contains(seen, id) {
				t.Fatalf("%s comes twice", id)
			}
			seen = append(seen, id)
		}
		if dig(got.Data, "search", "pageInfo", "hasNextPage") != true {
			if total := dig(got.Data, "search", "totalCount"); float64(len(seen)) != total {
				t.Errorf("saw %d products; want all %v", len(seen), total)
			}
			return
		}
		after = dig(got.Data, "search", "pageInfo", "endCursor")
	}
	t.Error("the pages never end")
}

// Errors of arguments say what was wrong with them and nothing else, wherever
// they are found.
func TestBadArgumentsAreTold(t *testing.T) {
	s := newStorefront(t, shopapitest.Sample(t))
	for _, tt := range []struct {
		name, document string
		variables      map[string]any
		code           string
	}{
		{"an enum that there isn't", `{ search(query: "a", sort: CHEAP) { totalCount } }`, nil, "GRAPHQL_VALIDATION_FAILED"},
		{"an enum in a variable", `query($s: ProductSort!) { search(query: "a", sort: $s) { totalCount } }`, map[string]any{"s": "CHEAP"}, "BAD_USER_INPUT"},
		{"a number larger than an int", `query($n: Int!) { search(query: "a", first: $n) { totalCount } }`, map[string]any{"n": 99999999999999}, "BAD_USER_INPUT"},
		{"an object where a text is due", `query($q: String!) { search(query: $q) { totalCount } }`, map[string]any{"q": map[string]any{}}, "BAD_USER_INPUT"},
		{"an id that is none", `{ product(id: "mug") { name } }`, nil, "BAD_USER_INPUT"},
		{"both id and slug", `{ product(id: "17", slug: "blue-mug") { name } }`, nil, "BAD_USER_INPUT"},
		{"a bad number in a batch field", `query($n: Int!) { product(id: "17") { reviews(first: $n) { totalCount } } }`, map[string]any{"n": -1}, "BAD_USER_INPUT"},
		{"a picture that is too wide", `{ product(id: "17") { images { url(width: 99999) } } }`, nil, "BAD_USER_INPUT"},
		{"a node of no type", `{ node(id: "x") { id } }`, nil, "BAD_USER_INPUT"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := s.query(t, tt.document, tt.variables)
			if len(got.Errors) == 0 {
				t.Fatal("no error")
			}
			for _, e := range got.Errors {
				if e.Extensions["code"] != tt.code {
					t.Errorf("error %+v; want %s", e, tt.code)
				}
				for _, inner := range []string{"strconv", "json:", "goroutine", ".go", "graphql.", "bff/"} {
					if strings.Contains(e.Message, inner) {
						t.Errorf("message %q tells %q", e.Message, inner)
					}
				}
			}
		})
	}
}
