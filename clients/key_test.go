package clients

import (
	"net/http"
	"net/url"
	"reflect"
	"testing"
	"time"

	"bff/cache"
)

var minute = cache.Policy{TTL: time.Minute, Jitter: -1}

func TestKey(t *testing.T) {
	r := rendered{
		method: "GET", target: "/v1/products?ids=1%2C2",
		header: http.Header{"X-Tenant": {"a", "b"}, "Accept-Language": {"nl"}, "Idempotency-Key": {"k"}, "Authorization": {"Bearer " + secret}},
		body:   []byte("{}"),
	}
	want := "catalog\nproducts.bulk\nbff/clients.product\nGET /v1/products?ids=1%2C2\n" +
		"Accept-Language:nl\nAuthorization:" + digest("Bearer "+secret) + "\nX-Tenant:a\nX-Tenant:b\n\n{}"
	if got := r.key("catalog", "products.bulk", form[product]("")); got != want {
		t.Errorf("key %q; expected %q", got, want)
	}
}

func FuzzQuery(f *testing.F) {
	f.Add("a", "1", "b", "2", "&=?")
	f.Add("", "", "a", "", "")
	f.Add("b", "x y", "a", "é%", "+")
	f.Fuzz(func(t *testing.T, n1, v1, n2, v2, v3 string) {
		q := url.Values{n1: {v1}}
		q[n2] = append(q[n2], v2, v3)
		if got, want := withQuery("/p", "", q), "/p?"+q.Encode(); got != want {
			t.Fatalf("%q; expected %q", got, want)
		}
	})
}

func TestQueryWithoutValues(t *testing.T) {
	for _, q := range []url.Values{nil, {}, {"a": nil}} {
		if got, err := render(Request{Path: "/p", Query: q}, nil, false); got.target != "/p" || err != nil {
			t.Errorf("%v became %q, %v", q, got.target, err)
		}
	}
}

// Two requests share a key only when the backend can't tell them apart.
func FuzzKey(f *testing.F) {
	f.Add("/a", "q", "v", "X-A", "1", "", "/a", "q", "v", "X-A", "1", "")
	f.Add("/a", "q", "v&w=x", "X-A", "1", "", "/a", "q", "v", "X-A", "1", "")
	f.Add("/a", "", "", "X-A", "1\nX-B:2", "", "/a", "", "", "X-A", "1", "")
	f.Add("/a", "", "", "X-A", "1", "\nb", "/a", "", "", "X-A", "1", "b")
	f.Add("/a\nX-A:1", "", "", "X-B", "", "", "/a", "", "", "X-A", "1", "")
	f.Fuzz(func(t *testing.T, p1, q1, v1, h1, w1, b1, p2, q2, v2, h2, w2, b2 string) {
		one, err1 := render(fuzzRequest(p1, q1, v1, h1, w1, b1), nil, false)
		two, err2 := render(fuzzRequest(p2, q2, v2, h2, w2, b2), nil, false)
		if err1 != nil || err2 != nil {
			return
		}
		same := one.target == two.target && reflect.DeepEqual(one.header, two.header) && string(one.body) == string(two.body)
		if http.CanonicalHeaderKey(h1) == "Idempotency-Key" || http.CanonicalHeaderKey(h2) == "Idempotency-Key" {
			return // left out on purpose
		}
		if equal := one.key("s", "c", "t") == two.key("s", "c", "t"); equal != same {
			t.Fatalf("same request %v, same key %v:\n%#v\n%#v", same, equal, one, two)
		}
	})
}

func fuzzRequest(path, query, value, header, text, body string) Request {
	r := Request{Path: path, Header: http.Header{header: {text}}, Body: []byte(body)}
	if query != "" {
		r.Query = url.Values{query: {value}}
	}
	return r
}
