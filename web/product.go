package web

import (
	"context"

	"bff/graph/entity"
	"bff/graph/relay"
	"bff/internal/shopapi"
)

// maxImages is how many pictures one product can be asked for.
const maxImages = 20

// Product resolves Query.product.
func (r queryResolver) Product(ctx context.Context, id, slug *string) (*Product, error) {
	switch {
	case id != nil && slug == nil:
		key, err := relay.IntKey("Product", *id)
		if err != nil {
			return nil, err
		}
		return entity.Find(ctx, stubProduct(relay.IntID("Product", key)), ownProduct, r.root.productType)
	case slug != nil && id == nil:
		return entity.Entity(ctx, r.root.fetchQueryProductBySlug(ctx, *slug), ownProduct, r.root.productType)
	default:
		return nil, &relay.ArgumentError{Name: "id", Problem: "or slug is needed; expected exactly one of the two"}
	}
}

type productResolver struct {
	connectedProduct
	root *resolver
}

// Images resolves Product.images.
func (r productResolver) Images(_ context.Context, p *Product, first int) ([]*Image, error) {
	if err := relay.First(first, maxImages); err != nil {
		return nil, err
	}
	return p.Pictures[:min(first, len(p.Pictures))], nil
}

type imageResolver struct{ *resolver }

// URL resolves Image.url.
func (r imageResolver) URL(_ context.Context, image *Image, width *int) (string, error) {
	if width == nil {
		return r.picture(image.Path, 0), nil
	}
	if err := shopapi.CheckPictureWidth(*width); err != nil {
		return "", err
	}
	return r.picture(image.Path, *width), nil
}
