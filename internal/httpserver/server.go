package httpserver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync/atomic"
	"syscall"
	"time"
)

// ErrDraining is the cause of the end of a stream's context when the server
// stops: what serves the stream can tell the client to come back.
var ErrDraining = errors.New("the server is draining")

// adminGrace is how long a scrape may go on after the main listener closed.
const adminGrace = time.Second

// Server is two listeners and the requests on them. Make one with New.
type Server struct {
	options Options
	listen  func(ctx context.Context, network, address string) (net.Listener, error)

	main, admin       *http.Server // admin is nil when there is none
	addr, adminAddr   net.Addr     // written before listening closes
	listening         chan struct{}
	ready             atomic.Bool
	running           *inFlight
	requests, streams scope
}

// scope is a context for requests and the way to end it.
type scope struct {
	ctx context.Context
	end context.CancelCauseFunc
}

func newScope(parent context.Context) scope {
	ctx, end := context.WithCancelCause(parent)
	return scope{ctx, end}
}

// New checks the options; nothing is opened before Run.
func New(o Options) (*Server, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	o = o.withDefaults()
	s := &Server{
		options:   o,
		listen:    new(net.ListenConfig).Listen,
		listening: make(chan struct{}),
		running:   newInFlight(),
		requests:  newScope(context.Background()), // not Run's: a request outlives the signal to stop
	}
	s.requests.ctx = context.WithValue(s.requests.ctx, serverKey{}, s)
	s.streams = newScope(s.requests.ctx)
	s.main = s.httpServer(s.probes(s.track(o.Handler)))
	if o.Admin != "" {
		s.admin = s.httpServer(s.probes(o.AdminHandler))
	}
	return s, nil
}

func (s *Server) httpServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: s.options.ReadHeaderTimeout,
		IdleTimeout:       s.options.IdleTimeout,
		BaseContext:       func(net.Listener) context.Context { return s.requests.ctx },
		ErrorLog:          slog.NewLogLogger(s.options.Logger.Handler(), slog.LevelWarn),
		// No ReadTimeout and no WriteTimeout: both would cut streams. Bodies have
		// a bound of their own in track.go; the answer's is the handler's deadline.
	}
}

// Listening is closed once both listeners are open and Addr is known.
func (s *Server) Listening() <-chan struct{} { return s.listening }

// Addr returns the main listener's address, nil before Listening.
func (s *Server) Addr() net.Addr { return s.address(&s.addr) }

// AdminAddr returns the admin listener's address, nil before Listening or when
// there is none.
func (s *Server) AdminAddr() net.Addr { return s.address(&s.adminAddr) }

func (s *Server) address(a *net.Addr) net.Addr {
	select {
	case <-s.listening:
		return *a
	default:
		return nil
	}
}

// Ready reports whether /ready says yes.
func (s *Server) Ready() bool { return s.ready.Load() }

// Run opens the listeners, serves until ctx ends, drains and closes. It returns
// nil when every request finished in time. An error is one line that says what
// could not be done; all is closed then too. Run is called once.
func (s *Server) Run(ctx context.Context) error {
	mainListener, adminListener, err := s.open(ctx)
	if err != nil {
		return err
	}
	failed := make(chan error, 2) // one for each listener: a send never blocks
	s.serve(s.main, mainListener, failed)
	s.serve(s.admin, adminListener, failed)
	close(s.listening)
	s.options.Logger.InfoContext(ctx, "listening", "address", text(s.addr), "admin", text(s.adminAddr))

	err = s.wait(ctx, failed)
	if err == nil {
		err = s.drain()
	}
	s.close()
	return err
}

// wait warms up and returns nil when ctx ends, or what failed before that.
func (s *Server) wait(ctx context.Context, failed <-chan error) error {
	warmCtx, cancel := context.WithCancel(ctx)
	warmed := make(chan error, 1)
	go func() { warmed <- s.options.Warm(warmCtx) }()
	defer func() { // Warm ends with its context: nothing may still run after Run
		cancel()
		if warmed != nil {
			<-warmed
		}
	}()
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-failed:
			return err
		case err := <-warmed:
			warmed = nil // a nil channel is never chosen again
			if err != nil && ctx.Err() == nil {
				return fmt.Errorf("warm up: %w", err)
			}
			s.ready.Store(ctx.Err() == nil)
		}
	}
}

// drain lets running requests finish, streams end, and both only so long.
func (s *Server) drain() error {
	s.ready.Store(false)
	s.main.SetKeepAlivesEnabled(false) // each answer now tells its client to go elsewhere
	s.options.Logger.Info("draining", "requests", s.running.count(), "delay", s.options.DrainDelay, "timeout", s.options.DrainTimeout)
	time.Sleep(s.options.DrainDelay)

	s.streams.end(ErrDraining)
	ctx, cancel := context.WithTimeout(context.Background(), s.options.DrainTimeout)
	defer cancel()
	err := s.main.Shutdown(ctx) // closes the listener at once; knows nothing of WebSockets
	if err == nil {
		err = s.running.wait(ctx)
	}
	if err != nil {
		return fmt.Errorf("drain: %d requests were cut off after %s", s.running.count(), s.options.DrainTimeout)
	}
	s.options.Logger.Info("drained")
	return nil
}

// close ends what is left, in every case.
func (s *Server) close() {
	s.ready.Store(false)
	s.requests.end(ErrDraining)
	_ = s.main.Close() // the listener is closed already; its error says nothing new
	if s.admin == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), adminGrace)
	defer cancel()
	if s.admin.Shutdown(ctx) != nil {
		_ = s.admin.Close()
	}
}

func (s *Server) open(ctx context.Context) (mainListener, adminListener net.Listener, err error) {
	mainListener, err = s.openOne(ctx, s.options.Listen, "--listen")
	if err != nil {
		return nil, nil, err
	}
	s.addr = mainListener.Addr()
	if s.admin == nil {
		return mainListener, nil, nil
	}
	adminListener, err = s.openOne(ctx, s.options.Admin, "--admin")
	if err != nil {
		return nil, nil, errors.Join(err, mainListener.Close())
	}
	s.adminAddr = adminListener.Addr()
	return mainListener, adminListener, nil
}

func (s *Server) openOne(ctx context.Context, address, flag string) (net.Listener, error) {
	l, err := s.listen(ctx, "tcp", address)
	switch {
	case err == nil:
		return l, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("listen %s: %w; choose another with %s", address, syscall.EADDRINUSE, flag)
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("listen %s: %w; ports below 1024 are usually reserved, choose another with %s", address, syscall.EACCES, flag)
	}
	return nil, fmt.Errorf("cannot listen with %s %s: %w", flag, address, err)
}

// serve accepts connections in a goroutine that ends when srv is closed.
func (s *Server) serve(srv *http.Server, l net.Listener, failed chan<- error) {
	if srv == nil {
		return
	}
	go func() {
		if err := srv.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			failed <- fmt.Errorf("serve %s: %w", l.Addr(), err)
		}
	}()
}

// text writes an address for the log; "" when there is none.
func text(a net.Addr) string {
	if a == nil {
		return ""
	}
	return a.String()
}
