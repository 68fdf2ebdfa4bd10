package web

import (
	"context"
	"fmt"
	"strings"

	"bff/graph/relay"
	"bff/internal/shopapi"
)

// Options configures New. Shop is needed.
type Options struct {
	// Shop asks the backends.
	Shop *shopapi.Shop
	// AssetsURL is put before the paths of pictures: "https://cdn.example.com".
	// Empty makes them relative to the page.
	AssetsURL string
}

// New makes the resolvers of the storefront's schema. They keep no state of
// their own and are safe for concurrent use.
func New(o Options) ResolverRoot {
	return &resolver{shop: o.Shop, assets: strings.TrimSuffix(o.AssetsURL, "/")}
}

type resolver struct {
	shop   *shopapi.Shop
	assets string
}

func (r *resolver) Cart() CartResolver               { return cartResolver{r} }
func (r *resolver) CartLine() CartLineResolver       { return cartLineResolver{r} }
func (r *resolver) Category() CategoryResolver       { return categoryResolver{r} }
func (r *resolver) Hero() HeroResolver               { return heroResolver{r} }
func (r *resolver) HomeSection() HomeSectionResolver { return homeSectionResolver{r} }
func (r *resolver) Image() ImageResolver             { return imageResolver{r} }
func (r *resolver) Mutation() MutationResolver       { return mutationResolver{r} }
func (r *resolver) OrderLine() OrderLineResolver     { return orderLineResolver{r} }
func (r *resolver) Product() ProductResolver         { return productResolver{r} }
func (r *resolver) Query() QueryResolver             { return queryResolver{r} }
func (r *resolver) Review() ReviewResolver           { return reviewResolver{r} }
func (r *resolver) Viewer() ViewerResolver           { return viewerResolver{r} }

// queryResolver has the root fields; each stands in the file of what it gives.
type queryResolver struct{ *resolver }

// Node resolves Query.node.
func (r queryResolver) Node(ctx context.Context, id string) (relay.Node, error) {
	typeName, _, ok := relay.Parse(id)
	if !ok {
		return nil, &relay.IDError{ID: id, Want: "Node"}
	}
	switch typeName {
	case "Product":
		return relay.Found(r.Product(ctx, &id, nil))
	case "Review":
		return relay.Found(r.review(ctx, id))
	case "Order":
		return relay.Found(r.order(ctx, id))
	default:
		return nil, &relay.IDError{ID: id, Want: "Node", Got: typeName}
	}
}

// picture makes the address of a picture; width 0 is the original width.
func (r *resolver) picture(path string, width int) string {
	if width == 0 {
		return r.assets + path
	}
	return fmt.Sprintf("%s%s?w=%d", r.assets, path, width)
}
