package stream_test

import (
	"context"
	"errors"
	"slices"
	"strings"
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

func TestGo(t *testing.T) {
	failure := errors.New("failure")
	for _, tt := range []struct {
		name    string
		produce func(send func(int) bool) error
		want    []int
		failed  string
	}{
		{"ends well", func(send func(int) bool) error { send(1); send(2); return nil }, []int{1, 2}, ""},
		{"ends with an error", func(send func(int) bool) error { send(1); return failure }, []int{1}, "failure"},
		{"a panic is an error and not the end of the process", func(send func(int) bool) error { send(1); panic("odd") }, []int{1}, "panic: odd"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ctx, end := stream.Watch(t.Context())
			var got []int
			for value := range stream.Go(ctx, tt.produce) {
				got = append(got, value)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("values %v; want %v", got, tt.want)
			}
			if err := end.Failure(); (err != nil) != (tt.failed != "") || err != nil && !strings.Contains(err.Error(), tt.failed) {
				t.Errorf("Failure() = %v; want %q", err, tt.failed)
			}
		})
	}
}

// Who sends to a client that has left learns it and does not wait.
func TestGoEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	left := make(chan bool)
	stream.Go(ctx, func(send func(int) bool) error {
		left <- send(1) // nobody receives it
		return nil
	})
	cancel()
	if <-left {
		t.Error("send = true after the end of its context")
	}
}
