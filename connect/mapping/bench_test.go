package mapping

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// listBody is a backend's answer as one sees them: an envelope, snake_case, more
// properties than anyone asks for. 100 items are 27 KB.
func listBody(items int) []byte {
	var b strings.Builder
	b.WriteString(`{"meta":{"page":1,"total":10000},"data":[`)
	for i := range items {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"product_id":%d,"sku":"SKU-%06d","title":"Blue ceramic mug No. %d","price_cents":%d,"currency":"EUR",`+
			`"in_stock":%t,"rating":4.%d,"vendor":{"vendor_id":%d,"name":"Vendor %d","country":"NO"},`+
			`"tags":["kitchen","mug"],"updated_at":"2026-01-02T15:04:05Z","discount":null}`,
			1000+i, i, i, 995+i, i%3 == 0, i%10, i%7, i%7)
	}
	b.WriteString(`]}`)
	return []byte(b.String())
}

// listMapping is the commonest form: an envelope stripped, fields renamed,
// objects built and gone through.
const listMapping = `$.data {
  id: product_id
  sku
  name: title
  price: { amount: price_cents currency }
  inStock: in_stock
  rating
  vendor { id: vendor_id name }
  tags
}`

// methodMapping has what makes an evaluator work: methods and literals.
const methodMapping = `total: meta.total
items: data->filter(@.in_stock) {
  id: product_id->toString
  name: title
  level: rating->match([4.5, "high"], [@, "other"])
  tag: tags->first
  vendor: vendor.name
}`

type benchItem struct {
	ID    int    `json:"id"`
	SKU   string `json:"sku"`
	Name  string `json:"name"`
	Price struct {
		Amount   int    `json:"amount"`
		Currency string `json:"currency"`
	} `json:"price"`
	InStock bool    `json:"inStock"`
	Rating  float64 `json:"rating"`
	Vendor  struct {
		ID   int    `json:"id"`
		Name string `json:"name"`
	} `json:"vendor"`
	Tags []string `json:"tags"`
}

func benchBodies() []struct {
	name string
	body []byte
} {
	return []struct {
		name string
		body []byte
	}{{"27KB", listBody(100)}, {"1MB", listBody(3850)}}
}

func BenchmarkTransform(b *testing.B) {
	for _, bb := range benchBodies() {
		for _, mm := range []struct{ name, text string }{{"fields", listMapping}, {"methods", methodMapping}} {
			b.Run(mm.name+"/"+bb.name, func(b *testing.B) {
				m := mustCompile(b, mm.text, V03)
				var out []byte
				b.SetBytes(int64(len(bb.body)))
				b.ReportAllocs()
				for b.Loop() {
					var err error
					if out, _, _, err = m.Transform(out[:0], bb.body, nil); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// BenchmarkEval keeps the result as a Value, as one that is cached would be.
func BenchmarkEval(b *testing.B) {
	for _, bb := range benchBodies() {
		b.Run(bb.name, func(b *testing.B) {
			m := mustCompile(b, listMapping, V03)
			b.SetBytes(int64(len(bb.body)))
			b.ReportAllocs()
			for b.Loop() {
				root, err := Parse(bb.body)
				if err != nil {
					b.Fatal(err)
				}
				if v, _ := m.Eval(root, nil); v.IsMissing() {
					b.Fatal("no value")
				}
			}
		})
	}
}

func BenchmarkParse(b *testing.B) {
	for _, bb := range benchBodies() {
		b.Run(bb.name, func(b *testing.B) {
			b.SetBytes(int64(len(bb.body)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Parse(bb.body); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkTransformAndDecode is the whole way into Go structs: the guide is
// 0.5 ms for 27 KB.
func BenchmarkTransformAndDecode(b *testing.B) {
	body := listBody(100)
	m := mustCompile(b, listMapping, V03)
	var out []byte
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		out, _, _, _ = m.Transform(out[:0], body, nil)
		var items []benchItem
		if err := json.Unmarshal(out, &items); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDecodeAny is what evaluating over maps would have to pay first.
func BenchmarkDecodeAny(b *testing.B) {
	body := listBody(100)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		var v any
		if err := json.Unmarshal(body, &v); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkURL(b *testing.B) {
	u, err := NewURL(URLParts{
		Base:     mustTemplate(b, "https://api.test/v1", V03),
		Template: mustTemplate(b, "/products/{$args.id}?lang={$args.lang}", V03),
		Query:    mustCompile(b, "page: $args.page", V03),
	})
	if err != nil {
		b.Fatal(err)
	}
	vars := &Vars{Args: parseJSON(b, `{"id":"a b","lang":"en","page":3}`)}
	var out []byte
	b.ReportAllocs()
	for b.Loop() {
		if out, _, err = u.Append(out[:0], vars); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Compile(listMapping, V03); err != nil {
			b.Fatal(err)
		}
	}
}

// TestTransformAllocates holds what the benchmarks show: the number of
// allocations does not depend on the body. The race detector makes sync.Pool
// drop things, so a few are allowed for.
func TestTransformAllocates(t *testing.T) {
	m := mustCompile(t, listMapping, V03)
	body := listBody(100)
	out := make([]byte, 0, len(body))
	allocs := testing.AllocsPerRun(20, func() {
		var err error
		if out, _, _, err = m.Transform(out[:0], body, nil); err != nil {
			t.Fatal(err)
		}
	})
	if allocs > 10 {
		t.Errorf("%v allocations for 100 items, want no more than 10", allocs)
	}
}
