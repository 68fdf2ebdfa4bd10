package mobile

import (
	"context"
	"net/url"

	"bff/graph/relay"
	"bff/internal/shopapi"
)

func newHeroBanner(h shopapi.Hero) *Banner {
	banner := &Banner{Title: h.Title, Subtitle: h.Subtitle, ImagePath: h.ImagePath}
	if h.ProductID > 0 {
		banner.Link = label("shop://product/" + relay.IntID("Product", h.ProductID))
	}
	return banner
}

func newCategoryBanner(f shopapi.FeedItem) *Banner {
	banner := &Banner{Title: f.Title, Subtitle: f.Subtitle, ImagePath: f.ImagePath}
	if f.CategorySlug != "" {
		banner.Link = label("shop://category/" + url.PathEscape(f.CategorySlug))
	}
	return banner
}

type bannerResolver struct{ *resolver }

func (r bannerResolver) Image(_ context.Context, b *Banner, width int) (string, error) {
	return r.picture(b.ImagePath, width)
}
