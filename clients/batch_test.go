package clients

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"bff/cache"
)

// bulk is the bulk call of the products handler, with a parameter.
func bulk(currency string, policy cache.Policy) Batch[int, product] {
	return Batch[int, product]{
		Source: "catalog", Name: "products.bulk", Cache: policy, MaxSize: 3,
		Request: func(ids []int) Request {
			return Request{Path: "/v1/products", Query: url.Values{"ids": {joined(ids)}, "currency": {currency}}}
		},
		Split: func(body []byte) (map[int]product, error) {
			var envelope struct{ Items []product }
			err := json.Unmarshal(body, &envelope)
			byID := make(map[int]product, len(envelope.Items))
			for _, p := range envelope.Items {
				byID[p.ID] = p
			}
			return byID, err
		},
	}
}

func joined(ids []int) string {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = strconv.Itoa(id)
	}
	return strings.Join(texts, ",")
}

// asked returns the ids of all requests, sorted.
func (r *recorder) asked() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := make([]string, 0, len(r.requests))
	for _, req := range r.requests {
		out = append(out, req.URL.Query().Get("ids"))
	}
	slices.Sort(out)
	return out
}

func TestFetchMany(t *testing.T) {
	for _, tt := range []struct {
		name   string
		policy cache.Policy
		keys   []int
		asked  []string
	}{
		{"none", minute, []int{}, []string{}},
		{"one", minute, []int{1}, []string{"1"}},
		{"as many as fit", minute, []int{3, 1, 2}, []string{"3,1,2"}},
		{"more than fit", minute, []int{1, 2, 3, 4, 5, 6, 7}, []string{"1,2,3", "4,5,6", "7"}},
		{"more than fit, uncached", cache.Policy{}, []int{1, 2, 3, 4}, []string{"1,2,3", "4"}},
		{"repeated", minute, []int{1, 2, 1, 1, 2}, []string{"1,2"}},
		{"repeated, uncached", cache.Policy{}, []int{1, 2, 1, 1, 2}, []string{"1,2"}},
		{"some not found", minute, []int{1, 404, 2}, []string{"1,404,2"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var seen recorder
			b := start(t, products(&seen), withCache(t))
			results := FetchMany(t.Context(), b.Backends, bulk("EUR", tt.policy), tt.keys)
			if len(results) != len(tt.keys) {
				t.Fatalf("%d results for %d keys", len(results), len(tt.keys))
			}
			for i, r := range results {
				if r.Err != nil || r.Found != (tt.keys[i] != 404) || r.Found && r.Value.ID != tt.keys[i] {
					t.Errorf("result %d for %d: %+v", i, tt.keys[i], r)
				}
			}
			if got := seen.asked(); !slices.Equal(got, tt.asked) {
				t.Errorf("asked for %q; expected %q", got, tt.asked)
			}
		})
	}
}

// What the cache has isn't asked for again, key by key, and a parameter is part
// of what it has.
func TestFetchManyAsksForTheRest(t *testing.T) {
	var seen recorder
	b := start(t, products(&seen), withCache(t))
	policy := cache.Policy{TTL: time.Minute, Negative: time.Minute, Jitter: -1}
	for _, step := range []struct {
		currency string
		keys     []int
	}{{"EUR", []int{1, 404}}, {"EUR", []int{2, 1, 404, 3}}, {"EUR", []int{1, 2, 3}}, {"USD", []int{1}}} {
		for i, r := range FetchMany(t.Context(), b.Backends, bulk(step.currency, policy), step.keys) {
			if r.Found && !strings.HasPrefix(r.Value.Name, "in "+step.currency) {
				t.Errorf("%d in %s is %q", step.keys[i], step.currency, r.Value.Name)
			}
		}
	}
	if got, want := seen.asked(), []string{"1", "1,404", "2,3"}; !slices.Equal(got, want) {
		t.Errorf("asked for %q; expected %q", got, want)
	}
}

// The credentials of a private batch are those of the caller, for all requests.
func TestFetchManyCredentials(t *testing.T) {
	for _, tt := range []struct {
		scope cache.Scope
		want  string
	}{{cache.Private, "for user-1"}, {cache.Public, "for "}} {
		var seen recorder
		configure := withCache(t)
		b := start(t, products(&seen), func(o *Options, s *SourceOptions) {
			configure(o, s)
			s.PropagateHeaders = []string{"Authorization"}
		})
		policy := cache.Policy{TTL: time.Minute, Scope: tt.scope}
		for _, r := range FetchMany(as(t.Context(), "Authorization", "user-1"), b.Backends, bulk("EUR", policy), []int{1, 2, 3, 4}) {
			if !strings.HasSuffix(r.Value.Name, tt.want) {
				t.Errorf("%s: %q; expected one that ends with %q", tt.scope, r.Value.Name, tt.want)
			}
		}
	}
}

func TestFetchManyFailures(t *testing.T) {
	call := bulk("EUR", minute)
	for _, tt := range []struct {
		name    string
		answer  http.HandlerFunc
		change  func(*Batch[int, product])
		code    Code // of keys 4 to 6
		others  Code // of the other request's keys
		success bool // others are found
	}{
		{
			name: "a request that fails fails its own keys", success: true, code: CodeUnavailable,
			answer: func(w http.ResponseWriter, r *http.Request) {
				if strings.HasPrefix(r.URL.Query().Get("ids"), "4") {
					asJSON(w, 500, "{}")
					return
				}
				asJSON(w, 200, `{"items":[{"id":1},{"id":2},{"id":3}]}`)
			},
		},
		{
			name: "garbage", code: CodeBadResponse, others: CodeBadResponse,
			answer: func(w http.ResponseWriter, _ *http.Request) { asJSON(w, 200, "garbage") },
		},
		{
			name: "no such address isn't not found", code: CodeBadUserInput, others: CodeBadUserInput,
			answer: func(w http.ResponseWriter, _ *http.Request) { asJSON(w, 404, "{}") },
		},
		{
			name: "Split panics on a goroutine of ours", code: CodeInternal, others: CodeInternal,
			answer: func(w http.ResponseWriter, _ *http.Request) { asJSON(w, 200, "{}") },
			change: func(c *Batch[int, product]) { c.Split = func([]byte) (map[int]product, error) { panic("oh") } },
		},
		{
			name: "no such source", code: CodeInternal, others: CodeInternal,
			answer: func(http.ResponseWriter, *http.Request) {},
			change: func(c *Batch[int, product]) { c.Source = "catalogue" },
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := start(t, tt.answer, withCache(t))
			c := call
			if tt.change != nil {
				tt.change(&c)
			}
			for i, r := range FetchMany(t.Context(), b.Backends, c, []int{1, 2, 3, 4, 5, 6}) {
				want := tt.others
				if i >= 3 {
					want = tt.code
				}
				if want == "" && tt.success {
					if !r.Found || r.Err != nil {
						t.Errorf("result %d: %+v; expected success", i, r)
					}
					continue
				}
				if r.Found {
					t.Errorf("result %d is found", i)
				}
				wantError(t, r.Err, want, Permanent)
			}
		})
	}
}

func TestFetchManyTags(t *testing.T) {
	var seen recorder
	b := start(t, products(&seen), withCache(t))
	c := bulk("EUR", minute)
	c.Tags = func(p product) []string { return []string{"Product:" + strconv.Itoa(p.ID)} }
	for range 2 {
		FetchMany(t.Context(), b.Backends, c, []int{1, 2})
		if err := b.Invalidate(t.Context(), "Product:2"); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := seen.asked(), []string{"1,2", "2"}; !slices.Equal(got, want) {
		t.Errorf("asked for %q; expected %q", got, want)
	}
}

// A key that makes no request, such as an empty id, fails alone.
func TestFetchManyWithABadKey(t *testing.T) {
	var seen recorder
	b := start(t, products(&seen), withCache(t))
	c := Batch[string, product]{
		Source: "catalog", Name: "x", Cache: minute, MaxSize: 1,
		Request: func(keys []string) Request { return Request{Path: Path("/v1/products/{}", keys[0])} },
		Split: func(body []byte) (map[string]product, error) {
			var p product
			err := json.Unmarshal(body, &p)
			return map[string]product{strconv.Itoa(p.ID): p}, err
		},
	}
	results := FetchMany(t.Context(), b.Backends, c, []string{"1", "", "2"})
	if !results[0].Found || !results[2].Found {
		t.Errorf("results %+v; expected 1 and 2 to be found", results)
	}
	wantError(t, results[1].Err, CodeBadUserInput, Permanent)
}
