// Package data makes the sample shop's world: products that could be on a
// shelf, people, their reviews, orders and payments.
//
//	set := data.For(0)
//	fmt.Println(set.Products[16].Name) // Blue mug
//
// The same seed makes the same world, to the byte: [Now] stands in for the
// clock, and every kind of record draws from a random stream of its own, so that
// a change to one kind leaves the others as they were.
//
// Some records are pinned, for examples and tests to rely on: product 17 is the
// blue mug, customer 42 is Ada L., order 100001 is hers (paid, three blue mugs,
// payment 501), and line l1 of her cart holds two more.
//
// A [Set] is shared and therefore read-only: a service that lets records change
// copies what it changes.
//
// Read set.go first; shelves.go is where the words come from.
package data
