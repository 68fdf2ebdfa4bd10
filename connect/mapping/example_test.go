package mapping_test

import (
	"fmt"

	"bff/connect/mapping"
)

func Example() {
	m, err := mapping.Compile(`id: product_id  price: { amount: price_cents currency }`, mapping.V03)
	if err != nil {
		fmt.Println(err)
		return
	}
	body := []byte(`{"product_id": 17, "sku": "B-17", "price_cents": 995, "currency": "EUR"}`)
	out, _, problems, err := m.Transform(nil, body, nil)
	fmt.Println(string(out), problems, err)
	// Output: {"id":17,"price":{"amount":995,"currency":"EUR"}} [] <nil>
}

func ExampleCompile_error() {
	_, err := mapping.Compile("id\nname: $ args.name", mapping.V03)
	fmt.Println(err)
	// Output: 2:7: `$` stands apart from the name after it; write `$args` for the variable or `$.args` for the property
}

func ExampleMapping_Eval() {
	m := mapping.MustCompile(`id: $args.id  state: status->match(["A", "ACTIVE"], [@, "OTHER"])  owner`, mapping.V03)
	body, err := mapping.Parse([]byte(`{"status": "A"}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	args := mapping.Object(mapping.Member{Key: "id", Value: mapping.String("17")})
	v, problems := m.Eval(body, &mapping.Vars{Args: args})
	fmt.Println(string(v.AppendJSON(nil)))
	fmt.Println(problems)
	// Output:
	// {"id":"17","state":"ACTIVE"}
	// [1:68: no property "owner" in an object]
}

func ExampleMapping_Analyze() {
	m := mapping.MustCompile(`id: $args.id  author { name: full_name }`, mapping.V03)
	a := m.Analyze()
	for _, f := range a.Shape.Fields {
		fmt.Println("supplies", f.Key, "at", f.Pos)
	}
	for _, r := range a.Reads {
		fmt.Println("reads", r, "at", r.Pos)
	}
	// Output:
	// supplies id at 1:1
	// supplies author at 1:15
	// reads $args.id at 1:5
	// reads author.full_name at 1:30
}

func ExampleNewRequest() {
	base, _ := mapping.CompileTemplate("https://catalog.test/v1", mapping.V03)
	target, _ := mapping.CompileTemplate("/products/{$args.id}", mapping.V03)
	r, err := mapping.NewRequest(mapping.RequestParts{
		Method: "PATCH",
		URL:    mapping.URLParts{Base: base, Template: target, Query: mapping.MustCompile("lang: $args.lang", mapping.V03)},
		Body:   mapping.MustCompile("$args.change { title: name }", mapping.V03),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	args, _ := mapping.From(map[string]any{"id": "a/1", "lang": "en", "change": map[string]any{"name": "Mug"}})
	out, _, err := r.Render(&mapping.Vars{Args: args})
	fmt.Println(out.Method, out.URL)
	fmt.Println(out.Header, string(out.Body), err)
	// Output:
	// PATCH https://catalog.test/v1/products/a%2F1?lang=en
	// [{Content-Type application/json}] {"title":"Mug"} <nil>
}
