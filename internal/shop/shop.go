package shop

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"bff/internal/shop/data"
)

// Options configures New. The zero value works: free ports on 127.0.0.1.
type Options struct {
	Seed   uint64            // of the data; 0 means data.DefaultSeed
	Logger *slog.Logger      // nil means slog.Default()
	Listen string            // address without port; "" means 127.0.0.1
	Port   int               // of catalog, the others follow in the order of Services; 0 means any free ports
	Faults map[string]Faults // by service name, from the start on
	Only   []string          // the services that Start listens for, each at its own port; nil means all
}

func (o Options) validate() error {
	var errs []error
	if last := o.Port + len(constructors) - 1; o.Port < 0 || last > 65535 {
		errs = append(errs, fmt.Errorf("shop: port %d; want 0 or a number whose next %d are ports too", o.Port, len(constructors)-1))
	}
	for _, name := range o.Only {
		if !slices.Contains(Names(), name) {
			errs = append(errs, fmt.Errorf("shop: only %q; want some of %v", name, Names()))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(o.Faults)) {
		if !slices.Contains(Names(), name) {
			errs = append(errs, fmt.Errorf("shop: faults of %q; want one of %v", name, Names()))
		}
		if err := o.Faults[name].validate(); err != nil {
			errs = append(errs, fmt.Errorf("shop: faults of %s: %w", name, err))
		}
	}
	return errors.Join(errs...)
}

// Shop is the eight services. Its methods are safe for concurrent use.
type Shop struct {
	opts     Options
	services []*Service
	closing  chan struct{} // closed by Close: lets go of hanging requests and streams

	mu      sync.Mutex // guards what follows
	servers []*http.Server
	serving sync.WaitGroup
	closed  bool
}

// world is what the services are made from: immutable records, and the few
// things one service has to ask another.
type world struct {
	*data.Set
	orders   *orderBook
	payments *paymentBook
	closing  <-chan struct{}
	now      func() time.Time
}

// constructors lists the services in their order.
var constructors = []struct {
	name string
	make func(*Service, *world)
}{
	{"catalog", newCatalog},
	{"pricing", newPricing},
	{"inventory", newInventory},
	{"reviews", newReviews},
	{"users", newUsers},
	{"orders", newOrders},
	{"payments", newPayments},
	{"recommendations", newRecommendations},
}

// Names lists the services in the order of their ports.
func Names() []string {
	names := make([]string, len(constructors))
	for i, c := range constructors {
		names[i] = c.name
	}
	return names
}

// New makes the services, in well under a second. They do not listen before
// Start; until then their handlers can be called.
func New(opts Options) (*Shop, error) {
	if err := opts.validate(); err != nil {
		return nil, err
	}
	if opts.Logger == nil {
		opts.Logger = slog.Default()
	}
	if opts.Listen == "" {
		opts.Listen = "127.0.0.1"
	}
	s := &Shop{opts: opts, closing: make(chan struct{})}
	set := data.For(opts.Seed)
	w := &world{Set: set, orders: newOrderBook(set), payments: newPaymentBook(set), closing: s.closing, now: now}
	for i, c := range constructors {
		service, err := newService(c.name, opts.Logger, s.closing, set.Seed+uint64(i))
		if err != nil {
			return nil, err
		}
		c.make(service, w)
		service.inject.set(opts.Faults[c.name])
		s.services = append(s.services, service)
	}
	return s, nil
}

// now has the resolution of JSON here: seconds, UTC.
func now() time.Time { return time.Now().UTC().Truncate(time.Second) }

// Services lists the services in the order of Names.
func (s *Shop) Services() []*Service { return slices.Clone(s.services) }

// Service is the service of that name, nil when there is none.
func (s *Shop) Service(name string) *Service {
	for _, service := range s.services {
		if service.name == name {
			return service
		}
	}
	return nil
}

// URLs maps the services' names to their base URLs, without a slash at the end.
// Before Start they are empty, and those of services that don't listen are not there.
func (s *Shop) URLs() map[string]string {
	urls := make(map[string]string, len(s.services))
	for _, service := range s.services {
		if s.opts.Only == nil || slices.Contains(s.opts.Only, service.name) {
			urls[service.name] = service.URL()
		}
	}
	return urls
}

// Start listens for all services, or for none: the error names the service and
// the address that is not to be had. It may be called once.
func (s *Shop) Start() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.servers != nil {
		return errors.New("shop: Start after Start or Close")
	}
	listeners := map[*Service]net.Listener{}
	for i, service := range s.services {
		if s.opts.Only != nil && !slices.Contains(s.opts.Only, service.name) {
			continue
		}
		port := 0
		if s.opts.Port > 0 {
			port = s.opts.Port + i
		}
		l, err := net.Listen("tcp", net.JoinHostPort(s.opts.Listen, strconv.Itoa(port)))
		if err != nil {
			for _, open := range listeners {
				_ = open.Close()
			}
			return fmt.Errorf("shop: %s: %w", service.name, err)
		}
		listeners[service] = l
	}
	for _, service := range s.services {
		if l, ok := listeners[service]; ok {
			s.serve(service, l)
		}
	}
	return nil
}

func (s *Shop) serve(service *Service, l net.Listener) {
	service.url.Store(baseURL(l.Addr()))
	server := &http.Server{
		Handler:           service,
		ReadHeaderTimeout: 10 * time.Second,
		ErrorLog:          slog.NewLogLogger(s.opts.Logger.With("service", service.name).Handler(), slog.LevelDebug),
	}
	s.servers = append(s.servers, server)
	s.serving.Go(func() {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			s.opts.Logger.Error("shop service stopped", "service", service.name, "error", err)
		}
	})
}

// baseURL is where a listener on this machine is reached, also one that listens
// on all addresses.
func baseURL(addr net.Addr) string {
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return "http://" + addr.String()
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// Close stops all services: hanging requests and streams are let go at once, the
// others may finish until ctx ends and are then cut. A second Close does
// nothing.
func (s *Shop) Close(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	close(s.closing)
	errs := make([]error, len(s.servers))
	var stopping sync.WaitGroup
	for i, server := range s.servers {
		stopping.Go(func() {
			if err := server.Shutdown(ctx); err != nil {
				errs[i] = errors.Join(fmt.Errorf("shop: %s: %w", s.services[i].name, err), server.Close())
			}
		})
	}
	stopping.Wait()
	s.serving.Wait()
	return errors.Join(errs...)
}
