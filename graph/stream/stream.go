// Package stream lets a subscription end with an error.
//
//	func (r subscriptionResolver) OrderUpdated(ctx context.Context, id string) (<-chan *Order, error) {
//		updates := make(chan *Order)
//		go func() {
//			defer close(updates)
//			...
//			stream.Fail(ctx, err) // before the channel is closed
//		}()
//		return updates, nil
//	}
//
// gqlgen only knows the channel: when it is closed the stream is complete, as if
// all had gone well. The server sends the error given to [Fail] as the last
// response, over WebSocket and server-sent events alike, so that an app can tell
// an order that is done from a backend that is gone.
package stream

import (
	"context"
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
