// Package stream lets a subscription end with an error.
//
//	func (r subscriptionResolver) OrderUpdated(ctx context.Context, id string) (<-chan *Order, error) {
//		return stream.Go(ctx, func(send func(*Order) bool) error {
//			for order, err := range r.updates(ctx, id) {
//				if err != nil {
//					return err
//				}
//				if !send(order) {
//					return nil // the client has left
//				}
//			}
//			return nil
//		}), nil
//	}
//
// gqlgen only knows the channel: when it is closed the stream is complete, as if
// all had gone well. The server sends the error given to [Fail] as the last
// response, over WebSocket and server-sent events alike, so that an app can tell
// an order that is done from a backend that is gone.
package stream

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync/atomic"
)

type endKey struct{}

// End is how one subscription ended.
type End struct{ failure atomic.Pointer[error] }

// Watch returns the context to run a subscription in, and what will know its
// end. The server calls it.
func Watch(ctx context.Context) (context.Context, *End) {
	end := &End{}
	return context.WithValue(ctx, endKey{}, end), end
}

// Go runs produce in a goroutine of its own and returns the channel of what it
// sends; the channel is closed when produce returns. Its error, or its panic, is
// how the subscription of ctx ends. send returns false when ctx has ended: produce
// should return then.
func Go[T any](ctx context.Context, produce func(send func(T) bool) error) <-chan T {
	values := make(chan T)
	go func() {
		defer close(values)
		defer func() { // nobody else would recover it, and the process would end
			if cause := recover(); cause != nil {
				Fail(ctx, fmt.Errorf("panic: %v\n%s", cause, debug.Stack()))
			}
		}()
		Fail(ctx, produce(func(value T) bool {
			select {
			case values <- value:
				return true
			case <-ctx.Done():
				return false
			}
		}))
	}()
	return values
}

// Fail says why the subscription of ctx ends. Only the first error counts. It
// does nothing outside of a subscription and for a nil error.
func Fail(ctx context.Context, err error) {
	if end, ok := ctx.Value(endKey{}).(*End); ok && err != nil {
		end.failure.CompareAndSwap(nil, &err)
	}
}

// Failure is what Fail was given, nil when the subscription ended well.
func (e *End) Failure() error {
	if err := e.failure.Load(); err != nil {
		return *err
	}
	return nil
}
