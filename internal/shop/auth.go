package shop

import (
	"net/http"
	"strconv"
	"strings"

	"bff/internal/shop/data"
)

// caller is who sends a request: a customer (user > 0) or staff.
type caller struct {
	user  int
	staff bool
}

// mayRead tells whether the caller may see what belongs to a customer.
func (c caller) mayRead(customerID int) bool { return c.staff || c.user == customerID }

// callerOf reads the Authorization header. Missing, malformed and unknown
// callers are a 401.
func callerOf(r *http.Request) (caller, *problem) {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	kind, number, _ := strings.Cut(token, "-")
	id, err := strconv.Atoi(number)
	switch {
	case !ok || err != nil || id < 1:
	case kind == "staff":
		return caller{staff: true}, nil
	case kind == "user" && id <= data.UserCount:
		return caller{user: id}, nil
	}
	return caller{}, &problem{
		status: http.StatusUnauthorized, code: "unauthorized",
		message: "send Authorization: Bearer user-<id> or staff-<n>",
		header:  map[string]string{"WWW-Authenticate": `Bearer realm="shop"`},
	}
}

// customerOf is the customer who sends the request; staff is a 403.
func customerOf(r *http.Request) (int, *problem) {
	c, p := callerOf(r)
	if p == nil && c.staff {
		p = forbidden("only customers may do this")
	}
	return c.user, p
}

// staffOnly is nil for staff; customers are a 403.
func staffOnly(r *http.Request) *problem {
	c, p := callerOf(r)
	if p == nil && !c.staff {
		p = forbidden("only staff may do this")
	}
	return p
}

func forbidden(message string) *problem {
	return &problem{status: http.StatusForbidden, code: "forbidden", message: message}
}
