package web

import (
	"context"
	"fmt"
	"strings"

	"bff/clients/connector"
	"bff/graph/relay"
)

// Options configures New. Runtime is needed.
type Options struct {
	// Runtime calls the backends.
	Runtime *connector.Runtime
	// AssetsURL is put before the paths of pictures: "https://cdn.example.com".
	// Empty makes them relative to the page.
	AssetsURL string
}

// New makes the resolvers of the storefront's schema. They keep no state of
// their own and are safe for concurrent use.
func New(o Options) ResolverRoot {
	return &resolver{Connected: Connect(o.Runtime), assets: strings.TrimSuffix(o.AssetsURL, "/")}
}

// resolver has the fields that are written in Go, beside the connected ones.
type resolver struct {
	*Connected
	assets string
}

func (r *resolver) Cart() CartResolver { return cartResolver{r} }
func (r *resolver) CartLine() CartLineResolver {
	return cartLineResolver{connectedCartLine{r.Connected}, r}
}
func (r *resolver) HomeSection() HomeSectionResolver { return homeSectionResolver{r} }
func (r *resolver) Image() ImageResolver             { return imageResolver{r} }
func (r *resolver) Mutation() MutationResolver       { return mutationResolver{r} }
func (r *resolver) Product() ProductResolver {
	return productResolver{connectedProduct{r.Connected}, r}
}
func (r *resolver) Query() QueryResolver   { return queryResolver{connectedQuery{r.Connected}, r} }
func (r *resolver) Viewer() ViewerResolver { return viewerResolver{connectedViewer{r.Connected}, r} }

// queryResolver has the root fields; each stands in the file of what it gives.
type queryResolver struct {
	connectedQuery
	root *resolver
}

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
		return relay.Found(r.root.review(ctx, id))
	case "Order":
		return relay.Found(r.root.order(ctx, id))
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
