// Package shopapi is what several clients of the sample shop do in Go, because no
// connector says it: refusals in words for people, a purchase in three steps that
// can be sent again, views that are delivered later, exact money.
//
//	order, err := shopapi.Purchase[Order]{Method: "card", Place: ..., Pay: ..., Paid: ...}.Do(ctx)
//	told, err := shopapi.Refused(err)
//
// Read refusal.go first: the rest reports by it.
package shopapi
