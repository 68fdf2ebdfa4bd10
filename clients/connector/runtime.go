package connector

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"

	"bff/clients"
	"bff/connect/mapping"
)

// Options configures New. The zero value works.
type Options struct {
	// Config is $config by source name: what the operator says to a source's
	// connectors, JSON-like values as mapping.From takes them.
	Config map[string]map[string]any
	// Environment is $env; nil means that of the process.
	Environment func() map[string]string
	// Logger gets the problems of mappings, at level debug; nil means slog.Default().
	Logger *slog.Logger
}

// Runtime is what the connectors of a process share. It is safe for concurrent use.
type Runtime struct {
	backends *clients.Backends
	config   map[string]mapping.Value
	env      func() mapping.Value
	log      *slog.Logger
	requests sync.Map // *definition -> prepared
}

// New makes a Runtime of backends that know every source, or an error that names
// the source whose configuration can't be mapped.
func New(backends *clients.Backends, o Options) (*Runtime, error) {
	rt := &Runtime{backends: backends, config: map[string]mapping.Value{}, log: o.Logger}
	for name, config := range o.Config {
		v, err := mapping.From(config)
		if err != nil {
			return nil, fmt.Errorf("sources.%s.config: %w", name, err)
		}
		rt.config[name] = v
	}
	if rt.log == nil {
		rt.log = slog.Default()
	}
	environment := o.Environment
	if environment == nil {
		environment = processEnvironment
	}
	rt.env = sync.OnceValue(func() mapping.Value {
		v, _ := mapping.From(environment()) // takes this type as it is
		return v
	})
	return rt, nil
}

// Backends are those that the connectors call.
func (rt *Runtime) Backends() *clients.Backends { return rt.backends }

func processEnvironment() map[string]string {
	out := map[string]string{}
	for _, pair := range os.Environ() {
		if name, value, ok := strings.Cut(pair, "="); ok {
			out[name] = value
		}
	}
	return out
}

// contextKey is that of $context.
type contextKey struct{}

// WithContext puts the values of $context into ctx, JSON-like as mapping.From takes
// them. It fails for what is not.
func WithContext(ctx context.Context, values map[string]any) (context.Context, error) {
	v, err := mapping.From(values)
	if err != nil {
		return ctx, fmt.Errorf("connector: context: %w", err)
	}
	return context.WithValue(ctx, contextKey{}, v), nil
}

// Vars are the variables of one call that its place gives.
type Vars struct {
	Args mapping.Value // $args
	This mapping.Value // $this
}

// vars completes the variables with those of the request and the process. It fails for
// those that the execution in ctx may not see; see Share.
func (rt *Runtime) vars(ctx context.Context, d *definition, own Vars) (*mapping.Vars, error) {
	if err := d.needs.withheld(ctx); err != nil {
		return nil, err
	}
	out := &mapping.Vars{Args: own.Args, This: own.This, Config: rt.config[d.spec.Source.Name], Env: rt.env()}
	out.Context, _ = ctx.Value(contextKey{}).(mapping.Value)
	if d.needs.request() {
		out.Request = mapping.HeaderVar(clients.IncomingFrom(ctx).Header)
	}
	return out, nil
}

// prepared is a connector's request for the address that its source really has.
type prepared struct {
	request *mapping.Request
	base    string
	err     error
}

func (rt *Runtime) prepared(d *definition) *prepared {
	if p, ok := rt.requests.Load(d); ok {
		return p.(*prepared)
	}
	p, _ := rt.requests.LoadOrStore(d, rt.prepare(d))
	return p.(*prepared)
}

func (rt *Runtime) prepare(d *definition) *prepared {
	address, ok := rt.backends.Address(d.spec.Source.Name)
	if !ok {
		return &prepared{err: fmt.Errorf("no source %q is configured", d.spec.Source.Name)}
	}
	base := address
	if declared, err := rt.BaseURL(d.spec.Source); err == nil && !absolute(d.spec.URL) {
		if same, err := clients.AddressOf(declared); err == nil && same == address {
			base = declared // with its query, and the slash at its end
		}
	}
	c := compiler{version: d.version}
	request, err := c.request(d.spec, literal(base))
	return &prepared{request: request, base: address, err: err}
}
