package desktop

import (
	"context"

	"bff/clients/connector"
	"bff/graph/relay"
)

// Options configures New. Runtime is needed.
type Options struct {
	// Runtime calls the backends.
	Runtime *connector.Runtime
}

// New makes the resolvers of the schema of operations staff. They keep no state
// of their own and are safe for concurrent use.
func New(o Options) ResolverRoot { return &resolver{Connect(o.Runtime)} }

// resolver has the fields that are written in Go, beside the connected ones.
type resolver struct{ *Connected }

func (r *resolver) Customer() CustomerResolver             { return customerResolver{r} }
func (r *resolver) Mutation() MutationResolver             { return mutationResolver{r} }
func (r *resolver) Payment() PaymentResolver               { return paymentResolver{r} }
func (r *resolver) Query() QueryResolver                   { return queryResolver{r} }
func (r *resolver) SetStockResult() SetStockResultResolver { return setStockResultResolver{r} }
func (r *resolver) Subscription() SubscriptionResolver     { return subscriptionResolver{r} }

// queryResolver has the root fields; each stands in the file of what it gives.
type queryResolver struct{ *resolver }

// Node resolves Query.node.
func (r queryResolver) Node(ctx context.Context, id string) (relay.Node, error) {
	typeName, _, ok := relay.Parse(id)
	if !ok {
		return nil, &relay.IDError{ID: id, Want: "Node"}
	}
	switch typeName {
	case "Order":
		return relay.Found(r.Order(ctx, id))
	case "Customer":
		return relay.Found(r.Customer(ctx, id))
	case "Product":
		return relay.Found(r.Product(ctx, id))
	default:
		return nil, &relay.IDError{ID: id, Want: "Node", Got: typeName}
	}
}
