package clients

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"bff/cache"
)

// defaultBatch is how many keys one request asks for.
const defaultBatch = 100

// Batch is a bulk call: many keys, one request, cached key by key. The fields
// that Call has too mean the same; those of Call that are missing here have no
// meaning for it.
//
// A batch without parameters is a package variable. One that has parameters
// besides its keys, a currency or a limit, is made by a function whose closures
// hold them:
//
//	func prices(currency string) clients.Batch[int, Price] {
//		return clients.Batch[int, Price]{
//			Source: "pricing", Name: "prices.bulk",
//			Request: func(ids []int) clients.Request { ... currency ... },
//		}
//	}
//
// The cache key of a key is Request of that key alone, rendered. So a parameter
// that the backend sees always separates entries, and nothing else does.
type Batch[K comparable, T any] struct {
	Source string
	Name   string

	Cache cache.Policy
	Form  string           // as that of Call
	Codec *cache.Codec[T]  // of one key's value
	Tags  func(T) []string // the tags of one key's value
	// Asked says how the call asks for its keys: the filter of Options.Filters for that
	// and Source knows which keys there are. Empty, or one that is not there, means that
	// any key may exist. Only calls that are cached look a filter up, for what ID
	// makes of a key; nil means fmt.Sprint.
	Asked string
	ID    func(K) string
	// KeyTags are the tags that the question for a key has by itself, as Call.Asked; nil
	// means none.
	KeyTags func(K) []string

	// Identity tells one key's request from all others of this call and Form, where that
	// is cheaper than to render it; nil means that its rendered request does. Headers
	// are part of the cache key in any case.
	Identity func(K) string
	// Request asks for keys, at least one of them. It must depend on keys and on
	// nothing that changes.
	Request func(keys []K) Request
	// Split takes the answer apart. A key that was asked for and is missing was not
	// found; keys that weren't asked for are ignored.
	Split func(body []byte) (map[K]T, error)
	// Interpret takes the place of Split and of the rules about statuses and
	// content types, as that of Call. found is false when there is none of the keys.
	Interpret func(Response) (values map[K]T, found bool, err error)
	// MaxSize is how many keys one request may ask for, as the backend limits it; 0
	// means 100. More keys are asked for by several requests at once.
	MaxSize int

	// NotFound are the statuses that mean that there is none of the keys; nil means
	// none: a bulk address that doesn't exist is a mistake and no answer.
	NotFound   []int
	Idempotent bool
	Timeout    time.Duration
}

// Result is the answer for one key. The zero Result is "not found".
type Result[T any] struct {
	Value T // shared and read-only, as that of Fetch
	Found bool
	Err   error // an *Error or nil
}

// FetchMany asks the backend for all keys that the cache doesn't have, in as few
// requests as MaxSize allows, and answers in the order of keys: len(results) ==
// len(keys), always, also when keys repeat or requests fail. A key that repeats
// is asked for once.
//
// A request that fails fails its own keys only. The rest is as for Fetch. It
// keeps no reference to keys.
func FetchMany[K comparable, T any](ctx context.Context, b *Backends, c Batch[K, T], keys []K) []Result[T] {
	if len(keys) == 0 {
		return []Result[T]{}
	}
	unique, position := distinct(keys)
	answers := fetchDistinct(ctx, b, c, unique)
	results := make([]Result[T], len(keys))
	for i, p := range position {
		results[i] = answers[p]
	}
	return results
}

// distinct returns each key once, and for each of keys where it is among them.
func distinct[K comparable](keys []K) (unique []K, position []int) {
	unique = make([]K, 0, len(keys))
	position = make([]int, len(keys))
	seen := make(map[K]int, len(keys))
	for i, k := range keys {
		p, ok := seen[k]
		if !ok {
			p = len(unique)
			seen[k] = p
			unique = append(unique, k)
		}
		position[i] = p
	}
	return unique, position
}

// fetchDistinct is FetchMany for keys that don't repeat.
func fetchDistinct[K comparable, T any](ctx context.Context, b *Backends, c Batch[K, T], keys []K) []Result[T] {
	results := make([]Result[T], len(keys))
	// The headers are taken here: a load may run behind the answer, without the
	// request's context.
	var headers http.Header
	e, err := b.endpoint(c.Source, c.Name)
	if err == nil {
		headers, err = e.headers(ctx, c.Cache)
	}
	if err != nil {
		for i := range results {
			results[i].Err = err
		}
		return results
	}
	batch := batchLoad[K, T]{b: b, e: e, c: c, headers: headers}
	if !c.Cache.Cached() {
		for i, l := range batch.load(ctx, keys) {
			results[i] = Result[T]{l.Value, l.Found, l.Err}
		}
		return results
	}
	batch.cached(ctx, keys, results)
	return results
}

// batchLoad is one FetchMany under way.
type batchLoad[K comparable, T any] struct {
	b       *Backends
	e       *endpoint
	c       Batch[K, T]
	headers http.Header
}

// cached fills results from the cache, which calls load for what it lacks. A key
// whose request can't be made has its error and isn't looked up.
func (l *batchLoad[K, T]) cached(ctx context.Context, keys []K, results []Result[T]) {
	subject := IncomingFrom(ctx).Subject
	lookups := make([]cache.Lookup, 0, len(keys))
	index := make([]int, 0, len(keys)) // of lookups, in keys
	cacheKey := l.cacheKeys(keys)
	for i := range keys {
		key, err := cacheKey(i)
		if err != nil {
			results[i].Err = err
			continue
		}
		index = append(index, i)
		lookups = append(lookups, cache.Lookup{
			Key: key, Subject: subject, Policy: l.c.Cache,
			Tags: l.tags(keys[i]), Exists: l.b.filters[IDs{l.c.Source, l.c.Asked}], ID: l.id(keys[i]),
		})
	}
	entries := cache.GetMany(ctx, l.b.cache, lookups, codec(l.c.Codec), func(ctx context.Context, missing []int) []cache.Loaded[T] {
		wanted := make([]K, len(missing))
		for i, m := range missing {
			wanted[i] = keys[index[m]]
		}
		return l.load(ctx, wanted)
	})
	for n, entry := range entries {
		note(ctx, l.c.Source, l.c.Name, entry.Status, entry.Age)
		results[index[n]] = Result[T]{entry.Value, entry.Found, asError(entry.Err, l.c.Source, l.c.Name)}
	}
}

// cacheKeys gives the cache key of each of keys.
func (l *batchLoad[K, T]) cacheKeys(keys []K) func(i int) (string, error) {
	one := func(i int) (rendered, error) {
		return l.e.render(l.c.Request(keys[i:i+1]), l.headers, l.c.Idempotent, l.c.Cache)
	}
	if l.c.Identity != nil {
		if rq, err := one(0); err == nil { // for its headers, which are those of all
			rq.target, rq.body = "", nil
			prefix := rq.key(l.c.Source, l.c.Name, form[T](l.c.Form))
			return func(i int) (string, error) { return prefix + l.c.Identity(keys[i]), nil }
		}
	}
	return func(i int) (string, error) {
		rq, err := one(i)
		if err != nil {
			return "", err
		}
		return rq.key(l.c.Source, l.c.Name, form[T](l.c.Form)), nil
	}
}

// tags returns the cache tags of the request for a key.
func (l *batchLoad[K, T]) tags(key K) []string {
	if l.c.KeyTags == nil {
		return l.e.src.tags
	}
	return slices.Concat(l.e.src.tags, l.c.KeyTags(key))
}

// id is the text under which a filter knows a key.
func (l *batchLoad[K, T]) id(key K) string {
	if l.c.Asked == "" {
		return ""
	}
	if l.c.ID != nil {
		return l.c.ID(key)
	}
	return fmt.Sprint(key)
}

// load asks the backend for keys, in requests of at most MaxSize at once.
func (l *batchLoad[K, T]) load(ctx context.Context, keys []K) []cache.Loaded[T] {
	size := l.c.MaxSize
	if size <= 0 {
		size = defaultBatch
	}
	out := make([]cache.Loaded[T], len(keys))
	if len(keys) <= size {
		l.loadChunk(ctx, keys, out)
		return out
	}
	var chunks sync.WaitGroup
	at := 0
	for chunk := range slices.Chunk(keys, size) {
		into := out[at : at+len(chunk)]
		at += len(chunk)
		chunks.Go(func() { l.loadChunk(ctx, chunk, into) })
	}
	chunks.Wait()
	return out
}

// loadChunk makes one request and puts its answers in out, key by key.
func (l *batchLoad[K, T]) loadChunk(ctx context.Context, keys []K, out []cache.Loaded[T]) {
	err := l.e.guard(func() error {
		rq, err := l.e.render(l.c.Request(keys), l.headers, l.c.Idempotent, l.c.Cache)
		if err != nil {
			return err
		}
		_, err = l.b.do(ctx, l.e, plan{
			rendered: rq, notFound: l.c.NotFound, timeout: l.c.Timeout,
			accept:    func(_ http.Header, body []byte) error { return l.split(body, keys, out) },
			interpret: interpreting(l.c.Interpret, func(values map[K]T) { l.deal(values, keys, out) }),
		})
		return err
	})
	if err != nil {
		for i := range out {
			out[i] = cache.Loaded[T]{Err: err}
		}
	}
}

// split puts the values of a body in out, in the order of keys.
func (l *batchLoad[K, T]) split(body []byte, keys []K, out []cache.Loaded[T]) error {
	values, err := l.c.Split(body)
	if err == nil {
		l.deal(values, keys, out)
	}
	return err
}

// deal puts values in out, in the order of keys.
func (l *batchLoad[K, T]) deal(values map[K]T, keys []K, out []cache.Loaded[T]) {
	for i, k := range keys {
		v, ok := values[k]
		out[i] = cache.Loaded[T]{Value: v, Found: ok}
		if ok && l.c.Tags != nil {
			out[i].Tags = l.c.Tags(v)
		}
	}
}
