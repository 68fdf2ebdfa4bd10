package shop

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"bff/internal/shop/data"
)

// paymentBook holds the payments; a *data.Payment is never changed.
type paymentBook struct {
	mu      sync.RWMutex // guards what follows; nothing else is locked under it
	all     []*data.Payment
	byOrder map[int][]*data.Payment
	keys    map[string]*attempt // by customer and Idempotency-Key
}

// attempt is what became of a payment with an Idempotency-Key. It is kept before
// the outcome is known, so that a retry that overtakes waits for it.
type attempt struct {
	asked   newPayment
	payment *data.Payment
	problem *problem
}

func newPaymentBook(set *data.Set) *paymentBook {
	b := &paymentBook{all: slices.Clone(set.Payments), byOrder: map[int][]*data.Payment{}, keys: map[string]*attempt{}}
	for _, p := range set.Payments {
		b.byOrder[p.OrderID] = append(b.byOrder[p.OrderID], p)
	}
	return b
}

// get is the payment with that id, nil when there is none.
func (b *paymentBook) get(id int) *data.Payment {
	b.mu.RLock()
	defer b.mu.RUnlock()
	if i := id - data.FirstPaymentID; i >= 0 && i < len(b.all) {
		return b.all[i]
	}
	return nil
}

func (b *paymentBook) ofOrder(id int) []*data.Payment {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.byOrder[id]
}

// pay keeps a payment that is authorised, unless the key was used before: then
// the first outcome is answered again. make gets the payments that the order has.
func (b *paymentBook) pay(customer int, key string, asked newPayment, make func(before []*data.Payment) (*data.Payment, *problem)) (p *data.Payment, refused *problem, replayed bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	key = idempotencyKey(customer, key)
	if before := b.keys[key]; before != nil && key != "" {
		if before.asked != asked {
			return nil, &problem{status: http.StatusUnprocessableEntity, code: "idempotency_key_reused", message: "This Idempotency-Key came with another payment before."}, false
		}
		return before.payment, before.problem, true
	}
	p, refused = make(b.byOrder[asked.OrderID])
	if p != nil {
		p.ID = data.FirstPaymentID + len(b.all)
		b.all = append(b.all, p)
		b.byOrder[p.OrderID] = append(b.byOrder[p.OrderID], p)
	}
	if key != "" {
		b.keys[key] = &attempt{asked, p, refused}
	}
	return p, refused, false
}

// idempotencyKey makes a customer's key one of this customer only; "" stays "".
func idempotencyKey(customer int, key string) string {
	if key == "" {
		return ""
	}
	return strconv.Itoa(customer) + " " + key
}

// payments serves payments; amounts are decimal strings.
type payments struct {
	*world
	book *paymentBook
}

func newPayments(s *Service, w *world) {
	ps := &payments{w, w.payments}
	s.refuse = func(w http.ResponseWriter, p *problem) {
		p.begin(w)
		writeJSON(w, p.status, map[string]string{"status": "error", "reason": p.code, "message": p.message})
	}
	s.handle("GET /payments", ps.list)
	s.handle("POST /payments", ps.create)
	s.handle("GET /payments/{id}", ps.one)
	s.handle("GET /payments/by-order", ps.ofOrders)
}

func (ps *payments) one(w http.ResponseWriter, r *http.Request) *problem {
	who, p := callerOf(r)
	if p != nil {
		return p
	}
	payment := ps.book.get(pathID(r, "id"))
	if payment == nil {
		return notFound("no payment " + r.PathValue("id"))
	}
	if !who.mayRead(payment.CustomerID) {
		return forbidden("this payment is somebody else's")
	}
	private(w)
	writeJSON(w, http.StatusOK, payment)
	return nil
}

func (ps *payments) list(w http.ResponseWriter, r *http.Request) *problem {
	return ps.some(w, r, func(id int) []*data.Payment {
		if payment := ps.book.get(id); payment != nil {
			return []*data.Payment{payment}
		}
		return nil
	})
}

func (ps *payments) ofOrders(w http.ResponseWriter, r *http.Request) *problem {
	return ps.some(w, r, ps.book.ofOrder)
}

// some lists what get finds for ?ids=, as far as the caller may see it.
func (ps *payments) some(w http.ResponseWriter, r *http.Request, get func(id int) []*data.Payment) *problem {
	who, p := callerOf(r)
	if p != nil {
		return p
	}
	if !r.URL.Query().Has("ids") {
		return invalid(http.StatusUnprocessableEntity, "ids is missing")
	}
	ids, p := queryIDs(r, http.StatusUnprocessableEntity)
	if p != nil {
		return p
	}
	found := []*data.Payment{}
	for _, id := range ids {
		for _, payment := range get(id) {
			if who.mayRead(payment.CustomerID) {
				found = append(found, payment)
			}
		}
	}
	private(w)
	writeJSON(w, http.StatusOK, map[string]any{"payments": found})
	return nil
}

// newPayment is compared whole: an Idempotency-Key belongs to one of them.
type newPayment struct {
	OrderID   int         `json:"order_id"`
	Method    string      `json:"method"`
	Amount    data.Amount `json:"amount"`
	CardToken string      `json:"card_token"`
}

// check says what is wrong with a payment for the order, which may be nil.
func (n *newPayment) check(customer int, order *data.Order) *problem {
	refuse := func(code, message string) *problem {
		return &problem{status: http.StatusUnprocessableEntity, code: code, message: message}
	}
	switch {
	case !slices.Contains([]string{"card", "paypal", "invoice"}, n.Method):
		return refuse("invalid", "method is not one of card, paypal, invoice")
	case n.Method == "card" && n.CardToken == "":
		return refuse("invalid", "card_token is missing")
	case order == nil || order.CustomerID != customer:
		return refuse("unknown_order", "there is no such order")
	case order.Status != data.OrderPending:
		return refuse("not_payable", "the order is "+order.Status)
	case n.Amount.Currency != order.Currency || n.Amount.Value != data.Decimal(order.TotalCents):
		return refuse("amount_mismatch", "the order costs "+data.Decimal(order.TotalCents)+" "+order.Currency)
	}
	return nil
}

func (ps *payments) create(w http.ResponseWriter, r *http.Request) *problem {
	customer, p := customerOf(r)
	if p != nil {
		return p
	}
	var body newPayment
	if p := readJSON(w, r, &body); p != nil {
		return p
	}
	// Orders is asked before the book is locked.
	order := ps.orders.get(body.OrderID)
	payment, p, replayed := ps.book.pay(customer, r.Header.Get("Idempotency-Key"), body, func(before []*data.Payment) (*data.Payment, *problem) {
		if p := body.check(customer, order); p != nil {
			return nil, p
		}
		if slices.ContainsFunc(before, func(p *data.Payment) bool { return p.Status == data.PaymentAuthorised }) {
			return nil, &problem{status: http.StatusConflict, code: "already_authorised", message: "The order has a payment already."}
		}
		return ps.authorise(customer, body)
	})
	if replayed {
		w.Header().Set("Idempotency-Replayed", "true")
	}
	if p != nil {
		return p
	}
	w.Header().Set("Location", "/payments/"+strconv.Itoa(payment.ID))
	private(w)
	writeJSON(w, http.StatusCreated, payment)
	return nil
}

// authorise is the bank: it declines the card "tok_declined" and takes the rest.
func (ps *payments) authorise(customer int, asked newPayment) (*data.Payment, *problem) {
	if asked.CardToken == "tok_declined" {
		return nil, &problem{status: http.StatusPaymentRequired, code: "declined", message: "The bank declined the card."}
	}
	at := ps.now()
	payment := &data.Payment{
		OrderID: asked.OrderID, CustomerID: customer, Method: asked.Method,
		Status: data.PaymentAuthorised, Amount: asked.Amount, AuthorisedAt: &at,
	}
	if asked.Method == "card" {
		last4 := last4Of(asked.CardToken)
		payment.CardLast4 = &last4
	}
	return payment, nil
}

// last4Of is what a card's token shows: its last four digits, 4242 without.
func last4Of(token string) string {
	digits := token[strings.LastIndexFunc(token, func(r rune) bool { return r < '0' || r > '9' })+1:]
	if len(digits) < 4 {
		return "4242"
	}
	return digits[len(digits)-4:]
}
