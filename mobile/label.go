package mobile

import (
	"fmt"
	"strconv"
	"time"

	"github.com/bojanz/currency"
	"golang.org/x/text/language"

	"bff/graph/relay"
	"bff/internal/shopapi"
)

// place is where the app is used: how amounts are written there, and the
// currency that the shop sells in there.
type place struct {
	locale   currency.Locale
	currency string
}

// parsePlace reads a BCP 47 tag. It needs a country: a currency can't be told
// from a language alone.
func parsePlace(tag string) (place, error) {
	parsed, err := language.Parse(tag)
	base, known := parsed.Base()
	script, scripted := parsed.Script()
	region, named := parsed.Region()
	if err != nil || known != language.Exact || named != language.Exact || !region.IsCountry() {
		return place{}, &relay.ArgumentError{
			Name: "locale", Problem: fmt.Sprintf("is %q; expected a language and a country, for example nl-NL", tag),
		}
	}
	p := place{locale: currency.Locale{Language: base.String(), Territory: region.String()}, currency: "EUR"}
	if scripted == language.Exact {
		p.locale.Script = script.String()
	}
	switch region.String() {
	case "GB":
		p.currency = "GBP"
	case "US":
		p.currency = "USD"
	}
	return p, nil
}

// money writes minor units of any currency as it is done in the place.
func (p place) money(cents int, code string) (string, error) {
	amount, err := currency.NewAmountFromInt64(int64(cents), code)
	if err != nil {
		return "", &shopapi.AmountError{Amount: strconv.Itoa(cents), Currency: code, Err: err}
	}
	return currency.NewFormatter(p.locale).Format(amount), nil
}

// badgeLabel says the most pressing thing of a product; either may be nil.
func badgeLabel(price *PriceRecord, stock *StockRecord) *string {
	switch {
	case stock != nil && stock.Available <= 0:
		return label("Sold out")
	case stock != nil && stock.Low:
		return label(onlyLeft(stock))
	case price != nil && price.DiscountPercent > 0:
		return label(fmt.Sprintf("-%d%%", price.DiscountPercent))
	default:
		return nil
	}
}

func onlyLeft(stock *StockRecord) string { return fmt.Sprintf("Only %d left", stock.Available) }

// stockLabel says whether a product can be ordered. A date to come back on
// names its year only when that is not the present one.
func stockLabel(product *ProductCard, stock *StockRecord, now time.Time) string {
	switch back := stock.RestockAt; {
	case product.Discontinued:
		return "No longer sold"
	case stock.Available > 0 && stock.Low:
		return onlyLeft(stock)
	case stock.Available > 0:
		return "In stock"
	case back == nil || back.Before(now):
		return "Sold out"
	case back.UTC().Year() != now.UTC().Year():
		return "Back on " + back.UTC().Format("2 January 2006")
	default:
		return "Back on " + back.UTC().Format("2 January")
	}
}

// ratingLabel writes stars and number of reviews; nil without reviews.
func ratingLabel(s *RatingRecord) *string {
	if s.Count == 0 {
		return nil
	}
	return label(fmt.Sprintf("%s ★ (%d)", strconv.FormatFloat(s.Average, 'f', 1, 64), s.Count))
}

func label(text string) *string { return &text }
