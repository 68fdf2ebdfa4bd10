package main

import (
	"strconv"
	"strings"
	"testing"
)

// A mutation that may be repeated is: a backend that has done it and whose answer was
// lost is asked again, and what it says then is no refusal for the person who asked.
func TestMutationsWhoseAnswerIsLost(t *testing.T) {
	gates := newGates(t, startShopProcess(t))
	s := startWith(t, sourcesAt(gates.urls, "Authorization"), serveOver()...)
	paid, _ := s.query(t, "desktop", `{ orders(filter: { status: PAID }, first: 1) { nodes { number } } }`, "", staff).at("orders", "nodes", 0, "number").(string)
	for _, tt := range []struct {
		name, client, mutation string
		step                   string
		want                   string // in the answer
	}{
		{
			"a line is changed", "web", `updateCartLine(input: { lineId: "l1", quantity: 3 }) { cart { lines { id quantity } } userErrors { code } }`,
			"orders PUT /cart/items/l1", `{"id":"l1","quantity":3}`,
		},
		{
			"a line is taken out", "web", `updateCartLine(input: { lineId: "l1", quantity: 0 }) { cart { lines { id quantity } } userErrors { code } }`,
			"orders PUT /cart/items/l1", `"cart":{"lines":[`,
		},
		{
			"a device is registered", "mobile", `registerDevice(input: { platform: IOS, pushToken: "p", appVersion: "1" }) { deviceId userErrors { code } }`,
			"users POST /devices", `"deviceId":"`,
		},
		{
			"a view is recorded", "mobile", `recordView(productId: "17") { accepted userErrors { code } }`,
			"recommendations POST /views", `"accepted":true`,
		},
		{
			"stock is set", "desktop", `setStock(lines: [{ productId: "17", available: 5 }]) { results { stock { available } userErrors: error { code } } }`,
			"inventory POST /stock/bulk", `"available":5`,
		},
		{
			"an order is moved", "desktop", `updateOrderStatus(id: "` + paid + `", status: CANCELLED) { order { status } userErrors { code } }`,
			"orders PATCH /orders/n", `"status":"CANCELLED"`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			as := customer
			if tt.client == "desktop" {
				as = staff
			}
			i := newInterruption(tt.step, true, false, true)
			gates.set(i)
			got := s.do(t, "POST", s.base+"/"+tt.client+"/graphql", `{"query":`+strconv.Quote("mutation { "+tt.mutation+" }")+`}`, as)
			select {
			case <-i.reached:
			default:
				t.Fatalf("%s was not asked: %s", tt.step, got.body)
			}
			if strings.Contains(got.body, `"errors"`) || strings.Contains(got.body, `"code":"`) || !strings.Contains(got.body, tt.want) {
				t.Errorf("answer %s; want %s", got.body, tt.want)
			}
		})
	}
}
