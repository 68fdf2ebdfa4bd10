package invalidation

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"

	"bff/cache"
)

// Invalidator is the part of a cache that is needed here.
type Invalidator interface {
	InvalidateTags(ctx context.Context, tags ...string) (int, error)
}

var _ Invalidator = (*cache.Cache)(nil)

// Options configures New.
type Options struct {
	Cache     Invalidator
	SharedKey string       // what the Authorization header must be; needed, for everybody who may POST may slow the backends
	Logger    *slog.Logger // nil means slog.Default
}

// maxBody bounds a request, in bytes.
const maxBody = 1 << 20

// request is one invalidation.
type request struct {
	Kind     string `json:"kind"`
	Subgraph string `json:"subgraph"`
	Type     string `json:"type"`
	Tag      string `json:"cache_tag"`
}

// tag returns the tag that the request means.
func (r request) tag() (string, error) {
	switch r.Kind {
	case "subgraph":
		if r.Subgraph == "" {
			return "", errors.New(`kind "subgraph" without "subgraph"`)
		}
		return cache.SourceTag(r.Subgraph), nil
	case "type":
		if r.Type == "" {
			return "", errors.New(`kind "type" without "type"`)
		}
		return cache.TypeTag(r.Type), nil
	case "cache_tag":
		if r.Tag == "" {
			return "", errors.New(`kind "cache_tag" without "cache_tag"`)
		}
		return r.Tag, nil
	}
	return "", fmt.Errorf(`kind %q; want "subgraph", "type" or "cache_tag"`, r.Kind)
}

// New returns the handler. It answers 202 when all processes have been or will be
// told in order; 503 when the others could not be told yet, though this process
// has forgotten the entries and will tell them when it can; 400, 401, 405 and 413
// for requests that it does not take, without effect.
func New(o Options) (http.Handler, error) {
	switch {
	case o.Cache == nil:
		return nil, errors.New("invalidation: Options.Cache is nil")
	case o.SharedKey == "":
		return nil, errors.New("invalidation: Options.SharedKey is empty")
	case o.Logger == nil:
		o.Logger = slog.Default()
	}
	return &handler{options: o, key: sha256.Sum256([]byte(o.SharedKey))}, nil
}

type handler struct {
	options Options
	key     [sha256.Size]byte
}

// ServeHTTP implements http.Handler.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		refuse(w, http.StatusMethodNotAllowed, "want POST")
		return
	}
	given := sha256.Sum256([]byte(r.Header.Get("Authorization"))) // equal lengths, for a comparison in constant time
	if subtle.ConstantTimeCompare(given[:], h.key[:]) != 1 {
		refuse(w, http.StatusUnauthorized, "want the shared key in Authorization")
		return
	}
	tags, status, err := read(w, r)
	if err != nil {
		refuse(w, status, err.Error())
		return
	}
	n, err := h.options.Cache.InvalidateTags(r.Context(), tags...)
	if err != nil {
		h.options.Logger.WarnContext(r.Context(), "invalidation: other processes could not be told", "error", err)
		w.Header().Set("Retry-After", "1")
		refuse(w, http.StatusServiceUnavailable, "this process has forgotten the entries, the others could not be told yet")
		return
	}
	answer(w, http.StatusAccepted, map[string]int{"count": n})
}

// read returns the tags of a request, or why it is refused.
func read(w http.ResponseWriter, r *http.Request) (tags []string, status int, err error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return nil, http.StatusRequestEntityTooLarge, fmt.Errorf("more than %d bytes", large.Limit)
		}
		return nil, http.StatusBadRequest, errors.New("the body ended early")
	}
	var requests []request
	if err := json.Unmarshal(body, &requests); err != nil {
		return nil, http.StatusBadRequest, fmt.Errorf("want a JSON list of invalidations: %w", err)
	}
	for i, request := range requests {
		tag, err := request.tag()
		if err != nil {
			return nil, http.StatusBadRequest, fmt.Errorf("invalidation %d: %w", i, err)
		}
		tags = append(tags, tag)
	}
	return tags, 0, nil
}

// refuse answers with an error.
func refuse(w http.ResponseWriter, status int, why string) {
	answer(w, status, map[string]string{"error": why})
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the client is gone, nobody else wants to know
}
