// Command mutants plants faults in a package, one at a time, runs the package's own
// tests on each, and lists those that no test sees:
//
//	make mutants PKG=./clients/connector
//	go run ./internal/mutants --n 60 --seed 7 ./cache ./graph/batch
//
//	clients/retry.go:41:12: n < 3 -> n <= 3
//	./clients: 4 of 40 faults survive (10 %), 1 in code that no test runs; 212 places
//
// The faults are those of place.go: comparisons and conditions that are off, statements
// that are missing, constants that are one too large, errors that are lost. They are a
// sample, the same for the same seed. The source tree is never changed: the compiler
// gets each changed file through -overlay. Some faults change nothing that could be
// seen, so a rate of zero is not to be had; under 15 % is the aim.
//
// Written for this module because the known tools copy the whole module for each
// worker, take no sample, and do not leave statements out.
//
// Read place.go first; run.go runs the tests.
package main
