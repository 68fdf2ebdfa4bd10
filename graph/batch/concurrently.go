package batch

import (
	"fmt"
	"runtime/debug"
	"sync"
)

// Concurrently calls the functions at the same time and returns when all have
// returned. When some panic it panics with the first of them, so that the server
// makes an error of it: a panic in a goroutine of its own would end the process.
func Concurrently(calls ...func()) {
	var running sync.WaitGroup
	var first sync.Once
	var panicked error
	for _, call := range calls {
		running.Go(func() {
			defer func() {
				if cause := recover(); cause != nil {
					first.Do(func() { panicked = fmt.Errorf("%v\n%s", cause, debug.Stack()) })
				}
			}()
			call()
		})
	}
	running.Wait()
	if panicked != nil {
		panic(panicked)
	}
}
