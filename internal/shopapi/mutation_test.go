package shopapi_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bff/clients"
	"bff/internal/shopapi"
	"bff/internal/shopapi/shopapitest"
)

// What a customer can do works against the sample backends, in the order in
// which people do it.
func TestMutations(t *testing.T) {
	s, backends := sampleShop(t)
	ctx := shopapitest.As(t, shopapitest.Customer)
	cart, err := s.AddToCart(ctx, 17, 2)
	if err != nil || len(cart.Items) == 0 {
		t.Fatalf("AddToCart = %+v, %v", cart, err)
	}
	line := cart.Items[len(cart.Items)-1].LineID
	if cart, err = s.UpdateCartLine(ctx, line, 3); err != nil {
		t.Fatalf("UpdateCartLine = %v", err)
	}
	if cents, known, err := s.Total(ctx, cart); err != nil || !known || cents <= 0 {
		t.Errorf("Total = %d, %v, %v; want a sum", cents, known, err)
	}
	backends.Take()

	const wild = "with\nnew lines and more than a header holds: " // by whoever wrote the app
	checkout := shopapi.Checkout{Method: "card", CardToken: "tok_visa", IdempotencyKey: wild + strings.Repeat("x", 20_000)}
	order, err := s.Checkout(ctx, checkout)
	if err != nil || order.Status != "paid" || order.PaymentID == nil {
		t.Fatalf("Checkout = %+v, %v; want a paid order", order, err)
	}
	again, err := s.Checkout(ctx, checkout)
	if err != nil || again.ID != order.ID {
		t.Errorf("the same key again: %+v, %v; want order %d", again, err, order.ID)
	}
	keys := map[string]string{}
	for _, e := range backends.Take() {
		if e.Idempotency != "" {
			keys[e.Request] = e.Idempotency
		}
	}
	if keys["orders POST /orders"] == keys["payments POST /payments"] || len(keys) != 2 {
		t.Errorf("idempotency keys %v; want one of its own for each step", keys)
	}

	review, err := s.AddReview(ctx, shopapi.NewReview{ProductID: 17, Rating: 5, Title: "Good", Body: "Really good."})
	if err != nil || review.AuthorID != 42 {
		t.Errorf("AddReview = %+v, %v; want that of customer 42", review, err)
	}
	device, err := s.RegisterDevice(ctx, shopapi.NewDevice{Platform: "ios", PushToken: "t", AppVersion: "1", Locale: "nl-NL"})
	if err != nil || device.DeviceID == "" {
		t.Errorf("RegisterDevice = %+v, %v", device, err)
	}
	results, err := s.SetStock(shopapitest.As(t, shopapitest.Staff), []shopapi.StockLine{{ProductID: 17, Available: 4}, {ProductID: 999_999, Available: 1}})
	if err != nil || len(results) != 2 || results[0].Stock == nil || results[1].Status != http.StatusNotFound {
		t.Errorf("SetStock = %+v, %v; want one done and one not found", results, err)
	}
	packed, err := s.SetOrderStatus(shopapitest.As(t, shopapitest.Staff), order.ID, "packed")
	if err != nil || packed.Status != "packed" {
		t.Errorf("SetOrderStatus = %+v, %v", packed, err)
	}
}

func TestOrderEvents(t *testing.T) {
	// The handler of a stream only returns with its client, so this one needs a
	// stream that ends: the backends' answer is an event as they write it.
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = w.Write([]byte("event: order\nid: 1\ndata: {\"id\":100001,\"status\":\"paid\"}\n\n"))
	})
	s, backends := newShop(t, map[string]http.Handler{"orders": handler})
	for order, err := range s.OrderEvents(shopapitest.As(t, shopapitest.Staff), 100001) {
		if err != nil || order.ID != 100001 || order.Status != "paid" {
			t.Errorf("event %+v, %v; want the order", order, err)
		}
		break
	}
	if seen := backends.Take(); len(seen) != 1 || seen[0].Request != "orders GET /orders/100001/events" || seen[0].Credentials != shopapitest.Staff {
		t.Errorf("requests %+v; want the stream, with credentials", seen)
	}
}

// What a backend refuses is told in our words; what fails stays an error.
func TestRefusals(t *testing.T) {
	checkout := func(ctx context.Context, s *shopapi.Shop) error {
		_, err := s.Checkout(ctx, shopapi.Checkout{Method: "card"})
		return err
	}
	addToCart := func(ctx context.Context, s *shopapi.Shop) error {
		_, err := s.AddToCart(ctx, 17, 500)
		return err
	}
	updateLine := func(ctx context.Context, s *shopapi.Shop) error {
		_, err := s.UpdateCartLine(ctx, "l1", 500)
		return err
	}
	addReview := func(ctx context.Context, s *shopapi.Shop) error {
		_, err := s.AddReview(ctx, shopapi.NewReview{ProductID: 17})
		return err
	}
	setStatus := func(ctx context.Context, s *shopapi.Shop) error {
		_, err := s.SetOrderStatus(ctx, 100001, "packed")
		return err
	}
	register := func(ctx context.Context, s *shopapi.Shop) error {
		_, err := s.RegisterDevice(ctx, shopapi.NewDevice{})
		return err
	}
	for _, tt := range []struct {
		name   string
		call   func(context.Context, *shopapi.Shop) error
		status int
		body   string
		code   shopapi.UserErrorCode // empty: an error, not a refusal
		field  string
	}{
		{"an empty cart", checkout, 409, `{"error":"cart_empty"}`, shopapi.CartEmpty, ""},
		{"a bad address", checkout, 422, `{}`, shopapi.InvalidInput, ""},
		{"a visitor", checkout, 401, `{}`, "", ""},
		{"too many of it", addToCart, 422, `{"error":"invalid"}`, shopapi.InvalidInput, "input.quantity"},
		{"a product that isn't there", addToCart, 422, `{"error":"unknown_product"}`, shopapi.NotFound, "input.productId"},
		{"a refusal that nobody understands", addToCart, 422, `<html>`, shopapi.InvalidInput, "input.quantity"},
		{"a line that isn't there", updateLine, 404, `{}`, shopapi.NotFound, "input.lineId"},
		{"too many on a line", updateLine, 422, `{}`, shopapi.InvalidInput, "input.quantity"},
		{"a review without words", addReview, 422, `{}`, shopapi.InvalidInput, ""},
		{"a review of nothing", addReview, 404, `{}`, shopapi.NotFound, ""},
		{"a move that the state forbids", setStatus, 409, `{}`, shopapi.InvalidState, ""},
		{"an order that isn't there", setStatus, 404, `{}`, shopapi.NotFound, ""},
		{"somebody else's order", setStatus, 403, `{}`, "", ""},
		{"a device without a token", register, 422, `{}`, shopapi.InvalidInput, ""},
		{"a backend that is down", register, 500, `{}`, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, _ := newShop(t, shopapitest.Answering(tt.status, tt.body))
			told, err := shopapi.Refused(tt.call(shopapitest.As(t, shopapitest.Customer), s))
			if tt.code == "" {
				var failed *clients.Error
				if len(told) != 0 || !errors.As(err, &failed) || failed.Status != tt.status {
					t.Errorf("told %+v, error %v; want the backend's error", told, err)
				}
				return
			}
			if err != nil || len(told) != 1 || told[0].Code != tt.code || strings.Join(told[0].Field, ".") != tt.field || told[0].Message == "" {
				t.Fatalf("told %+v, error %v; want %s at %q", told, err, tt.code, tt.field)
			}
		})
	}
}

// A refusal is told to many; nobody's change of it may reach the others.
func TestRefusedIsACopy(t *testing.T) {
	refusal := shopapi.NoSuchProduct
	told, err := shopapi.Refused(&refusal)
	if err != nil || len(told) != 1 {
		t.Fatalf("Refused = %+v, %v", told, err)
	}
	told[0].Message = "changed"
	if refusal.Message == "changed" || shopapi.NoSuchProduct.Message == "changed" {
		t.Error("the refusal itself was changed")
	}
	if told, err := shopapi.Refused(nil); err != nil || told == nil || len(told) != 0 {
		t.Errorf("Refused(nil) = %v, %v; want an empty list, not null", told, err)
	}
}

// A declined card leaves an order that waits for another payment: both are told.
func TestDeclinedPaymentKeepsTheOrder(t *testing.T) {
	s, _ := sampleShop(t)
	ctx := shopapitest.As(t, shopapitest.Customer)
	if _, err := s.AddToCart(ctx, 17, 1); err != nil {
		t.Fatal(err)
	}
	order, err := s.Checkout(ctx, shopapi.Checkout{Method: "card", CardToken: "tok_declined"})
	told, err := shopapi.Refused(err)
	if err != nil || len(told) != 1 || told[0].Code != shopapi.PaymentDeclined || order == nil || order.Status != "pending" {
		t.Errorf("Checkout = %+v, %+v, %v; want PAYMENT_DECLINED and a pending order", order, told, err)
	}
}

func TestMoney(t *testing.T) {
	for _, tt := range []struct {
		name            string
		value, currency string
		want            int
		ok              bool
	}{
		{"two decimals", "59.97", "EUR", 5997, true},
		{"none written", "60", "EUR", 6000, true},
		{"one written", "60.5", "EUR", 6050, true},
		{"a currency without decimals", "600", "JPY", 600, true},
		{"negative, a refund", "-0.01", "EUR", -1, true},
		{"what a float can't hold", "90071992547409.93", "EUR", 9007199254740993, true},
		{"no number", "a lot", "EUR", 0, false},
		{"no currency", "1.00", "", 0, false},
		{"more than an int64", "999999999999999999999", "EUR", 0, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := shopapi.Amount{Value: tt.value, Currency: tt.currency}.Money()
			if (err == nil) != tt.ok {
				t.Fatalf("Money() = %+v, %v; want ok %v", got, err, tt.ok)
			}
			if !tt.ok {
				return
			}
			if diff := cmp.Diff(shopapi.NewMoney(tt.want, tt.currency), got); diff != "" {
				t.Errorf("Money() (-want +got):\n%s", diff)
			}
			back, err := shopapi.NewAmount(got.Amount, got.Currency)
			if again, err2 := back.Money(); err != nil || err2 != nil || *again != *got {
				t.Errorf("there and back: %+v, %v, %v; want %+v", again, err, err2, got)
			}
		})
	}
	if _, err := shopapi.NewAmount(1, "XXXX"); err == nil {
		t.Error("NewAmount of an unknown currency: no error")
	}
}

// A page larger than the backend's largest is a page, since cursors in the
// middle of one make clients ask for what they skip too.
func TestPagesAreNoLargerThanTheBackendsAllow(t *testing.T) {
	s, backends := sampleShop(t)
	ctx := shopapitest.As(t, shopapitest.Customer)
	if _, err := s.Orders(ctx, shopapi.OrderQuery{Limit: 150}); err != nil {
		t.Errorf("orders: %v", err)
	}
	if _, err := s.ReviewPage(ctx, 17, 149, ""); err != nil {
		t.Errorf("reviews: %v", err)
	}
	if _, err := s.Feed(ctx, 99, ""); err != nil {
		t.Errorf("feed: %v", err)
	}
	for _, e := range backends.Take() {
		if e.Status != http.StatusOK {
			t.Errorf("%s: status %d", e.Request, e.Status)
		}
	}
}

// A slug that isn't there is forgotten as fast as any other that isn't: it is
// not an answer to be kept for as long as a product.
func TestUnknownSlugIsNotFound(t *testing.T) {
	s, backends := newShop(t, shopapitest.Answering(http.StatusOK, `{"items":[]}`))
	product, err := s.ProductBySlug(shopapitest.As(t, shopapitest.Nobody), "no-such-thing")
	if err != nil || product != nil {
		t.Fatalf("ProductBySlug = %+v, %v; want nil", product, err)
	}
	if seen := backends.Take(); len(seen) != 1 || seen[0].Request != "catalog GET /v1/products?slug=no-such-thing" {
		t.Errorf("requests %+v", seen)
	}
}

func TestMeIsNobodyWithoutCredentials(t *testing.T) {
	s, backends := sampleShop(t)
	if user, err := s.Me(shopapitest.As(t, shopapitest.Nobody)); user != nil || err != nil || len(backends.Take()) != 0 {
		t.Errorf("Me = %+v, %v; want nobody, without a call", user, err)
	}
	if user, err := s.Me(shopapitest.As(t, "Bearer nonsense")); user != nil || err == nil {
		t.Errorf("Me with wrong credentials = %+v, %v; want an error", user, err)
	}
}

func TestPictureWidths(t *testing.T) {
	for width, ok := range map[int]bool{0: false, 15: false, 16: true, 4096: true, 4097: false, -1: false} {
		if err := shopapi.CheckPictureWidth(width); (err == nil) != ok {
			t.Errorf("CheckPictureWidth(%d) = %v; want ok %v", width, err, ok)
		}
	}
}
