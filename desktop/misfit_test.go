package desktop_test

import (
	"net/http"
	"strings"
	"testing"

	"bff/internal/shopapi/shopapitest"
)

// What is wrong with the answer to a mutation has its own path in the payload, and what
// is not known of a line is an error, not a line that went well.
func TestMutationsTellWhatDoesNotFit(t *testing.T) {
	const level = `{"available":5,"reserved":0,"warehouse":"A","low_stock_threshold":1,"updated_at":"2026-01-02T15:04:05Z"}`
	for _, tt := range []struct{ name, answer, document, want string }{
		{
			"a line of stock", `{"results":[{"status":200,"stock":{"available":"many","low_stock_threshold":1}},{"status":200,"stock":` + level + `}]}`,
			`mutation { setStock(lines: [{productId: "x", available: 1}, {productId: "17", available: 1}, {productId: "18", available: 2}]) { results { stock { available } } } }`,
			`"path":["setStock","results",1,"stock","available"]`,
		},
		{
			"fewer lines than were sent", `{"results":[{"status":200,"stock":` + level + `}]}`,
			`mutation { setStock(lines: [{productId: "17", available: 1}, {productId: "18", available: 2}]) { results { stock { available } } } }`,
			`"message":"The stock was sent, and the answer does not say what became of each line."`,
		},
		{
			"an order", `{"id":1,"number":{}}`, `mutation { updateOrderStatus(id: "1", status: PAID) { order { number } userErrors { code } } }`,
			`"path":["updateOrderStatus","order","number"]`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := newOffice(t, shopapitest.Answering(http.StatusOK, tt.answer))
			got := string(o.send(t, tt.document, nil, "application/json"))
			if !strings.Contains(got, tt.want) || strings.Contains(got, "INTERNAL_SERVER_ERROR") {
				t.Errorf("%s; want %s", got, tt.want)
			}
		})
	}
}
