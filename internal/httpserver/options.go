package httpserver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"
)

// Options configures New. Listen and Handler are needed; all else has a default.
type Options struct {
	// Listen is the main listener's host:port; port 0 lets the system choose.
	Listen string
	// Admin is the admin listener's host:port; empty means none.
	Admin string

	// Handler serves the main listener.
	Handler http.Handler
	// AdminHandler serves the admin listener, usually an AdminMux; nil means
	// that only probes are answered.
	AdminHandler http.Handler

	// Warm runs once both listeners are open; /ready says yes after it. An error
	// ends Run. nil means ready at once.
	Warm func(context.Context) error

	// DrainDelay is how long requests are accepted after /ready turned to no, so
	// that load balancers notice first; 0 means not at all.
	DrainDelay time.Duration
	// DrainTimeout is how long running requests may go on after that; 0 means
	// 10 s.
	DrainTimeout time.Duration

	// ReadHeaderTimeout bounds the reading of a request's headers; 0 means 5 s.
	ReadHeaderTimeout time.Duration
	// ReadBodyTimeout bounds the reading of a request's body; 0 means 30 s.
	ReadBodyTimeout time.Duration
	// IdleTimeout is how long an idle connection is kept; 0 means 60 s.
	IdleTimeout time.Duration

	Logger *slog.Logger // nil means slog.Default()
}

// Defaults returns the time limits that hold where Options says nothing. They are the
// defaults of the configuration too.
func Defaults() Options {
	return Options{
		DrainTimeout:      10 * time.Second,
		ReadHeaderTimeout: 5 * time.Second,
		ReadBodyTimeout:   30 * time.Second,
		IdleTimeout:       time.Minute,
	}
}

func (o Options) withDefaults() Options {
	d := Defaults()
	o.DrainTimeout = orDefault(o.DrainTimeout, d.DrainTimeout)
	o.ReadHeaderTimeout = orDefault(o.ReadHeaderTimeout, d.ReadHeaderTimeout)
	o.ReadBodyTimeout = orDefault(o.ReadBodyTimeout, d.ReadBodyTimeout)
	o.IdleTimeout = orDefault(o.IdleTimeout, d.IdleTimeout)
	if o.AdminHandler == nil {
		o.AdminHandler = http.NotFoundHandler()
	}
	if o.Warm == nil {
		o.Warm = func(context.Context) error { return nil }
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	return o
}

func orDefault(d, fallback time.Duration) time.Duration {
	if d == 0 {
		return fallback
	}
	return d
}

func (o Options) validate() error {
	var errs []error
	if o.Listen == "" {
		errs = append(errs, errors.New("httpserver: Options.Listen is empty; expected host:port"))
	}
	if o.Handler == nil {
		errs = append(errs, errors.New("httpserver: Options.Handler is nil; expected a handler"))
	}
	for _, d := range []struct {
		name  string
		value time.Duration
	}{
		{"DrainDelay", o.DrainDelay},
		{"DrainTimeout", o.DrainTimeout},
		{"ReadHeaderTimeout", o.ReadHeaderTimeout},
		{"ReadBodyTimeout", o.ReadBodyTimeout},
		{"IdleTimeout", o.IdleTimeout},
	} {
		if d.value < 0 {
			errs = append(errs, fmt.Errorf("httpserver: Options.%s is %s; expected 0 or more", d.name, d.value))
		}
	}
	return errors.Join(errs...)
}
