package connector_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"bff/cache"
	"bff/clients"
	"bff/clients/connector"
	"bff/connect/inputs"
	"bff/connect/mapping"
	"bff/connect/supply"
)

// echo is a backend whose answer shows all of a request that may tell callers apart. It
// takes a while, so that callers meet in flight.
type echo struct{}

func (echo) RoundTrip(r *http.Request) (*http.Response, error) {
	time.Sleep(100 * time.Millisecond)
	query := r.URL.Query()
	ids := strings.Split(query.Get("ids"), ",")
	query.Del("ids")
	seen := []string{r.Host, r.Method, r.URL.Path, query.Encode()}
	for _, name := range []string{"Authorization", "Cookie", "X-A", "Out"} {
		seen = append(seen, fmt.Sprintf("%s=%q", name, r.Header[name]))
	}
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		seen = append(seen, string(body))
	}
	answer := map[string]any{"seen": strings.Join(seen, " ")}
	var items []any
	for _, id := range ids {
		if !strings.HasPrefix(id, "no") {
			items = append(items, map[string]any{"id": id, "seen": answer["seen"]})
		}
	}
	answer["items"] = items
	text, err := json.Marshal(answer)
	if err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(string(text))), Request: r}, nil
}

// world is a process with a cache, over backends a and b.
type world struct {
	rt    *connector.Runtime
	cache *cache.Cache
	close func()
}

func newWorld(t *testing.T, filters func(*clients.Backends) (map[clients.IDs]cache.Filter, error)) *world {
	t.Helper()
	quiet := slog.New(slog.DiscardHandler)
	store, err := cache.New(cache.Options{Logger: quiet})
	if err != nil {
		t.Fatal(err)
	}
	source := func(name string, propagated ...string) clients.SourceOptions {
		return clients.SourceOptions{URL: "http://" + name, PropagateHeaders: propagated, Breaker: clients.BreakerOptions{Disabled: true}}
	}
	backends, err := clients.New(clients.Options{
		Sources: map[string]clients.SourceOptions{
			"a": source("a"), "b": source("b"), "given": source("given", "Authorization", "Cookie", "X-A"),
		},
		Cache: store, Transport: echo{}, Logger: quiet, Filters: filters,
	})
	if err != nil {
		t.Fatal(err)
	}
	rt, err := connector.New(backends, connector.Options{Logger: quiet})
	if err != nil {
		t.Fatal(err)
	}
	return &world{rt: rt, cache: store, close: func() {
		if err := errors.Join(backends.Close(), store.Close()); err != nil {
			t.Error(err)
		}
	}}
}

// caller is who asks, and with which arguments.
type caller struct {
	header  http.Header
	context map[string]any
	args    map[string]any
}

// ask gives all that a caller can see of an answer. A batch asks for two keys.
func (w *world) ask(t *testing.T, d *connector.Definition[string], c caller, keys ...string) string {
	t.Helper()
	ctx := clients.WithIncoming(t.Context(), clients.NewIncoming(c.header))
	ctx, err := connector.WithContext(ctx, c.context)
	if err != nil {
		t.Fatal(err)
	}
	args, err := mapping.From(c.args)
	if err != nil {
		t.Fatal(err)
	}
	if len(keys) == 0 {
		return describe(d.Fetch(ctx, w.rt, connector.Vars{Args: args}))
	}
	objects := make([]mapping.Value, len(keys))
	for i, key := range keys {
		objects[i] = mapping.Object(mapping.Member{Key: "id", Value: mapping.String(key)})
	}
	var out []string
	for _, r := range d.FetchBatch(ctx, w.rt, args, objects) {
		out = append(out, describe(r))
	}
	return strings.Join(out, "\n")
}

func describe(r result) string {
	if r.Err == nil {
		return fmt.Sprintf("%q %v %v", r.Value, r.Found, r.Problems)
	}
	var told interface {
		Told() (string, string, map[string]any)
	}
	if errors.As(r.Err, &told) {
		message, code, extensions := told.Told()
		return fmt.Sprintf("%v: %s %s %v", r.Err, message, code, extensions)
	}
	return r.Err.Error()
}

// input names one part of a request in which callers differ.
type input struct {
	name, expression string
	from             string // the header
	callers          []caller
}

func headerInput(name string) input {
	in := input{name: name, from: name, expression: `$request.headers."` + strings.ToLower(name) + `"->joinNotNull(",")`}
	for _, values := range [][]string{nil, {"x"}, {"y"}, {"x", "y"}, {"x", "z"}} {
		in.callers = append(in.callers, caller{header: http.Header{name: values}})
	}
	return in
}

var inputsOfCallers = []input{
	headerInput("Authorization"), headerInput("Cookie"), headerInput("X-A"),
	{name: "$context", expression: "$context.plan", callers: []caller{{}, {context: map[string]any{"plan": "x"}}, {context: map[string]any{"plan": "y"}}}},
	{name: "$args", expression: "$args.v", callers: []caller{{args: map[string]any{"v": "x"}}, {args: map[string]any{"v": "y"}}, {args: map[string]any{"v": 1}}, {args: map[string]any{"v": "1"}}}},
}

// places lists the parts of a connector that read or send an input.
var places = map[string]func(s *connector.Spec, in input){
	"URL":                 func(s *connector.Spec, in input) { s.URL = "/e/{" + in.expression + "}" },
	"query":               func(s *connector.Spec, in input) { s.Query += " q: " + in.expression },
	"query of the source": func(s *connector.Spec, in input) { s.Source.Query = "q: " + in.expression },
	"body":                func(s *connector.Spec, in input) { s.Method, s.Body = "POST", "v: "+in.expression },
	"header": func(s *connector.Spec, in input) {
		s.Headers = []connector.Header{{Name: "Out", Value: "{" + in.expression + "}"}}
	},
	"header of the source": func(s *connector.Spec, in input) {
		s.Source.Headers = []connector.Header{{Name: "Out", Value: "{" + in.expression + "}"}}
	},
	"copied header": func(s *connector.Spec, in input) {
		if in.from != "" {
			s.Headers = []connector.Header{{Name: "Out", From: in.from}}
		}
	},
	"propagated header": func(s *connector.Spec, _ input) { s.Source.Name = "given" },
	"selection": func(s *connector.Spec, in input) {
		s.Selection = strings.Replace(strings.Replace(s.Selection, "$.seen", "seen", 1), "seen", `$->as($i)->echo([$i.seen, `+in.expression+`])->joinNotNull("|")`, 1)
	},
	"isSuccess": func(s *connector.Spec, in input) { s.IsSuccess = in.expression + `->match(["y", false], [@, true])` },
	"isSuccess, of source": func(s *connector.Spec, in input) {
		s.Source.IsSuccess = in.expression + `->match(["y", false], [@, true])`
	},
	"message":              func(s *connector.Spec, in input) { s.IsSuccess, s.Message = "$(false)", in.expression },
	"message of source":    func(s *connector.Spec, in input) { s.IsSuccess, s.Source.Message = "$(false)", in.expression },
	"extensions":           func(s *connector.Spec, in input) { s.IsSuccess, s.Extensions = "$(false)", "v: "+in.expression },
	"extensions of source": func(s *connector.Spec, in input) { s.IsSuccess, s.Source.Extensions = "$(false)", "v: "+in.expression },
}

// TestEachCallerGetsItsOwnAnswer is that callers who differ in one input, wherever a
// connector reads it, get what they get alone: from a warm cache, and together in flight.
func TestEachCallerGetsItsOwnAnswer(t *testing.T) {
	for _, in := range inputsOfCallers {
		for place, put := range places {
			for _, scope := range []cache.Scope{cache.Public, cache.Private} {
				for _, batch := range []bool{false, true} {
					spec := connector.Spec{
						Name: "call", Source: connector.Source{Name: "a", BaseURL: "http://a"}, Method: "GET", URL: "/e",
						Cache:     cache.Policy{TTL: time.Minute, Stale: time.Minute, Negative: time.Minute, Scope: scope},
						Selection: "$.seen",
					}
					var keys []string
					if batch {
						spec.Query, spec.Keys, spec.Field = "ids: $batch.id->joinNotNull(',')", [][]string{{"id"}}, "f"
						spec.Selection, keys = "$.items { id f: seen }", []string{"1", "no", "2"}
					}
					put(&spec, in)
					t.Run(fmt.Sprintf("%s in %s, %s, batch %t", in.name, place, scope, batch), func(t *testing.T) {
						synctest.Test(t, func(t *testing.T) { ownAnswers(t, spec, in.callers, keys) })
					})
				}
			}
		}
	}
}

func ownAnswers(t *testing.T, spec connector.Spec, callers []caller, keys []string) {
	d := connector.Define(spec, nil, connector.String)
	want := make([]string, len(callers))
	for i, c := range callers {
		alone := newWorld(t, nil)
		want[i] = alone.ask(t, d, c, keys...)
		alone.close()
	}
	check := func(how string, i int, got string) {
		if got != want[i] {
			t.Errorf("%s, caller %d %+v got\n%s\nwant\n%s", how, i, callers[i], got, want[i])
		}
	}
	warm := newWorld(t, nil)
	defer warm.close()
	for range 2 {
		for i, c := range callers {
			check("warm", i, warm.ask(t, d, c, keys...))
			synctest.Wait()
			if len(keys) > 0 {
				slices.Reverse(keys[:2]) // a neighbour comes first
				warm.ask(t, d, c, keys[:1]...)
				slices.Reverse(keys[:2])
			}
		}
	}
	together := newWorld(t, nil)
	defer together.close()
	var all sync.WaitGroup
	for i, c := range callers {
		all.Go(func() { check("together", i, together.ask(t, d, c, keys...)) })
	}
	all.Wait()
	synctest.Wait()
}

type result = supply.Result[string]

// TestEachDefinitionReadsItsOwn is that definitions which differ in one thing never read
// what the other one has stored or is loading.
func TestEachDefinitionReadsItsOwn(t *testing.T) {
	base := connector.Spec{
		Name: "call", Source: connector.Source{Name: "a", BaseURL: "http://a"}, Method: "GET", URL: "/e", Selection: "$.seen",
		IsSuccess: "$(true)", Message: "$('m')", Extensions: "e: $('e')", Cache: cache.Policy{TTL: time.Minute},
	}
	for name, change := range map[string]func(*connector.Spec){
		"nothing":                 func(*connector.Spec) {},
		"selection":               func(s *connector.Spec) { s.Selection = "$('other')" },
		"success":                 func(s *connector.Spec) { s.IsSuccess = "$(false)" },
		"message of a failure":    func(s *connector.Spec) { s.IsSuccess, s.Message = "$(false)", "$('n')" },
		"extensions of a failure": func(s *connector.Spec) { s.IsSuccess, s.Extensions = "$(false)", "e: $('f')" },
		"path":                    func(s *connector.Spec) { s.URL = "/f" },
		"source":                  func(s *connector.Spec) { s.Source = connector.Source{Name: "b", BaseURL: "http://b"} },
		"header":                  func(s *connector.Spec) { s.Headers = []connector.Header{{Name: "Out", Value: "x"}} },
		"scope":                   func(s *connector.Spec) { s.Cache.Scope = cache.Private },
	} {
		for _, fails := range []string{"$(true)", "$(false)"} {
			t.Run(name+" "+fails, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					one, two := base, base
					one.IsSuccess, two.IsSuccess = fails, fails
					change(&two)
					definitions := []*connector.Definition[string]{connector.Define(one, nil, connector.String), connector.Define(two, nil, connector.String)}
					var want [2]string
					for i, d := range definitions {
						alone := newWorld(t, nil)
						want[i] = alone.ask(t, d, caller{})
						alone.close()
					}
					w := newWorld(t, nil)
					defer w.close()
					for range 2 {
						var all sync.WaitGroup
						for i, d := range definitions {
							all.Go(func() {
								if got := w.ask(t, d, caller{}); got != want[i] {
									t.Errorf("definition %d got %s; want %s", i, got, want[i])
								}
							})
						}
						all.Wait()
						synctest.Wait()
					}
				})
			})
		}
	}
}

// An answer that one definition has stored without a tag is not read by one that has it:
// its invalidation would not reach it.
func TestTagsOfEachDefinition(t *testing.T) {
	for name, tag := range map[string]func(*connector.Spec){
		"of the field": func(s *connector.Spec) { s.Tags = []string{"T"} },
		"of the type":  func(s *connector.Spec) { s.TypeTags = []string{"T"} }, // the reader notes it, which is the same for both here
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				untagged := connector.Spec{
					Name: "call", Source: connector.Source{Name: "a", BaseURL: "http://a"}, Method: "GET", URL: "/e", Selection: "$.seen",
					Cache: cache.Policy{TTL: time.Minute},
				}
				tagged := untagged
				tag(&tagged)
				w := newWorld(t, nil)
				defer w.close()
				w.ask(t, connector.Define(untagged, nil, connector.String), caller{})
				synctest.Wait()
				begin := time.Now()
				w.ask(t, connector.Define(tagged, nil, connector.String), caller{})
				if time.Since(begin) == 0 {
					t.Error("the answer of another definition was used, which lacks the tag")
				}
				synctest.Wait()
			})
		})
	}
}

// known is a filter that knows some ids.
type known []string

func (k known) Allow(id string) bool { return slices.Contains(k, id) }
func (known) Loaded(string, bool)    {}

// A filter belongs to a source and to the form of the requests for its ids: nothing else has
// anything to do with the types that they are ids of.
func TestFilterBelongsToASourceAndItsIDs(t *testing.T) {
	base := connector.Spec{
		Name: "Product", Source: connector.Source{Name: "a", BaseURL: "http://a"}, Method: "GET", URL: "/products", Query: "ids: $batch.id->joinNotNull(',')",
		Keys: [][]string{{"id"}}, Selection: "$.items { id name: seen }", Cache: cache.Policy{TTL: time.Minute},
	}
	asked := clients.IDs{Source: "a", Asked: "GET /products ids: $batch.id->joinNotNull(',')"}
	for _, tt := range []struct {
		name     string
		change   func(*connector.Spec)
		filtered bool
	}{
		{"its own", func(*connector.Spec) {}, true},
		{"written with other spaces", func(s *connector.Spec) { s.Query = "\n  ids:  $batch.id->joinNotNull(',')\n" }, true},
		{"a type of that name from another source", func(s *connector.Spec) { s.Source = connector.Source{Name: "b", BaseURL: "http://b"} }, false},
		{"other ids of that source", func(s *connector.Spec) { s.URL = "/variants" }, false},
		{"another parameter", func(s *connector.Spec) { s.Query += " skus: $batch.id->joinNotNull(',')" }, false},
		{"a field of entities, not entities", func(s *connector.Spec) { s.Field, s.Selection = "f", "$.items { id f: seen }" }, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, func(*clients.Backends) (map[clients.IDs]cache.Filter, error) {
					return map[clients.IDs]cache.Filter{asked: known{"1"}}, nil
				})
				defer w.close()
				spec := base
				tt.change(&spec)
				text := func(r *connector.Reader, v mapping.Value, of *supply.Supply) (string, bool) {
					if name := v.Get("name"); !name.IsMissing() {
						v = name
					}
					return connector.String(r, v, of)
				}
				got := strings.Split(w.ask(t, connector.Define(spec, nil, text), caller{}, "1", "2"), "\n")
				if !strings.Contains(got[0], "true") || strings.Contains(got[1], "true") == tt.filtered {
					t.Errorf("id 1: %s; id 2: %s; want id 2 filtered: %t", got[0], got[1], tt.filtered)
				}
				synctest.Wait()
			})
		})
	}
}

// A shared execution sees what is in its key and nothing else; what it reads all the same
// is an error.
func TestShareWithholdsWhatIsNotDeclared(t *testing.T) {
	for _, in := range inputsOfCallers {
		for place, put := range places {
			spec := connector.Spec{
				Name: "call", Source: connector.Source{Name: "a", BaseURL: "http://a"}, Method: "GET", URL: "/e", Selection: "$.seen",
			}
			put(&spec, in)
			if in.name == "$args" || place == "copied header" && in.from == "" || place == "propagated header" && in.from == "" {
				continue // nothing of the request is read
			}
			d := connector.Define(spec, nil, connector.String)
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, nil)
				defer w.close()
				c := in.callers[len(in.callers)-1]
				ctx := clients.WithIncoming(t.Context(), clients.NewIncoming(c.header))
				ctx, err := connector.WithContext(ctx, c.context)
				if err != nil {
					t.Fatal(err)
				}
				shared, _, ok := connector.Share(ctx, inputs.Set{})
				if !ok {
					t.Fatal("an operation that reads nothing is not shared")
				}
				r := d.Fetch(shared, w.rt, connector.Vars{})
				if r.Err == nil || !strings.Contains(fmt.Sprint(errors.Unwrap(r.Err)), "@reads") {
					t.Errorf("%s in %s: %s; want an error about @reads", in.name, place, describe(r))
				}
			})
		}
	}
}
