package shop

import (
	"bufio"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bff/internal/shop/data"
)

func TestStockChanges(t *testing.T) {
	s := newShop(t, Options{})
	before := ask[data.Stock](t, s, 200, request{service: "inventory", method: "GET", path: "/stock/17"})
	ask[data.Stock](t, s, 200, request{service: "inventory", method: "PUT", path: "/stock/17", as: "staff-1", body: `{"available":77}`})
	after := ask[data.Stock](t, s, 200, request{service: "inventory", method: "GET", path: "/stock/17"})
	if before.Available != 4 || after.Available != 77 || !after.UpdatedAt.After(before.UpdatedAt) {
		t.Errorf("stock went from %+v to %+v", before, after)
	}
	other := newShop(t, Options{})
	if st := ask[data.Stock](t, other, 200, request{service: "inventory", method: "GET", path: "/stock/17"}); st.Available != 4 {
		t.Errorf("another shop's stock is %d; want 4", st.Available)
	}
}

func TestBulkStockKeepsOrder(t *testing.T) {
	s := newShop(t, Options{})
	got := ask[struct{ Results []stockResult }](t, s, 207, request{
		service: "inventory", method: "POST", path: "/stock/bulk", as: "staff-1",
		body: `{"lines":[{"product_id":999999,"available":1},{"product_id":2,"available":5},{"product_id":3,"available":-1}]}`,
	}).Results
	if len(got) != 3 || got[0].Status != 404 || got[0].Message == "" || got[1].Status != 200 || got[1].Stock.Available != 5 || got[2].Status != 422 {
		t.Errorf("results are %+v", got)
	}
}

func TestStockPages(t *testing.T) {
	s := newShop(t, Options{})
	w := s.do(request{service: "inventory", method: "GET", path: "/stock?low=true&page=2&per_page=10"})
	link := w.Header().Get("Link")
	for _, want := range []string{`</stock?low=true&page=1&per_page=10>; rel="first"`, `page=1&per_page=10>; rel="prev"`, `page=3&per_page=10>; rel="next"`, `rel="last"`} {
		if !strings.Contains(link, want) {
			t.Errorf("Link is %s; want %s in it", link, want)
		}
	}
	if total := w.Header().Get("X-Total-Count"); len(total) < 3 {
		t.Errorf("X-Total-Count is %q; want about a tenth of the products", total)
	}
}

type reviewPage struct {
	Reviews    []data.Review
	NextCursor *string `json:"next_cursor"`
	Total      int
}

// Pages fit together although a review arrives between them.
func TestReviewPages(t *testing.T) {
	s := newShop(t, Options{})
	page := ask[reviewPage](t, s, 200, request{service: "reviews", method: "GET", path: "/reviews?product_id=17&limit=100"})
	seen := map[int]bool{}
	for {
		for _, r := range page.Reviews {
			if seen[r.ID] || r.ProductID != 17 {
				t.Fatalf("review %+v came twice, or is of another product", r)
			}
			seen[r.ID] = true
		}
		if page.NextCursor == nil {
			break
		}
		ask[data.Review](t, s, 201, request{service: "reviews", method: "POST", path: "/reviews", as: "user-7", body: `{"product_id":17,"rating":1,"title":"In between"}`})
		page = ask[reviewPage](t, s, 200, request{service: "reviews", method: "GET", path: "/reviews?product_id=17&limit=100&cursor=" + *page.NextCursor})
	}
	if want := len(data.For(0).ReviewsByProduct[16]); len(seen) != want {
		t.Errorf("the pages have %d reviews; want %d", len(seen), want)
	}
}

func TestNewReviewShowsAtOnce(t *testing.T) {
	s := newShop(t, Options{})
	type summaries struct{ Summaries []summary }
	path := "/summaries?ids=17"
	before := ask[summaries](t, s, 200, request{service: "reviews", method: "GET", path: path}).Summaries[0]
	made := ask[data.Review](t, s, 201, request{service: "reviews", method: "POST", path: "/reviews", as: "user-42", body: `{"product_id":17,"rating":1,"title":"Hm","body":"No."}`})
	after := ask[summaries](t, s, 200, request{service: "reviews", method: "GET", path: path}).Summaries[0]
	if after.Count != before.Count+1 || after.Histogram[0] != before.Histogram[0]+1 || after.Average >= before.Average {
		t.Errorf("the summary went from %+v to %+v", before, after)
	}
	newest := ask[reviewPage](t, s, 200, request{service: "reviews", method: "GET", path: "/reviews?product_id=17&limit=1"})
	if newest.Reviews[0] != made || made.AuthorID != 42 {
		t.Errorf("the newest review is %+v; want %+v", newest.Reviews[0], made)
	}
}

func TestDeviceTokenIsOneDevice(t *testing.T) {
	s := newShop(t, Options{})
	register := func(user, token string) string {
		return ask[device](t, s, 201, request{service: "users", method: "POST", path: "/devices", as: user, body: `{"platform":"ios","push_token":"` + token + `","app_version":"1","locale":"nl"}`}).DeviceID
	}
	first, again, other := register("user-42", "a"), register("user-42", "a"), register("user-42", "b")
	if first != again || first == other {
		t.Errorf("devices are %s, %s, %s; want the first two the same", first, again, other)
	}
	if moved := register("user-43", "a"); moved != first {
		t.Errorf("the token got device %s with another customer; want %s", moved, first)
	}
	if left := ask[struct{ Devices []device }](t, s, 200, request{service: "users", method: "GET", path: "/devices", as: "user-42"}).Devices; len(left) != 1 || left[0].DeviceID != other {
		t.Errorf("user 42 has %+v; want only %s", left, other)
	}
}

func TestCart(t *testing.T) {
	s := newShop(t, Options{})
	cart := ask[data.Cart](t, s, 201, request{service: "orders", method: "POST", path: "/cart/items", as: "user-1", body: `{"product_id":17,"quantity":2}`})
	cart = ask[data.Cart](t, s, 201, request{service: "orders", method: "POST", path: "/cart/items", as: "user-1", body: `{"product_id":17,"quantity":3}`})
	if len(cart.Items) != 1 || cart.Items[0].Quantity != 5 || cart.CartID != "cart-1" {
		t.Fatalf("the cart is %+v; want one line of 5", cart)
	}
	cart = ask[data.Cart](t, s, 200, request{service: "orders", method: "PUT", path: "/cart/items/l1", as: "user-1", body: `{"quantity":0}`})
	if len(cart.Items) != 0 {
		t.Errorf("quantity 0 left %+v", cart.Items)
	}
	cart = ask[data.Cart](t, s, 201, request{service: "orders", method: "POST", path: "/cart/items", as: "user-1", body: `{"product_id":18,"quantity":1}`})
	if cart.Items[0].LineID != "l2" {
		t.Errorf("the new line is %s; want one that was never used", cart.Items[0].LineID)
	}
	s.do(request{service: "orders", method: "POST", path: "/cart/items", as: "user-42", body: `{"product_id":17,"quantity":1}`})
	if q := data.For(0).Carts[42].Items[0].Quantity; q != 2 {
		t.Errorf("the shared world's cart changed to %d", q)
	}
}

// From the cart to the doorstep, over three services.
func TestOrderLife(t *testing.T) {
	s := newShop(t, Options{})
	order := ask[data.Order](t, s, 201, request{service: "orders", method: "POST", path: "/orders", as: "user-42", body: `{"shipping_address":null}`})
	if order.Status != "pending" || order.Lines[0].ProductID != 17 || order.Lines[0].UnitPriceCents != 1599 || order.TotalCents != data.TotalOf(order.Lines) || order.ShippingAddress.Street == "" {
		t.Fatalf("the order is %+v", order)
	}
	newest := ask[orderPage](t, s, 200, request{service: "orders", method: "GET", path: "/orders?limit=1", as: "user-42"})
	if newest.Results[0].ID != order.ID {
		t.Errorf("the newest order is %d; want %d", newest.Results[0].ID, order.ID)
	}
	path := fmt.Sprintf("/orders/%d", order.ID)
	pay := func(token string) request {
		return request{service: "payments", method: "POST", path: "/payments", as: "user-42", body: fmt.Sprintf(
			`{"order_id":%d,"method":"card","amount":{"value":%q,"currency":"EUR"},"card_token":%q}`, order.ID, data.Decimal(order.TotalCents), token)}
	}
	declined := ask[map[string]string](t, s, 402, pay("tok_declined"))
	if declined["reason"] != "declined" {
		t.Errorf("a declined card is %v", declined)
	}
	payment := ask[data.Payment](t, s, 201, pay("tok_visa"))
	if payment.Status != "authorised" || *payment.CardLast4 != "4242" || payment.Amount.Value != data.Decimal(order.TotalCents) {
		t.Errorf("the payment is %+v", payment)
	}
	wrong := request{service: "orders", method: "PATCH", path: path, as: "user-42", body: `{"status":"paid","payment_id":501}`}
	if w := s.do(wrong); w.Code != 409 {
		t.Errorf("paying with another order's payment: %d; want 409", w.Code)
	}
	paid := request{service: "orders", method: "PATCH", path: path, as: "user-42", body: fmt.Sprintf(`{"status":"paid","payment_id":%d}`, payment.ID)}
	var all sync.WaitGroup
	for range 8 { // all but one are retries, perhaps of what is under way
		all.Go(func() {
			if o := ask[data.Order](t, s, 200, paid); o.Status != "paid" || *o.PaymentID != payment.ID {
				t.Errorf("the paid order is %+v", o)
			}
		})
	}
	all.Wait()
	for _, status := range []string{"packed", "shipped", "delivered"} {
		ask[data.Order](t, s, 200, request{service: "orders", method: "PATCH", path: path, as: "staff-1", body: `{"status":"` + status + `"}`})
	}
	if w := s.do(request{service: "orders", method: "PATCH", path: path, as: "staff-1", body: `{"status":"cancelled"}`}); w.Code != 409 {
		t.Errorf("cancelling a delivered order: %d; want 409", w.Code)
	}
}

func TestIdempotentOrder(t *testing.T) {
	s := newShop(t, Options{})
	place := request{service: "orders", method: "POST", path: "/orders", as: "user-42", key: "k1"}
	ids := make([]int, 8)
	var all sync.WaitGroup
	for i := range ids {
		all.Go(func() { ids[i] = ask[data.Order](t, s, 201, place).ID })
	}
	all.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Fatalf("one key made the orders %v", ids)
		}
	}
	place.key = "k2"
	if w := s.do(place); w.Code != 409 {
		t.Errorf("another key with an empty cart: %d; want 409", w.Code)
	}
	place.as, place.key = "user-7", "k1"
	if other := ask[data.Order](t, s, 201, place); other.ID == ids[0] {
		t.Error("another customer's key answered this one's order")
	}
}

func TestIdempotentPayment(t *testing.T) {
	s := newShop(t, Options{})
	order := ask[data.Order](t, s, 201, request{service: "orders", method: "POST", path: "/orders", as: "user-42"})
	pay := func(token string) request {
		return request{service: "payments", method: "POST", path: "/payments", as: "user-42", key: "p1", body: fmt.Sprintf(
			`{"order_id":%d,"method":"card","amount":{"value":%q,"currency":"EUR"},"card_token":%q}`, order.ID, data.Decimal(order.TotalCents), token)}
	}
	first, again := ask[data.Payment](t, s, 201, pay("tok_visa")), ask[data.Payment](t, s, 201, pay("tok_visa"))
	if first.ID != again.ID {
		t.Errorf("one key made payments %d and %d", first.ID, again.ID)
	}
	if got := ask[map[string]string](t, s, 422, pay("tok_other")); got["reason"] != "idempotency_key_reused" {
		t.Errorf("the key with another payment: %v", got)
	}
	second := pay("tok_other")
	second.key = "p2"
	if got := ask[map[string]string](t, s, 409, second); got["reason"] != "already_authorised" {
		t.Errorf("a second payment of the order: %v", got)
	}
	mine := ask[struct{ Payments []data.Payment }](t, s, 200, request{service: "payments", method: "GET", path: fmt.Sprintf("/payments/by-order?ids=%d,100002", order.ID), as: "user-42"})
	if len(mine.Payments) != 1 || mine.Payments[0].ID != first.ID {
		t.Errorf("by order: %+v; want only the one", mine.Payments)
	}
}

func TestOrderPages(t *testing.T) {
	s := newShop(t, Options{})
	path := "/orders?status=paid&limit=100"
	page := ask[orderPage](t, s, 200, request{service: "orders", method: "GET", path: path, as: "staff-1"})
	total, last := 0, 1<<30
	for {
		for _, o := range page.Results {
			if o.ID >= last || o.Status != "paid" {
				t.Fatalf("order %d (%s) after %d; want paid ones, newest first", o.ID, o.Status, last)
			}
			last = o.ID
			total++
		}
		if page.Next == nil {
			break
		}
		page = ask[orderPage](t, s, 200, request{service: "orders", method: "GET", path: path + "&cursor=" + *page.Next, as: "staff-1"})
	}
	if total != page.TotalCount || last != 100001 {
		t.Errorf("%d orders down to %d; want %d down to the pinned 100001", total, last, page.TotalCount)
	}
	for query, wanted := range map[string]func(*data.Order) bool{
		"q=SO-10000&limit=100": func(o *data.Order) bool { return strings.HasPrefix(o.Number, "SO-10000") },
		"q=blue+mug":           func(o *data.Order) bool { return strings.Contains(strings.ToLower(fmt.Sprint(o.Lines)), "blue mug") },
		"customer_id=42":       func(o *data.Order) bool { return o.CustomerID == 42 },
		"placed_from=2026-01-01T00:00:00Z&placed_to=2026-01-02T00:00:00Z": func(o *data.Order) bool { return o.PlacedAt.Format(time.DateOnly) == "2026-01-01" },
	} {
		found := ask[orderPage](t, s, 200, request{service: "orders", method: "GET", path: "/orders?" + query, as: "staff-1"})
		for _, o := range found.Results {
			if !wanted(o) {
				t.Errorf("%s found %+v", query, o)
			}
		}
		if len(found.Results) == 0 {
			t.Errorf("%s found nothing", query)
		}
	}
}

func TestOrderEvents(t *testing.T) {
	s := startShop(t, Options{})
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URLs()["orders"]+"/orders/100001/events", nil)
	r.Header.Set("Authorization", "Bearer user-42")
	response, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if got := response.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Errorf("Content-Type is %q", got)
	}
	lines := bufio.NewScanner(response.Body)
	expect := func(id, status string) {
		t.Helper()
		for _, want := range []string{"event: order", "id: " + id, `"status":"` + status + `"`, ""} {
			if !lines.Scan() || !strings.Contains(lines.Text(), want) {
				t.Fatalf("got %q (%v); want %q", lines.Text(), lines.Err(), want)
			}
		}
	}
	expect("1", "paid")
	for version, status := range []string{"packed", "shipped"} {
		ask[data.Order](t, s, 200, request{service: "orders", method: "PATCH", path: "/orders/100001", as: "staff-1", body: `{"status":"` + status + `"}`})
		expect(fmt.Sprint(version+2), status)
	}
	// A service that goes down takes its streams along.
	if err := s.Service("orders").SetFaults(Faults{Down: true}); err != nil {
		t.Fatal(err)
	}
	if lines.Scan() || lines.Err() == nil {
		t.Errorf("after down: %q, %v; want a broken stream", lines.Text(), lines.Err())
	}
}

func TestOrderEventsHeartbeatAndClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, err := New(Options{})
		if err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		done := make(chan struct{})
		go func() {
			s.Service("orders").ServeHTTP(w, request{method: "GET", path: "/orders/100001/events", as: "staff-1"}.http())
			close(done)
		}()
		time.Sleep(46 * time.Second)
		if err := s.Close(t.Context()); err != nil {
			t.Error(err)
		}
		<-done
		if n := strings.Count(w.Body.String(), ": heartbeat\n\n"); n != 3 {
			t.Errorf("%d heartbeats in 46 s; want 3", n)
		}
	})
}

// A reader that lags behind is let go, and nobody waits for it.
func TestSlowWatcherIsLetGo(t *testing.T) {
	book := newOrderBook(data.For(0))
	_, changes, stop := book.watch(100001)
	defer stop()
	for range 20 {
		if _, p := book.change(100001, func(*data.Order) *problem { return nil }); p != nil {
			t.Fatal(p)
		}
	}
	n := 0
	for range changes {
		n++
	}
	if n != 16 {
		t.Errorf("the slow reader got %d versions before its end; want 16", n)
	}
}

func TestSearch(t *testing.T) {
	s := newShop(t, Options{})
	find := func(query string) productPage {
		return ask[productPage](t, s, 200, request{service: "catalog", method: "GET", path: "/v1/products?" + query})
	}
	mugs := find("q=mug&limit=50")
	if len(mugs.Items) != 50 || mugs.Total <= 50 || !strings.HasSuffix(mugs.Items[0].Name, "mug") {
		t.Errorf("q=mug found %d of %d, first %q", len(mugs.Items), mugs.Total, mugs.Items[0].Name)
	}
	sum := 0
	for _, f := range mugs.Facets.Categories {
		sum += f.Count
	}
	if sum != mugs.Total {
		t.Errorf("the category facets sum to %d; want %d", sum, mugs.Total)
	}
	cheap := find("category=home&sort=price_asc&min_price_cents=2000&max_price_cents=3000&limit=200")
	for i, p := range cheap.Items {
		if p.ListPriceCents < 2000 || p.ListPriceCents > 3000 || i > 0 && p.ListPriceCents < cheap.Items[i-1].ListPriceCents {
			t.Fatalf("item %d costs %d", i, p.ListPriceCents)
		}
	}
	home := ask[struct{ Category data.Category }](t, s, 200, request{service: "catalog", method: "GET", path: "/v1/categories/home"})
	if total := find("category=home").Total; total != home.Category.ProductCount || total == 0 {
		t.Errorf("category=home finds %d; the category says %d", total, home.Category.ProductCount)
	}
	if page := find("offset=99999"); len(page.Items) != 0 || page.Total != data.ProductCount {
		t.Errorf("an offset past the end finds %d of %d", len(page.Items), page.Total)
	}
}

func TestFeedPages(t *testing.T) {
	s := newShop(t, Options{})
	type page struct {
		Items []struct {
			ID, Type string
			ReviewID int `json:"review_id"`
		}
		NextCursor *string `json:"next_cursor"`
	}
	seen := map[string]bool{}
	kinds := map[string]int{}
	cursor := ""
	for {
		p := ask[page](t, s, 200, request{service: "recommendations", method: "GET", path: "/feed?limit=40&cursor=" + cursor, as: "user-42"})
		for _, item := range p.Items {
			if seen[item.ID] {
				t.Fatalf("item %s came twice", item.ID)
			}
			seen[item.ID] = true
			kinds[item.Type]++
		}
		if p.NextCursor == nil {
			break
		}
		cursor = *p.NextCursor
	}
	if len(seen) != feedLength || kinds["product"] == 0 || kinds["review"] == 0 || kinds["banner"] == 0 {
		t.Errorf("the feed has %d items: %v", len(seen), kinds)
	}
}

// All that changes, at once: for the race detector, and that nothing is lost.
func TestChangesRace(t *testing.T) {
	s := newShop(t, Options{})
	const workers, rounds = 4, 20
	var all sync.WaitGroup
	for i := range workers {
		all.Go(func() {
			as := fmt.Sprintf("user-%d", 100+i)
			for range rounds {
				s.do(request{service: "reviews", method: "POST", path: "/reviews", as: as, body: `{"product_id":9,"rating":4,"title":"x"}`})
				s.do(request{service: "reviews", method: "GET", path: "/reviews/by-product?ids=9,17"})
				s.do(request{service: "inventory", method: "PUT", path: "/stock/9", as: "staff-1", body: `{"available":1}`})
				s.do(request{service: "inventory", method: "GET", path: "/stock?low=true"})
				s.do(request{service: "orders", method: "POST", path: "/cart/items", as: as, body: `{"product_id":9,"quantity":1}`})
				s.do(request{service: "orders", method: "POST", path: "/orders", as: as})
				s.do(request{service: "orders", method: "GET", path: "/orders?limit=5", as: "staff-1"})
				s.do(request{service: "recommendations", method: "GET", path: "/me/recommendations", as: as})
				s.do(request{service: "users", method: "POST", path: "/devices", as: as, body: aDevice})
			}
		})
	}
	all.Wait()
	page := ask[reviewPage](t, s, 200, request{service: "reviews", method: "GET", path: "/reviews?product_id=9"})
	if want := len(data.For(0).ReviewsByProduct[8]) + workers*rounds; page.Total != want {
		t.Errorf("%d reviews; want %d", page.Total, want)
	}
	orders := ask[orderPage](t, s, 200, request{service: "orders", method: "GET", path: "/orders?limit=1", as: "staff-1"})
	if want := data.OrderCount + workers*rounds; orders.TotalCount < want {
		t.Errorf("%d orders; want at least %d", orders.TotalCount, want)
	}
}
