package shop

import (
	"net/http"

	"bff/internal/shop/data"
)

// pricing serves prices; everything good is in "data", everything bad in
// "errors". Prices are kept in euros and converted at fixed rates.
type pricing struct{ *world }

// ratesPer1000 is what 1000 euros are in a currency.
var ratesPer1000 = map[string]int{"EUR": 1000, "USD": 1080, "GBP": 850}

func newPricing(s *Service, w *world) {
	pr := &pricing{w}
	s.refuse = func(w http.ResponseWriter, p *problem) {
		type apiError struct {
			Status int    `json:"status"`
			Title  string `json:"title"`
		}
		p.begin(w)
		writeJSON(w, p.status, map[string][]apiError{"errors": {{p.status, p.message}}})
	}
	s.handle("GET /prices", pr.list)
	s.handle("GET /prices/{product_id}", pr.one)
}

func (pr *pricing) one(w http.ResponseWriter, r *http.Request) *problem {
	currency, p := currencyOf(r)
	if p != nil {
		return p
	}
	id := pathID(r, "product_id")
	if pr.Product(id) == nil {
		return notFound("no price for product " + r.PathValue("product_id"))
	}
	cacheable(w, 30)
	writeJSON(w, http.StatusOK, map[string]any{"data": priceIn(pr.Prices[id-1], currency)})
	return nil
}

func (pr *pricing) list(w http.ResponseWriter, r *http.Request) *problem {
	currency, p := currencyOf(r)
	if p != nil {
		return p
	}
	if !r.URL.Query().Has("ids") {
		return badRequest("ids is missing")
	}
	ids, p := queryIDs(r, http.StatusBadRequest)
	if p != nil {
		return p
	}
	prices := make([]data.Price, 0, len(ids))
	for _, id := range ids {
		if pr.Product(id) != nil {
			prices = append(prices, priceIn(pr.Prices[id-1], currency))
		}
	}
	cacheable(w, 30)
	writeJSON(w, http.StatusOK, map[string]any{"data": prices})
	return nil
}

func currencyOf(r *http.Request) (string, *problem) {
	currency := r.URL.Query().Get("currency")
	if currency == "" {
		return "EUR", nil
	}
	if ratesPer1000[currency] == 0 {
		return "", badRequest("currency is not one of EUR, USD, GBP")
	}
	return currency, nil
}

func priceIn(p data.Price, currency string) data.Price {
	if currency == p.Currency {
		return p
	}
	rate := ratesPer1000[currency]
	convert := func(cents int) int { return (cents*rate + 500) / 1000 }
	p.Currency, p.AmountCents = currency, convert(p.AmountCents)
	if p.CompareAtCents != nil {
		before := convert(*p.CompareAtCents)
		p.CompareAtCents = &before
	}
	return p
}
