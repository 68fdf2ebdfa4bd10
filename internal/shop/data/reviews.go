package data

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// opinions are the words of each rating; %s is what the product is.
var opinions = [5]struct{ titles, bodies []string }{
	{
		[]string{"Broke in a week", "Not what I ordered", "Would not buy again", "Disappointed"},
		[]string{"The %s fell apart within days.", "My %s arrived damaged and nobody answered.", "I sent the %s back the same day.", "This %s looks nothing like the picture."},
	},
	{
		[]string{"Could be better", "Looks nicer than it is", "Meh", "Expected more"},
		[]string{"The %s does its job, but only just.", "For this price I expected a better %s.", "The %s is smaller than it looks.", "I like the idea, but this %s feels cheap."},
	},
	{
		[]string{"It is fine", "Does what it should", "Average", "Good, with a but"},
		[]string{"A decent %s, nothing more.", "The %s is all right; delivery took long.", "I use the %s now and then.", "An ordinary %s at an ordinary price."},
	},
	{
		[]string{"Very happy", "Good buy", "Solid", "Nearly perfect", "Recommended"},
		[]string{"I like this %s a lot; the colour is a shade darker than shown.", "A very good %s for the money.", "The %s is well made and arrived quickly.", "We use the %s every day."},
	},
	{
		[]string{"Love it", "Perfect", "My favourite", "Bought a second one", "Exactly right", "Best gift ever"},
		[]string{"The best %s I have ever had.", "I would buy this %s again at once.", "Everyone asks where I got the %s.", "This %s is beautiful and feels like it will last.", "I gave the %s to my sister and had to buy another for myself."},
	},
}

var afterthoughts = []string{
	"", "", "Delivery was quick.", "The packaging could be greener.", "Customer service was kind.",
	"I have had it for three months now.", "Bought on sale.", "My kids like it too.", "A bit heavy, though.",
}

func (s *Set) makeReviews(rng *rand.Rand) {
	start := Now.AddDate(-3, 0, 0)
	wanted := s.demand(rng)
	s.Reviews = make([]*Review, ReviewCount)
	s.ReviewsByProduct = make([][]*Review, len(s.Products))
	for i := range s.Reviews {
		at := spread(rng, start, i, ReviewCount)
		productID := wanted(at)
		rating := rate(rng, productID)
		r := &Review{
			ID: i + 1, ProductID: productID, AuthorID: 1 + rng.IntN(existing(openingDay, at, UserCount)),
			Rating: rating, CreatedAt: at, HelpfulCount: helpful(rng),
			Title: pick(rng, opinions[rating-1].titles),
			Body:  bodyOf(rng, rating, s.Products[productID-1].Noun),
		}
		s.Reviews[i] = r
		s.ReviewsByProduct[productID-1] = append(s.ReviewsByProduct[productID-1], r)
	}
	// Clipped, so that a service that appends gets a copy and not our memory.
	for i := range s.ReviewsByProduct {
		s.ReviewsByProduct[i] = slices.Clip(s.ReviewsByProduct[i])
	}
}

// demand draws products that exist at a moment, the popular ones more often:
// few products get most of the attention, as Zipf's law has it.
func (s *Set) demand(rng *rand.Rand) func(at time.Time) int {
	zipf := rand.NewZipf(rng, 1.2, 20, uint64(len(s.Products)-1))
	return func(at time.Time) int {
		known := existing(openingDay, at, len(s.Products))
		for range 4 {
			if id := s.Popular[zipf.Uint64()]; id <= known && !s.Products[id-1].CreatedAt.After(at) {
				return id
			}
		}
		return 1 + rng.IntN(max(1, known-1))
	}
}

// rate draws a rating: mostly five, some four, few between, and ones more often
// than twos. A product is better or worse than others for good.
func rate(rng *rand.Rand, productID int) int {
	quality := (productID * 2654435761 >> 8) % 20
	switch luck := rng.IntN(100) - quality; {
	case luck < 42:
		return 5
	case luck < 66:
		return 4
	case luck < 79:
		return 3
	case luck < 87:
		return 2
	default:
		return 1
	}
}

func helpful(rng *rand.Rand) int {
	if rng.IntN(3) > 0 {
		return 0
	}
	return min(rng.IntN(40), rng.IntN(40), rng.IntN(40))
}

func bodyOf(rng *rand.Rand, rating int, noun string) string {
	body := fmt.Sprintf(pick(rng, opinions[rating-1].bodies), noun)
	if more := pick(rng, afterthoughts); more != "" {
		body += " " + more
	}
	return body
}
