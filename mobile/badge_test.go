package mobile

import (
	"errors"
	"testing"

	"bff/connect/supply"
)

// A badge fails with what it depends on: with the stock always, with the price where the
// stock has nothing to say.
func TestBadgeFailsWithWhatItDependsOn(t *testing.T) {
	down := errors.New("down")
	price := supply.Known(&PriceRecord{DiscountPercent: 25})
	stock := func(available int, low bool) supply.Result[*StockRecord] {
		return supply.Known(&StockRecord{Available: available, Low: low})
	}
	noPrice, noStock := supply.Result[*PriceRecord]{Err: down}, supply.Result[*StockRecord]{Err: down}
	for _, tt := range []struct {
		name  string
		price supply.Result[*PriceRecord]
		stock supply.Result[*StockRecord]
		want  string
		fails bool
	}{
		{"both are there", price, stock(9, false), "-25%", false},
		{"the stock comes first", price, stock(0, true), "Sold out", false},
		{"the stock fails", price, noStock, "", true},
		{"the price fails and is not needed", noPrice, stock(0, true), "Sold out", false},
		{"the price fails and is needed", noPrice, stock(9, false), "", true},
		{"both fail", noPrice, noStock, "", true},
		{"nobody has the product", supply.Result[*PriceRecord]{}, supply.Result[*StockRecord]{}, "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := badge(tt.price, tt.stock)
			if (err != nil) != tt.fails || (got == nil) != (tt.want == "") || got != nil && *got != tt.want {
				t.Errorf("%v, %v; want %q, failed %t", got, err, tt.want, tt.fails)
			}
		})
	}
}
