package shopapi_test

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bff/clients"
	"bff/internal/shopapi"
	"bff/internal/shopapi/shopapitest"
)

// The contract with the backends: each call asks what it should, and the
// backends' answers have every field of every record, so that a field that is
// renamed there is found here and not by a customer.
//
// Whatever a backend says is for one customer only must not be cached for
// others: each call is made by two people, and the second must be asked for
// anew when the first one's answer was private.
func TestContract(t *testing.T) {
	sample := shopapitest.Sample(t)
	for _, tt := range []struct {
		name     string
		call     func(ctx context.Context, s *shopapi.Shop) (any, error)
		who      string
		request  string
		envelope string // the path to the records in the answer
		record   any    // a zero record
	}{
		{"products", many((*shopapi.Shop).Products, 17, 18), shopapitest.Nobody, "catalog GET /v1/products?ids=17%2C18", "items", shopapi.Product{}},
		{"product by slug", func(ctx context.Context, s *shopapi.Shop) (any, error) {
			return s.ProductBySlug(ctx, "blue-mug")
		}, shopapitest.Nobody, "catalog GET /v1/products?slug=blue-mug", "items", shopapi.Product{}},
		{"search", func(ctx context.Context, s *shopapi.Shop) (any, error) {
			cents := 100
			return s.Search(ctx, shopapi.Search{Query: "mug", Sort: "name", MinPriceCents: &cents, Limit: 5})
		}, shopapitest.Nobody, "catalog GET /v1/products?limit=5&min_price_cents=100&offset=0&q=mug&sort=name", "", shopapi.ProductPage{}},
		{"categories by slug", many((*shopapi.Shop).CategoriesBySlug, "kitchen"), shopapitest.Nobody, "catalog GET /v1/categories?ids=kitchen", "categories", shopapi.Category{}},
		{"categories", func(ctx context.Context, s *shopapi.Shop) (any, error) {
			return s.Categories(ctx)
		}, shopapitest.Nobody, "catalog GET /v1/categories", "categories", shopapi.Category{}},
		{"home", func(ctx context.Context, s *shopapi.Shop) (any, error) {
			return s.Home(ctx)
		}, shopapitest.Nobody, "catalog GET /v1/home", "", shopapi.Home{}},
		{"prices", func(ctx context.Context, s *shopapi.Shop) (any, error) {
			return all(s.Prices(ctx, "USD", []int{17, 18}))
		}, shopapitest.Nobody, "pricing GET /prices?currency=USD&ids=17%2C18", "data", shopapi.Price{}},
		{"stock", many((*shopapi.Shop).Stock, 17), shopapitest.Nobody, "inventory GET /stock?ids=17", "", shopapi.Stock{}},
		{"stock page", func(ctx context.Context, s *shopapi.Shop) (any, error) {
			page, err := s.StockPage(ctx, true, 2, 10)
			if err == nil && page.Total <= len(page.Items) {
				t.Errorf("stock page: total %d of a page of %d; want that of all pages", page.Total, len(page.Items))
			}
			return page, err
		}, shopapitest.Staff, "inventory GET /stock?low=true&page=2&per_page=10", "", shopapi.Stock{}},
		{"latest reviews", func(ctx context.Context, s *shopapi.Shop) (any, error) {
			return all(s.LatestReviews(ctx, []int{17, 18}, 2))
		}, shopapitest.Nobody, "reviews GET /reviews/by-product?ids=17%2C18&limit=2", "products", shopapi.ProductReviews{}},
		{"review page", func(ctx context.Context, s *shopapi.Shop) (any, error) {
			return s.ReviewPage(ctx, 17, 2, "")
		}, shopapitest.Nobody, "reviews GET /reviews?limit=2&product_id=17", "", shopapi.ReviewPage{}},
		{"reviews", many((*shopapi.Shop).ReviewsByID, 1), shopapitest.Nobody, "reviews GET /reviews?ids=1", "reviews", shopapi.Review{}},
		{"summaries", many((*shopapi.Shop).ReviewSummaries, 17), shopapitest.Nobody, "reviews GET /summaries?ids=17", "summaries", shopapi.ReviewSummary{}},
		{"users", many((*shopapi.Shop).Users, 42), shopapitest.Nobody, "users GET /users?ids=42", "users", publicUser{}},
		{"me", func(ctx context.Context, s *shopapi.Shop) (any, error) {
			return s.Me(ctx)
		}, shopapitest.Customer, "users GET /me", "", shopapi.User{}},
		{"customers", many((*shopapi.Shop).Customers, 42, 43), shopapitest.Staff, "users GET /customers?ids=42%2C43", "customers", shopapi.User{}},
		{"cart", func(ctx context.Context, s *shopapi.Shop) (any, error) {
			return s.Cart(ctx)
		}, shopapitest.Customer, "orders GET /cart", "", shopapi.Cart{}},
		{"orders", func(ctx context.Context, s *shopapi.Shop) (any, error) {
			from := time.Date(2020, 1, 31, 1, 0, 0, 0, time.FixedZone("", 3600))
			return s.Orders(ctx, shopapi.OrderQuery{PlacedFrom: &from, Limit: 40})
		}, shopapitest.Customer, "orders GET /orders?limit=40&placed_from=2020-01-31T00%3A00%3A00Z", "", shopapi.OrderPage{}},
		{"order", func(ctx context.Context, s *shopapi.Shop) (any, error) {
			return s.Order(ctx, 100001)
		}, shopapitest.Staff, "orders GET /orders/100001", "", shopapi.Order{}},
		{"payments", many((*shopapi.Shop).PaymentsByOrder, 100001, 100002), shopapitest.Staff, "payments GET /payments/by-order?ids=100001%2C100002", "payments", shopapi.Payment{}},
		{"related", func(ctx context.Context, s *shopapi.Shop) (any, error) {
			return all(s.Related(ctx, []int{17}, 3))
		}, shopapitest.Nobody, "recommendations GET /recommendations?ids=17&limit=3", "results.17", shopapi.Recommendation{}},
		{"recommended for me", func(ctx context.Context, s *shopapi.Shop) (any, error) {
			return s.RecommendedForMe(ctx, 3)
		}, shopapitest.Customer, "recommendations GET /me/recommendations?limit=3", "recommended", shopapi.Recommendation{}},
		{"feed of a visitor", func(ctx context.Context, s *shopapi.Shop) (any, error) {
			return s.Feed(ctx, 10, "")
		}, shopapitest.Nobody, "recommendations GET /feed?limit=10", "", shopapi.Feed{}},
		{"feed of a customer", func(ctx context.Context, s *shopapi.Shop) (any, error) {
			return s.Feed(ctx, 10, "")
		}, shopapitest.Customer, "recommendations GET /feed?limit=10", "", shopapi.Feed{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, backends := newShop(t, sample) // with a cache of its own
			if tt.name == "cart" {            // an item, for its fields
				if _, err := s.AddToCart(shopapitest.As(t, shopapitest.Customer), 17, 1); err != nil {
					t.Fatal(err)
				}
				backends.Take()
			}
			got, err := tt.call(shopapitest.As(t, tt.who), s)
			if err != nil || empty(got) {
				t.Fatalf("answer %v, %v; want something", got, err)
			}
			seen := backends.Take()
			if len(seen) != 1 || seen[0].Request != tt.request {
				t.Fatalf("requests %+v; want one, %s", seen, tt.request)
			}
			if diff := cmp.Diff([]string(nil), missing(t, tt.record, seen[0].Answer, tt.envelope)); diff != "" {
				t.Errorf("fields that no answer has (-want +got):\n%s", diff)
			}

			second := shopapitest.Another
			if tt.who == shopapitest.Staff {
				second = "Bearer staff-2"
			}
			if _, err := tt.call(shopapitest.As(t, second), s); err != nil {
				t.Fatal(err)
			}
			private := seen[0].AnswerPrivate || seen[0].Credentials != ""
			if private && tt.who != shopapitest.Nobody && len(backends.Take()) == 0 {
				t.Error("the second person was answered from the cache with what is private to the first")
			}
			if tt.who == shopapitest.Nobody && seen[0].Credentials != "" {
				t.Error("credentials were sent that nobody had")
			}
		})
	}
}

// A public answer must not depend on who asked first: no credentials go with
// its call.
func TestPublicCallsCarryNoCredentials(t *testing.T) {
	s, backends := sampleShop(t)
	ctx := shopapitest.As(t, shopapitest.Customer)
	_ = s.Products(ctx, []int{17})
	_ = s.Prices(ctx, "EUR", []int{17})
	_ = s.Stock(ctx, []int{17})
	_ = s.LatestReviews(ctx, []int{17}, 3)
	_ = s.ReviewSummaries(ctx, []int{17})
	_ = s.Users(ctx, []int{42})
	_ = s.Related(ctx, []int{17}, 3)
	for _, e := range backends.Take() {
		if e.Credentials != "" {
			t.Errorf("%s was sent with credentials", e.Request)
		}
	}
}

// publicUser is the part of a User that everyone may see.
type publicUser struct {
	ID          int       `json:"id"`
	DisplayName string    `json:"display_name"`
	AvatarPath  string    `json:"avatar_path"`
	Country     string    `json:"country"`
	MemberSince time.Time `json:"member_since"`
}

// many makes a call of a bulk method.
func many[K comparable, T any](
	method func(*shopapi.Shop, context.Context, []K) []clients.Result[T], keys ...K,
) func(context.Context, *shopapi.Shop) (any, error) {
	return func(ctx context.Context, s *shopapi.Shop) (any, error) { return all(method(s, ctx, keys)) }
}

// all gives the values of results that were all found, nil when one wasn't.
func all[T any](results []clients.Result[T]) (any, error) {
	values := make([]T, len(results))
	for i, result := range results {
		if result.Err != nil || !result.Found {
			return nil, result.Err
		}
		values[i] = result.Value
	}
	return values, nil
}

func empty(value any) bool {
	v := reflect.ValueOf(value)
	return !v.IsValid() || v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0
}

// missing lists the fields of a record type that none of the records at path in
// the answer has. Fields that may be left out (omitempty) don't count.
func missing(t *testing.T, record any, answer []byte, path string) []string {
	t.Helper()
	var value any
	if err := json.Unmarshal(answer, &value); err != nil {
		t.Fatalf("%v in %s", err, answer)
	}
	for _, step := range strings.FieldsFunc(path, func(r rune) bool { return r == '.' }) {
		object, _ := value.(map[string]any)
		value = object[step]
	}
	values, isList := value.([]any)
	if !isList {
		values = []any{value}
	}
	return missingIn(reflect.TypeOf(record), values, "")
}

func missingIn(record reflect.Type, values []any, path string) (names []string) {
	switch record.Kind() {
	case reflect.Pointer:
		return missingIn(record.Elem(), values, path)
	case reflect.Slice:
		var elements []any
		for _, value := range values {
			list, _ := value.([]any)
			elements = append(elements, list...)
		}
		if len(elements) == 0 && record.Elem().Kind() == reflect.Struct {
			return []string{path + "[]"}
		}
		return missingIn(record.Elem(), elements, path+"[]")
	case reflect.Struct:
	default:
		return nil
	}
	for i := range record.NumField() {
		field := record.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" || options == "omitempty" {
			continue
		}
		var found []any
		there := false
		for _, value := range values {
			if object, ok := value.(map[string]any); ok {
				inner, has := object[name]
				if there = there || has; inner != nil {
					found = append(found, inner)
				}
			}
		}
		if !there {
			names = append(names, path+"."+name)
		} else if len(found) > 0 {
			names = append(names, missingIn(field.Type, found, path+"."+name)...)
		}
	}
	return names
}
