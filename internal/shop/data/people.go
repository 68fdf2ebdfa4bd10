package data

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/brianvoe/gofakeit/v7"
)

const adaID = 42

// country is where customers live.
type country struct {
	code, locale, currency, dial string
	cities, streets              []string
	postal                       func(*rand.Rand) string
}

func digits(n int) func(*rand.Rand) string {
	return func(rng *rand.Rand) string {
		out := []byte{byte('1' + rng.IntN(9))}
		for len(out) < n {
			out = append(out, byte('0'+rng.IntN(10)))
		}
		return string(out)
	}
}

func letters(rng *rand.Rand, n int) string {
	out := make([]byte, n)
	for i := range out {
		out[i] = byte('A' + rng.IntN(26))
	}
	return string(out)
}

var countries = []country{
	{
		"NL", "nl-NL", "EUR", "+31 6",
		[]string{"Amsterdam", "Utrecht", "Rotterdam", "Groningen", "Haarlem", "Delft"},
		[]string{"Dorpsstraat %d", "Molenweg %d", "Keizersgracht %d", "Lindelaan %d", "Stationsstraat %d"},
		func(rng *rand.Rand) string { return digits(4)(rng) + " " + letters(rng, 2) },
	},
	{
		"DE", "de-DE", "EUR", "+49 15",
		[]string{"Berlin", "Hamburg", "Leipzig", "Köln", "München"},
		[]string{"Hauptstraße %d", "Gartenweg %d", "Schillerstraße %d", "Am Markt %d"},
		digits(5),
	},
	{
		"FR", "fr-FR", "EUR", "+33 6",
		[]string{"Lyon", "Paris", "Nantes", "Lille", "Marseille"},
		[]string{"%d rue Victor Hugo", "%d avenue de la Gare", "%d rue des Lilas", "%d place du Marché"},
		digits(5),
	},
	{
		"GB", "en-GB", "GBP", "+44 7",
		[]string{"Leeds", "London", "Bristol", "Edinburgh", "Norwich"},
		[]string{"%d High Street", "%d Mill Lane", "%d Station Road", "%d Church View"},
		func(rng *rand.Rand) string {
			return fmt.Sprintf("%s%d %d%s", letters(rng, 2), 1+rng.IntN(20), 1+rng.IntN(9), letters(rng, 2))
		},
	},
	{
		"US", "en-US", "USD", "+1 55",
		[]string{"Portland", "Austin", "Boston", "Denver", "Chicago"},
		[]string{"%d Maple Avenue", "%d Lake Street", "%d Sunset Drive", "%d Main Street"},
		digits(5),
	},
}

func (s *Set) makeUsers(rng *rand.Rand) {
	fake := gofakeit.NewFaker(rng, false)
	s.Users = make([]User, UserCount)
	for i := range s.Users {
		first, last := fake.FirstName(), fake.LastName()
		home := countries[min(rng.IntN(8), rng.IntN(8))*len(countries)/8] // the first ones are the largest
		if i+1 == adaID {
			first, last, home = "Ada", "Lemmens", countries[0]
		}
		u := &s.Users[i]
		u.Profile = Profile{
			ID: i + 1, DisplayName: first + " " + last[:1] + ".", AvatarPath: fmt.Sprintf("/avatar/%d.svg", i+1),
			Country: home.code, MemberSince: spread(rng, openingDay, i, UserCount),
		}
		u.FullName = first + " " + last
		u.Email = fmt.Sprintf("%s.%s%d@example.com", strings.ToLower(first), slugOf(last), i+1)
		u.Phone = home.dial + " " + digits(8)(rng)
		u.Locale, u.Currency = home.locale, home.currency
		u.Addresses = addressBook(rng, home, 10*(i+1))
	}
}

// addressBook is one to three addresses in one country; firstID counts on.
func addressBook(rng *rand.Rand, in country, firstID int) []Address {
	book := make([]Address, 1+rng.IntN(3))
	for i := range book {
		book[i] = Address{
			ID: firstID + i, Label: []string{"Home", "Work", "Parents"}[i],
			Street: fmt.Sprintf(pick(rng, in.streets), 1+rng.IntN(180)), City: pick(rng, in.cities),
			PostalCode: in.postal(rng), Country: in.code, Default: i == 0,
		}
	}
	return book
}

// DefaultAddress is where the user's orders go unless told otherwise.
func (u *User) DefaultAddress() ShippingAddress {
	for _, a := range u.Addresses {
		if a.Default {
			return ShippingAddress{Street: a.Street, City: a.City, PostalCode: a.PostalCode, Country: a.Country}
		}
	}
	return ShippingAddress{}
}
