package shop

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
)

// Service is one backend. It is an http.Handler with or without Shop.Start. Its
// methods are safe for concurrent use.
type Service struct {
	name    string
	mux     *http.ServeMux
	openAPI []byte
	url     atomic.Value // string
	inject  *injector
	counts  counters
	log     *slog.Logger
	refuse  refusal
	routes  []string // patterns, in the order of registration
}

// refusal writes a problem in a service's own error format.
type refusal func(w http.ResponseWriter, p *problem)

// endpoint answers a request: it writes the answer and returns nil, or it
// returns the problem and has written nothing.
type endpoint func(w http.ResponseWriter, r *http.Request) *problem

// newService makes a service with the endpoints that all have. The constructor
// of the service sets refuse and adds its own endpoints by handle.
func newService(name string, log *slog.Logger, closing <-chan struct{}, seed uint64) (*Service, error) {
	document, err := openAPIOf(name)
	if err != nil {
		return nil, fmt.Errorf("shop: OpenAPI document of %s: %w", name, err)
	}
	s := &Service{name: name, mux: http.NewServeMux(), openAPI: document, log: log.With("service", name), inject: newInjector(closing, seed)}
	s.url.Store("")
	s.mux.HandleFunc("GET /openapi.json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(s.openAPI)
	})
	s.mux.HandleFunc("GET /health", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, map[string]string{"status": "ok"})
	})
	s.mux.HandleFunc("GET /_faults", s.showFaults)
	s.mux.HandleFunc("PUT /_faults", s.putFaults)
	s.mux.HandleFunc("DELETE /_faults", s.clearFaults)
	s.mux.HandleFunc("GET /_stats", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, http.StatusOK, s.Stats()) })
	s.mux.HandleFunc("DELETE /_stats", func(w http.ResponseWriter, _ *http.Request) {
		s.ResetStats()
		w.WriteHeader(http.StatusNoContent)
	})
	s.handle("/", s.unknown)
	return s, nil
}

// handle adds an endpoint: counted, and subject to the faults.
func (s *Service) handle(pattern string, e endpoint) {
	s.routes = append(s.routes, pattern)
	count := s.counts.of(pattern)
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		count.Add(1)
		if !s.inject.pass(w, r, s.refuse) {
			return
		}
		if p := e(w, r); p != nil {
			s.refuse(w, p)
		}
	})
}

// unknown answers what no pattern matches: 405 when the path has other methods.
func (s *Service) unknown(_ http.ResponseWriter, r *http.Request) *problem {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		other := r.Clone(r.Context())
		other.Method = method
		if _, pattern := s.mux.Handler(other); pattern != "/" {
			allowed = append(allowed, method)
		}
	}
	if allowed == nil {
		return notFound("no such path: " + r.URL.Path)
	}
	return &problem{
		status: http.StatusMethodNotAllowed, code: "method_not_allowed",
		message: r.Method + " is not possible here",
		header:  map[string]string{"Allow": strings.Join(allowed, ", ")},
	}
}

// ServeHTTP answers a request.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.mux.ServeHTTP(w, r) }

// Name is the service's name: "catalog".
func (s *Service) Name() string { return s.name }

// URL is the base URL, without a slash at the end; "" before Shop.Start.
func (s *Service) URL() string { return s.url.Load().(string) }

// Handler answers the service's requests, also before Shop.Start.
func (s *Service) Handler() http.Handler { return s }

// OpenAPI is the service's OpenAPI 3.1 document, as JSON.
func (s *Service) OpenAPI() []byte { return bytes.Clone(s.openAPI) }

// Faults is how the service misbehaves now.
func (s *Service) Faults() Faults { return s.inject.now() }

// SetFaults makes the service misbehave from now on; the zero Faults makes it
// well. Requests that hang are looked at again at once. The error says which
// field is out of its range, and nothing has changed then.
func (s *Service) SetFaults(f Faults) error {
	if err := f.validate(); err != nil {
		return fmt.Errorf("shop: faults of %s: %w", s.name, err)
	}
	s.inject.set(f)
	s.log.Info("faults set", "faults", f)
	return nil
}

// Stats tells what was called since the start, or since ResetStats.
func (s *Service) Stats() Stats { return s.counts.stats() }

// ResetStats counts from zero again.
func (s *Service) ResetStats() { s.counts.reset() }

func (s *Service) showFaults(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, s.Faults())
}

func (s *Service) putFaults(w http.ResponseWriter, r *http.Request) {
	var f Faults
	if p := readJSON(w, r, &f); p != nil {
		s.refuse(w, p)
		return
	}
	if err := s.SetFaults(f); err != nil {
		s.refuse(w, invalid(http.StatusUnprocessableEntity, err.Error()))
		return
	}
	writeJSON(w, http.StatusOK, s.Faults())
}

func (s *Service) clearFaults(w http.ResponseWriter, _ *http.Request) {
	s.inject.set(Faults{})
	s.log.Info("faults cleared")
	w.WriteHeader(http.StatusNoContent)
}
