// Package storetest has what tests of a cache's level 2 need: the contract that
// every cache.Store keeps, and a Store in memory whose every step can be made to
// fail or to wait.
//
//	func TestContract(t *testing.T) { storetest.Run(t, func(t *testing.T) cache.Store { return newStore(t) }) }
package storetest
