package shop

import (
	"slices"
	"sync"

	"bff/internal/shop/data"
)

// orderBook holds the orders. An *data.Order is never changed: a change is a new
// record in its place, so readers need no lock once they have one.
type orderBook struct {
	mu         sync.RWMutex    // guards what follows; nothing else is locked or awaited under it
	all        []*data.Order   // by id - data.FirstOrderID
	byCustomer [][]int         // order ids by user id - 1, ascending
	versions   map[int]int     // of changed orders; an order begins with 1
	watchers   map[int][]watch // by order id
	keys       map[string]int  // order id by customer and Idempotency-Key
}

// watch gets the later versions of an order. It is closed when it does not keep up.
type watch chan orderVersion

type orderVersion struct {
	order   *data.Order
	version int
}

func newOrderBook(set *data.Set) *orderBook {
	b := &orderBook{
		all: slices.Clone(set.Orders), byCustomer: make([][]int, len(set.Users)),
		versions: map[int]int{}, watchers: map[int][]watch{}, keys: map[string]int{},
	}
	for _, o := range set.Orders {
		b.byCustomer[o.CustomerID-1] = append(b.byCustomer[o.CustomerID-1], o.ID)
	}
	return b
}

// get is the order with that id, nil when there is none.
func (b *orderBook) get(id int) *data.Order {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.at(id)
}

func (b *orderBook) at(id int) *data.Order {
	if i := id - data.FirstOrderID; i >= 0 && i < len(b.all) {
		return b.all[i]
	}
	return nil
}

// snapshot lists the orders of a customer, or all for 0, oldest first.
func (b *orderBook) snapshot(customer int) []*data.Order {
	b.mu.RLock()
	defer b.mu.RUnlock()
	if customer == 0 {
		return slices.Clone(b.all)
	}
	if customer < 0 || customer > len(b.byCustomer) {
		return nil
	}
	ids := b.byCustomer[customer-1]
	found := make([]*data.Order, len(ids))
	for i, id := range ids {
		found[i] = b.at(id)
	}
	return found
}

// add gives an order its id and number and keeps it. An order with the same
// customer and key (unless "") is answered instead of adding another.
// take is called when the order is a new one, and may refuse it by nil.
func (b *orderBook) add(customer int, key string, take func() *data.Order) (o *data.Order, isNew bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	key = idempotencyKey(customer, key)
	if id, known := b.keys[key]; known && key != "" {
		return b.at(id), false
	}
	if o = take(); o == nil {
		return nil, false
	}
	o.ID = data.FirstOrderID + len(b.all)
	o.Number = data.NumberOf(o.ID)
	b.all = append(b.all, o)
	b.byCustomer[customer-1] = append(b.byCustomer[customer-1], o.ID)
	if key != "" {
		b.keys[key] = o.ID
	}
	return o, true
}

// unchanged is the error of an edit when the order is already as it should be.
var unchanged = &problem{}

// change replaces an order by what edit makes of a copy, and tells the watchers.
// edit runs under the lock; when it returns a problem nothing changes, and unchanged is
// none.
func (b *orderBook) change(id int, edit func(o *data.Order) *problem) (*data.Order, *problem) {
	b.mu.Lock()
	defer b.mu.Unlock()
	current := b.at(id)
	if current == nil {
		return nil, notFound("no such order")
	}
	next := *current
	switch p := edit(&next); p {
	case nil:
	case unchanged:
		return current, nil
	default:
		return nil, p
	}
	b.all[id-data.FirstOrderID] = &next
	b.versions[id] = max(1, b.versions[id]) + 1
	b.tell(id, orderVersion{&next, b.versions[id]})
	return &next, nil
}

// tell never blocks: a watcher that has not read its last ones is let go.
func (b *orderBook) tell(id int, v orderVersion) {
	b.watchers[id] = slices.DeleteFunc(b.watchers[id], func(w watch) bool {
		select {
		case w <- v:
			return false
		default:
			close(w)
			return true
		}
	})
}

// watch is the order as it is and its changes from now on. stop has to be called.
func (b *orderBook) watch(id int) (current orderVersion, changes watch, stop func()) {
	const behind = 16 // changes a reader may lag before it is let go
	b.mu.Lock()
	defer b.mu.Unlock()
	w := make(watch, behind)
	b.watchers[id] = append(b.watchers[id], w)
	stop = func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.watchers[id] = slices.DeleteFunc(b.watchers[id], func(other watch) bool { return other == w })
		if len(b.watchers[id]) == 0 {
			delete(b.watchers, id)
		}
	}
	return orderVersion{b.at(id), max(1, b.versions[id])}, w, stop
}
