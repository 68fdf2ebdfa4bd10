package clients

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"slices"
	"time"

	"bff/cache"
)

// Call is what is constant of a backend call. Calls are package variables of
// those that make them, and never change.
type Call[T any] struct {
	// Source is the configured backend, "catalog".
	Source string
	// Name is what the call is called in spans, metrics and status, and what has
	// a circuit breaker of its own: "products.get". It has few values, never an id
	// in it. It is part of the cache key, so all calls of one source that share a
	// name must decode alike.
	Name string

	// Cache says how long an answer may be used; the zero policy means that each
	// Fetch asks the backend. T must then survive encoding/json.
	//
	// It also decides about the user's credentials. Authorization and Cookie, when
	// they are on the source's list, are sent by calls that aren't cached and by
	// those whose scope is cache.Private. A call with a public policy never sends
	// them: its answer is for everybody, so it must not depend on who asked first.
	Cache cache.Policy
	// Form is what the kept values are made by, such as a digest of a mapping, when
	// calls that share Name may decode differently. It is part of the cache key.
	Form string
	// Codec keeps T in level 2; nil means cache.JSON.
	Codec *cache.Codec[T]
	// Tags returns what an answer is made of, "Product:17", for invalidation; nil
	// means Cache.Tags only. The tag of the source is always added: see
	// cache.SourceTag.
	Tags func(T) []string

	// Asked are the tags that the question has by itself, so that the answer that there
	// is none can be invalidated too.
	Asked []string

	// Decode reads the body of a 2xx answer; it must not keep the bytes. nil means
	// encoding/json.
	Decode func(body []byte) (T, error)
	// DecodeResponse takes the place of Decode for an answer that says something in
	// its headers, such as a total count; it must change neither. An event has no
	// headers.
	DecodeResponse func(header http.Header, body []byte) (T, error)
	// Interpret takes the place of both, of NotFound and of the rules about
	// statuses and content types: it says of any answer whether it is a success. An
	// error keeps the class and code of the answer's status, so that what is
	// transient is tried again; that of a 2xx answer is BACKEND_BAD_RESPONSE.
	Interpret func(Response) (value T, found bool, err error)
	// NotFound are the statuses that mean "there is none"; nil means 404 and 410
	// for GET, and none otherwise.
	NotFound []int

	// Idempotent says that a POST or PATCH may be repeated, because it only asks
	// or because it may be done twice. GET, PUT and DELETE always may.
	Idempotent bool
	// Timeout bounds the call with its retries; 0 means the source's.
	Timeout time.Duration
}

// Fetch makes one call, through the cache when the call has a policy. found is
// false, without an error, when the backend says that there is none; a 2xx
// answer without content is a zero value that was found.
//
// Every error is an *Error. The call ends with ctx or after its timeout, the
// earlier one; a load that others wait for too goes on without this caller.
//
// A cached value is shared by all who ask for it: treat it as read-only. Fetch
// is safe for concurrent use and doesn't keep r.
func Fetch[T any](ctx context.Context, b *Backends, c Call[T], r Request) (value T, found bool, err error) {
	e, err := b.endpoint(c.Source, c.Name)
	if err != nil {
		return value, false, err
	}
	headers, err := e.headers(ctx, c.Cache)
	if err != nil {
		return value, false, err
	}
	rq, err := e.render(r, headers, c.Idempotent, c.Cache)
	if err != nil {
		return value, false, err
	}
	load := func(ctx context.Context) (out cache.Loaded[T]) {
		out.Found, out.Err = b.do(ctx, e, plan{
			rendered: rq, notFound: c.notFound(rq.method), timeout: c.Timeout,
			accept: func(header http.Header, body []byte) (err error) {
				out.Value, out.Tags, err = c.decode(header, body)
				return err
			},
			interpret: interpreting(c.Interpret, func(value T) {
				out.Value = value
				if c.Tags != nil {
					out.Tags = c.Tags(value)
				}
			}),
		})
		if out.Err != nil {
			return cache.Loaded[T]{Err: out.Err} // without what a decoder had read until it failed
		}
		return out
	}
	if !c.Cache.Cached() {
		loaded := load(ctx)
		return loaded.Value, loaded.Found, loaded.Err
	}
	entry := cache.Get(ctx, b.cache, cache.Lookup{
		Key:     rq.key(c.Source, c.Name, form[T](c.Form)),
		Subject: IncomingFrom(ctx).Subject,
		Policy:  c.Cache,
		Tags:    slices.Concat(e.src.tags, c.Asked),
	}, codec(c.Codec), load)
	note(ctx, c.Source, c.Name, entry.Status, entry.Age)
	return entry.Value, entry.Found, asError(entry.Err, c.Source, c.Name)
}

// decode reads a body and names its tags. nil is an answer without content.
func (c *Call[T]) decode(header http.Header, body []byte) (value T, tags []string, err error) {
	switch {
	case body == nil:
	case c.DecodeResponse != nil:
		value, err = c.DecodeResponse(header, body)
	case c.Decode != nil:
		value, err = c.Decode(body)
	default:
		err = json.Unmarshal(body, &value)
	}
	if err == nil && c.Tags != nil {
		tags = c.Tags(value)
	}
	return value, tags, err
}

func (c *Call[T]) notFound(method string) []int {
	if c.NotFound == nil && (method == http.MethodGet || method == http.MethodHead) {
		return []int{http.StatusNotFound, http.StatusGone}
	}
	return c.NotFound
}

// headers returns the incoming headers that a call with policy sends on. A private
// answer is its subject's, so it depends on the header that says who that is.
func (e *endpoint) headers(ctx context.Context, policy cache.Policy) (http.Header, error) {
	var err error
	if policy.Scope == cache.Private {
		err = Withheld(ctx, "Authorization")
	}
	var out http.Header
	if err == nil {
		out, err = e.src.propagated(ctx, !policy.Cached() || policy.Scope == cache.Private)
	}
	if err != nil {
		return nil, e.fail(CodeInternal, Permanent, err)
	}
	return out, nil
}

// render is render for e, with the errors that callers get.
func (e *endpoint) render(r Request, propagated http.Header, idempotent bool, policy cache.Policy) (rendered, error) {
	if r.Invalid != nil {
		return rendered{}, asError(r.Invalid, e.src.name, e.name)
	}
	rq, err := render(r, propagated, idempotent)
	switch {
	case err != nil:
		code := CodeInternal
		if errors.Is(err, errSegment) {
			code = CodeBadUserInput
		}
		return rendered{}, e.fail(code, Permanent, err)
	case policy.Cached() && !rq.repeatable:
		return rendered{}, e.fail(CodeInternal, Permanent, errors.New("a call that isn't idempotent has a cache policy"))
	}
	return rq, nil
}

// form tells apart calls of the same name that decode differently, as those of two
// clients may: by what they say, else by their types.
func form[T any](said string) string {
	if said != "" {
		return said
	}
	return typeName(reflect.TypeFor[T]())
}

// typeName is the name of a type with the paths of packages: two packages of one name
// may each have a Product.
func typeName(t reflect.Type) string {
	switch {
	case t.Name() != "":
		return t.PkgPath() + "." + t.Name()
	case t.Kind() == reflect.Pointer:
		return "*" + typeName(t.Elem())
	case t.Kind() == reflect.Slice:
		return "[]" + typeName(t.Elem())
	case t.Kind() == reflect.Map:
		return "map[" + typeName(t.Key()) + "]" + typeName(t.Elem())
	default:
		return t.String()
	}
}

// codec is the given one, or that of encoding/json.
func codec[T any](given *cache.Codec[T]) cache.Codec[T] {
	if given != nil {
		return *given
	}
	return cache.JSON[T]()
}
