package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"testing"

	"go.uber.org/goleak"
)

// beServer makes the test binary a server that ends as the variable says.
const beServer = "BFFDEV_TEST_SERVER"

func TestMain(m *testing.M) {
	if how := os.Getenv(beServer); how != "" {
		serveFor(how)
	}
	goleak.VerifyTestMain(m)
}

// serveFor is a process that is told to end by a signal.
func serveFor(how string) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM)
	fmt.Println("ready", os.Args[1:]) // from here on the signal is awaited
	switch how {
	case "crash":
		os.Exit(3)
	case "stubborn":
		for range signals { // hears it and goes on
		}
	}
	<-signals
	fmt.Println("drained")
	os.Exit(0)
}
