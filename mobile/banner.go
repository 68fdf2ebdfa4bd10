package mobile

import (
	"context"
	"net/url"
)

type bannerResolver struct{ *resolver }

// Image resolves Banner.image.
func (r bannerResolver) Image(_ context.Context, b *Banner, width int) (string, error) {
	return r.picture(b.ImagePath, width)
}

// Link resolves Banner.link.
func (bannerResolver) Link(_ context.Context, b *Banner) (*string, error) { return bannerLink(b), nil }

func bannerLink(b *Banner) *string {
	switch {
	case b.ProductID != nil:
		return label("shop://product/" + *b.ProductID)
	case b.CategorySlug != nil && *b.CategorySlug != "":
		return label("shop://category/" + url.PathEscape(*b.CategorySlug))
	default:
		return nil
	}
}
