package main

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// collected runs f beside collect, and gives what comes out with the time of each.
func collected(t *testing.T, f func(changed chan<- string, batches <-chan []string)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		changed, batches := make(chan string), make(chan []string)
		go collect(ctx, changed, batches, 100*time.Millisecond, time.Second)
		f(changed, batches)
		cancel()
		synctest.Wait() // it has returned, or synctest.Test fails
	})
}

func expect(t *testing.T, batches <-chan []string, began time.Time, after time.Duration, want ...string) {
	t.Helper()
	got := <-batches
	if !slices.Equal(got, want) || time.Since(began) != after {
		t.Errorf("%v after %s; want %v after %s", got, time.Since(began), want, after)
	}
}

func TestOneSaveIsOneBatch(t *testing.T) {
	collected(t, func(changed chan<- string, batches <-chan []string) {
		began := time.Now()
		changed <- "b"
		changed <- "a"
		time.Sleep(50 * time.Millisecond)
		changed <- "a"
		expect(t, batches, began, 150*time.Millisecond, "a", "b")

		began = time.Now()
		changed <- "c" // nothing of the first batch is left
		expect(t, batches, began, 100*time.Millisecond, "c")
	})
}

func TestRestlessFilesDontDelayForEver(t *testing.T) {
	collected(t, func(changed chan<- string, batches <-chan []string) {
		began := time.Now()
		stop := make(chan struct{})
		defer close(stop)
		go func() {
			tick := time.NewTicker(60 * time.Millisecond)
			defer tick.Stop()
			for {
				select {
				case changed <- "log":
				case <-stop:
					return
				}
				select {
				case <-tick.C:
				case <-stop:
					return
				}
			}
		}()
		expect(t, batches, began, time.Second, "log")
	})
}

// What changes during a build is one batch after it.
func TestChangesDuringABuild(t *testing.T) {
	collected(t, func(changed chan<- string, batches <-chan []string) {
		changed <- "a"
		time.Sleep(time.Minute) // nobody takes it
		changed <- "b"
		began := time.Now()
		expect(t, batches, began, 0, "a", "b") // the first has waited long enough
		select {
		case got := <-batches:
			t.Errorf("a second batch %v", got)
		case <-time.After(time.Minute):
		}
	})
}
