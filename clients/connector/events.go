package connector

import (
	"context"
	"iter"

	"bff/clients"
	"bff/connect/mapping"
	"bff/connect/supply"
)

// Events yields what a backend sends on a server-sent event stream that the connector
// requests: each event's data, JSON, as its selection makes it. It is how a
// subscription in Go reads a backend; what [clients.Events] says of streams holds. An
// event of which the selection makes nothing is passed over.
func (d *Definition[T]) Events(ctx context.Context, rt *Runtime, own Vars) iter.Seq[supply.Result[T]] {
	vars, err := rt.vars(ctx, d.definition, own)
	var request clients.Request
	if err == nil {
		request, err = rt.render(d.definition, vars)
	}
	return func(yield func(supply.Result[T]) bool) {
		if err != nil {
			yield(supply.Result[T]{Err: d.invalid(err)})
			return
		}
		call := clients.Call[*stored]{
			Source: d.spec.Source.Name, Name: d.spec.Name,
			Decode: func(body []byte) (*stored, error) { return d.event(body, vars) },
		}
		for s, err := range clients.Events(ctx, rt.backends, call, request) {
			if err == nil && s == nil {
				continue
			}
			if !yield(resultOf(d, s, true, err)) {
				return
			}
		}
	}
}

// event is what the selection makes of one event; nil for nothing.
func (d *Definition[T]) event(body []byte, vars *mapping.Vars) (*stored, error) {
	text, ok, _, err := d.answer.Append(nil, mapping.Response{Status: 200, Body: body}, vars)
	if err != nil || !ok || string(text) == "null" {
		return nil, err
	}
	return d.store(text, vars)
}
