package shopapi

import (
	"context"
	"encoding/json"
	"net/http"

	"bff/clients"
)

// Users fetches what everyone may see of customers, in the order of the ids.
func (s *Shop) Users(ctx context.Context, ids []int) []clients.Result[*User] {
	return clients.FetchMany(ctx, s.backends, usersByID, ids)
}

var usersByID = clients.Batch[int, *User]{
	Source: Users, Name: "users.byID", Cache: profiles,
	Request: byIDs[int]("/users"),
	Split: keyed(
		func(envelope struct {
			Users []*User `json:"users"`
		},
		) []*User {
			return envelope.Users
		},
		userID,
	),
}

func userID(u *User) int { return u.ID }

// Me fetches the customer who asks; nil for a visitor, who has no credentials.
// Wrong credentials are an error.
func (s *Shop) Me(ctx context.Context) (*User, error) {
	if !SignedIn(ctx) {
		return nil, nil
	}
	user, _, err := clients.Fetch(ctx, s.backends, me, clients.Request{Path: "/me"})
	return user, err
}

// SignedIn tells whether the request came with credentials, right or wrong.
func SignedIn(ctx context.Context) bool { return clients.IncomingFrom(ctx).Subject != "" }

var me = clients.Call[*User]{Source: Users, Name: "me.get", Cache: own}

// Customers fetches all that is known of customers, in the order of the ids.
// Staff only.
func (s *Shop) Customers(ctx context.Context, ids []int) []clients.Result[*User] {
	return clients.FetchMany(ctx, s.backends, customersByID, ids)
}

var customersByID = clients.Batch[int, *User]{
	Source: Users, Name: "customers.byID", Cache: own,
	Request: byIDs[int]("/customers"),
	Split: keyed(
		func(envelope struct {
			Customers []*User `json:"customers"`
		},
		) []*User {
			return envelope.Customers
		},
		userID,
	),
}

// RegisterDevice tells where push messages for the customer who asks go. A
// device that the backend refuses is a *Refusal.
func (s *Shop) RegisterDevice(ctx context.Context, device NewDevice) (*Device, error) {
	body, err := json.Marshal(device)
	if err != nil {
		return nil, err
	}
	registered, _, err := clients.Fetch(ctx, s.backends, registerDevice, clients.Request{
		Method: http.MethodPost, Path: "/devices", Body: body,
	})
	return registered, refuse(err, refusals{
		http.StatusUnprocessableEntity: {Code: InvalidInput, Message: "The device was not accepted; it needs a push token and a version."},
	})
}

var registerDevice = clients.Call[*Device]{
	Source: Users, Name: "devices.register",
	Idempotent: true, // the same token is the same device
}
