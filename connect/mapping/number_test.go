package mapping

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"testing"
)

// TestFloatAsECMAScript has the forms of Number::toString, with the borders between
// them.
func TestFloatAsECMAScript(t *testing.T) {
	for _, tt := range []struct {
		f    float64
		want string
	}{
		{337, "337"},
		{-1, "-1"},
		{0, "0"},
		{math.Copysign(0, -1), "0"},
		{0.5, "0.5"},
		{12.50, "12.5"},
		{1e20, "100000000000000000000"}, // the last power of ten without an exponent
		{1e21, "1e+21"},
		{1.5e300, "1.5e+300"},
		{123456789012345680000, "123456789012345680000"},
		{1e-6, "0.000001"},
		{1e-7, "1e-7"},
		{1.25e-10, "1.25e-10"},
		{math.MaxFloat64, "1.7976931348623157e+308"},
		{math.SmallestNonzeroFloat64, "5e-324"},
	} {
		if got := string(Float(tt.f).AppendJSON(nil)); got != tt.want {
			t.Errorf("%v: %s, want %s", tt.f, got, tt.want)
		}
	}
	if !Float(math.NaN()).IsMissing() || !Float(math.Inf(1)).IsMissing() {
		t.Error("NaN or an infinity has a text")
	}
}

// FuzzFloatRoundTrip is that a float's text is JSON and reads back as the float.
func FuzzFloatRoundTrip(f *testing.F) {
	for _, bits := range []uint64{0, 1, 1 << 63, math.Float64bits(337), math.Float64bits(1e21), math.Float64bits(1e-7), math.Float64bits(math.MaxFloat64)} {
		f.Add(bits)
	}
	f.Fuzz(func(t *testing.T, bits uint64) {
		want := math.Float64frombits(bits)
		v := Float(want)
		if v.IsMissing() {
			return
		}
		text := string(v.AppendJSON(nil))
		if got, err := strconv.ParseFloat(text, 64); err != nil || got != want || !json.Valid([]byte(text)) {
			t.Errorf("%b is written as %s, which is %v (%v)", want, text, got, err)
		}
		if whole, ok := v.IntegerText(); ok != (want == math.Trunc(want)) {
			t.Errorf("%s as an integer: %s, %t", text, whole, ok)
		}
	})
}

// TestWholeFloatsInRequests is that a whole number leaves without a fraction in each
// place of a request, wherever it came from: many backends take 337.0 for no id.
func TestWholeFloatsInRequests(t *testing.T) {
	vars := &Vars{
		Args:   Object(Member{"id", Float(337)}, Member{"n", Int(6)}, Member{"o", Object(Member{"p", Float(2)})}),
		Config: parseJSON(t, `{"price":12.50,"digits":0.12345678901234567891}`),
	}
	for _, tt := range []struct{ name, url, query, path, header, body, want string }{
		{"path", "/movie/{$args.id}", "", "", "", "", "GET https://a.test/movie/337"},
		{"query in the URL", "/x?page={$args.id}", "", "", "", "", "GET https://a.test/x?page=337"},
		{"query parameters", "/x", "page: $args.id of: $([$args.id, 1])", "", "", "", "GET https://a.test/x?page=337&of=337&of=1"},
		{"path items", "/x", "", "$([$args.id])", "", "", "GET https://a.test/x/337"},
		{"header", "/x", "", "", "{$args.id}", "", "GET https://a.test/x X-Id: 337"},
		{"joined", "/x?q={$([$args.id, 2])->joinNotNull(',')}", "", "", "", "", "GET https://a.test/x?q=337%2C2"},
		{"as text", "/x?q={$args.id->toString}", "", "", "", "", "GET https://a.test/x?q=337"},
		{"as JSON text", "/x?q={$args.o->jsonStringify}", "", "", "", "", "GET https://a.test/x?q=%7B%22p%22%3A2%7D"},
		{"body", "/x", "", "", "", "id: $args.id o: $args.o", `POST https://a.test/x {"id":337,"o":{"p":2}}`},
		{"arithmetic", "/x/{$args.n->div(3)}", "", "", "", "half: $args.n->div(2) third: $args.n->div(4)", `POST https://a.test/x/2 {"half":3,"third":1.5}`},
		{"literal", "/x/{$(2.0)}", "", "", "", "a: $(2.0) b: $(2.5)", `POST https://a.test/x/2 {"a":2,"b":2.5}`},
		{"digits as they came", "/x?p={$config.price}", "", "", "", "p: $config.price d: $config.digits", `POST https://a.test/x?p=12.50 {"p":12.50,"d":0.12345678901234567891}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			parts := RequestParts{Method: "GET", URL: URLParts{Base: mustTemplate(t, "https://a.test", V03), Template: mustTemplate(t, tt.url, V03)}}
			if tt.query != "" {
				parts.URL.Query = mustCompile(t, tt.query, V03)
			}
			if tt.path != "" {
				parts.URL.Path = mustCompile(t, tt.path, V03)
			}
			if tt.header != "" {
				parts.Headers = []HeaderRule{{Name: "X-Id", Value: mustTemplate(t, tt.header, V03)}}
			}
			if tt.body != "" {
				parts.Method, parts.Body = "POST", mustCompile(t, tt.body, V03)
			}
			r, err := NewRequest(parts)
			if err != nil {
				t.Fatal(err)
			}
			out, ps, err := r.Render(vars)
			if err != nil || ps.Total() != 0 {
				t.Fatalf("%v, %v", err, ps)
			}
			got := []string{out.Method, out.URL}
			for _, h := range out.Header {
				if h.Name != contentType {
					got = append(got, h.Name+": "+h.Value)
				}
			}
			if len(out.Body) > 0 {
				got = append(got, string(out.Body))
			}
			if text := strings.Join(got, " "); text != tt.want {
				t.Errorf("got  %s\nwant %s", text, tt.want)
			}
		})
	}
}

func TestWholeFloatsInForms(t *testing.T) {
	out, err := AppendForm(nil, Object(Member{"a", Float(337)}, Member{"l", List(Float(1))}))
	if got := string(out); err != nil || got != "a=337&l%5B0%5D=1" {
		t.Errorf("%s, %v", got, err)
	}
}

// TestNumberKeys is that numbers of one value share a key, that others do not, and that
// no digit is rounded away.
func TestNumberKeys(t *testing.T) {
	same := [][]string{
		{"1", "1.0", "1e0", "10e-1", "0.1e1"},
		{"0", "-0", "0.0", "0e9", "-0.000e-9"},
		{"100", "1e2", "1E+2", "100.00"},
		{"12.5", "12.50", "125e-1"},
		{"-3", "-3.0"},
		{"3"},
		{"12345678901234567890", "12345678901234567890.0"},
		{"12345678901234567891"},
		{"0.12345678901234567891"},
		{"0.12345678901234567892"},
		{"1e300"},
		{"1e-300", "0.1e-299"},
		{"1e-999999999999"},
	}
	keys := map[string]string{}
	for _, group := range same {
		key := string(parseJSON(t, group[0]).AppendKey(nil))
		if other, taken := keys[key]; taken {
			t.Errorf("%s has the key of %s", group[0], other)
		}
		keys[key] = group[0]
		for _, text := range group {
			if got := string(parseJSON(t, text).AppendKey(nil)); got != key {
				t.Errorf("%s has the key %s, and %s has %s", text, got, group[0], key)
			}
		}
	}
}

// TestDigitsAsText is that a number becomes a text with the digits that it came with.
func TestDigitsAsText(t *testing.T) {
	for _, text := range []string{"12345678901234567890", "0.12345678901234567891", "12.50", "1e2", "337", "2.0", "-0.10"} {
		v := parseJSON(t, text)
		if got, ok := v.Text(); got != text || !ok {
			t.Errorf("Text of %s is %s, %t", text, got, ok)
		}
		if got := v.Any(); got != json.Number(text) {
			t.Errorf("Any of %s is %v", text, got)
		}
		joined, _ := mustCompile(t, "$->joinNotNull('')", V03).Eval(List(v), nil)
		if got, _ := joined.Str(); got != text {
			t.Errorf("%s joined is %s", text, got)
		}
	}
}
