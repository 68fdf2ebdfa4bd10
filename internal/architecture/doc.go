// Package architecture holds the tests that keep the house in order: which
// package may import which, and that each says what it is. It has no code.
//
// Read architecture_test.go: the rules stand in one table, each with its reason.
package architecture
