package nulls

import (
	"context"
	"strings"

	"bff/clients/connector"
	"bff/connect/supply"
	"bff/graph/batch"
	"bff/graph/entity"
)

// New makes the resolvers: connected ones, and a field in Go.
func New(rt *connector.Runtime) ResolverRoot { return &resolver{Connect(rt)} }

type resolver struct{ *Connected }

func (r *resolver) Query() QueryResolver { return queryResolver{connectedQuery{r.Connected}, r} }
func (r *resolver) Thing() ThingResolver { return thingResolver{connectedThing{r.Connected}} }
func (r *resolver) Owner() OwnerResolver { return ownerResolver{connectedOwner{r.Connected}} }

type queryResolver struct {
	connectedQuery
	root *resolver
}

// Owner resolves Query.owner.
func (r queryResolver) Owner(ctx context.Context, id string) (*Owner, error) {
	return entity.Find(ctx, stubOwner(id), ownOwner, r.root.ownerType)
}

// Owners resolves Query.owners.
func (r queryResolver) Owners(ctx context.Context, ids []string) ([]*Owner, error) {
	return entity.Entities(ctx, supply.Known(stubs(ids)), ownOwner, r.root.ownerType, true)
}

// Every resolves Query.every.
func (r queryResolver) Every(ctx context.Context, ids []string) ([]*Owner, error) {
	return entity.Entities(ctx, supply.Known(stubs(ids)), ownOwner, r.root.ownerType, false)
}

func stubs(ids []string) []*Owner {
	out := make([]*Owner, len(ids))
	for i, id := range ids {
		out[i] = stubOwner(id)
	}
	return out
}

type ownerResolver struct{ connectedOwner }

// Badges resolves Owner.badges, and would give an empty list for tags that nobody told.
func (ownerResolver) Badges(ctx context.Context, objs []*Owner) ([][]string, error) {
	return batch.Resolve(ctx, objs, func(_ context.Context, all []*Owner) ([][]string, error) {
		out := make([][]string, len(all))
		for i, owner := range all {
			out[i] = append([]string{}, owner.Tags...)
		}
		return out, nil
	})
}

// Badge resolves Owner.badge, and would panic without a secret.
func (ownerResolver) Badge(_ context.Context, o *Owner) (*string, error) {
	text := o.Email + " " + *o.Secret
	return &text, nil
}

type thingResolver struct{ connectedThing }

// Loud resolves Thing.loud: it reads what it needs of each parent, as Go does.
func (thingResolver) Loud(_ context.Context, objs []*Thing) ([]*string, error) {
	out := make([]*string, len(objs))
	for i, thing := range objs {
		if thing.Name != nil {
			text := strings.ToUpper(*thing.Name)
			out[i] = &text
		}
	}
	return out, nil
}
