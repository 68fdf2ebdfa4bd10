package shopapi_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"bff/internal/shopapi"
)

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
