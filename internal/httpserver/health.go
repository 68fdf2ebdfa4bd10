package httpserver

import "net/http"

// probes answers the paths that orchestrators ask, on both listeners, and
// leaves all others to next. They are the habits of several worlds:
//
//	alive    /health  /healthz  /livez   /health/live   /health?live
//	ready    /ready   /readyz            /health/ready  /health?ready
//
// Alive is always 200: a process that can answer should not be restarted for
// draining, nor for a backend that is down. Ready is 503 before it is warmed
// up and while it drains.
func (s *Server) probes(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/health":
			_, ready := r.URL.Query()["ready"]
			probe(w, r, !ready || s.Ready())
		case "/healthz", "/livez", "/health/live":
			probe(w, r, true)
		case "/ready", "/readyz", "/health/ready":
			probe(w, r, s.Ready())
		default:
			next.ServeHTTP(w, r)
		}
	})
}

func probe(w http.ResponseWriter, r *http.Request, up bool) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "a probe is a GET", http.StatusMethodNotAllowed)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	body := `{"status":"UP"}`
	if !up {
		w.WriteHeader(http.StatusServiceUnavailable)
		body = `{"status":"DOWN"}`
	}
	_, _ = w.Write([]byte(body + "\n")) // a prober that went away needs no answer
}
