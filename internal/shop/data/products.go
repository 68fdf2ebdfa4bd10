package data

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

const mugID = 17

var openingDay = Now.AddDate(-5, 0, 0)

// place is a shelf with what it gets from its hall.
type place struct {
	shelf
	brands []Brand
}

// makePlaces lists the shelves, each as often as its weight says.
func makePlaces() []place {
	var places []place
	brandID := 0
	for _, h := range halls {
		brands := make([]Brand, len(h.brands))
		for i, name := range h.brands {
			brandID++
			brands[i] = Brand{ID: brandID, Name: name}
		}
		for _, sh := range h.shelves {
			for range sh.weight {
				places = append(places, place{sh, brands})
			}
		}
	}
	return places
}

func (s *Set) makeProducts(rng *rand.Rand) {
	places := makePlaces()
	s.Products = make([]Product, ProductCount)
	s.Prices = make([]Price, ProductCount)
	for i := range s.Products {
		p := &s.Products[i]
		p.ID = i + 1
		p.SKU = fmt.Sprintf("SKU-%06d", p.ID)
		p.Currency = "EUR"
		p.CreatedAt = spread(rng, openingDay, i, ProductCount)
		p.Discontinued = rng.IntN(100) < 3
		describe(p, rng, pick(rng, places))
		s.Prices[i] = priceOf(p, rng)
	}
	s.pinMug(places[0])
}

// describe gives p all that depends on its shelf.
func describe(p *Product, rng *rand.Rand, at place) {
	thing := pick(rng, at.nouns)
	colour, material := pick(rng, at.colours), pick(rng, at.materials)
	words := pick(rng, [][]string{
		{colour, thing.name},
		{material, thing.name},
		{colour, strings.ToLower(material), thing.name},
	})
	p.Name = strings.Join(words, " ")
	p.Slug = fmt.Sprintf("%s-%d", slugOf(p.Name), p.ID)
	p.Brand = pick(rng, at.brands)
	p.CategorySlug = at.slug
	p.Noun = thing.name
	p.ListPriceCents = niceCents(rng, thing.min, thing.max)
	p.Attributes = []Attribute{
		{"Style", colour},
		{"Material", material},
		{"Weight", fmt.Sprintf("%d g", 50*(1+rng.IntN(60)))},
	}
	p.Description = fmt.Sprintf(pick(rng, openings), thing.name, p.Brand.Name) + " " +
		fmt.Sprintf(pick(rng, middles), strings.ToLower(material)) + " " + pick(rng, endings)
	p.Images = imagesOf(p, 1+rng.IntN(4))
}

var (
	openings = []string{
		"A %s by %s that gets better with use.",
		"The %s you reach for first, made by %s.",
		"An everyday %s from the workshop of %s.",
		"This %s is a classic of %s, in a new coat.",
		"A quiet, well-made %s by %s.",
	}
	middles = []string{
		"The %s version is our favourite of the series.",
		"Its %s finish hides the marks of daily life.",
		"Chosen for its %s character and its fair price.",
		"Each one is a little different, as %s things are.",
	}
	endings = []string{
		"Ships in a recycled box.",
		"Comes with a two-year guarantee.",
		"Designed in Europe, repaired for free in the first five years.",
		"A good gift, and hard to give away.",
		"Tested by our own team for a month.",
	}
)

// slugOf is the name as an address: "Chef's knife" is "chefs-knife".
func slugOf(name string) string {
	return strings.NewReplacer(" ", "-", "'", "").Replace(strings.ToLower(name))
}

// niceCents is a price as shops like them. Most things are nearer to min.
func niceCents(rng *rand.Rand, minEuros, maxEuros int) int {
	span := float64(maxEuros - minEuros)
	u := rng.Float64()
	return (minEuros+int(span*u*u))*100 + pick(rng, []int{49, 95, 99, 99})
}

func imagesOf(p *Product, n int) []Image {
	views := []string{"", ", from the side", ", in use", ", a detail"}
	images := make([]Image, n)
	for i := range images {
		images[i] = Image{Path: fmt.Sprintf("/img/%d/%d.jpg", p.ID, i+1), Alt: p.Name + views[i], Width: 1600, Height: 1200}
	}
	return images
}

func priceOf(p *Product, rng *rand.Rand) Price {
	price := Price{ProductID: p.ID, Currency: "EUR", AmountCents: p.ListPriceCents}
	if rng.IntN(4) > 0 {
		return price
	}
	price.discount(p.ListPriceCents, pick(rng, []int{10, 10, 15, 20, 25, 30, 40}))
	if rng.IntN(3) > 0 {
		price.ValidUntil = pointer(Now.AddDate(0, 2, rng.IntN(120)).Truncate(24 * time.Hour))
	}
	return price
}

func (p *Price) discount(list, percent int) {
	p.DiscountPercent = percent
	p.CompareAtCents = pointer(list)
	p.AmountCents = (list*(100-percent) + 50) / 100
}

// pinMug makes product 17 the blue mug, on sale. kitchen is its shelf.
func (s *Set) pinMug(kitchen place) {
	p := &s.Products[mugID-1]
	p.Name, p.Slug, p.Noun = "Blue mug", "blue-mug", "mug"
	p.Description = "A mug that keeps the coffee warm and your hands too. Fired twice, glazed by hand, fine in the dishwasher."
	p.Brand, p.CategorySlug, p.ListPriceCents = kitchen.brands[5], kitchen.slug, 1999
	p.Attributes = []Attribute{{"Color", "Blue"}, {"Material", "Stoneware"}, {"Volume", "350 ml"}}
	p.Images = imagesOf(p, 3)
	p.Discontinued = false
	s.Prices[mugID-1] = Price{ProductID: mugID, Currency: "EUR"}
	s.Prices[mugID-1].discount(p.ListPriceCents, 20)
}

// makeCategories lists the halls, each followed by its shelves.
func (s *Set) makeCategories() {
	count := map[string]int{}
	for i := range s.Products {
		count[s.Products[i].CategorySlug]++
	}
	for _, h := range halls {
		top := len(s.Categories)
		s.Categories = append(s.Categories, Category{Slug: h.slug, Name: h.name, Description: h.description, ImagePath: "/img/c/" + h.slug + ".jpg"})
		for _, sh := range h.shelves {
			s.Categories = append(s.Categories, Category{
				Slug: sh.slug, Name: sh.name, Description: sh.description, ParentSlug: pointer(h.slug),
				ProductCount: count[sh.slug], ImagePath: "/img/c/" + sh.slug + ".jpg",
			})
			s.Categories[top].ProductCount += count[sh.slug]
		}
	}
}

func (s *Set) makeStock(rng *rand.Rand) {
	s.Stock = make([]Stock, len(s.Products))
	for i := range s.Stock {
		st := &s.Stock[i]
		*st = Stock{
			ProductID: i + 1, SKU: s.Products[i].SKU, Reserved: rng.IntN(4),
			Warehouse:         pick(rng, []string{"AMS", "AMS", "BER", "LYO"}),
			LowStockThreshold: pick(rng, []int{3, 5, 5, 10}),
			UpdatedAt:         Now.Add(-time.Duration(rng.IntN(14*24*3600)) * time.Second),
		}
		switch luck := rng.IntN(100); {
		case luck < 4:
			st.Available = 0
		case luck < 12:
			st.Available = 1 + rng.IntN(st.LowStockThreshold)
		default:
			st.Available = st.LowStockThreshold + 1 + rng.IntN(180)
		}
		if st.Low() && rng.IntN(3) > 0 {
			st.RestockAt = pointer(Now.AddDate(0, 1, rng.IntN(60)).Truncate(time.Hour))
		}
	}
	mug := &s.Stock[mugID-1]
	mug.Available, mug.Reserved, mug.Warehouse, mug.LowStockThreshold, mug.RestockAt = 4, 1, "AMS", 5, nil
}
