package mobile

import (
	"fmt"
	"strings"
	"time"

	"bff/clients/connector"
	"bff/internal/shopapi"
)

// Options configures New. Runtime and Views are needed.
type Options struct {
	// Runtime calls the backends.
	Runtime *connector.Runtime
	// Views takes those of recordView, which it may deliver later; all else goes
	// through Runtime.
	Views *shopapi.Views
	// AssetsURL is put before the paths of pictures: "https://cdn.example.com".
	// Empty leaves them relative.
	AssetsURL string
	// Now is the clock that tells whether a date is still to come; nil means
	// time.Now.
	Now func() time.Time
}

// New makes the resolvers of the app's schema. They keep no state of their own
// and are safe for concurrent use.
func New(o Options) ResolverRoot {
	if o.Now == nil {
		o.Now = time.Now
	}
	return &resolver{Connected: Connect(o.Runtime), views: o.Views, assets: strings.TrimSuffix(o.AssetsURL, "/"), now: o.Now}
}

// resolver has the fields that are written in Go, beside the connected ones.
type resolver struct {
	*Connected
	views  *shopapi.Views
	assets string
	now    func() time.Time
}

func (r *resolver) Banner() BannerResolver           { return bannerResolver{r} }
func (r *resolver) CardRow() CardRowResolver         { return cardRowResolver{r} }
func (r *resolver) CartScreen() CartScreenResolver   { return cartScreenResolver{r} }
func (r *resolver) HomeScreen() HomeScreenResolver   { return homeScreenResolver{r} }
func (r *resolver) Mutation() MutationResolver       { return mutationResolver{r} }
func (r *resolver) OrderCard() OrderCardResolver     { return orderCardResolver{r} }
func (r *resolver) ProductCard() ProductCardResolver { return productCardResolver{r} }
func (r *resolver) ProductScreen() ProductScreenResolver {
	return productScreenResolver{connectedProductScreen{r.Connected}, r}
}
func (r *resolver) Query() QueryResolver { return queryResolver{connectedQuery{r.Connected}, r} }
func (r *resolver) ReviewCard() ReviewCardResolver {
	return reviewCardResolver{connectedReviewCard{r.Connected}}
}

// queryResolver has the root fields; each stands in the file of what it gives.
type queryResolver struct {
	connectedQuery
	root *resolver
}

// picture makes the address of a picture that is scaled to this width.
func (r *resolver) picture(path string, width int) (string, error) {
	if err := shopapi.CheckPictureWidth(width); err != nil {
		return "", err
	}
	return fmt.Sprintf("%s%s?w=%d", r.assets, path, width), nil
}
