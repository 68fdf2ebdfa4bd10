package batch_test

import (
	"fmt"
	"strings"
	"testing"

	"bff/graph/batch"
)

func TestConcurrently(t *testing.T) {
	met, a, b := make(chan int), 0, 0
	batch.Concurrently(func() { met <- 1; a = 1 }, func() { <-met; b = 2 }) // each waits for the other
	if a != 1 || b != 2 {
		t.Errorf("a, b = %d, %d; want 1, 2: all have returned", a, b)
	}
	ran := false
	defer func() {
		if cause := fmt.Sprint(recover()); !strings.Contains(cause, "odd") || !strings.Contains(cause, "concurrently_test.go") || !ran {
			t.Errorf("panicked with %.200s, the other ran: %v; want the cause with its stack in this goroutine", cause, ran)
		}
	}()
	batch.Concurrently(func() { panic("odd") }, func() { ran = true })
}
