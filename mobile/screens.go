package mobile

import (
	"context"

	"bff/clients"
	"bff/connect/supply"
	"bff/graph/batch"
	"bff/graph/entity"
	"bff/graph/relay"
)

// maxRow is the longest row of cards.
const maxRow = 20

// homeScreenResolver has the fields of a screen that depend on who asks: the
// same for all screens of a request.
type homeScreenResolver struct{ *resolver }

// Greeting resolves HomeScreen.greeting.
func (r homeScreenResolver) Greeting(ctx context.Context, objs []*HomeScreen) ([]*string, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*HomeScreen) ([]*string, error) {
		greetings := make([]*string, len(all))
		if !clients.SignedIn(ctx) {
			return greetings, nil
		}
		name, err := entity.Pointer(ctx, r.fetchQueryCustomerName(ctx))
		if err != nil || name == nil {
			return greetings, err
		}
		for i := range all {
			greetings[i] = label("Hello, " + *name)
		}
		return greetings, nil
	})
}

// CartBadge resolves HomeScreen.cartBadge.
func (r homeScreenResolver) CartBadge(ctx context.Context, objs []*HomeScreen) ([]*int, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*HomeScreen) ([]*int, error) {
		badges := make([]*int, len(all))
		if !clients.SignedIn(ctx) {
			return badges, nil
		}
		cart := supply.ReadingOne(r.fetchQueryCart(ctx), "lines")
		if cart.Err != nil || !cart.Found {
			return badges, cart.Err
		}
		count := cartBadge(cart.Value)
		for i := range all {
			badges[i] = &count
		}
		return badges, nil
	})
}

type cardRowResolver struct{ *resolver }

// Cards resolves CardRow.cards: of a row the layout gives the keys only.
func (r cardRowResolver) Cards(ctx context.Context, objs []*CardRow, first int) ([][]*ProductCard, error) {
	if err := relay.First(first, maxRow); err != nil {
		return nil, err
	}
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*CardRow) ([][]*ProductCard, error) {
		rows := make([]supply.Result[[]*ProductCard], len(all))
		for i, row := range all {
			rows[i] = supply.Known(firstCards(row.ProductIds, first))
		}
		return entity.EntitiesEach(ctx, rows, ownProductCard, r.productCardType, false)
	})
}

func firstCards(keys []string, first int) []*ProductCard {
	row := make([]*ProductCard, 0, min(first, len(keys)))
	for _, key := range keys[:cap(row)] {
		row = append(row, stubProductCard(relay.ID("Product", key)))
	}
	return row
}

// ProductScreen resolves Query.productScreen. The screen is made of the product's
// card, so it shares that one's call and its cache entry.
func (r queryResolver) ProductScreen(ctx context.Context, id string) (*ProductScreen, error) {
	key, err := relay.IntKey("Product", id)
	if err != nil {
		return nil, err
	}
	cards := r.root.completeProductCard0(ctx, []*ProductCard{stubProductCard(relay.IntID("Product", key))})
	return entity.Object(ctx, newProductScreen(cards[0].Result), ownProductScreen)
}

// newProductScreen makes the screen of a product. Values of it that do not fit may be
// asked for on the screen and on its card.
func newProductScreen(found supply.Result[*ProductCard]) supply.Result[*ProductScreen] {
	card := found.Value
	if found.Err != nil || card == nil {
		return supply.Result[*ProductScreen]{Err: found.Err}
	}
	screen := supply.Known(&ProductScreen{ID: card.ID, Card: card, BrandName: card.BrandName, Facts: card.Facts})
	for _, p := range found.Problems {
		onCard := append([]supply.Step{{Field: "card"}}, p.Path...)
		screen.Problems = append(screen.Problems, p, supply.Problem{Path: onCard, Msg: p.Msg})
	}
	return screen
}

type productScreenResolver struct {
	connectedProductScreen
	root *resolver
}

// Gallery resolves ProductScreen.gallery.
func (r productScreenResolver) Gallery(_ context.Context, s *ProductScreen, width int) ([]string, error) {
	urls := make([]string, len(s.Card.Pictures))
	for i, picture := range s.Card.Pictures {
		var err error
		if urls[i], err = r.root.picture(picture.Path, width); err != nil {
			return nil, err
		}
	}
	return urls, nil
}

// StockLabel resolves ProductScreen.stockLabel.
func (r productScreenResolver) StockLabel(ctx context.Context, objs []*ProductScreen) ([]*string, error) {
	return screenStock(ctx, r.root, objs, func(card *ProductCard, s *StockRecord) string {
		return stockLabel(card, s, r.root.now())
	}, "available", "low", "restockAt")
}

// CanBuy resolves ProductScreen.canBuy.
func (r productScreenResolver) CanBuy(ctx context.Context, objs []*ProductScreen) ([]*bool, error) {
	return screenStock(ctx, r.root, objs, func(card *ProductCard, s *StockRecord) bool {
		return s.Available > 0 && !card.Discontinued
	}, "available")
}

// screenStock answers a field that follows from the product and its stock, of which tell
// reads these fields.
func screenStock[T any](
	ctx context.Context, r *resolver, objs []*ProductScreen, tell func(*ProductCard, *StockRecord) T, fields ...string,
) ([]*T, error) {
	return batch.Resolve(ctx, objs, func(ctx context.Context, all []*ProductScreen) ([]*T, error) {
		cards := make([]*ProductCard, len(all))
		for i, screen := range all {
			cards[i] = screen.Card
		}
		told, errs := make([]*T, len(all)), make([]error, len(all))
		for i, stock := range supply.Reading(r.fetchProductCardStock(ctx, cards), fields...) {
			if errs[i] = stock.Err; stock.Found {
				value := tell(cards[i], stock.Value)
				told[i] = &value
			}
		}
		return told, batch.Errors(errs)
	})
}
