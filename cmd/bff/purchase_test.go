package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// A purchase is interrupted at each of its steps, before and after the backend has done
// it. Whatever interrupts it, the same request with the same key finishes it: one order,
// paid once, and no payment that pays nothing.

// purchaseSteps are the requests that a purchase is made of, and what is open when one
// of them fails.
var purchaseSteps = []struct{ name, request, open string }{
	{"the order", "orders POST /orders", ""},
	{"the payment", "payments POST /payments", "PAYMENT_OPEN"},
	{"the confirmation", "orders PATCH /orders/n", "CONFIRMATION_OPEN"},
}

// checkout is a shop whose backends outlive the server before them.
type checkout struct {
	shop      map[string]string
	gates     *gates
	customers atomic.Int64 // each purchase has its own
}

func newCheckout(t *testing.T) *checkout {
	t.Helper()
	c := &checkout{shop: startShopProcess(t)}
	c.gates = newGates(t, c.shop)
	c.customers.Store(100)
	return c
}

// environ is that of a server over the gates. Breakers and budgets are off, because
// the tests fail more than they allow.
func (c *checkout) environ() []string {
	return append(sourcesAt(c.gates.urls, "Authorization"),
		"BFF_TRAFFIC_SHAPING_ALL_CIRCUIT_BREAKER_ENABLED=false", "BFF_TRAFFIC_SHAPING_ALL_RETRY_BUDGET_PERCENT=100",
		"BFF_TRAFFIC_SHAPING_ALL_ATTEMPT_TIMEOUT=1m", "BFF_TRAFFIC_SHAPING_ALL_TIMEOUT=1m", "BFF_SERVER_REQUEST_TIMEOUT=1m")
}

// purchase is one customer's, of one app.
type purchase struct {
	c        *checkout
	client   string
	customer string // the Authorization header
	before   int    // orders that the customer had
	body     string
}

func (c *checkout) begin(t *testing.T, client string) *purchase {
	t.Helper()
	p := &purchase{c: c, client: client, customer: fmt.Sprintf("Bearer user-%d", c.customers.Add(1))}
	p.before = len(p.orders(t))
	p.backend(t, http.MethodPost, "orders", "/cart/items", `{"product_id":17,"quantity":2}`, new(any))
	document, err := os.ReadFile("../../" + client + "/operations/PlaceOrder.graphql")
	if err != nil {
		t.Fatal(err)
	}
	variables, err := os.ReadFile("../../" + client + "/operations/PlaceOrder.json")
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(map[string]any{"query": string(document), "variables": json.RawMessage(variables)})
	if err != nil {
		t.Fatal(err)
	}
	p.body = string(body)
	return p
}

// backend asks a backend itself, beside the gates.
func (p *purchase) backend(t *testing.T, method, source, path, body string, into any) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, p.c.shop[source]+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", p.customer)
	r.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(into); err != nil || response.StatusCode >= 300 {
		t.Fatalf("%s %s: status %d, %v", source, path, response.StatusCode, err)
	}
}

type shopOrder struct {
	ID        int    `json:"id"`
	Number    string `json:"number"`
	Status    string `json:"status"`
	PaymentID *int   `json:"payment_id"`
}

// orders returns the orders of the customer, the newest first.
func (p *purchase) orders(t *testing.T) []shopOrder {
	t.Helper()
	var page struct{ Results []shopOrder }
	p.backend(t, http.MethodGet, "orders", "/orders?limit=100", "", &page)
	return page.Results
}

// finished reports whether the order is there and paid.
func (p *purchase) finished(t *testing.T) bool {
	t.Helper()
	orders := p.orders(t)
	return len(orders) > p.before && orders[0].Status == "paid"
}

// placed is a server's answer.
type placed struct {
	Data struct {
		PlaceOrder *struct {
			Order      *struct{ Number string }
			UserErrors []struct{ Code string }
		}
	}
	Errors []struct{ Extensions struct{ Code string } }
}

// outcome is the number of the order, and the code of what is wrong.
func (p placed) outcome() (number, code string) {
	if len(p.Errors) > 0 {
		code = p.Errors[0].Extensions.Code
	}
	if payload := p.Data.PlaceOrder; payload != nil {
		if payload.Order != nil {
			number = payload.Order.Number
		}
		if len(payload.UserErrors) > 0 {
			code = payload.UserErrors[0].Code
		}
	}
	return number, code
}

// send sends the request; the error is that of a client without an answer.
func (p *purchase) send(ctx context.Context, base string) (got placed, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/"+p.client+"/graphql", bytes.NewReader([]byte(p.body)))
	if err != nil {
		return got, err
	}
	r.Header.Set("Authorization", p.customer)
	r.Header.Set("Content-Type", "application/json")
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(r)
	if err != nil {
		return got, err
	}
	defer response.Body.Close()
	return got, json.NewDecoder(response.Body).Decode(&got)
}

// repeat sends the request again and checks that all is well, and once more.
func (p *purchase) repeat(t *testing.T, base string) {
	t.Helper()
	for range 2 {
		got, err := p.send(t.Context(), base)
		number, code := got.outcome()
		orders := p.orders(t)
		if err != nil || code != "" || len(orders) != p.before+1 {
			t.Fatalf("sent again: %+v, %v; %d orders were made; want one", got, err, len(orders)-p.before)
		}
		order := orders[0]
		if number != order.Number || order.Status != "paid" || order.PaymentID == nil {
			t.Errorf("sent again: %+v; order %+v; want it paid", got, order)
			return
		}
		var paid struct {
			Payments []struct {
				ID     int    `json:"id"`
				Status string `json:"status"`
			}
		}
		p.backend(t, http.MethodGet, "payments", fmt.Sprintf("/payments/by-order?ids=%d", order.ID), "", &paid)
		if len(paid.Payments) != 1 || paid.Payments[0].ID != *order.PaymentID {
			t.Errorf("payments %+v; want one, that of the order: %d", paid.Payments, *order.PaymentID)
		}
	}
}

// eachMoment runs a test for each app, step and side of it.
func eachMoment(t *testing.T, run func(t *testing.T, client string, step int, after bool)) {
	t.Helper()
	for _, client := range []string{"web", "mobile"} {
		for i, step := range purchaseSteps {
			for _, after := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s/%s/done=%v", client, step.name, after), func(t *testing.T) { run(t, client, i, after) })
			}
		}
	}
}

// The server is killed.
func TestPurchaseSurvivesAKill(t *testing.T) {
	c := newCheckout(t)
	eachMoment(t, func(t *testing.T, client string, step int, after bool) {
		server, base := startServerProcess(t, c.environ())
		p := c.begin(t, client)
		i := newInterruption(purchaseSteps[step].request, after, true, true)
		c.gates.set(i)
		answered := make(chan error, 1)
		go func() {
			_, err := p.send(t.Context(), base)
			answered <- err
		}()
		i.wait(t, answered)
		server.kill()
		if err := <-answered; err == nil {
			t.Fatal("the server answered; it was to be killed before")
		}
		c.gates.set(nil)
		_, base = startServerProcess(t, c.environ())
		t.Cleanup(func() { close(i.released) }) // late, as a request that is stuck somewhere is
		p.repeat(t, base)
	})
}

// The client leaves: the server finishes by itself.
func TestPurchaseSurvivesAClientThatLeaves(t *testing.T) {
	c := newCheckout(t)
	s := startWith(t, c.environ(), serveOver()...)
	eachMoment(t, func(t *testing.T, client string, step int, after bool) {
		p := c.begin(t, client)
		i := newInterruption(purchaseSteps[step].request, after, true, true)
		c.gates.set(i)
		ctx, leave := context.WithCancel(t.Context())
		answered := make(chan error, 1)
		go func() {
			_, err := p.send(ctx, s.base)
			answered <- err
		}()
		i.wait(t, answered)
		leave()
		if err := <-answered; err == nil {
			t.Fatal("the server answered; the client was to leave before")
		}
		close(i.released)
		waitUntil(t, func() bool { return p.finished(t) })
		p.repeat(t, s.base)
	})
}

// A backend fails: the answer has the order as far as it came, and says what is open.
// One failure is not even seen.
func TestPurchaseSurvivesAFailure(t *testing.T) {
	c := newCheckout(t)
	s := startWith(t, c.environ(), serveOver()...)
	eachMoment(t, func(t *testing.T, client string, step int, after bool) {
		once := c.begin(t, client)
		c.gates.set(newInterruption(purchaseSteps[step].request, after, false, true))
		if got, err := once.send(t.Context(), s.base); err != nil || !once.finished(t) {
			t.Errorf("one 503: %+v, %v; want a paid order", got, err)
		}
		once.repeat(t, s.base)

		p := c.begin(t, client)
		c.gates.set(newInterruption(purchaseSteps[step].request, after, false, false))
		got, err := p.send(t.Context(), s.base)
		c.gates.set(nil)
		number, code := got.outcome()
		if open := purchaseSteps[step].open; err != nil || (number != "") != (open != "") || open != "" && code != open || open == "" && code != "BACKEND_UNAVAILABLE" {
			t.Errorf("answer %+v, %v; want the order and %q, or BACKEND_UNAVAILABLE without an order", got, err, open)
		}
		if step > 0 && !strings.Contains(s.log.String(), "BACKEND_UNAVAILABLE") {
			t.Errorf("the log does not tell the failure: %s", s.log)
		}
		p.repeat(t, s.base)
	})
}

// The same request many times at once is one purchase.
func TestPurchaseSentManyTimesAtOnce(t *testing.T) {
	c := newCheckout(t)
	s := startWith(t, c.environ(), serveOver()...)
	p := c.begin(t, "web")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			got, err := p.send(t.Context(), s.base)
			if number, code := got.outcome(); err != nil || code != "" || number == "" {
				t.Errorf("answer %+v, %v; want the order", got, err)
			}
		})
	}
	all.Wait()
	p.repeat(t, s.base)
}
