package data

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

func (s *Set) makeOrders(rng *rand.Rand) {
	start := Now.AddDate(-2, 0, 0)
	wanted := s.demand(rng)
	s.Orders = make([]*Order, OrderCount)
	s.OrdersByCustomer = make([][]*Order, len(s.Users))
	for i := range s.Orders {
		at := spread(rng, start, i, OrderCount)
		// A third of the orders comes from a tenth of the customers.
		customers := existing(openingDay, at, UserCount)
		if rng.IntN(3) == 0 {
			customers = max(adaID, customers/10)
		}
		o := &Order{ID: FirstOrderID + i, CustomerID: 1 + rng.IntN(customers), Currency: "EUR", PlacedAt: at}
		o.Number = NumberOf(o.ID)
		o.Lines = s.makeLines(rng, wanted, at)
		o.Status, o.UpdatedAt = progress(rng, at)
		if i == 0 {
			s.pinOrder(o)
		}
		o.ShippingAddress = s.Users[o.CustomerID-1].DefaultAddress()
		o.TotalCents = TotalOf(o.Lines)
		s.Orders[i] = o
		s.OrdersByCustomer[o.CustomerID-1] = append(s.OrdersByCustomer[o.CustomerID-1], o)
	}
	for i := range s.OrdersByCustomer {
		s.OrdersByCustomer[i] = slices.Clip(s.OrdersByCustomer[i])
	}
}

// NumberOf is the order number that people see.
func NumberOf(orderID int) string { return fmt.Sprintf("SO-%d", orderID) }

// TotalOf is the sum of the lines, in cents.
func TotalOf(lines []OrderLine) int {
	total := 0
	for _, l := range lines {
		total += l.Quantity * l.UnitPriceCents
	}
	return total
}

func (s *Set) makeLines(rng *rand.Rand, wanted func(time.Time) int, at time.Time) []OrderLine {
	n := 1 + min(rng.IntN(5), rng.IntN(5))
	lines := make([]OrderLine, 0, n)
	for range n {
		p := s.Product(wanted(at))
		if slices.ContainsFunc(lines, func(l OrderLine) bool { return l.ProductID == p.ID }) {
			continue
		}
		lines = append(lines, OrderLine{
			LineNo: len(lines) + 1, ProductID: p.ID, SKU: p.SKU, Name: p.Name,
			Quantity: 1 + min(rng.IntN(4), rng.IntN(4)), UnitPriceCents: p.ListPriceCents,
		})
	}
	return lines
}

// progress is how far an order of that age has come, and since when.
func progress(rng *rand.Rand, placed time.Time) (status string, since time.Time) {
	age := Now.Sub(placed) - time.Duration(rng.IntN(36))*time.Hour
	after := func(hours int) time.Time {
		t := placed.Add(time.Duration(hours)*time.Hour + time.Duration(rng.IntN(3600))*time.Second)
		if t.After(Now) {
			return Now
		}
		return t
	}
	const day = 24 * time.Hour
	switch {
	case rng.IntN(100) < 4:
		return OrderCancelled, after(5)
	case age < day:
		return OrderPending, placed
	case age < 4*day:
		return OrderPaid, after(1)
	case age < 6*day:
		return OrderPacked, after(30)
	case age < 9*day:
		return OrderShipped, after(54)
	default:
		return OrderDelivered, after(120)
	}
}

// pinOrder makes the first order Ada's: paid, three blue mugs at their full price.
func (s *Set) pinOrder(o *Order) {
	mug := s.Product(mugID)
	o.CustomerID, o.Status = adaID, OrderPaid
	o.UpdatedAt = o.PlacedAt.Add(time.Hour)
	o.Lines = []OrderLine{{LineNo: 1, ProductID: mug.ID, SKU: mug.SKU, Name: mug.Name, Quantity: 3, UnitPriceCents: mug.ListPriceCents}}
}

// The states of a payment.
const (
	PaymentAuthorised = "authorised"
	PaymentCaptured   = "captured"
	PaymentRefunded   = "refunded"
	PaymentDeclined   = "declined"
)

// makePayments pays the orders and tells them their payment.
func (s *Set) makePayments(rng *rand.Rand) {
	for _, o := range s.Orders {
		status := paymentStatus(rng, o.Status)
		if status == "" {
			continue
		}
		p := &Payment{
			ID: FirstPaymentID + len(s.Payments), OrderID: o.ID, CustomerID: o.CustomerID, Status: status,
			Method: pick(rng, []string{"card", "card", "card", "paypal", "invoice"}),
			Amount: Amount{Value: Decimal(o.TotalCents), Currency: o.Currency},
		}
		if o.ID == FirstOrderID {
			p.Method = "card"
		}
		if p.Method == "card" {
			p.CardLast4 = pointer(fmt.Sprintf("%04d", rng.IntN(10_000)))
		}
		if o.ID == FirstOrderID {
			p.CardLast4 = pointer("4242")
		}
		if status != PaymentDeclined {
			p.AuthorisedAt = pointer(o.PlacedAt.Add(time.Duration(20+rng.IntN(300)) * time.Second))
			o.PaymentID = pointer(p.ID)
		}
		s.Payments = append(s.Payments, p)
	}
}

// paymentStatus is the state of the payment of an order; "" means that nobody
// has tried to pay it.
func paymentStatus(rng *rand.Rand, order string) string {
	switch order {
	case OrderPending:
		if rng.IntN(4) == 0 {
			return PaymentDeclined
		}
		return ""
	case OrderCancelled:
		if rng.IntN(2) == 0 {
			return PaymentRefunded
		}
		return ""
	case OrderPaid, OrderPacked:
		return PaymentAuthorised
	default:
		return PaymentCaptured
	}
}

// Decimal writes cents as major units: 5997 is "59.97".
func Decimal(cents int) string { return fmt.Sprintf("%d.%02d", cents/100, cents%100) }

// makeCarts fills every seventh customer's cart; Ada is one of them.
func (s *Set) makeCarts(rng *rand.Rand) {
	s.Carts = map[int]Cart{}
	for userID := 7; userID <= len(s.Users); userID += 7 {
		cart := Cart{CartID: fmt.Sprintf("cart-%d", userID), UserID: userID, Currency: "EUR", UpdatedAt: Now.Add(-time.Duration(rng.IntN(72*3600)) * time.Second)}
		for range 1 + rng.IntN(4) {
			id := s.Popular[rng.IntN(500)]
			if len(cart.Items) == 0 && userID == adaID {
				id = mugID
			}
			if slices.ContainsFunc(cart.Items, func(i CartItem) bool { return i.ProductID == id }) {
				continue
			}
			cart.Items = append(cart.Items, CartItem{LineID: fmt.Sprintf("l%d", len(cart.Items)+1), ProductID: id, Quantity: 1 + rng.IntN(2), AddedAt: cart.UpdatedAt})
		}
		if userID == adaID {
			cart.Items[0].Quantity = 2
		}
		s.Carts[userID] = cart
	}
}
