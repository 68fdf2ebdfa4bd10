package stream_test

import (
	"context"
	"errors"
	"testing"

	"go.uber.org/goleak"

	"bff/graph/stream"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestFail(t *testing.T) {
	first, second := errors.New("first"), errors.New("second")
	for _, tt := range []struct {
		name   string
		errors []error
		want   error
	}{
		{"ended well", nil, nil},
		{"the first counts, others follow from it", []error{first, second}, first},
		{"nil is no failure", []error{nil, second}, second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ctx, end := stream.Watch(t.Context())
			ctx, cancel := context.WithCancel(ctx) // as resolvers get it, from contexts in between
			defer cancel()
			for _, err := range tt.errors {
				stream.Fail(ctx, err)
			}
			if got := end.Failure(); !errors.Is(got, tt.want) || (got == nil) != (tt.want == nil) {
				t.Errorf("Failure() = %v; want %v", got, tt.want)
			}
		})
	}
	stream.Fail(t.Context(), first) // outside of a subscription: nothing, and no panic
}
