package shop

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// contract is a service's OpenAPI document, ready to hold answers against.
type contract struct {
	document *openapi3.T
	seen     map[string]bool // "GET /v1/home 200"
}

func contractOf(t testing.TB, s *Service) *contract {
	t.Helper()
	document, err := openapi3.NewLoader().LoadFromData(s.OpenAPI())
	if err != nil {
		t.Fatalf("%s: %v", s.Name(), err)
	}
	if err := document.Validate(t.Context()); err != nil {
		t.Fatalf("%s: %v", s.Name(), err)
	}
	return &contract{document, map[string]bool{}}
}

// hold checks an answer. The path is the route's pattern, which is the
// document's path but for the dots of {path...}.
func (c *contract) hold(t *testing.T, pattern string, q request, status int, header http.Header, body []byte) {
	t.Helper()
	_, path, _ := strings.Cut(pattern, " ")
	path = strings.ReplaceAll(path, "...}", "}")
	item := c.document.Paths.Value(path)
	if item == nil || item.GetOperation(q.method) == nil {
		t.Errorf("%s %s is not documented", q.method, path)
		return
	}
	operation := item.GetOperation(q.method)
	if operation.Responses.Status(status) == nil {
		t.Errorf("%s %s: status %d is not documented", q.method, path, status)
	}
	c.seen[fmt.Sprintf("%s %s %d", q.method, path, status)] = true
	err := openapi3filter.ValidateResponse(t.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{
			Request: q.http(),
			Route:   &routers.Route{Spec: c.document, Path: path, PathItem: item, Method: q.method, Operation: operation},
		},
		Status: status, Header: header, Body: io.NopCloser(strings.NewReader(string(body))),
		Options: &openapi3filter.Options{IncludeResponseStatus: true, ExcludeResponseBody: !strings.Contains(header.Get("Content-Type"), "json")},
	})
	if err != nil {
		t.Errorf("%s %s = %d %.300s breaks the document: %v", q.method, q.path, status, body, err)
	}
}

const (
	anAddress = `{"street":"Molenweg 1","city":"Delft","postal_code":"2611 AA","country":"NL"}`
	aDevice   = `{"platform":"ios","push_token":"t-1","app_version":"2.1","locale":"nl-NL"}`
	aView     = `{"event_id":"e-1","product_id":17,"viewed_at":"2026-01-02T15:00:00Z","viewer":"somebody"}`
)

// calls is every endpoint and every status it documents, in an order in which
// the later ones find what the earlier ones made.
var calls = []struct {
	request
	want int
}{
	{request{"catalog", "GET", "/v1/products/17", "", "", ""}, 200},
	{request{"catalog", "GET", "/v1/products/10001", "", "", ""}, 404},
	{request{"catalog", "GET", "/v1/products/mug", "", "", ""}, 404},
	{request{"catalog", "GET", "/v1/products?ids=1,2,999999", "", "", ""}, 200},
	{request{"catalog", "GET", "/v1/products?ids=1,x", "", "", ""}, 400},
	{request{"catalog", "GET", "/v1/products?slug=blue-mug", "", "", ""}, 200},
	{request{"catalog", "GET", "/v1/products?slug=no-such-thing", "", "", ""}, 200},
	{request{"catalog", "GET", "/v1/products?q=mug&category=home&sort=price_asc&limit=50", "", "", ""}, 200},
	{request{"catalog", "GET", "/v1/products?sort=colour", "", "", ""}, 400},
	{request{"catalog", "GET", "/v1/product-ids?after=9990", "", "", ""}, 200},
	{request{"catalog", "GET", "/v1/product-ids?limit=0", "", "", ""}, 400},
	{request{"catalog", "GET", "/v1/categories", "", "", ""}, 200},
	{request{"catalog", "GET", "/v1/categories?ids=kitchen,nowhere", "", "", ""}, 200},
	{request{"catalog", "GET", "/v1/categories?ids=" + manyIDs(201), "", "", ""}, 400},
	{request{"catalog", "GET", "/v1/categories/kitchen", "", "", ""}, 200},
	{request{"catalog", "GET", "/v1/categories/nowhere", "", "", ""}, 404},
	{request{"catalog", "GET", "/v1/home", "", "", ""}, 200},
	{request{"catalog", "GET", "/img/17/1.jpg?w=320", "", "", ""}, 200},
	{request{"catalog", "GET", "/img/17/9.jpg", "", "", ""}, 404},
	{request{"catalog", "GET", "/avatar/42.svg", "", "", ""}, 200},
	{request{"catalog", "GET", "/avatar/2001.svg", "", "", ""}, 404},
	{request{"pricing", "GET", "/prices/17", "", "", ""}, 200},
	{request{"pricing", "GET", "/prices/17?currency=USD", "", "", ""}, 200},
	{request{"pricing", "GET", "/prices/17?currency=DOGE", "", "", ""}, 400},
	{request{"pricing", "GET", "/prices/999999", "", "", ""}, 404},
	{request{"pricing", "GET", "/prices?ids=" + manyIDs(200) + "&currency=GBP", "", "", ""}, 200},
	{request{"pricing", "GET", "/prices?ids=" + manyIDs(201), "", "", ""}, 400},
	{request{"inventory", "GET", "/stock/17", "", "", ""}, 200},
	{request{"inventory", "GET", "/stock/0", "", "", ""}, 404},
	{request{"inventory", "GET", "/stock?ids=17,999999", "", "", ""}, 200},
	{request{"inventory", "GET", "/stock?ids=" + manyIDs(201), "", "", ""}, 422},
	{request{"inventory", "GET", "/stock?low=true&page=2&per_page=100", "", "", ""}, 200},
	{request{"inventory", "GET", "/stock?per_page=101", "", "", ""}, 400},
	{request{"inventory", "PUT", "/stock/17", "staff-1", `{"available":9}`, ""}, 200},
	{request{"inventory", "PUT", "/stock/17", "staff-1", `{`, ""}, 400},
	{request{"inventory", "PUT", "/stock/17", "", `{"available":9}`, ""}, 401},
	{request{"inventory", "PUT", "/stock/17", "user-42", `{"available":9}`, ""}, 403},
	{request{"inventory", "PUT", "/stock/999999", "staff-1", `{"available":9}`, ""}, 404},
	{request{"inventory", "PUT", "/stock/17", "staff-1", `{"available":-1}`, ""}, 422},
	{request{"inventory", "PUT", "/stock/17", "staff-1", `{}`, ""}, 422},
	{request{"inventory", "POST", "/stock/bulk", "staff-1", `{"lines":[{"product_id":1,"available":3},{"product_id":999999,"available":3}]}`, ""}, 207},
	{request{"inventory", "POST", "/stock/bulk", "staff-1", `{"rows":[]}`, ""}, 400},
	{request{"inventory", "POST", "/stock/bulk", "", `{"lines":[]}`, ""}, 401},
	{request{"inventory", "POST", "/stock/bulk", "user-1", `{"lines":[]}`, ""}, 403},
	{request{"inventory", "POST", "/stock/bulk", "staff-1", `{"lines":[]}`, ""}, 422},
	{request{"reviews", "GET", "/reviews/1", "", "", ""}, 200},
	{request{"reviews", "GET", "/reviews/999999", "", "", ""}, 404},
	{request{"reviews", "GET", "/reviews?ids=1,2,999999", "", "", ""}, 200},
	{request{"reviews", "GET", "/reviews?ids=x", "", "", ""}, 422},
	{request{"reviews", "GET", "/reviews?product_id=17", "", "", ""}, 200},
	{request{"reviews", "GET", "/reviews", "", "", ""}, 400},
	{request{"reviews", "GET", "/reviews/by-product?ids=17,18&limit=3", "", "", ""}, 200},
	{request{"reviews", "GET", "/reviews/by-product?ids=17&limit=x", "", "", ""}, 400},
	{request{"reviews", "GET", "/reviews/by-product?ids=x", "", "", ""}, 422},
	{request{"reviews", "GET", "/summaries?ids=17,18", "", "", ""}, 200},
	{request{"reviews", "GET", "/summaries?ids=x", "", "", ""}, 422},
	{request{"reviews", "POST", "/reviews", "user-42", `{"product_id":17,"rating":5,"title":"Yes","body":"Warm."}`, ""}, 201},
	{request{"reviews", "POST", "/reviews", "user-42", `5`, ""}, 400},
	{request{"reviews", "POST", "/reviews", "user-x", `{}`, ""}, 401},
	{request{"reviews", "POST", "/reviews", "staff-1", `{}`, ""}, 403},
	{request{"reviews", "POST", "/reviews", "user-42", `{"product_id":999999,"rating":5,"title":"Yes"}`, ""}, 404},
	{request{"reviews", "POST", "/reviews", "user-42", `{"product_id":17,"rating":6,"title":""}`, ""}, 422},
	{request{"users", "GET", "/users/42", "", "", ""}, 200},
	{request{"users", "GET", "/users/2001", "", "", ""}, 404},
	{request{"users", "GET", "/users?ids=42,43,2001", "", "", ""}, 200},
	{request{"users", "GET", "/users", "", "", ""}, 400},
	{request{"users", "GET", "/me", "user-42", "", ""}, 200},
	{request{"users", "GET", "/me", "user-2001", "", ""}, 401},
	{request{"users", "GET", "/me", "staff-1", "", ""}, 403},
	{request{"users", "GET", "/customers?ids=42", "staff-1", "", ""}, 200},
	{request{"users", "GET", "/customers", "staff-1", "", ""}, 400},
	{request{"users", "GET", "/customers?ids=42", "", "", ""}, 401},
	{request{"users", "GET", "/customers?ids=42", "user-42", "", ""}, 403},
	{request{"users", "GET", "/customers/42", "staff-1", "", ""}, 200},
	{request{"users", "GET", "/customers/42", "", "", ""}, 401},
	{request{"users", "GET", "/customers/42", "user-42", "", ""}, 403},
	{request{"users", "GET", "/customers/0", "staff-1", "", ""}, 404},
	{request{"users", "POST", "/devices", "user-42", aDevice, ""}, 201},
	{request{"users", "POST", "/devices", "user-42", `[]`, ""}, 400},
	{request{"users", "POST", "/devices", "", aDevice, ""}, 401},
	{request{"users", "POST", "/devices", "staff-1", aDevice, ""}, 403},
	{request{"users", "POST", "/devices", "user-42", `{"platform":"nokia"}`, ""}, 422},
	{request{"users", "GET", "/devices", "user-42", "", ""}, 200},
	{request{"users", "GET", "/devices", "", "", ""}, 401},
	{request{"users", "GET", "/devices", "staff-1", "", ""}, 403},
	{request{"users", "GET", "/avatar/42.svg", "", "", ""}, 200},
	{request{"users", "GET", "/avatar/42.png", "", "", ""}, 404},
	{request{"orders", "GET", "/orders?status=paid&q=mug", "staff-1", "", ""}, 200},
	{request{"orders", "GET", "/orders?ids=100001,100002", "user-42", "", ""}, 200},
	{request{"orders", "GET", "/orders?status=lost", "staff-1", "", ""}, 400},
	{request{"orders", "GET", "/orders", "", "", ""}, 401},
	{request{"orders", "GET", "/orders?customer_id=43", "user-42", "", ""}, 403},
	{request{"orders", "GET", "/orders/100001", "user-42", "", ""}, 200},
	{request{"orders", "GET", "/orders/100001", "", "", ""}, 401},
	{request{"orders", "GET", "/orders/100001", "user-43", "", ""}, 403},
	{request{"orders", "GET", "/orders/7", "staff-1", "", ""}, 404},
	{request{"orders", "GET", "/cart", "user-42", "", ""}, 200},
	{request{"orders", "GET", "/cart", "", "", ""}, 401},
	{request{"orders", "GET", "/cart", "staff-1", "", ""}, 403},
	{request{"orders", "POST", "/cart/items", "user-42", `{"product_id":18,"quantity":1}`, ""}, 201},
	{request{"orders", "POST", "/cart/items", "user-42", ``, ""}, 400},
	{request{"orders", "POST", "/cart/items", "", `{}`, ""}, 401},
	{request{"orders", "POST", "/cart/items", "staff-1", `{}`, ""}, 403},
	{request{"orders", "POST", "/cart/items", "user-42", `{"product_id":18,"quantity":99}`, ""}, 422},
	{request{"orders", "PUT", "/cart/items/l1", "user-42", `{"quantity":3}`, ""}, 200},
	{request{"orders", "PUT", "/cart/items/l1", "user-42", `{"quantity":"3"}`, ""}, 400},
	{request{"orders", "PUT", "/cart/items/l1", "", `{}`, ""}, 401},
	{request{"orders", "PUT", "/cart/items/l1", "staff-1", `{}`, ""}, 403},
	{request{"orders", "PUT", "/cart/items/l99", "user-42", `{"quantity":3}`, ""}, 404},
	{request{"orders", "PUT", "/cart/items/l1", "user-42", `{"quantity":100}`, ""}, 422},
	{request{"orders", "POST", "/orders", "user-42", `{"shipping_address":{}}`, ""}, 422},
	{request{"orders", "POST", "/orders", "user-42", `{"shipping_address":` + anAddress + `}`, ""}, 201},
	{request{"orders", "POST", "/orders", "user-42", `{"shipping_address":null}`, ""}, 409},
	{request{"orders", "POST", "/orders", "user-42", `nope`, ""}, 400},
	{request{"orders", "POST", "/orders", "", ``, ""}, 401},
	{request{"orders", "POST", "/orders", "staff-1", ``, ""}, 403},
	{request{"orders", "PATCH", "/orders/100001", "staff-1", `{"status":"packed"}`, ""}, 200},
	{request{"orders", "PATCH", "/orders/100001", "staff-1", `packed`, ""}, 400},
	{request{"orders", "PATCH", "/orders/100001", "", `{"status":"packed"}`, ""}, 401},
	{request{"orders", "PATCH", "/orders/100001", "user-42", `{"status":"packed"}`, ""}, 403},
	{request{"orders", "PATCH", "/orders/7", "staff-1", `{"status":"packed"}`, ""}, 404},
	{request{"orders", "PATCH", "/orders/100001", "staff-1", `{"status":"paid"}`, ""}, 409},
	{request{"orders", "PATCH", "/orders/100001", "staff-1", `{"status":"lost"}`, ""}, 422},
	{request{"orders", "GET", "/orders/100001/events", "", "", ""}, 401},
	{request{"orders", "GET", "/orders/100001/events", "user-43", "", ""}, 403},
	{request{"orders", "GET", "/orders/7/events", "staff-1", "", ""}, 404},
	{request{"payments", "GET", "/payments?ids=501,502", "staff-1", "", ""}, 200},
	{request{"payments", "GET", "/payments?ids=501", "", "", ""}, 401},
	{request{"payments", "GET", "/payments", "staff-1", "", ""}, 422},
	{request{"payments", "GET", "/payments/501", "user-42", "", ""}, 200},
	{request{"payments", "GET", "/payments/501", "", "", ""}, 401},
	{request{"payments", "GET", "/payments/501", "user-43", "", ""}, 403},
	{request{"payments", "GET", "/payments/1", "staff-1", "", ""}, 404},
	{request{"payments", "GET", "/payments/by-order?ids=100001,100002", "staff-1", "", ""}, 200},
	{request{"payments", "GET", "/payments/by-order?ids=100001", "", "", ""}, 401},
	{request{"payments", "GET", "/payments/by-order?ids=x", "staff-1", "", ""}, 422},
	{request{"payments", "POST", "/payments", "user-42", ``, ""}, 400},
	{request{"payments", "POST", "/payments", "", `{}`, ""}, 401},
	{request{"payments", "POST", "/payments", "staff-1", `{}`, ""}, 403},
	{request{"payments", "POST", "/payments", "user-42", `{"order_id":100001,"method":"card","amount":{"value":"1.00","currency":"EUR"},"card_token":"tok_visa"}`, ""}, 422},
	{request{"recommendations", "GET", "/recommendations?ids=17,18,999999&limit=4", "", "", ""}, 200},
	{request{"recommendations", "GET", "/recommendations", "", "", ""}, 400},
	{request{"recommendations", "GET", "/recommendations/17?limit=50", "", "", ""}, 200},
	{request{"recommendations", "GET", "/recommendations/17?limit=51", "", "", ""}, 400},
	{request{"recommendations", "GET", "/recommendations/0", "", "", ""}, 404},
	{request{"recommendations", "GET", "/me/recommendations", "user-42", "", ""}, 200},
	{request{"recommendations", "GET", "/me/recommendations?limit=0", "user-42", "", ""}, 400},
	{request{"recommendations", "GET", "/me/recommendations", "", "", ""}, 401},
	{request{"recommendations", "GET", "/me/recommendations", "staff-1", "", ""}, 403},
	{request{"recommendations", "GET", "/feed?limit=50", "", "", ""}, 200},
	{request{"recommendations", "GET", "/feed?limit=50", "user-42", "", ""}, 200},
	{request{"recommendations", "GET", "/feed?cursor=x", "", "", ""}, 400},
	{request{"recommendations", "GET", "/feed", "somebody", "", ""}, 401},
	{request{"recommendations", "POST", "/views", "", `{"views":[` + aView + `]}`, ""}, 202},
	{request{"recommendations", "POST", "/views", "", `{"views":`, ""}, 400},
	{request{"recommendations", "POST", "/views", "", `{"views":[]}`, ""}, 422},
	{request{"recommendations", "GET", "/views?ids=17,18,999999", "", "", ""}, 200},
	{request{"recommendations", "GET", "/views", "", "", ""}, 400},
}

func manyIDs(n int) string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprint(i + 1)
	}
	return strings.Join(ids, ",")
}

// elsewhere is what other tests see: a stream, and what needs the id of an order
// that was made here.
var elsewhere = map[string]bool{
	"GET /orders/{id}/events 200": true,
	"GET /v1/products/{id} 304":   true,
	"POST /payments 201":          true,
	"POST /payments 402":          true,
	"POST /payments 409":          true,
}

// Every answer is as the service's own document says, and every status that is
// documented is seen.
func TestAnswersFollowOpenAPI(t *testing.T) {
	s := newShop(t, Options{})
	contracts := map[string]*contract{}
	for _, service := range s.Services() {
		contracts[service.Name()] = contractOf(t, service)
	}
	control := []request{}
	for _, name := range Names() {
		control = append(
			control,
			request{name, "GET", "/health", "", "", ""}, request{name, "GET", "/openapi.json", "", "", ""},
			request{name, "PUT", "/_faults", "", `{"latency_ms":0}`, ""}, request{name, "GET", "/_faults", "", "", ""}, request{name, "DELETE", "/_faults", "", "", ""},
			request{name, "GET", "/_stats", "", "", ""}, request{name, "DELETE", "/_stats", "", "", ""},
		)
	}
	check := func(q request, want int) {
		t.Helper()
		_, pattern := s.Service(q.service).mux.Handler(q.http())
		w := s.do(q)
		if w.Code != want {
			t.Errorf("%s: %s %s as %q = %d %s; want %d", q.service, q.method, q.path, q.as, w.Code, w.Body, want)
			return
		}
		contracts[q.service].hold(t, pattern, q, w.Code, w.Header(), w.Body.Bytes())
	}
	for _, c := range calls {
		check(c.request, c.want)
	}
	for _, q := range control {
		want := http.StatusOK
		if q.method == http.MethodDelete {
			want = http.StatusNoContent
		}
		check(q, want)
	}
	for _, name := range Names() {
		allSeen(t, name, contracts[name])
	}
}

// What holds the answers against the documents does refuse.
func TestContractRefuses(t *testing.T) {
	s := newShop(t, Options{})
	for _, tt := range []struct{ name, body string }{
		{"a field is missing", `{"errors":[{"status":404}]}`},
		{"a field is not documented", `{"errors":[{"status":404,"title":"x","trace":"y"}]}`},
		{"null where it may not be", `{"errors":null}`},
	} {
		c := contractOf(t, s.Service("pricing"))
		operation := c.document.Paths.Value("/prices").Get
		schema := operation.Responses.Status(400).Value.Content.Get("application/json").Schema.Value
		var body any
		if err := json.Unmarshal([]byte(tt.body), &body); err != nil {
			t.Fatal(err)
		}
		if schema.VisitJSON(body, openapi3.EnableJSONSchema2020()) == nil {
			t.Errorf("%s, and %s passes", tt.name, tt.body)
		}
	}
}

func allSeen(t *testing.T, name string, c *contract) {
	t.Helper()
	for path, item := range c.document.Paths.Map() {
		for method, operation := range item.Operations() {
			for status := range operation.Responses.Map() {
				if key := method + " " + path + " " + status; status != "default" && !c.seen[key] && !elsewhere[key] {
					t.Errorf("%s: no test has seen %s", name, key)
				}
			}
		}
	}
}

// Every route is documented.
func TestOpenAPIIsComplete(t *testing.T) {
	s := newShop(t, Options{})
	for _, service := range s.Services() {
		document := contractOf(t, service).document
		for _, pattern := range service.routes {
			method, path, _ := strings.Cut(pattern, " ")
			item := document.Paths.Value(strings.ReplaceAll(path, "...}", "}"))
			if pattern != "/" && (item == nil || item.GetOperation(method) == nil) {
				t.Errorf("%s: %s is not documented", service.Name(), pattern)
			}
		}
	}
}

// Each service has its own words for the same refusal.
func TestErrorFormats(t *testing.T) {
	s := newShop(t, Options{})
	for name, want := range map[string]string{
		"catalog":         `{"error":{"code":"not_found","message":"no such path: /nowhere"}}`,
		"pricing":         `{"errors":[{"status":404,"title":"no such path: /nowhere"}]}`,
		"inventory":       `{"message":"no such path: /nowhere"}`,
		"reviews":         `{"code":"NOT_FOUND","detail":"no such path: /nowhere","fields":{}}`,
		"users":           `{"type":"https://shop.example/problems/not-found","title":"Not Found","status":404,"detail":"no such path: /nowhere"}`,
		"orders":          `{"error":"not_found","error_description":"no such path: /nowhere"}`,
		"payments":        `{"message":"no such path: /nowhere","reason":"not_found","status":"error"}`,
		"recommendations": `{"error":"no such path: /nowhere"}`,
	} {
		w := s.do(request{service: name, method: "GET", path: "/nowhere"})
		if got := strings.TrimSpace(w.Body.String()); got != want || w.Code != 404 {
			t.Errorf("%s: %d %s; want 404 %s", name, w.Code, got, want)
		}
	}
}

func TestWrongMethod(t *testing.T) {
	s := newShop(t, Options{})
	w := s.do(request{service: "inventory", method: "PATCH", path: "/stock/17"})
	if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, PUT" {
		t.Errorf("PATCH /stock/17 = %d, Allow %q; want 405, GET and PUT", w.Code, w.Header().Get("Allow"))
	}
}

func TestSameSeedSameAnswers(t *testing.T) {
	paths := []request{
		{service: "catalog", method: "GET", path: "/v1/home"},
		{service: "recommendations", method: "GET", path: "/feed?limit=50", as: "user-42"},
		{service: "recommendations", method: "GET", path: "/recommendations?ids=" + manyIDs(50)},
		{service: "orders", method: "GET", path: "/orders?limit=100", as: "staff-1"},
	}
	one, two, other := newShop(t, Options{Seed: 5}), newShop(t, Options{Seed: 5}), newShop(t, Options{Seed: 6})
	for _, q := range paths {
		a, b, c := one.do(q).Body.String(), two.do(q).Body.String(), other.do(q).Body.String()
		if a != b {
			t.Errorf("%s %s: two shops of one seed differ", q.service, q.path)
		}
		if a == c {
			t.Errorf("%s %s: two seeds answer the same", q.service, q.path)
		}
	}
}

func TestBadOptions(t *testing.T) {
	for _, tt := range []struct {
		name string
		opts Options
		want string
	}{
		{"unknown service", Options{Faults: map[string]Faults{"billing": {}}}, `faults of "billing"`},
		{"fault out of range", Options{Faults: map[string]Faults{"catalog": {ErrorRate: 2}}}, "faults of catalog: error rate 2"},
		{"ports past the last", Options{Port: 65530}, "port 65530"},
	} {
		if _, err := New(tt.opts); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: New = %v; want an error with %q", tt.name, err, tt.want)
		}
	}
}

func FuzzCursor(f *testing.F) {
	for _, seed := range []string{encodeCursor(0), encodeCursor(100001), "", "x", "YWZ0ZXI6LTE", "%%%"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		position, ok := decodeCursor(text)
		if !ok {
			return
		}
		if again, ok := decodeCursor(encodeCursor(position)); !ok || again != position {
			t.Errorf("%q is %d, which comes back as %d, %v", text, position, again, ok)
		}
	})
}

func BenchmarkProducts(b *testing.B) {
	s := newShop(b, Options{})
	for _, q := range []request{
		{service: "catalog", method: "GET", path: "/v1/products?ids=" + manyIDs(50)},
		{service: "catalog", method: "GET", path: "/v1/products?q=mug&limit=50"},
		{service: "reviews", method: "GET", path: "/summaries?ids=" + manyIDs(50)},
		{service: "orders", method: "GET", path: "/orders?q=mug", as: "staff-1"},
	} {
		b.Run(q.service+strings.Split(q.path, "=")[0], func(b *testing.B) {
			for b.Loop() {
				if w := s.do(q); w.Code != http.StatusOK {
					b.Fatal(w.Code)
				}
			}
		})
	}
}
