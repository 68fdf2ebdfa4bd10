package mobile

import (
	"context"

	"bff/graph/batch"
	"bff/graph/relay"
	"bff/internal/resolve"
	"bff/internal/shopapi"
)

// The limits of lists on the screens.
const (
	maxRow     = 20
	maxReviews = 10
	maxRelated = 20
)

// HomeScreen resolves Query.homeScreen.
func (r queryResolver) HomeScreen(ctx context.Context) (*HomeScreen, error) {
	home, err := r.shop.Home(ctx)
	if err != nil {
		return nil, err
	}
	rows := resolve.Map(home.Sections, func(s shopapi.HomeSection) *CardRow {
		return &CardRow{Key: s.Key, Title: s.Title, ProductIDs: s.ProductIDs}
	})
	batch.Together(ctx, rows)
	return &HomeScreen{Banner: newHeroBanner(home.Hero), Rows: rows}, nil
}

// homeScreenResolver has the fields of a screen that depend on who asks: the
// same for all screens of a request.
type homeScreenResolver struct{ *resolver }

func (r homeScreenResolver) Greeting(ctx context.Context, objs []*HomeScreen) ([]*string, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*HomeScreen) ([]*string, error) {
		greetings := make([]*string, len(all))
		user, err := r.shop.Me(ctx)
		if err != nil || user == nil {
			return greetings, err
		}
		for i := range all {
			greetings[i] = label("Hello, " + user.DisplayName)
		}
		return greetings, nil
	})
}

func (r homeScreenResolver) CartBadge(ctx context.Context, objs []*HomeScreen) ([]*int, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*HomeScreen) ([]*int, error) {
		badges := make([]*int, len(all))
		screen, err := r.cartScreen(ctx)
		if err != nil || screen == nil {
			return badges, err
		}
		for i := range all {
			badges[i] = &screen.Badge
		}
		return badges, nil
	})
}

type cardRowResolver struct{ *resolver }

func (r cardRowResolver) Cards(ctx context.Context, objs []*CardRow, first int) ([][]*ProductCard, error) {
	if err := relay.First(first, maxRow); err != nil {
		return nil, err
	}
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*CardRow) ([][]*ProductCard, error) {
		lists := resolve.Map(all, func(row *CardRow) []int { return row.ProductIDs[:min(first, len(row.ProductIDs))] })
		return resolve.Lists(ctx, lists, r.shop.Products, newCard)
	})
}

// ProductScreen resolves Query.productScreen.
func (r queryResolver) ProductScreen(ctx context.Context, id string) (*ProductScreen, error) {
	key, err := relay.IntKey("Product", id)
	if err != nil {
		return nil, err
	}
	record, err := r.shop.Product(ctx, key)
	if err != nil || record == nil {
		return nil, err
	}
	facts := resolve.Map(record.Attributes, func(a shopapi.Attribute) string { return a.Name + ": " + a.Value })
	return &ProductScreen{Card: newCard(record), BrandName: record.Brand.Name, Facts: facts, Record: record}, nil
}

func screenKey(s *ProductScreen) int { return s.Record.ID }

type productScreenResolver struct{ *resolver }

func (r productScreenResolver) Gallery(_ context.Context, s *ProductScreen, width int) ([]string, error) {
	urls := make([]string, len(s.Record.Images))
	for i, image := range s.Record.Images {
		var err error
		if urls[i], err = r.picture(image.Path, width); err != nil {
			return nil, err
		}
	}
	return urls, nil
}

func (r productScreenResolver) StockLabel(ctx context.Context, objs []*ProductScreen) ([]*string, error) {
	return screenStock(ctx, r.resolver, objs, func(p *shopapi.Product, s *shopapi.Stock) string {
		return stockLabel(p, s, r.now())
	})
}

func (r productScreenResolver) CanBuy(ctx context.Context, objs []*ProductScreen) ([]*bool, error) {
	return screenStock(ctx, r.resolver, objs, func(p *shopapi.Product, s *shopapi.Stock) bool {
		return s.Available > 0 && !p.Discontinued
	})
}

// screenStock answers a field that follows from the product and its stock.
func screenStock[T any](
	ctx context.Context, r *resolver, objs []*ProductScreen, tell func(*shopapi.Product, *shopapi.Stock) T,
) ([]*T, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*ProductScreen) ([]*T, error) {
		stock, err := resolve.Each(r.shop.Stock(ctx, resolve.Map(all, screenKey)), func(s *shopapi.Stock) *shopapi.Stock { return s })
		told := make([]*T, len(all))
		for i, s := range stock {
			if s != nil {
				value := tell(all[i].Record, s)
				told[i] = &value
			}
		}
		return told, err
	})
}

func (r productScreenResolver) Reviews(ctx context.Context, objs []*ProductScreen, first int) ([][]*ReviewCard, error) {
	if err := relay.First(first, maxReviews); err != nil {
		return nil, err
	}
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*ProductScreen) ([][]*ReviewCard, error) {
		var together []*ReviewCard
		results := r.shop.LatestReviews(ctx, resolve.Map(all, screenKey), first)
		lists, err := resolve.Each(results, func(p *shopapi.ProductReviews) []*ReviewCard {
			cards := resolve.Map(p.Reviews, newReviewCard)
			together = append(together, cards...)
			return cards
		})
		batch.Together(ctx, together)
		return lists, err
	})
}

func (r productScreenResolver) Related(ctx context.Context, objs []*ProductScreen, first int) ([][]*ProductCard, error) {
	if err := relay.First(first, maxRelated); err != nil {
		return nil, err
	}
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*ProductScreen) ([][]*ProductCard, error) {
		lists, err := resolve.Each(r.shop.Related(ctx, resolve.Map(all, screenKey), first), shopapi.ProductIDs)
		if err != nil {
			return nil, err
		}
		return resolve.Lists(ctx, lists, r.shop.Products, newCard)
	})
}
