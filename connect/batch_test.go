package connect_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"bff/connect"
	"bff/connect/mapping"
)

// batched is a list of P, whose keys are id and in { b }, with a field of its own.
func batched(field string) string {
	return header + `
type Query { ps: [P] @connect(source: "s", http: { GET: "/ps" }, selection: "id n in { b c }") }
type P @connect(source: "s", http: { POST: "/p", body: "ids: $batch.id" }, selection: "id n in { b c }") { id: ID! n: Int in: In ` + field + ` }
type In { b: ID c: ID }`
}

const price = `price(currency: String! = "EUR"): Price
  @cacheTag(format: "price-{$this.id}-{$args.currency}")
  @connect(
    source: "s"
    batch: { maxSize: 50 }
    http: { GET: "/prices", queryParams: "ids: $batch.id->joinNotNull(',') currency: $args.currency" }
    selection: "$.data { id: product_id price: { amount: amount_cents currency } }"
    isSuccess: "$status->in([200, 404])"
    errors: { message: "error" }
  ) }
type Price { amount: Int currency: String`

// connector is the one with these coordinates.
func connector(t *testing.T, s *connect.Schema, coordinate string) *connect.Connector {
	t.Helper()
	for _, c := range s.Connectors {
		if c.Coordinate == coordinate {
			return c
		}
	}
	t.Fatalf("no connector %s", coordinate)
	return nil
}

// supplied are the names of the fields that are filled, "nil" for a scalar.
func supplied(s *connect.Supply) []string {
	if s == nil {
		return []string{"nil"}
	}
	out := []string{s.Type.Name}
	for _, f := range s.Fields {
		out = append(out, f.Name)
	}
	return out
}

// TestBatchOfField is what a field gets that is filled for many parents at once.
func TestBatchOfField(t *testing.T) {
	for _, tt := range []struct {
		name, field, coordinate string
		keys                    []connect.Path
		maxSize                 int
		supplies                []string // of the field, not of the parents around it
		args                    []connect.Path
	}{
		{"an object, with an argument", price, "P.price[0]", []connect.Path{{"id"}}, 50, []string{"Price", "amount", "currency"}, []connect.Path{{"currency"}}},
		{"a scalar", `stock: Int @connect(source: "s", http: { POST: "/st", body: "$batch { id }" }, selection: "id: pid stock: n")`, "P.stock[0]", []connect.Path{{"id"}}, 0, []string{"nil"}, nil},
		{"two keys, one of them inside", `stock: Int @connect(source: "s", http: { POST: "/st", body: "ids: $batch.id bs: $batch.in.b" }, selection: "id in: { b: place } stock")`, "P.stock[0]", []connect.Path{{"id"}, {"in", "b"}}, 0, []string{"nil"}, nil},
		{"keys of the parents' own type", `related(first: Int): [P] @connect(source: "s", http: { GET: "/r", queryParams: "ids: $batch.id n: $args.first" }, selection: "$->entries { id: key related: value { id: pid } }")`, "P.related[0]", []connect.Path{{"id"}}, 0, []string{"P", "id"}, []connect.Path{{"first"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := load(t, batched(tt.field))
			if len(s.Warnings) > 0 {
				t.Errorf("warnings:\n%v", s.Warnings)
			}
			c := connector(t, s, tt.coordinate)
			if c.Place != connect.OnField || !c.Batch || c.Entity || c.MaxSize != tt.maxSize {
				t.Errorf("place %v, batch %v, entity %v, maxSize %d", c.Place, c.Batch, c.Entity, c.MaxSize)
			}
			if diff := cmp.Diff(tt.keys, c.Keys); diff != "" {
				t.Errorf("keys (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.supplies, supplied(c.Supplies)); diff != "" {
				t.Errorf("supplies (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.args, c.Reads(mapping.VarArgs)); diff != "" {
				t.Errorf("arguments (-want +got):\n%s", diff)
			}
			for _, p := range s.Providers("P") {
				if p == c {
					t.Error("it fills a field, and does not complete its type")
				}
			}
		})
	}
}

// TestBatchOfFieldRequest is one request for two parents, with an argument, and what
// comes of its answer.
func TestBatchOfFieldRequest(t *testing.T) {
	c := connector(t, load(t, batched(price)), "P.price[0]")
	id := func(id string) mapping.Value {
		return mapping.Object(mapping.Member{Key: "id", Value: mapping.String(id)})
	}
	got, problems, err := c.Request.Render(&mapping.Vars{
		Batch: mapping.List(id("3"), id("1")),
		Args:  mapping.Object(mapping.Member{Key: "currency", Value: mapping.String("USD")}),
	})
	if err != nil || len(problems) > 0 {
		t.Fatalf("Render: %v, %v", err, problems)
	}
	if want := "https://api.test/v1/prices?ids=3%2C1&currency=USD"; got.URL != want {
		t.Errorf("%s, want %s", got.URL, want)
	}
	answer, _, problems, err := c.Selection.Transform(nil, []byte(`{"data":[{"product_id":1,"amount_cents":5,"currency":"USD"}]}`), nil)
	if want := `[{"id":1,"price":{"amount":5,"currency":"USD"}}]`; err != nil || len(problems) > 0 || string(answer) != want {
		t.Errorf("%s, %v, %v; want %s", answer, problems, err, want)
	}
	if len(c.Cache.Tags) != 1 {
		t.Errorf("%d tags, want one that reads the parent and the argument", len(c.Cache.Tags))
	}
}

// TestBatchOfFieldReach is that what a batch gives its field is filled as everything
// else: by what it selects, and by what completes that.
func TestBatchOfFieldReach(t *testing.T) {
	const author = ` type A @connect(source: "s", http: { GET: "/a", queryParams: "ids: $batch.id" }, selection: "id name") { id: ID! name: String`
	by := func(selection string) string {
		return batched(`by(last: Int): A @connect(source: "s", http: { GET: "/by", queryParams: "ids: $batch.id n: $args.last" }, selection: "`+selection+`") }`+author) +
			` extend type Query { a: A @connect(source: "s", http: { GET: "/a" }, selection: "id name") }`
	}
	const noKey = `type Query { p: [P] @connect(source: "s", http: { GET: "/p" }, selection: "id n") ns: [P] @connect(source: "s", http: { GET: "/ns" }, selection: "n") }
type P { id: ID n: Int stock: Int! @connect(source: "s", http: { GET: "/st", queryParams: "ids: $batch.id" }, selection: "id stock") }`
	for _, tt := range []struct {
		name, schema string
		want         []connect.Code
	}{
		{"the whole value", by("id: pid by: who { id name }"), nil},
		{"only its key, which a type completes", by("id: pid by: who { id }"), nil},
		{"not even its key", by("id: pid by: who { name }"), []connect.Code{connect.CodeUnreachableField}},
		{"parents without the key", header + noKey, []connect.Code{connect.CodeUnreachableField}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, codes(t, tt.schema)); diff != "" {
				t.Errorf("codes (-want +got):\n%s", diff)
			}
		})
	}
}

// TestBatchRules has what a batch must not be, on a field and on a type.
func TestBatchRules(t *testing.T) {
	stock := func(request, selection string) string {
		return batched(`stock(a: String): Int @connect(source: "s", http: { GET: "/st", queryParams: "` + request + `" }, selection: "` + selection + `")`)
	}
	related := func(http, selection string) string {
		return batched(`related: [P] @connect(source: "s", http: { ` + http + ` }, selection: "` + selection + `")`)
	}
	for _, tt := range []struct {
		name, schema string
		want         connect.Code
	}{
		{"the field only", stock("ids: $batch.id", "stock: n"), connect.CodeBatchKeyNotSelected},
		{"the key only", stock("ids: $batch.id", "id"), connect.CodeInvalidSelection},
		{"the whole answer", stock("ids: $batch.id", "$"), connect.CodeInvalidSelection},
		{"a misspelled field", stock("ids: $batch.id", "id stokc: n"), connect.CodeSelectedFieldNotFound},
		{"another field", stock("ids: $batch.id", "id n stock"), connect.CodeSelectedFieldNotFound},
		{"another field inside of a key", stock("ids: $batch.in.b", "in { b c } stock"), connect.CodeSelectedFieldNotFound},
		{"a key without its inside", stock("ids: $batch.in.b", "in stock"), connect.CodeGroupRequired},
		{"a group for a key", stock("ids: $batch.id", "id { x } stock"), connect.CodeGroupNotObject},
		{"a group for a scalar", stock("ids: $batch.id", "id stock { x }"), connect.CodeGroupNotObject},
		{"a value of another type", stock("ids: $batch.id", "id stock: $('x')"), connect.CodeTypeMismatch},
		{"a key that is an argument", stock("ids: $batch.id a: $args.a", "id: $args.a stock"), connect.CodeNonRootBatchKey},
		{"a key that is a literal", stock("ids: $batch.id", "id: $(5) stock"), connect.CodeNonRootBatchKey},
		{"one object", stock("ids: $batch.id", "$({ id: a, stock: b })"), connect.CodeTypeMismatch},
		{"one object of a type", items(`@connect(source: "s", http: { POST: "/items/find", body: "ids: $batch.id" }, selection: "$({ id: a, label: b, size: c })")`), connect.CodeTypeMismatch},
		{"no such field of the parents", stock("ids: $batch.idd", "id stock"), connect.CodeInvalidURLProperty},
		{"the parents as a whole", stock("n: $batch->size", "id stock"), connect.CodeCannotResolveKey},
		{"the parent too", stock("ids: $batch.id n: $this.n", "id stock"), connect.CodeBatchAndThis},
		{"the parent in the selection", stock("ids: $batch.id", "id stock: $this.n"), connect.CodeBatchAndThis},
		{"the parents in the selection", stock("ids: $batch.id", "id stock: $batch.n->first"), connect.CodeInvalidSelection},
		{"the field as its own key", stock("ids: $batch.stock", "stock"), connect.CodeCircularReference},
		{"entity: true", batched(`o: In @connect(source: "s", entity: true, http: { GET: "/o", queryParams: "ids: $batch.id" }, selection: "id o { b c }")`), connect.CodeEntityNotOnRootQuery},
		{"parents in a tag", batched(`stock: Int @cacheTag(format: "{$batch.id->first}") @connect(source: "s", http: { GET: "/st", queryParams: "ids: $batch.id" }, selection: "id stock")`), connect.CodeInvalidCacheTag},
		{"a field of Query", header + `type Query { us: [U] @connect(source: "s", http: { GET: "/u", queryParams: "ids: $batch.id" }, selection: "id") } type U { id: ID }`, connect.CodeInvalidURLProperty},
		{"a field of Mutation", header + `type Query { a: ID } type Mutation { us: [U] @connect(source: "s", http: { POST: "/u", body: "ids: $batch.id" }, selection: "id") } type U { id: ID }`, connect.CodeInvalidBody},

		{"keys of its own parent type", related(`GET: "/r", queryParams: "ids: $batch.id"`, "id related: value { id: pid }"), ""},
		{"more of its own parent type", related(`GET: "/r", queryParams: "ids: $batch.id"`, "id related: value { id: pid n }"), connect.CodeCircularReference},
		{"itself in its own parent type", related(`GET: "/r", queryParams: "ids: $batch.id"`, "id related: value { id: pid related: more { id } }"), connect.CodeCircularReference},
		{"keys of its own parent type, for each", related(`GET: "/r/{$this.id}"`, "id: pid"), ""},
		{"more of its own parent type, for each", related(`GET: "/r/{$this.id}"`, "id: pid n"), connect.CodeCircularReference},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var want []connect.Code
			if tt.want != "" {
				want = []connect.Code{tt.want}
			}
			if diff := cmp.Diff(want, codes(t, tt.schema)); diff != "" {
				_, err := connect.Load(connect.File{Name: "schema.graphql", Text: tt.schema})
				t.Errorf("codes (-want +got):\n%s%v", diff, err)
			}
		})
	}
}
