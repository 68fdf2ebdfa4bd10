package data

import (
	"math/rand/v2"
	"sync"
	"time"
)

// How much there is of each kind.
const (
	ProductCount = 10_000
	UserCount    = 2_000
	ReviewCount  = 40_000
	OrderCount   = 20_000
)

// First ids of the kinds that do not count from 1.
const (
	FirstOrderID   = 100_001
	FirstPaymentID = 501
)

// DefaultSeed is the seed that 0 stands for.
const DefaultSeed = 20_261_101

// Now is the moment at which the world was made: no record is newer.
var Now = time.Date(2026, time.November, 1, 9, 0, 0, 0, time.UTC)

// Set is one world. Record i of a slice has the i-th id of its kind, so ids are
// dense: Products[16] is product 17. Times grow with the ids of a kind.
type Set struct {
	Seed       uint64
	Products   []Product
	Prices     []Price
	Stock      []Stock
	Categories []Category
	Users      []User
	Reviews    []*Review
	Orders     []*Order
	Payments   []*Payment
	Carts      map[int]Cart // by user id; most users have none

	ReviewsByProduct [][]*Review // by product id - 1, oldest first
	OrdersByCustomer [][]*Order  // by user id - 1, oldest first
	Popular          []int       // all product ids, the most wanted first
}

// Product is the product with that id, nil when there is none.
func (s *Set) Product(id int) *Product {
	if id < 1 || id > len(s.Products) {
		return nil
	}
	return &s.Products[id-1]
}

// User is the user with that id, nil when there is none.
func (s *Set) User(id int) *User {
	if id < 1 || id > len(s.Users) {
		return nil
	}
	return &s.Users[id-1]
}

// theDefault is made once per process: it is read-only, and tests start many shops.
var theDefault = sync.OnceValue(func() *Set { return generate(DefaultSeed) })

// For is the world of a seed; 0 means DefaultSeed.
func For(seed uint64) *Set {
	if seed == 0 || seed == DefaultSeed {
		return theDefault()
	}
	return generate(seed)
}

// The random streams, one per kind of record.
const (
	streamProducts = iota + 1
	streamStock
	streamUsers
	streamPopularity
	streamReviews
	streamOrders
	streamPayments
	streamCarts
)

func stream(seed, which uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, which)) }

func generate(seed uint64) *Set {
	s := &Set{Seed: seed}
	s.makeProducts(stream(seed, streamProducts))
	s.makeCategories()
	s.makeStock(stream(seed, streamStock))
	s.makeUsers(stream(seed, streamUsers))
	s.makePopularity(stream(seed, streamPopularity))
	s.makeReviews(stream(seed, streamReviews))
	s.makeOrders(stream(seed, streamOrders))
	s.makePayments(stream(seed, streamPayments))
	s.makeCarts(stream(seed, streamCarts))
	return s
}

// makePopularity ranks the products. The blue mug is popular in every world.
func (s *Set) makePopularity(rng *rand.Rand) {
	s.Popular = rng.Perm(len(s.Products))
	for rank, index := range s.Popular {
		s.Popular[rank] = index + 1
	}
	const mugRank = 5
	for rank, id := range s.Popular {
		if id == mugID {
			s.Popular[rank], s.Popular[mugRank] = s.Popular[mugRank], id
			break
		}
	}
}

// spread is the time of record i out of n, evenly from start to Now with the
// jitter of less than a step, so times still grow with i.
func spread(rng *rand.Rand, start time.Time, i, n int) time.Time {
	step := Now.Sub(start) / time.Duration(n)
	return start.Add(time.Duration(i)*step + time.Duration(rng.Int64N(int64(step)))).Truncate(time.Second)
}

// existing is how many of n records, spread from start to Now, exist at t.
func existing(start, t time.Time, n int) int {
	return max(1, min(n, int(float64(n)*float64(t.Sub(start))/float64(Now.Sub(start)))))
}

func pick[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }

func pointer[T any](v T) *T { return &v }
