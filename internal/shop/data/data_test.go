package data

import (
	"crypto/sha256"
	"encoding/json"
	"slices"
	"testing"
)

func hash(t testing.TB, s *Set) [32]byte {
	t.Helper()
	own := *s
	own.ReviewsByProduct, own.OrdersByCustomer = nil, nil // the same records once more
	all, err := json.Marshal(own)
	if err != nil {
		t.Fatal(err)
	}
	return sha256.Sum256(all)
}

func TestSameSeedSameWorld(t *testing.T) {
	first, again, other := hash(t, generate(7)), hash(t, generate(7)), hash(t, generate(8))
	if first != again {
		t.Error("the same seed made two worlds")
	}
	if first == other {
		t.Error("seeds 7 and 8 made the same world")
	}
	if For(0) != For(DefaultSeed) {
		t.Error("For(0) is not the world of DefaultSeed")
	}
}

func TestWorldIsComplete(t *testing.T) {
	s := For(0)
	for _, c := range []struct {
		kind      string
		got, want int
	}{
		{"products", len(s.Products), ProductCount},
		{"prices", len(s.Prices), ProductCount},
		{"stock", len(s.Stock), ProductCount},
		{"users", len(s.Users), UserCount},
		{"reviews", len(s.Reviews), ReviewCount},
		{"orders", len(s.Orders), OrderCount},
		{"popular products", len(s.Popular), ProductCount},
	} {
		if c.got != c.want {
			t.Errorf("%d %s; want %d", c.got, c.kind, c.want)
		}
	}
	if n := len(s.Categories); n < 20 || n > 30 {
		t.Errorf("%d categories; want about 25", n)
	}
}

func TestPinnedRecords(t *testing.T) {
	for _, seed := range []uint64{0, 99} {
		s := For(seed)
		mug := s.Product(17)
		if mug.Name != "Blue mug" || mug.Slug != "blue-mug" || s.Prices[16].AmountCents != 1599 {
			t.Errorf("seed %d: product 17 is %+v at %+v", seed, mug, s.Prices[16])
		}
		if got := s.User(42).DisplayName; got != "Ada L." {
			t.Errorf("seed %d: user 42 is %q", seed, got)
		}
		first := s.Orders[0]
		if first.ID != 100001 || first.CustomerID != 42 || first.Status != OrderPaid || first.TotalCents != 5997 || first.PaymentID == nil || *first.PaymentID != 501 {
			t.Errorf("seed %d: the first order is %+v", seed, first)
		}
		if line := s.Carts[42].Items[0]; line.LineID != "l1" || line.ProductID != 17 || line.Quantity != 2 {
			t.Errorf("seed %d: Ada's cart starts with %+v", seed, line)
		}
	}
}

// Every reference leads somewhere, and nothing happens before what it needs.
func TestWorldIsConsistent(t *testing.T) {
	s := For(0)
	slugs := map[string]bool{}
	for i := range s.Products {
		if p := &s.Products[i]; slugs[p.Slug] || p.ID != i+1 || p.ListPriceCents <= 0 {
			t.Fatalf("product %+v: slug, id or price is off", p)
		}
		slugs[s.Products[i].Slug] = true
	}
	for i, r := range s.Reviews {
		p, author := s.Product(r.ProductID), s.User(r.AuthorID)
		if p == nil || author == nil || r.Rating < 1 || r.Rating > 5 || r.CreatedAt.Before(p.CreatedAt) {
			t.Fatalf("review %+v of %+v by %+v", r, p, author)
		}
		if i > 0 && r.CreatedAt.Before(s.Reviews[i-1].CreatedAt) {
			t.Fatalf("review %d is older than the one before", r.ID)
		}
	}
	for _, o := range s.Orders {
		if s.User(o.CustomerID) == nil || len(o.Lines) == 0 || o.TotalCents != TotalOf(o.Lines) || o.UpdatedAt.Before(o.PlacedAt) || o.UpdatedAt.After(Now) {
			t.Fatalf("order %+v", o)
		}
		if o.PaymentID != nil && s.Payments[*o.PaymentID-FirstPaymentID].OrderID != o.ID {
			t.Fatalf("order %d has payment %d of another order", o.ID, *o.PaymentID)
		}
	}
}

func TestPopularityIsSkewed(t *testing.T) {
	s := For(0)
	var counts []int
	for _, reviews := range s.ReviewsByProduct {
		counts = append(counts, len(reviews))
	}
	slices.Sort(counts)
	slices.Reverse(counts)
	top, all := 0, 0
	for i, n := range counts {
		if i < len(counts)/10 {
			top += n
		}
		all += n
	}
	if top*2 < all {
		t.Errorf("the top tenth of products has %d of %d reviews; want more than half", top, all)
	}
	if counts[0] > 2500 || counts[len(counts)-1] != 0 {
		t.Errorf("reviews per product go from %d to %d; want from none to some hundreds", counts[len(counts)-1], counts[0])
	}
	t.Logf("most reviews %d, product 17 has %d", counts[0], len(s.ReviewsByProduct[16]))
}

func BenchmarkGenerate(b *testing.B) {
	for b.Loop() {
		generate(1)
	}
}
