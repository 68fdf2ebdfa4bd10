package mobile

import (
	"strings"
	"testing"
	"time"

	"bff/internal/shopapi"
)

func TestMoney(t *testing.T) {
	for _, tt := range []struct{ name, locale, currency, want string }{
		{"the default", "en-IE", "EUR", "€1,599.00"},
		{"symbol first, comma for cents", "nl-NL", "EUR", "€ 1.599,00"},
		{"symbol last", "de-DE", "EUR", "1.599,00 €"},
		{"pounds", "en-GB", "GBP", "£1,599.00"},
		{"dollars", "en-US", "USD", "$1,599.00"},
		{"a country that the shop has no currency of", "ja-JP", "EUR", "€1,599.00"},
		{"a script between language and country", "sr-Latn-RS", "EUR", "1.599,00 €"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			at, err := parsePlace(tt.locale)
			if err != nil || at.currency != tt.currency {
				t.Fatalf("parsePlace(%q) = %+v, %v; want %s", tt.locale, at, err, tt.currency)
			}
			got, err := at.money(159900, at.currency)
			if got = strings.ReplaceAll(got, "\u00a0", " "); got != tt.want || err != nil {
				t.Errorf("money = %q, %v; want %q", got, err, tt.want)
			}
		})
	}
}

func TestParsePlaceRefuses(t *testing.T) {
	for _, tag := range []string{"", "en", "und-NL", "nl-", "dutch", "xx-YY", "en-150", "nl NL", "😀"} {
		at, err := parsePlace(tag)
		coded, ok := err.(interface{ ErrorCode() string })
		if !ok || coded.ErrorCode() != "BAD_USER_INPUT" || !strings.Contains(err.Error(), "nl-NL") {
			t.Errorf("parsePlace(%q) = %+v, %v; want BAD_USER_INPUT with an example", tag, at, err)
		}
	}
}

func TestBadgeLabel(t *testing.T) {
	sale := &PriceRecord{DiscountPercent: 20}
	for _, tt := range []struct {
		name  string
		price *PriceRecord
		stock *StockRecord
		want  string
	}{
		{"nothing known", nil, nil, ""},
		{"nothing to say", &PriceRecord{}, &StockRecord{Available: 9}, ""},
		{"a discount", sale, &StockRecord{Available: 9}, "-20%"},
		{"a discount, stock unknown", sale, nil, "-20%"},
		{"few left presses more than a discount", sale, &StockRecord{Available: 3, Low: true}, "Only 3 left"},
		{"none left", sale, &StockRecord{Low: true}, "Sold out"},
	} {
		if got := shopapi.Text(badgeLabel(tt.price, tt.stock)); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestStockLabel(t *testing.T) {
	now := time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
	soon, next, past := now.AddDate(0, 1, 2), now.AddDate(1, 1, 2), now.AddDate(0, 0, -1)
	for _, tt := range []struct {
		name    string
		product ProductCard
		stock   StockRecord
		want    string
	}{
		{"plenty", ProductCard{}, StockRecord{Available: 9}, "In stock"},
		{"few", ProductCard{}, StockRecord{Available: 3, Low: true}, "Only 3 left"},
		{"back this year", ProductCard{}, StockRecord{RestockAt: &soon}, "Back on 3 May"},
		{"back in another year", ProductCard{}, StockRecord{RestockAt: &next}, "Back on 3 May 2027"},
		{"the date has passed", ProductCard{}, StockRecord{RestockAt: &past}, "Sold out"},
		{"no date", ProductCard{}, StockRecord{}, "Sold out"},
		{"gone for good", ProductCard{Discontinued: true}, StockRecord{Available: 9}, "No longer sold"},
	} {
		if got := stockLabel(&tt.product, &tt.stock, now); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestOrderSummaryAndLinks(t *testing.T) {
	mug, cup := &OrderCardLine{Name: "Blue mug"}, &OrderCardLine{Name: "Cup"}
	for _, tt := range []struct{ name, got, want string }{
		{"no lines", orderSummary(nil), "Nothing"},
		{"one", orderSummary([]*OrderCardLine{mug}), "Blue mug"},
		{"others", orderSummary([]*OrderCardLine{mug, cup, cup}), "Blue mug and 2 more"},
		{"a product", shopapi.Text(bannerLink(&Banner{ProductID: label("UHJvZHVjdDoxNw")})), "shop://product/UHJvZHVjdDoxNw"},
		{"a category", shopapi.Text(bannerLink(&Banner{CategorySlug: label("a/b")})), "shop://category/a%2Fb"},
		{"nowhere", shopapi.Text(bannerLink(&Banner{CategorySlug: label("")})), ""},
		{"no rating", shopapi.Text(ratingLabel(&RatingRecord{})), ""},
		{"a rating", shopapi.Text(ratingLabel(&RatingRecord{Count: 128, Average: 4.34})), "4.3 ★ (128)"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, tt.got, tt.want)
		}
	}
}
