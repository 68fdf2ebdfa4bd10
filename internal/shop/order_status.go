package shop

import (
	"fmt"
	"net/http"
	"slices"

	"bff/internal/shop/data"
)

// staffMoves lists where staff may take an order from a status. An order becomes paid
// by its owner only.
var staffMoves = map[string][]string{
	data.OrderPending: {data.OrderCancelled},
	data.OrderPaid:    {data.OrderPacked, data.OrderCancelled},
	data.OrderPacked:  {data.OrderShipped, data.OrderCancelled},
	data.OrderShipped: {data.OrderDelivered},
}

type orderPatch struct {
	Status    string `json:"status"`
	PaymentID *int   `json:"payment_id"`
}

// patch moves an order on: staff along staffMoves, the owner from pending to paid.
func (o *orders) patch(w http.ResponseWriter, r *http.Request) *problem {
	order, who, p := o.visible(r)
	if p != nil {
		return p
	}
	var body orderPatch
	if p := readJSON(w, r, &body); p != nil {
		return p
	}
	if !slices.Contains(orderStatuses, body.Status) {
		return invalid(http.StatusUnprocessableEntity, "status is not one that an order can have.")
	}
	edit := o.byStaff(body)
	if !who.staff {
		if edit, p = o.byOwner(order, body); p != nil {
			return p
		}
	}
	changed, p := o.book.change(order.ID, edit)
	if p != nil {
		return p
	}
	private(w)
	writeJSON(w, http.StatusOK, changed)
	return nil
}

func (o *orders) byStaff(body orderPatch) func(*data.Order) *problem {
	return func(order *data.Order) *problem {
		if body.PaymentID != nil || !slices.Contains(staffMoves[order.Status], body.Status) {
			return badTransition(order.Status, body.Status)
		}
		order.Status, order.UpdatedAt = body.Status, o.now()
		return nil
	}
}

// byOwner asks payments about the payment before the book is locked.
func (o *orders) byOwner(order *data.Order, body orderPatch) (func(*data.Order) *problem, *problem) {
	if body.Status != data.OrderPaid || body.PaymentID == nil {
		return nil, forbidden("Customers can only pay: send payment_id and the status paid.")
	}
	paid := o.payments.get(*body.PaymentID)
	if paid == nil || paid.OrderID != order.ID || paid.Status == data.PaymentDeclined {
		return nil, &problem{status: http.StatusConflict, code: "invalid_transition", message: fmt.Sprintf("Payment %d does not pay this order.", *body.PaymentID)}
	}
	return func(order *data.Order) *problem {
		if order.Status == data.OrderPaid && order.PaymentID != nil && *order.PaymentID == *body.PaymentID {
			return unchanged // a retry, perhaps of what is under way
		}
		if order.Status != data.OrderPending {
			return badTransition(order.Status, body.Status)
		}
		order.Status, order.PaymentID, order.UpdatedAt = body.Status, body.PaymentID, o.now()
		return nil
	}, nil
}

func badTransition(from, to string) *problem {
	return &problem{status: http.StatusConflict, code: "invalid_transition", message: fmt.Sprintf("An order that is %s can't become %s.", from, to)}
}
