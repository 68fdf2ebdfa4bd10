package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"bff/graph/playground"
	"bff/graph/relay"
	"bff/internal/shop"
)

// What clients get and what backends are asked for it must not depend on
// whether a resolver was written by hand or compiled from a connector. So each
// case of this test has a file in testdata/golden with both: the answer, and
// every request that reached a backend. -update accepts what comes now; a
// change that was meant to change neither leaves the files alone.
//
// The server is the real one over the sample shop, with three settings that
// take chance out of what backends see. None of them changes what a resolver
// asks for, nor the credentials that go with it:
//
//   - no cache: each case is cold, and two fields that ask for the same never
//     share an answer, or the half of it that happens to be there already;
//   - no retries, but in the cases whose backends fail at first;
//   - no circuit breaker, because the cases with broken backends would open it.
//
// The shop's data is made from a seed. What the clock or chance decides all the
// same is replaced by a word in angle brackets:
//
//   - the trace id of an error;
//   - the moment of a change, in the cases that change something and only where
//     it lies within the case's own time. All other times are data and stand as
//     they are;
//   - what the server makes up: the id of a view.
//
// Left out are the headers of theRest, and the order of errors and of requests,
// which is that in which goroutines come to an end. The mobile client's
// "Back on 3 May" has no case, for it depends on today; mobile/label_test.go
// has it.
func TestGolden(t *testing.T) {
	backends := startRecorded(t)
	once, retrying := backends.serve(t, "false"), backends.serve(t, "true")
	cases := goldenCases(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := once
			if c.flaky {
				s = retrying
			}
			got := c.run(t, s, backends)
			if *update {
				if err := os.MkdirAll(filepath.Dir(c.file()), 0o750); err != nil {
					t.Fatal(err)
				}
			}
			golden(t, c.file(), got)
		})
	}
	checkGoldenFiles(t, cases)
}

// checkGoldenFiles finds files that no case has, and names that two cases have.
func checkGoldenFiles(t *testing.T, cases []goldenCase) {
	t.Helper()
	files := map[string]bool{}
	for _, c := range cases {
		if files[c.file()] {
			t.Errorf("two cases are called %s", c.name)
		}
		files[c.file()] = true
	}
	err := filepath.WalkDir(goldenDir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && !files[path] {
			t.Errorf("%s belongs to no case; delete it", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

const goldenDir = "testdata/golden"

// goldenCase is one request and the state in which it finds the shop. The zero
// value of a field is the usual: a visitor, a healthy shop.
type goldenCase struct {
	name      string            // of its file; begins with the client
	why       string            // what it is there for, where the name doesn't tell
	as        map[string]string // headers
	query     string
	variables string // a JSON object
	operation bool   // the query is one that an app sends, and stands in its own file

	before   []string // operations sent first; what they cause is not recorded
	nextPage bool     // send it twice, the second time with $after from the first answer
	during   string   // an operation sent after the first event of a subscription
	events   int      // of a subscription; it is left after that many

	faults  map[string]shop.Faults // by backend
	answers map[string]string      // what a backend says instead when asked for ids: "users /users" to a body
	flaky   bool                   // each request fails with 503 the first time, and may be repeated
}

func (c *goldenCase) file() string {
	return filepath.Join(goldenDir, filepath.FromSlash(c.name)+".txtar")
}

func (c *goldenCase) client() string { return c.name[:strings.IndexByte(c.name, '/')] }

// run sends the case's request and writes down what came of it.
func (c *goldenCase) run(t *testing.T, s *running, b *recorded) string {
	t.Helper()
	begin := b.reset(t)
	for _, operation := range c.before {
		if got := s.query(t, c.client(), operation, "", c.as); got.Errors != nil {
			t.Fatalf("before: %+v", got)
		}
	}
	variables := c.variables
	if c.nextPage {
		first := s.do(t, http.MethodPost, c.endpoint(s), c.body(t, variables), c.as)
		cursor := regexp.MustCompile(`"endCursor":("[^"]+")`).FindStringSubmatch(first.body)
		if cursor == nil {
			t.Fatalf("no endCursor in %s", first.body)
		}
		variables = `{"after": ` + cursor[1] + `}`
	}
	b.spoil(t, c)
	var status int
	var answers []string
	if c.events > 0 {
		status, answers = c.follow(t, s)
	} else {
		got := s.do(t, http.MethodPost, c.endpoint(s), c.body(t, variables), c.as)
		status, answers = got.StatusCode, []string{got.body}
	}
	calls, wrote := b.calls()
	for i, text := range answers {
		answers[i] = readableAnswer(t, text)
	}
	text := c.format(variables, status, answers, calls)
	if wrote {
		text = withoutTimes(text, begin, time.Now())
	}
	return text
}

func (c *goldenCase) endpoint(s *running) string { return s.base + "/" + c.client() + "/graphql" }

func (c *goldenCase) body(t *testing.T, variables string) string {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": c.query, "variables": json.RawMessage(cmp.Or(variables, "{}"))})
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// follow subscribes by server-sent events.
func (c *goldenCase) follow(t *testing.T, s *running) (status int, events []string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.endpoint(s), strings.NewReader(c.body(t, c.variables)))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "text/event-stream")
	for name, value := range c.as {
		r.Header.Set(name, value)
	}
	response, err := s.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	lines := bufio.NewScanner(response.Body)
	for len(events) < c.events && lines.Scan() {
		data, ok := strings.CutPrefix(lines.Text(), "data:")
		if !ok || strings.TrimSpace(data) == "" {
			continue
		}
		if events = append(events, data); len(events) == 1 && c.during != "" {
			if got := s.query(t, c.client(), c.during, "", c.as); got.Errors != nil {
				t.Fatalf("during: %+v", got)
			}
		}
	}
	return response.StatusCode, events
}

// format is the text of a golden file. The request stands in it for the reader.
func (c *goldenCase) format(variables string, status int, answers, calls []string) string {
	var about strings.Builder
	who := cmp.Or(c.as["Authorization"], "a visitor")
	fmt.Fprintf(&about, "%s, asked by %s: HTTP %d\n", c.client(), who, status)
	if c.why != "" {
		fmt.Fprintf(&about, "%s\n", c.why)
	}
	for _, name := range slices.Sorted(maps.Keys(c.faults)) {
		fmt.Fprintf(&about, "broken: %s %s\n", name, faultText(c.faults[name]))
	}
	for _, route := range slices.Sorted(maps.Keys(c.answers)) {
		fmt.Fprintf(&about, "answered: %s with %s\n", route, c.answers[route])
	}
	if c.flaky {
		about.WriteString("broken: every request fails the first time\n")
	}
	archive := &txtar.Archive{Comment: []byte(about.String())}
	add := func(name string, parts ...string) {
		text := strings.Join(parts, "\n")
		if text != "" {
			archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(text)})
		}
	}
	add("before", c.before...)
	if !c.operation {
		add("query.graphql", strings.TrimSpace(c.query))
		add("variables.json", variables)
	}
	add("during", c.during)
	add("response.json", answers...)
	add("calls", strings.Join(calls, "\n"))
	return string(txtar.Format(archive))
}

func faultText(f shop.Faults) string {
	switch {
	case f.Down:
		return "is down"
	case f.Garbage:
		return "answers garbage"
	default:
		return fmt.Sprintf("answers %d", cmp.Or(f.Status, http.StatusServiceUnavailable))
	}
}

var traceID = regexp.MustCompile(`("traceId": ?)"[0-9a-f]{32}"`)

// readableAnswer indents an answer, whose fields keep their order, and sorts its errors,
// whose order is that in which goroutines come to an end.
func readableAnswer(t *testing.T, body string) string {
	t.Helper()
	var answer struct {
		Errors     []json.RawMessage `json:"errors,omitempty"`
		Data       json.RawMessage   `json:"data,omitempty"`
		Extensions json.RawMessage   `json:"extensions,omitempty"`
	}
	decoder := json.NewDecoder(strings.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&answer); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	for i, e := range answer.Errors {
		answer.Errors[i] = traceID.ReplaceAll(e, []byte(`$1"<trace>"`))
	}
	slices.SortFunc(answer.Errors, func(a, b json.RawMessage) int {
		return cmp.Or(cmp.Compare(errorPath(a), errorPath(b)), bytes.Compare(a, b))
	})
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(answer); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

func errorPath(e json.RawMessage) string {
	var located struct {
		Path json.RawMessage `json:"path"`
	}
	_ = json.Unmarshal(e, &located)
	return string(located.Path)
}

var moment = regexp.MustCompile(`\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z`)

// withoutTimes replaces the moments between begin and end.
func withoutTimes(text string, begin, end time.Time) string {
	return moment.ReplaceAllStringFunc(text, func(found string) string {
		at, err := time.Parse(time.RFC3339, found)
		if err != nil || at.Before(begin.Truncate(time.Second)) || at.After(end) { // the shop counts in seconds
			return found
		}
		return "<now>"
	})
}

// recorded is the sample backends, each behind a listener that writes down the
// requests. It stays the same for the servers that use it while the shop behind
// is replaced.
type recorded struct {
	urls map[string]string

	mu      sync.Mutex // guards what follows
	shop    *shop.Shop
	seen    []string
	wrote   bool // the case sent something that is not GET
	changed bool // and the shop took it
	spoiled *goldenCase
	failed  map[string]bool // requests of a flaky case that have failed once
}

func startRecorded(t *testing.T) *recorded {
	t.Helper()
	b := &recorded{urls: map[string]string{}, changed: true}
	for _, name := range shop.Names() {
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { b.serveHTTP(name, w, r) }))
		// net/http sends a request again when a connection that was used before
		// breaks, so how often one is seen would depend on which it got.
		server.Config.SetKeepAlivesEnabled(false)
		server.Start()
		t.Cleanup(server.Close)
		b.urls[name] = server.URL
	}
	return b
}

// serve runs a server over the backends.
func (b *recorded) serve(t *testing.T, retry string) *running {
	t.Helper()
	return b.serveWith(t, retry, "cache: { enabled: false }")
}

func (b *recorded) serveWith(t *testing.T, retry, cache string) *running {
	t.Helper()
	var text strings.Builder
	for _, line := range []string{
		cache,
		"traffic_shaping: { all: { timeout: 1m, attempt_timeout: 1m, retry: { enabled: " + retry + ", interval: 1ms }, circuit_breaker: { enabled: false } } }",
		"server: { request_timeout: 1m }",
		"assets: { base_url: \"https://pictures.test\" }", // the shop's own address has a port
		"sources:",
	} {
		text.WriteString(line + "\n")
	}
	for _, name := range slices.Sorted(maps.Keys(b.urls)) {
		fmt.Fprintf(&text, "  %s: { url: %q, propagate_headers: [Authorization] }\n", name, b.urls[name])
	}
	file := filepath.Join(t.TempDir(), "bff.yaml")
	if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return startWith(t, []string{noFilter}, "serve", "--config", file, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0")
}

// reset makes the shop as new and forgets what was recorded. It tells the time,
// before which the new shop changes nothing.
func (b *recorded) reset(t *testing.T) time.Time {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.changed {
		made, err := shop.New(shop.Options{Logger: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		b.shop = made
	}
	b.changed, b.wrote, b.seen, b.spoiled, b.failed = false, false, nil, nil, map[string]bool{}
	return time.Now()
}

// spoil makes the shop misbehave as the case wants it, and forgets what was recorded so far.
func (b *recorded) spoil(t *testing.T, c *goldenCase) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.seen, b.spoiled = nil, c
	for name, faults := range c.faults {
		service := b.shop.Service(name)
		if err := service.SetFaults(faults); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = service.SetFaults(shop.Faults{}) })
	}
}

// calls is what was recorded, sorted: requests that go out together come in any order.
func (b *recorded) calls() (seen []string, wrote bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	slices.Sort(b.seen)
	return b.seen, b.wrote
}

func (b *recorded) serveHTTP(name string, w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	service, status, answer := b.record(name, r, body)
	if answer == "" {
		if r.Method != http.MethodGet {
			w = &takenWriter{w, b}
		}
		service.ServeHTTP(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, answer)
}

// takenWriter notes that a service took a request that may change something.
type takenWriter struct {
	http.ResponseWriter

	b *recorded
}

func (w *takenWriter) WriteHeader(status int) {
	if status < http.StatusBadRequest {
		w.b.mu.Lock()
		w.b.changed = true
		w.b.mu.Unlock()
	}
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the writer below.
func (w *takenWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// record writes a request down and tells who answers it: the service, unless
// there is an answer already.
func (b *recorded) record(name string, r *http.Request, body []byte) (service *shop.Service, status int, answer string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.seen = append(b.seen, describe(name, r, body))
	b.wrote = b.wrote || r.Method != http.MethodGet
	if c := b.spoiled; c != nil {
		route := r.Method + " " + name + r.URL.Path
		if c.flaky && !b.failed[route] {
			b.failed[route] = true
			return nil, http.StatusServiceUnavailable, "{}"
		}
		if r.URL.Query().Has("ids") {
			answer = c.answers[name+" "+r.URL.Path]
		}
	}
	return b.shop.Service(name), http.StatusOK, answer
}

// theRest are the headers of which every request has its own or the same.
var theRest = []string{
	"Accept-Encoding", "Baggage", "Connection", "Content-Length", "Traceparent", "Tracestate", "User-Agent",
	"X-Envoy-Expected-Rq-Timeout-Ms",
}

var madeUpID = regexp.MustCompile(`("event_id":)"[A-Z2-7]{26}"`)

// describe is a request as it stands in a golden file: parameters, headers and
// the keys of a JSON object in the order of their names, lists as they came.
func describe(name string, r *http.Request, body []byte) string {
	var text strings.Builder
	segments := strings.Split(r.URL.EscapedPath(), "/")
	for i, segment := range segments { // what is escaped that need not be is the same to a backend
		if plain, err := url.PathUnescape(segment); err == nil {
			segments[i] = url.PathEscape(plain)
		}
	}
	fmt.Fprintf(&text, "%s %s %s", name, r.Method, strings.Join(segments, "/"))
	if query, err := url.ParseQuery(r.URL.RawQuery); err != nil {
		fmt.Fprintf(&text, "?%s (%v)", r.URL.RawQuery, err)
	} else if len(query) > 0 {
		text.WriteString("?" + strings.ReplaceAll(query.Encode(), "%2C", ","))
	}
	for _, header := range slices.Sorted(maps.Keys(r.Header)) {
		value := strings.Join(r.Header[header], ", ")
		if !slices.Contains(theRest, header) && header+value != "Acceptapplication/json" {
			fmt.Fprintf(&text, "\n    %s: %s", header, value)
		}
	}
	if len(body) > 0 {
		decoder := json.NewDecoder(bytes.NewReader(body))
		decoder.UseNumber()
		var value any
		if decoder.Decode(&value) == nil && !decoder.More() {
			body, _ = json.Marshal(value)
		}
		fmt.Fprintf(&text, "\n    %s", madeUpID.ReplaceAll(body, []byte(`$1"<random>"`)))
	}
	return text.String()
}

// other is a customer without a cart, whose orders are not those of customer.
var other = map[string]string{"Authorization": "Bearer user-43"}

// goldenCases lists the cases of all clients.
func goldenCases(t *testing.T) []goldenCase {
	t.Helper()
	return slices.Concat(
		operationCases(t), webCases(), webMutationCases(), mobileCases(), desktopCases(), brokenCases(), goneCases(), flakyCases(),
	)
}

// forEveryone are the operations that get the same whoever sends them: no field
// of theirs looks at credentials.
var forEveryone = []string{
	"web/CategoryPage", "web/HomePage", "web/MoreReviews", "web/Navigation", "web/ProductPage", "web/SearchPage",
	"mobile/ProductScreen", "mobile/Search", "desktop/Inventory", "desktop/LowStock",
}

// operationCases are the operations that the apps send: as the playground does,
// and without credentials.
func operationCases(t *testing.T) (cases []goldenCase) {
	t.Helper()
	for _, client := range allClients {
		operations, err := playground.Operations(client.operations)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range operations {
			c := goldenCase{
				name: client.name + "/operations/" + o.Name, operation: true,
				as: client.headers, query: o.Document, variables: o.Variables,
			}
			if strings.Contains(o.Document, "\nsubscription ") {
				c.events = 1
			}
			cases = append(cases, c)
			if !slices.Contains(forEveryone, client.name+"/"+o.Name) {
				c.name += "_visitor"
				c.as = nil
				cases = append(cases, c)
			}
		}
	}
	return cases
}

// everyProductField asks for all that the storefront tells of a product.
const everyProductField = `
fragment Everything on Product {
  __typename id slug name description brand { name } attributes { name value } createdAt discontinued imageUrl
  images { url alt width height }
  category { slug name description productCount imageUrl parent { slug parent { slug } } }
  price { current { amount currency } compareAt { amount currency } discountPercent validUntil }
  availability { inStock status onlyLeft restockAt }
  rating { average count histogram }
  reviews { totalCount nodes { id rating title body createdAt helpfulCount author { displayName avatarUrl country memberSince } } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }
  related { name }
}`

// pageOfFifty is the largest page that people build: the same objects through
// edges and nodes, fields under several names with other arguments, fragments
// that overlap, and lists in lists.
const pageOfFifty = `
query Page($first: Int!) {
  search(query: "a", first: $first) {
    totalCount
    edges { cursor node { ...Tile ...Money reviews(first: 2) { totalCount edges { cursor node { title author { displayName } } } } } }
    nodes {
      id
      ...Money
      category { slug parent { name } }
      latest: reviews(first: 1) { nodes { rating author { country } } pageInfo { hasNextPage endCursor } }
      more: reviews(first: 3) { nodes { rating author { displayName } } }
      related(first: 2) { ...Tile ... on Product { related(first: 1) { name } } }
    }
    pageInfo { hasNextPage endCursor }
  }
}
fragment Tile on Product {
  name
  availability { status onlyLeft }
  rating { average count }
  images(first: 1) { small: url(width: 100) large: url(width: 800) }
  ... @include(if: true) { brand { name } }
  ... @skip(if: true) { description }
}
fragment Money on Product {
  eur: price { current { amount currency } }
  usd: price(currency: USD) { current { amount currency } compareAt { amount } }
  again: price(currency: EUR) { discountPercent }
}`

func webCases() []goldenCase {
	const byID = `query($id: ID!) { product(id: $id) { id name } }`
	const node = `query($id: ID!) { node(id: $id) { __typename id ... on Product { name price { current { amount } } } ... on Review { title author { displayName } } ... on Order { number lines { product { name } } } } }`
	const searchAfter = `query($after: String) { search(query: "lamp", first: 3, after: $after) { totalCount edges { cursor node { name } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`
	const reviewsAfter = `query($after: String) { product(id: "17") { reviews(first: 3, after: $after) { totalCount edges { cursor node { id author { displayName } } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`
	const ordersAfter = `query($after: String) { viewer { orders(first: 3, after: $after) { totalCount edges { cursor node { number } } nodes { status lines { total { amount } } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`
	after := func(cursor string) string { return fmt.Sprintf(`{"after": %q}`, cursor) }
	id := func(id string) string { return fmt.Sprintf(`{"id": %q}`, id) }
	return []goldenCase{
		{name: "web/page_50", query: pageOfFifty, variables: `{"first": 50}`},
		{name: "web/page_1", why: "One product is no list: its reviews come from the endpoint that pages.", query: pageOfFifty, variables: `{"first": 1}`},
		{name: "web/page_100", why: "More keys than one request takes.", query: `{ search(first: 100) { nodes { name price { current { amount } } availability { status } rating { count } reviews(first: 2) { nodes { author { displayName } } } related(first: 2) { name } } } }`},
		{name: "web/product_everything", query: `{ product(id: "17") { ...Everything } }` + everyProductField},
		{name: "web/product_discontinued", query: `{ product(id: "4") { ...Everything } }` + everyProductField},
		{name: "web/product_without_reviews", query: `{ product(id: "1") { rating { average count histogram } reviews { totalCount nodes { id } edges { cursor } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`},
		{name: "web/product_stock", query: `{ in: product(id: "1") { ...Stock } low: product(id: "56") { ...Stock } out: product(id: "54") { ...Stock } back: product(id: "119") { ...Stock } } fragment Stock on Product { availability { inStock status onlyLeft restockAt } }`},
		{name: "web/product_by_opaque_id", query: byID, variables: id("UHJvZHVjdDoxNw")},
		{name: "web/product_by_padded_id", query: byID, variables: id("UHJvZHVjdDoxNw==")},
		{name: "web/product_by_number", query: byID, variables: `{"id": 17}`},
		{name: "web/product_unknown_id", query: byID, variables: id("999999")},
		{name: "web/product_unknown_but_its_id", why: "That the id is enough to answer doesn't make it a product.", query: `{ product(id: "999999") { id } node(id: "UHJvZHVjdDo5OTk5OTk") { id __typename } }`},
		{name: "web/product_unknown_but_its_connections", query: `{ product(id: "999999") { price { discountPercent } availability { status } rating { count } reviews { totalCount } related { name } } }`},
		{name: "web/product_unknown_slug", query: `{ product(slug: "no-such-thing") { name price { discountPercent } } }`},
		{name: "web/product_odd_slug", why: "What is in a slug stays in its parameter.", query: `{ product(slug: "a,b&ids=17 ü/../") { name } }`},
		{name: "web/product_empty_slug", query: `{ product(slug: "") { name } }`},
		{name: "web/product_malformed_id", query: byID, variables: id("mug")},
		{name: "web/product_empty_id", query: byID, variables: id("")},
		{name: "web/product_id_below_1", query: byID, variables: id("0")},
		{name: "web/product_id_of_an_order", query: byID, variables: id(relay.IntID("Order", 100001))},
		{name: "web/product_id_and_slug", query: `{ product(id: "17", slug: "blue-mug") { name } }`},
		{name: "web/product_neither_id_nor_slug", query: `{ product { name } }`},
		{name: "web/product_null_id_and_slug", query: `{ product(id: null, slug: "blue-mug") { name } }`},
		{name: "web/products_under_aliases", query: `{ a: product(id: "17") { name } b: product(id: "18") { name related(first: 2) { name } } none: product(id: "999999") { name } bad: product(id: "x") { name } }`},
		{name: "web/product_arguments_out_of_range", query: `{ product(id: "17") { name i0: images(first: 0) { alt } i21: images(first: 21) { alt } images(first: 1) { tiny: url(width: 15) } r0: reviews(first: 0) { totalCount } r51: reviews(first: 51) { totalCount } l0: related(first: 0) { name } l21: related(first: 21) { name } } }`},
		{name: "web/product_arguments_at_their_limits", query: `{ product(id: "17") { i: images(first: 20) { a: url(width: 16) b: url(width: 4096) } r: reviews(first: 50) { nodes { id } } l: related(first: 20) { name } } }`},
		{name: "web/reviews_second_page", query: reviewsAfter, nextPage: true},
		{name: "web/reviews_after_the_middle", query: reviewsAfter, variables: after(relay.Position{Skip: 2}.Cursor())},
		{name: "web/reviews_malformed_cursor", query: reviewsAfter, variables: after("x")},
		{name: "web/reviews_cursor_of_a_search", query: reviewsAfter, variables: after(relay.OffsetCursor(1))},
		{name: "web/reviews_forged_token", why: "The backend refuses a token that it never gave.", query: reviewsAfter, variables: after(relay.Position{Token: "forged"}.Cursor())},
		{name: "web/reviews_forged_skip", why: "The backend is asked for no more than it gives.", query: reviewsAfter, variables: after(relay.Position{Skip: 99}.Cursor())},
		{name: "web/reviews_after_for_several_products", query: `query($after: String) { search(query: "mug", first: 3) { nodes { name reviews(first: 2, after: $after) { totalCount } } } }`, variables: after(relay.Position{Skip: 1}.Cursor())},
		{name: "web/search_second_page", query: searchAfter, nextPage: true},
		{name: "web/search_after_the_end", query: searchAfter, variables: after(relay.OffsetCursor(999_999))},
		{name: "web/search_malformed_cursor", query: searchAfter, variables: after("bm90IGEgY3Vyc29y")},
		{name: "web/search_cursor_of_reviews", query: searchAfter, variables: after(relay.Position{Skip: 1}.Cursor())},
		{name: "web/search_first_out_of_range", query: `{ zero: search(first: 0) { totalCount } }`},
		{name: "web/search_first_too_large", query: `{ search(first: 101) { totalCount } }`},
		{name: "web/search_nothing", query: `{ search(query: "zzzzzz", first: 5) { totalCount edges { cursor } nodes { name price { discountPercent } } facets { brands { value count } categories { value count } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`},
		{name: "web/search_facets", query: `{ search(query: "mug", first: 1) { facets { brands { value count } categories { value count } } } }`},
		{name: "web/search_filters", query: `{
			brand: search(filter: { brand: "6 Pottery Lane" }, first: 2) { ...Found }
			category: search(filter: { category: "kitchen" }, first: 2) { ...Found }
			price: search(filter: { minPrice: 1000, maxPrice: 2000 }, first: 2) { ...Found }
			all: search(query: "mug", filter: { brand: "6 Pottery Lane", category: "kitchen", minPrice: 0, maxPrice: 100000 }, first: 2) { ...Found }
			empty: search(filter: {}, first: 2) { ...Found }
			odd: search(query: "a&b=c, d", filter: { brand: "", category: "none" }, first: 2) { ...Found }
		} fragment Found on ProductConnection { totalCount nodes { slug } }`},
		{name: "web/search_sorted", query: `{
			relevance: search(query: "lamp", sort: RELEVANCE, first: 2) { nodes { slug } } newest: search(query: "lamp", sort: NEWEST, first: 2) { nodes { slug } }
			name: search(query: "lamp", sort: NAME, first: 2) { nodes { slug } } cheap: search(query: "lamp", sort: PRICE_ASC, first: 2) { nodes { slug } }
			dear: search(query: "lamp", sort: PRICE_DESC, first: 2) { nodes { slug } }
		}`},
		{name: "web/search_price_below_0", why: "The backend refuses it.", query: `{ search(filter: { minPrice: -1 }, first: 2) { totalCount } }`},
		{name: "web/category_unknown", query: `{ category(slug: "no-such-shelf") { name parent { name } } }`},
		{name: "web/category_odd_slug", why: "A list of one whose only key has a comma in it.", query: `{ category(slug: "kitchen,bath") { name } }`},
		{name: "web/category_empty_slug", query: `{ category(slug: "") { name } }`},
		{name: "web/categories", query: `{ categories { slug name description productCount imageUrl parent { slug name parent { slug } } } }`},
		{name: "web/home_first_out_of_range", query: `{ home { hero { title } sections { key products(first: 0) { name } } } }`},
		{name: "web/home_twice", query: `{ a: home { sections { key products(first: 1) { name category { name } } } } b: home { hero { product { name category { name } } } sections { one: products(first: 1) { slug } two: products(first: 2) { slug } } } }`},
		{name: "web/viewer_everything", as: customer, query: `{ viewer {
			id displayName fullName email avatarUrl currency locale addresses { label street city postalCode country }
			orders(first: 2) { totalCount edges { cursor } nodes { id number status total { amount currency } placedAt shippingAddress { label street city postalCode country } lines { name quantity unitPrice { amount } total { amount } product { name price { current { amount } } } } } pageInfo { hasNextPage endCursor } }
			cart { id itemCount updatedAt subtotal { amount currency } lines { id quantity addedAt total { amount } product { name availability { status } } } }
			recommendations(first: 3) { name rating { average } }
		} }`},
		{name: "web/viewer_of_another", as: other, why: "A cart that was never used.", query: `{ viewer { id cart { id itemCount updatedAt subtotal { amount } lines { id product { name } } } orders(first: 1) { totalCount } } }`},
		{name: "web/viewer_wrong_credentials", as: map[string]string{"Authorization": "Bearer nonsense"}, query: `{ viewer { email cart { id } } product(id: "17") { name } }`},
		{name: "web/viewer_is_staff", as: staff, query: `{ viewer { email } product(id: "17") { name } }`},
		{name: "web/viewer_orders_second_page", as: customer, query: ordersAfter, nextPage: true},
		{name: "web/viewer_orders_after_the_middle", as: customer, query: ordersAfter, variables: after(relay.Position{Skip: 2}.Cursor())},
		{name: "web/viewer_orders_malformed_cursor", as: customer, query: ordersAfter, variables: after("x")},
		{name: "web/viewer_orders_forged_token", as: customer, query: ordersAfter, variables: after(relay.Position{Token: "forged"}.Cursor())},
		{name: "web/viewer_arguments_out_of_range", as: customer, query: `{ viewer { a: orders(first: 0) { totalCount } b: orders(first: 51) { totalCount } c: recommendations(first: 0) { name } d: recommendations(first: 51) { name } } }`},
		{name: "web/node_product", query: node, variables: id(relay.IntID("Product", 17))},
		{name: "web/node_review", query: node, variables: id(relay.IntID("Review", 13))},
		{name: "web/node_order", as: customer, query: node, variables: id(relay.IntID("Order", 100001))},
		{name: "web/node_order_of_another", as: other, query: node, variables: id(relay.IntID("Order", 100001))},
		{name: "web/node_order_visitor", query: node, variables: id(relay.IntID("Order", 100001))},
		{name: "web/node_unknown_product", query: node, variables: id(relay.IntID("Product", 999999))},
		{name: "web/node_unknown_review", query: node, variables: id(relay.IntID("Review", 999999))},
		{name: "web/node_unknown_order", as: customer, query: node, variables: id(relay.IntID("Order", 1))},
		{name: "web/node_of_a_type_that_is_none", query: node, variables: id(relay.IntID("Customer", 42))},
		{name: "web/node_bare_key", query: node, variables: id("17")},
		{name: "web/node_malformed_key", query: node, variables: id(relay.ID("Product", "x"))},
		{name: "web/several_fields_fail", query: `{ a: product(id: "x") { name } category(slug: "kitchen") { name } node(id: "y") { id } product(id: "17") { name } }`},
	}
}

func webMutationCases() []goldenCase {
	const cart = ` { cart { id itemCount subtotal { amount currency } lines { id quantity addedAt total { amount } product { name price { current { amount } } availability { status } } } updatedAt } userErrors { field message code } } }`
	const order = ` { order { id number status placedAt total { amount currency } shippingAddress { label street city postalCode country } lines { name quantity total { amount } product { name } } } userErrors { field message code } } }`
	const review = ` { review { id rating title body createdAt helpfulCount author { displayName } } userErrors { field message code } } }`
	const paid = `mutation { placeOrder(input: { paymentMethod: CARD, cardToken: "tok_visa", idempotencyKey: "k1" }) { order { number } userErrors { code } } }`
	return []goldenCase{
		{name: "web/mutation/add_to_cart", as: customer, query: `mutation { addToCart(input: { productId: "18" })` + cart},
		{name: "web/mutation/add_to_cart_again", as: other, query: `mutation { addToCart(input: { productId: "17", quantity: 2 })` + cart, before: []string{`mutation { addToCart(input: { productId: "17" }) { cart { id } } }`}},
		{name: "web/mutation/add_to_cart_two_in_turn", as: other, query: `mutation { a: addToCart(input: { productId: "17" }) { cart { itemCount lines { product { name } } } } b: addToCart(input: { productId: "18" }) { cart { itemCount lines { product { name } } } } }`},
		{name: "web/mutation/add_to_cart_0", as: customer, query: `mutation { addToCart(input: { productId: "17", quantity: 0 })` + cart},
		{name: "web/mutation/add_to_cart_500", as: customer, query: `mutation { addToCart(input: { productId: "17", quantity: 500 })` + cart},
		{name: "web/mutation/add_to_cart_unknown_product", as: customer, query: `mutation { addToCart(input: { productId: "999999" })` + cart},
		{name: "web/mutation/add_to_cart_malformed_id", as: customer, query: `mutation { addToCart(input: { productId: "mug" })` + cart},
		{name: "web/mutation/add_to_cart_id_of_an_order", as: customer, query: fmt.Sprintf(`mutation { addToCart(input: { productId: %q })`, relay.IntID("Order", 100001)) + cart},
		{name: "web/mutation/add_to_cart_staff", as: staff, query: `mutation { addToCart(input: { productId: "17" })` + cart},
		{name: "web/mutation/update_cart_line", as: customer, query: `mutation { updateCartLine(input: { lineId: "l2", quantity: 7 })` + cart},
		{name: "web/mutation/update_cart_line_to_0", as: customer, query: `mutation { updateCartLine(input: { lineId: "l1", quantity: 0 })` + cart},
		{name: "web/mutation/update_cart_line_to_100", as: customer, query: `mutation { updateCartLine(input: { lineId: "l1", quantity: 100 })` + cart},
		{name: "web/mutation/update_cart_line_below_0", as: customer, query: `mutation { updateCartLine(input: { lineId: "l1", quantity: -1 })` + cart},
		{name: "web/mutation/update_cart_line_unknown", as: customer, query: `mutation { updateCartLine(input: { lineId: "l99", quantity: 1 })` + cart},
		{name: "web/mutation/update_cart_line_odd_id", as: customer, why: "What is in an id stays in its part of the path.", query: `mutation { updateCartLine(input: { lineId: "a b/?x=1", quantity: 1 })` + cart},
		{name: "web/mutation/update_cart_line_dots", as: customer, why: "A path is not left by an id.", query: `mutation { updateCartLine(input: { lineId: "..", quantity: 1 })` + cart},
		{name: "web/mutation/update_cart_line_empty_id", as: customer, query: `mutation { updateCartLine(input: { lineId: "", quantity: 1 })` + cart},
		{name: "web/mutation/place_order", as: customer, query: `mutation { placeOrder(input: { paymentMethod: CARD, cardToken: "tok_visa", idempotencyKey: "k1" })` + order},
		{name: "web/mutation/place_order_to_an_address", as: customer, query: `mutation { placeOrder(input: { paymentMethod: INVOICE, shippingAddress: { street: "1 Quay", city: "Ghent", postalCode: "9000", country: "BE" }, idempotencyKey: "k1" })` + order},
		{name: "web/mutation/place_order_to_no_street", as: customer, query: `mutation { placeOrder(input: { paymentMethod: PAYPAL, shippingAddress: { street: "", city: "Ghent", postalCode: "9000", country: "BE" }, idempotencyKey: "k1" })` + order},
		{name: "web/mutation/place_order_paypal", as: customer, query: `mutation { placeOrder(input: { paymentMethod: PAYPAL, idempotencyKey: "an odd key: ü\n" })` + order},
		{name: "web/mutation/place_order_declined", as: customer, query: `mutation { placeOrder(input: { paymentMethod: CARD, cardToken: "tok_declined", idempotencyKey: "k1" })` + order},
		{name: "web/mutation/place_order_card_without_token", as: customer, query: `mutation { placeOrder(input: { paymentMethod: CARD, idempotencyKey: "k1" })` + order},
		{name: "web/mutation/place_order_empty_cart", as: other, query: `mutation { placeOrder(input: { paymentMethod: INVOICE, idempotencyKey: "k1" })` + order},
		{name: "web/mutation/place_order_again", as: customer, why: "The same key orders and pays nothing twice.", query: `mutation { placeOrder(input: { paymentMethod: CARD, cardToken: "tok_visa", idempotencyKey: "k1" })` + order, before: []string{paid}},
		{name: "web/mutation/place_order_another_card", as: customer, why: "After a declined card another one pays for the same order.", query: `mutation { placeOrder(input: { paymentMethod: CARD, cardToken: "tok_visa", idempotencyKey: "k1" })` + order, before: []string{strings.Replace(paid, "tok_visa", "tok_declined", 1)}},
		{name: "web/mutation/place_order_without_a_key", as: customer, query: `mutation { placeOrder(input: { paymentMethod: INVOICE })` + order},
		{name: "web/mutation/place_order_blank_key", as: customer, query: `mutation { placeOrder(input: { paymentMethod: INVOICE, idempotencyKey: " " })` + order},
		{name: "web/mutation/place_order_payments_down", as: customer, query: `mutation { placeOrder(input: { paymentMethod: PAYPAL, idempotencyKey: "k1" })` + order, faults: map[string]shop.Faults{"payments": {ErrorRate: 1}}},
		{name: "web/mutation/add_review", as: customer, query: `mutation { addReview(input: { productId: "17", rating: 4, title: " Good ", body: "<b>Very</b> good & \"cheap\"" })` + review},
		{name: "web/mutation/add_review_6_stars", as: customer, query: `mutation { addReview(input: { productId: "17", rating: 6, title: "x", body: "x" })` + review},
		{name: "web/mutation/add_review_no_title", as: customer, query: `mutation { addReview(input: { productId: "17", rating: 5, title: "  ", body: "x" })` + review},
		{name: "web/mutation/add_review_unknown_product", as: customer, query: `mutation { addReview(input: { productId: "999999", rating: 5, title: "x", body: "x" })` + review},
		{name: "web/mutation/add_review_malformed_id", as: customer, query: `mutation { addReview(input: { productId: "mug", rating: 5, title: "x", body: "x" })` + review},
		{name: "web/mutation/some_refused", as: customer, query: `mutation {
			a: addToCart(input: { productId: "18" }) { cart { itemCount } userErrors { code } }
			b: addToCart(input: { productId: "mug" }) { cart { itemCount } userErrors { code } }
			c: addToCart(input: { productId: "17", quantity: 0 }) { cart { itemCount } userErrors { code } }
		}`},
	}
}

func mobileCases() []goldenCase {
	const card = ` fragment Card on ProductCard { id title image(width: 360) summary(maxLength: 80) priceLabel wasPriceLabel badge ratingLabel }`
	const feed = `query($first: Int! = 30, $after: String) { feed(first: $first, after: $after) { edges { cursor node { __typename
		... on ProductSuggestion { reason card { ...Card nl: priceLabel(locale: "nl-NL") us: priceLabel(locale: "en-US") } }
		... on ReviewCard { id stars title text(maxLength: 60) authorName product { ...Card } }
		... on Banner { title subtitle image(width: 1080) link }
	} } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }` + card
	const screen = `query($id: ID!) { productScreen(id: $id) {
		card { ...Card nl: priceLabel(locale: "nl-NL") de: priceLabel(locale: "de-DE") gb: priceLabel(locale: "en-GB") us: wasPriceLabel(locale: "en-US") }
		brandName gallery(width: 1080) facts stockLabel canBuy
		reviews(first: 3) { id stars title text authorName product { title ratingLabel } } one: reviews(first: 1) { id authorName }
		related(first: 3) { ...Card }
	} }` + card
	const search = `query($after: String) { search(query: "mug", first: 3, after: $after) { edges { cursor node { ...Card } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }` + card
	const ordersAfter = `query($after: String) { ordersScreen(first: 3, after: $after) { orders { id number statusLabel totalLabel us: totalLabel(locale: "en-US") placedAt summary } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`
	const added = ` { cartScreen { badge totalLabel lines { id quantity card { title priceLabel } } } userErrors { field message code } } }`
	const placed = ` { order { id number statusLabel totalLabel placedAt summary } userErrors { field message code } } }`
	const registered = ` { deviceId userErrors { field message code } } }`
	const viewed = ` { accepted userErrors { field message code } } }`
	after := func(cursor string) string { return fmt.Sprintf(`{"after": %q}`, cursor) }
	id := func(id string) string { return fmt.Sprintf(`{"id": %q}`, id) }
	return []goldenCase{
		{name: "mobile/feed_30", as: customer, query: feed},
		{name: "mobile/feed_30_visitor", query: feed},
		{name: "mobile/feed_30_staff", as: staff, query: feed},
		{name: "mobile/feed_wrong_credentials", as: map[string]string{"Authorization": "Bearer nonsense"}, query: feed},
		{name: "mobile/feed_second_page", as: customer, query: feed, nextPage: true},
		{name: "mobile/feed_after_the_middle", as: customer, query: feed, variables: `{"first": 5, "after": "` + relay.Position{Skip: 3}.Cursor() + `"}`},
		{name: "mobile/feed_largest_page_after_the_middle", as: customer, why: "The backend is asked for no more than it gives.", query: `query($after: String) { feed(first: 50, after: $after) { edges { cursor node { __typename } } pageInfo { hasNextPage endCursor } } }`, variables: after(relay.Position{Skip: 28}.Cursor())},
		{name: "mobile/feed_only_banners", why: "Reviews are fetched to tell whether an item is there; products are not.", query: `{ feed(first: 10) { edges { node { ... on Banner { title } } } } }`},
		{name: "mobile/feed_first_out_of_range", query: feed, variables: `{"first": 51}`},
		{name: "mobile/feed_malformed_cursor", query: feed, variables: after("x")},
		{name: "mobile/feed_forged_token", query: feed, variables: after(relay.Position{Token: "forged"}.Cursor())},
		{name: "mobile/home", as: customer, query: `{ homeScreen { greeting cartBadge banner { title subtitle image(width: 100) link } rows { key title cards(first: 2) { ...Card } more: cards(first: 4) { title } } } }` + card},
		{name: "mobile/home_visitor", query: `{ homeScreen { greeting cartBadge banner { title } rows { key } } }`},
		{name: "mobile/home_wrong_credentials", as: map[string]string{"Authorization": "Bearer nonsense"}, query: `{ homeScreen { greeting cartBadge banner { title } } }`},
		{name: "mobile/home_arguments_out_of_range", query: `{ homeScreen { banner { title } rows { a: cards(first: 0) { title } b: cards(first: 21) { title } } } }`},
		{name: "mobile/home_banner_width_out_of_range", query: `{ homeScreen { banner { image(width: 15) } } }`},
		{name: "mobile/product_screen", query: screen, variables: id("17")},
		{name: "mobile/product_screen_low_stock", query: screen, variables: id("56")},
		{name: "mobile/product_screen_sold_out", query: screen, variables: id("54")},
		{name: "mobile/product_screen_discontinued", query: screen, variables: id("4")},
		{name: "mobile/product_screen_without_reviews", query: screen, variables: id("1")},
		{name: "mobile/product_screen_unknown", query: screen, variables: id("999999")},
		{name: "mobile/product_screen_unknown_but_its_connections", query: `{ productScreen(id: "999999") { stockLabel canBuy card { id priceLabel badge ratingLabel } reviews { title } related { title } } }`},
		{name: "mobile/product_screen_malformed_id", query: screen, variables: id("mug")},
		{name: "mobile/product_screen_id_of_an_order", query: screen, variables: id(relay.IntID("Order", 100001))},
		{name: "mobile/product_screen_unknown_locale", query: `{ productScreen(id: "17") { brandName card { a: priceLabel(locale: "nl") b: priceLabel(locale: "") c: wasPriceLabel(locale: "xx-XX") d: priceLabel(locale: "ja-JP") } } }`},
		{name: "mobile/product_screen_text_out_of_range", query: `{ productScreen(id: "17") { card { summary(maxLength: 19) } } }`},
		{name: "mobile/product_screen_width_out_of_range", query: `{ productScreen(id: "17") { gallery(width: 4097) } }`},
		{name: "mobile/product_screen_lists_out_of_range", query: `{ productScreen(id: "17") { a: reviews(first: 0) { id } b: reviews(first: 11) { id } c: related(first: 0) { id } d: related(first: 21) { id } } }`},
		{name: "mobile/search", query: search},
		{name: "mobile/search_second_page", query: search, nextPage: true},
		{name: "mobile/search_nothing", query: `{ search(query: "zzzzzz") { edges { cursor node { title } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`},
		{name: "mobile/search_empty_text", query: `{ search(query: "", first: 2) { edges { node { title } } } }`},
		{name: "mobile/search_first_out_of_range", query: `{ search(query: "mug", first: 51) { edges { cursor } } }`},
		{name: "mobile/search_malformed_cursor", query: search, variables: after("x")},
		{name: "mobile/cart", as: customer, query: `{ cartScreen { badge totalLabel nl: totalLabel(locale: "nl-NL") us: totalLabel(locale: "en-US") lines { id quantity card { ...Card } } } }` + card},
		{name: "mobile/cart_never_used", as: other, query: `{ cartScreen { badge totalLabel lines { id } } }`},
		{name: "mobile/cart_unknown_locale", as: customer, query: `{ cartScreen { badge totalLabel(locale: "nl") } }`},
		{name: "mobile/cart_wrong_credentials", as: map[string]string{"Authorization": "Bearer nonsense"}, query: `{ cartScreen { badge } }`},
		{name: "mobile/orders_second_page", as: customer, query: ordersAfter, nextPage: true},
		{name: "mobile/orders_after_the_middle", as: customer, query: ordersAfter, variables: after(relay.Position{Skip: 2}.Cursor())},
		{name: "mobile/orders_malformed_cursor_visitor", query: ordersAfter, variables: after("x")},
		{name: "mobile/orders_first_out_of_range", as: customer, query: `{ ordersScreen(first: 51) { orders { id } } }`},
		{name: "mobile/orders_unknown_locale", as: customer, query: `{ ordersScreen(first: 1) { orders { totalLabel(locale: "x") } } }`},
		{name: "mobile/mutation/add_to_cart", as: customer, query: `mutation { addToCart(productId: "18", quantity: 3)` + added},
		{name: "mobile/mutation/add_to_cart_0", as: customer, query: `mutation { addToCart(productId: "17", quantity: 0)` + added},
		{name: "mobile/mutation/add_to_cart_unknown_product", as: customer, query: `mutation { addToCart(productId: "999999")` + added},
		{name: "mobile/mutation/add_to_cart_malformed_id", as: customer, query: `mutation { addToCart(productId: "mug")` + added},
		{name: "mobile/mutation/place_order", as: customer, query: `mutation { placeOrder(input: { paymentMethod: PAYPAL, idempotencyKey: "k1" })` + placed},
		{name: "mobile/mutation/place_order_declined", as: customer, query: `mutation { placeOrder(input: { paymentMethod: CARD, cardToken: "tok_declined", idempotencyKey: "k1" })` + placed},
		{name: "mobile/mutation/place_order_empty_cart", as: other, query: `mutation { placeOrder(input: { paymentMethod: PAYPAL, idempotencyKey: "k1" })` + placed},
		{name: "mobile/mutation/register_device_again", as: customer, query: `mutation { registerDevice(input: { platform: ANDROID, pushToken: "t", appVersion: "2", locale: "nl-NL" })` + registered, before: []string{`mutation { registerDevice(input: { platform: ANDROID, pushToken: "t", appVersion: "1" }) { deviceId } }`}},
		{name: "mobile/mutation/register_device_no_token", as: customer, query: `mutation { registerDevice(input: { platform: IOS, pushToken: "", appVersion: "1" })` + registered},
		{name: "mobile/mutation/register_device_unknown_locale", as: customer, query: `mutation { registerDevice(input: { platform: IOS, pushToken: "t", appVersion: "1", locale: "x" })` + registered},
		{name: "mobile/mutation/record_view_visitor", query: `mutation { recordView(productId: "17")` + viewed},
		{name: "mobile/mutation/record_view_unknown_product", as: customer, query: `mutation { recordView(productId: "999999")` + viewed},
		{name: "mobile/mutation/record_view_malformed_id", as: customer, query: `mutation { recordView(productId: "mug")` + viewed},
		{name: "mobile/mutation/record_view_catalog_down", as: customer, why: "A catalog that is down does not say that a product isn't there.", query: `mutation { recordView(productId: "17")` + viewed, faults: map[string]shop.Faults{"catalog": {ErrorRate: 1}}},
		{name: "mobile/mutation/record_view_recommendations_down", as: customer, query: `mutation { recordView(productId: "17")` + viewed, faults: map[string]shop.Faults{"recommendations": {ErrorRate: 1}}},
	}
}

func desktopCases() []goldenCase {
	const everything = ` fragment Everything on Order {
		__typename id number status total { amount currency } placedAt updatedAt shippingAddress { street city postalCode country }
		customer { id fullName email phone country memberSince }
		payment { id method status amount { amount currency } cardLast4 authorisedAt }
		lines { lineNumber sku name quantity unitPrice { amount currency } product { id sku name brandName categorySlug listPrice { amount currency } discontinued stock { available } } stock { available reserved warehouse lowStockThreshold isLow restockAt updatedAt } }
	}`
	const byID = `query($id: ID!) { order(id: $id) { ...Everything } }` + everything
	const ordersAfter = `query($after: String) { orders(first: 3, after: $after) { totalCount edges { cursor node { number customer { fullName } } } nodes { payment { status } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`
	const stockAfter = `query($after: String) { inventory(first: 3, after: $after) { totalCount edges { cursor node { sku stock { available } product { name stock { available } } } } nodes { product { name } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`
	const customerOrders = `query($id: ID! = "42", $first: Int! = 3, $after: String) { customer(id: $id) { fullName orders(first: $first, after: $after) { totalCount edges { cursor node { number customer { fullName } payment { status } } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`
	const node = `query($id: ID!) { node(id: $id) { __typename id ... on Order { number payment { status } } ... on Customer { fullName } ... on Product { name stock { available } } } }`
	const moved = ` { order { number status updatedAt customer { fullName } payment { status } lines { stock { available } } } userErrors { field message code } } }`
	const updates = `subscription($id: ID!) { orderUpdated(id: $id) { ...Everything } }` + everything
	after := func(cursor string) string { return fmt.Sprintf(`{"after": %q}`, cursor) }
	id := func(id string) string { return fmt.Sprintf(`{"id": %q}`, id) }
	return []goldenCase{
		{name: "desktop/orders_50", as: staff, query: `{ orders(first: 50) { totalCount edges { cursor } nodes { ...Everything } pageInfo { hasNextPage endCursor } } }` + everything},
		{name: "desktop/orders_100_lines", as: staff, why: "More keys than one request takes.", query: `{ orders(first: 100) { nodes { lines { product { name stock { available } } stock { available } } } } }`},
		{name: "desktop/orders_customer", as: customer, why: "A customer sees the customer's own.", query: `{ orders(first: 2) { totalCount nodes { number customer { fullName } payment { status } } } }`},
		{name: "desktop/orders_filters", as: staff, query: `{
			status: orders(filter: { status: PACKED }, first: 2) { ...Found }
			customer: orders(filter: { customerId: "42" }, first: 2) { ...Found }
			opaque: orders(filter: { customerId: "Q3VzdG9tZXI6NDI" }, first: 2) { ...Found }
			number: orders(filter: { query: "SO-10000" }, first: 2) { ...Found }
			text: orders(filter: { query: "blue mug, a&b=c" }, first: 2) { ...Found }
			time: orders(filter: { placedFrom: "2026-01-02T03:04:05+02:00", placedTo: "2026-02-01T00:00:00Z" }, first: 2) { ...Found }
			fraction: orders(filter: { placedFrom: "2026-01-02T03:04:05.678Z" }, first: 2) { ...Found }
			all: orders(filter: { status: DELIVERED, customerId: "42", query: "mug", placedFrom: "2025-01-01T00:00:00Z", placedTo: "2026-11-01T00:00:00Z" }, first: 2) { ...Found }
			empty: orders(filter: {}, first: 2) { ...Found }
			none: orders(filter: { customerId: "999999" }, first: 2) { ...Found }
		} fragment Found on OrderConnection { totalCount nodes { number } pageInfo { hasNextPage } }`},
		{name: "desktop/orders_malformed_customer", as: staff, query: `{ orders(filter: { customerId: "ada" }) { totalCount } }`},
		{name: "desktop/orders_customer_id_of_a_product", as: staff, query: `{ orders(filter: { customerId: "UHJvZHVjdDoxNw" }) { totalCount } }`},
		{name: "desktop/orders_second_page", as: staff, query: ordersAfter, nextPage: true},
		{name: "desktop/orders_after_the_middle", as: staff, query: ordersAfter, variables: after(relay.Position{Skip: 2}.Cursor())},
		{name: "desktop/orders_malformed_cursor", as: staff, query: ordersAfter, variables: after("x")},
		{name: "desktop/orders_forged_token", as: staff, query: ordersAfter, variables: after(relay.Position{Token: "forged"}.Cursor())},
		{name: "desktop/orders_first_out_of_range", as: staff, query: `{ orders(first: 0) { totalCount } }`},
		{name: "desktop/orders_first_too_large", as: staff, query: `{ orders(first: 101) { totalCount } }`},
		{name: "desktop/orders_of_several_customers", as: staff, query: `{ orders(first: 2) { nodes { number customer { fullName orders(first: 1) { totalCount } } } } }`},
		{name: "desktop/order_by_number", as: staff, query: byID, variables: id("SO-100001")},
		{name: "desktop/order_by_key", as: staff, query: byID, variables: id("100001")},
		{name: "desktop/order_unpaid", as: staff, query: byID, variables: id("119940")},
		{name: "desktop/order_unknown", as: staff, query: byID, variables: id("1")},
		{name: "desktop/order_malformed", as: staff, query: byID, variables: id("SO-x")},
		{name: "desktop/order_id_of_a_product", as: staff, query: byID, variables: id("UHJvZHVjdDoxNw")},
		{name: "desktop/order_of_the_customer", as: customer, query: byID, variables: id("100001")},
		{name: "desktop/order_of_another_customer", as: other, query: byID, variables: id("100001")},
		{name: "desktop/order_wrong_credentials", as: map[string]string{"Authorization": "Bearer nonsense"}, query: byID, variables: id("100001")},
		{name: "desktop/orders_under_aliases", as: staff, query: `{ a: order(id: "100001") { customer { fullName orders(first: 1) { nodes { number } } } } b: order(id: "100002") { customer { fullName orders(first: 1) { nodes { number } } } } none: order(id: "1") { number } }`},
		{name: "desktop/inventory_second_page", as: staff, query: stockAfter, nextPage: true},
		{name: "desktop/inventory_after_the_middle", as: staff, why: "A start within a page of the backend takes two of them.", query: stockAfter, variables: after(relay.OffsetCursor(3))},
		{name: "desktop/inventory_after_the_end", as: staff, query: stockAfter, variables: after(relay.OffsetCursor(999_999))},
		{name: "desktop/inventory_last_page", as: staff, query: stockAfter, variables: after(relay.OffsetCursor(9_997))},
		{name: "desktop/inventory_malformed_cursor", as: staff, query: stockAfter, variables: after("x")},
		{name: "desktop/inventory_first_out_of_range", as: staff, query: `{ inventory(first: 101) { totalCount } }`},
		{name: "desktop/inventory_low_100", as: staff, query: `{ inventory(lowStockOnly: true, first: 100) { totalCount nodes { sku product { name stock { isLow } } } } }`},
		{name: "desktop/inventory_customer", as: customer, query: stockAfter},
		{name: "desktop/product_unknown", as: staff, query: `{ product(id: "999999") { name stock { available } } }`},
		{name: "desktop/product_unknown_but_its_stock", as: staff, query: `{ product(id: "999999") { id stock { available } } }`},
		{name: "desktop/unknown_but_what_hangs_on_it", as: staff, query: `{ order(id: "1") { id payment { status } } customer(id: "999999") { id orders { totalCount } } }`},
		{name: "desktop/product_malformed_id", as: staff, query: `{ product(id: "mug") { name } }`},
		{name: "desktop/product_stock", as: staff, query: `{ low: product(id: "56") { ...Stock } out: product(id: "119") { ...Stock } } fragment Stock on Product { stock { available reserved warehouse lowStockThreshold isLow restockAt updatedAt } }`},
		{name: "desktop/customer_by_opaque_id", as: staff, query: customerOrders, variables: id(relay.IntID("Customer", 42))},
		{name: "desktop/customer_orders_second_page", as: staff, query: customerOrders, nextPage: true},
		{name: "desktop/customer_orders_malformed_cursor", as: staff, query: customerOrders, variables: after("x")},
		{name: "desktop/customer_orders_first_out_of_range", as: staff, query: customerOrders, variables: `{"first": 101}`},
		{name: "desktop/customer_unknown", as: staff, query: customerOrders, variables: id("999999")},
		{name: "desktop/customer_malformed_id", as: staff, query: customerOrders, variables: id("ada")},
		{name: "desktop/customer_asked_by_a_customer", as: customer, query: customerOrders},
		{name: "desktop/node_order", as: staff, query: node, variables: id(relay.IntID("Order", 100001))},
		{name: "desktop/node_customer", as: staff, query: node, variables: id(relay.IntID("Customer", 42))},
		{name: "desktop/node_product", as: staff, query: node, variables: id(relay.IntID("Product", 17))},
		{name: "desktop/node_unknown_order", as: staff, query: node, variables: id(relay.IntID("Order", 1))},
		{name: "desktop/node_unknown_customer", as: staff, query: node, variables: id(relay.IntID("Customer", 999999))},
		{name: "desktop/node_of_a_type_that_is_none", as: staff, query: node, variables: id(relay.IntID("Review", 1))},
		{name: "desktop/node_bare_key", as: staff, query: node, variables: id("100001")},
		{name: "desktop/mutation/set_stock_some_refused", as: staff, query: `mutation { setStock(lines: [
			{ productId: "17", available: 77 }, { productId: "nonsense", available: 1 }, { productId: "18", available: -1 },
			{ productId: "999999", available: 1 }, { productId: "UHJvZHVjdDox", available: 0 }, { productId: "17", available: 78 }
		]) { results { productId stock { available reserved warehouse lowStockThreshold isLow restockAt updatedAt } error { field message code } product { name stock { available } } } } }`},
		{name: "desktop/mutation/set_stock_only_malformed", as: staff, query: `mutation { setStock(lines: [{ productId: "nonsense", available: 1 }]) { results { productId error { code } product { name } } } }`},
		{name: "desktop/mutation/set_stock_no_lines", as: staff, query: `mutation { setStock(lines: []) { results { productId } } }`},
		{name: "desktop/mutation/set_stock_customer", as: customer, query: `mutation { setStock(lines: [{ productId: "17", available: 1 }]) { results { productId } } }`},
		{name: "desktop/mutation/update_order_status", as: staff, query: `mutation { updateOrderStatus(id: "SO-100001", status: CANCELLED)` + moved},
		{name: "desktop/mutation/update_order_status_not_allowed", as: staff, query: `mutation { updateOrderStatus(id: "SO-100001", status: DELIVERED)` + moved},
		{name: "desktop/mutation/update_order_status_unknown_order", as: staff, query: `mutation { updateOrderStatus(id: "1", status: PACKED)` + moved},
		{name: "desktop/mutation/update_order_status_malformed_id", as: staff, query: `mutation { updateOrderStatus(id: "x", status: PACKED)` + moved},
		{name: "desktop/mutation/update_order_status_customer", as: customer, query: `mutation { updateOrderStatus(id: "100001", status: PACKED)` + moved},
		{name: "desktop/mutation/update_order_status_of_another", as: other, query: `mutation { updateOrderStatus(id: "100001", status: PACKED)` + moved},
		{name: "desktop/subscription/changed", as: staff, why: "The order is delivered while somebody follows it, and that is its end.", query: updates, variables: id("SO-119730"), events: 9, during: `mutation { updateOrderStatus(id: "119730", status: DELIVERED) { order { status } } }`},
		{name: "desktop/subscription/done_already", as: staff, query: updates, variables: id("SO-100002"), events: 9},
		{name: "desktop/subscription/unknown", as: staff, query: updates, variables: id("SO-1"), events: 9},
		{name: "desktop/subscription/malformed", as: staff, query: updates, variables: id("x"), events: 9},
		{name: "desktop/subscription/of_another_customer", as: other, query: updates, variables: id("SO-100001"), events: 9},
		{name: "desktop/subscription/payments_down", as: staff, query: updates, variables: id("SO-100002"), events: 9, faults: map[string]shop.Faults{"payments": {ErrorRate: 1}}},
	}
}

// The queries of the cases with broken backends reach every backend that their
// client calls.
var reachingAll = map[string]string{
	"web": `{
		home { hero { product { name category { name parent { name } } } } sections { products(first: 1) { slug price { current { amount } } } } }
		search(query: "mug", first: 2) { nodes { name price { current { amount } } availability { status } rating { count } reviews(first: 1) { nodes { title author { displayName } } } related(first: 1) { name rating { average } } } }
		product(slug: "blue-mug") { name reviews(first: 2) { nodes { author { displayName } } } }
		viewer { displayName orders(first: 2) { nodes { number lines { product { name } } } } recommendations(first: 2) { name } cart { itemCount subtotal { amount } lines { total { amount } product { name } } } }
		node(id: "UmV2aWV3OjEz") { ... on Review { title author { displayName } } }
		category(slug: "kitchen") { name }
		byID: product(id: "17") { name category { name } }
		anything: node(id: "UHJvZHVjdDoxNw") { id ... on Product { name } }
		mine: node(id: "T3JkZXI6MTAwMDAx") { id ... on Order { number } }
	}`,
	"mobile": `{
		homeScreen { greeting cartBadge banner { title } rows { cards(first: 1) { title priceLabel badge ratingLabel } } }
		productScreen(id: "17") { brandName stockLabel canBuy card { priceLabel wasPriceLabel badge ratingLabel } reviews { title authorName product { title } } }
		feed(first: 5) { edges { node { __typename ... on ProductSuggestion { card { title badge } } ... on ReviewCard { title authorName product { title } } ... on Banner { title } } } }
		search(query: "mug", first: 2) { edges { node { title priceLabel badge ratingLabel } } }
		cartScreen { badge totalLabel lines { card { title badge } } }
		ordersScreen(first: 2) { orders { number } }
	}`,
	"desktop": `{
		orders(first: 2) { nodes { number customer { fullName } payment { status } lines { product { name } stock { available } } } }
		order(id: "100001") { number customer { fullName orders(first: 1) { totalCount } } payment { status } lines { product { name stock { available } } } }
		inventory(first: 2) { nodes { sku product { name stock { available } } } }
		product(id: "17") { name stock { available } }
		customer(id: "42") { fullName orders(first: 1) { nodes { number } } }
		node(id: "T3JkZXI6MTAwMDAx") { ... on Order { number payment { status } } }
		someone: node(id: "Q3VzdG9tZXI6NDI") { ... on Customer { fullName } }
	}`,
}

// brokenCases are pages while a backend is out of order: what is null, and what
// is said about it.
func brokenCases() (cases []goldenCase) {
	for _, client := range allClients {
		for _, backend := range shop.Names() {
			cases = append(cases, goldenCase{
				name: client.name + "/broken/" + backend, as: client.headers, query: reachingAll[client.name],
				faults: map[string]shop.Faults{backend: {ErrorRate: 1, Status: http.StatusInternalServerError}},
			})
		}
	}
	down, garbage := shop.Faults{Down: true}, shop.Faults{Garbage: true}
	const page = `{ search(query: "mug", first: 10) { nodes { name price { current { amount } } rating { count } reviews(first: 2) { nodes { title } } } } product(slug: "blue-mug") { name price { current { amount } } rating { count } reviews { nodes { title } } related(first: 2) { name rating { count } price { discountPercent } } } }`
	cases = append(cases,
		goldenCase{name: "web/broken/healthy", as: customer, why: "What the cases beside it would be.", query: reachingAll["web"]},
		goldenCase{name: "mobile/broken/healthy", as: customer, why: "What the cases beside it would be.", query: reachingAll["mobile"]},
		goldenCase{name: "desktop/broken/healthy", as: staff, why: "What the cases beside it would be.", query: reachingAll["desktop"]},
		goldenCase{name: "web/broken/catalog_nullable", query: `{ product(slug: "blue-mug") { name } byID: product(id: "17") { name } category(slug: "kitchen") { name } node(id: "UHJvZHVjdDoxNw") { id } }`, faults: map[string]shop.Faults{"catalog": {ErrorRate: 1}}},
		goldenCase{name: "web/broken/catalog_categories", query: `{ categories { name } }`, faults: map[string]shop.Faults{"catalog": {ErrorRate: 1}}},
		goldenCase{name: "web/broken/catalog_cart", as: customer, query: `{ viewer { displayName cart { itemCount subtotal { amount } lines { id product { name } } } orders(first: 2) { nodes { number lines { name product { name } } } } recommendations(first: 2) { name } } }`, faults: map[string]shop.Faults{"catalog": {ErrorRate: 1}}},
		goldenCase{name: "mobile/broken/catalog_nullable", as: customer, query: `{ productScreen(id: "17") { brandName } feed(first: 5) { edges { node { ... on ProductSuggestion { reason card { title } } ... on ReviewCard { title product { title } } } } } cartScreen { badge lines { id card { title } } } }`, faults: map[string]shop.Faults{"catalog": {ErrorRate: 1}}},
		goldenCase{name: "mobile/broken/orders_nullable", as: customer, query: `{ homeScreen { greeting cartBadge } cartScreen { badge } ordersScreen(first: 2) { orders { number } } }`, faults: map[string]shop.Faults{"orders": {ErrorRate: 1}}},
		goldenCase{name: "mobile/broken/reviews_down", as: customer, query: `{ feed(first: 5) { edges { node { __typename ... on ReviewCard { title } } } } productScreen(id: "17") { brandName card { ratingLabel } reviews { title } } }`, faults: map[string]shop.Faults{"reviews": down}},
		goldenCase{name: "mobile/broken/users_nullable", as: customer, query: `{ homeScreen { greeting cartBadge } productScreen(id: "17") { reviews { title authorName } } }`, faults: map[string]shop.Faults{"users": {ErrorRate: 1}}},
		goldenCase{name: "desktop/broken/catalog_nullable", as: staff, query: `{ order(id: "100001") { number lines { name product { name } stock { available } } } product(id: "17") { name } inventory(first: 2) { nodes { sku product { name } } } }`, faults: map[string]shop.Faults{"catalog": {ErrorRate: 1}}},
		goldenCase{name: "desktop/broken/orders_nullable", as: staff, query: `{ order(id: "100001") { number } customer(id: "42") { fullName orders(first: 1) { totalCount } } node(id: "T3JkZXI6MTAwMDAx") { id } }`, faults: map[string]shop.Faults{"orders": {ErrorRate: 1}}},
		goldenCase{name: "desktop/broken/inventory_nullable", as: staff, query: `{ order(id: "100001") { number lines { name stock { available } product { name stock { available } } } } product(id: "17") { name stock { available } } }`, faults: map[string]shop.Faults{"inventory": {ErrorRate: 1}}},
		goldenCase{name: "web/broken/reviews_down", query: page, faults: map[string]shop.Faults{"reviews": down}},
		goldenCase{name: "web/broken/pricing_garbage", query: page, faults: map[string]shop.Faults{"pricing": garbage}},
		goldenCase{name: "web/broken/pricing_and_reviews", query: page, faults: map[string]shop.Faults{"pricing": garbage, "reviews": down}},
		goldenCase{name: "web/broken/cart_pricing_garbage", as: customer, query: `{ viewer { cart { itemCount subtotal { amount } lines { total { amount } product { name } } } } }`, faults: map[string]shop.Faults{"pricing": garbage}},
		goldenCase{name: "mobile/broken/related", why: "What the hand-written resolver says is a mistake, not a promise: BACKEND_UNAVAILABLE would be right, as web/broken/recommendations has it.", query: `{ productScreen(id: "17") { brandName related(first: 2) { title } } }`, faults: map[string]shop.Faults{"recommendations": {ErrorRate: 1}}},
		goldenCase{name: "mobile/broken/pricing_garbage", as: customer, query: `{ cartScreen { badge totalLabel lines { card { title priceLabel badge } } } }`, faults: map[string]shop.Faults{"pricing": garbage}},
		goldenCase{name: "desktop/broken/orders_garbage", as: staff, query: `{ order(id: "100001") { number } inventory(first: 1) { nodes { sku } } }`, faults: map[string]shop.Faults{"orders": garbage}},
	)
	for _, status := range []int{400, 401, 403, 404, 409, 410, 422, 429, 503} {
		for client, query := range map[string]string{
			"web":     `{ product(id: "17") { name rating { count } reviews { nodes { title } } } category(slug: "kitchen") { name } viewer { displayName cart { id } } }`,
			"desktop": `{ order(id: "100001") { number } product(id: "17") { name stock { available } } customer(id: "42") { fullName } }`,
		} {
			refusing := shop.Faults{ErrorRate: 1, Status: status}
			as := staff
			if client == "web" {
				as = customer
			}
			cases = append(cases, goldenCase{
				name: fmt.Sprintf("%s/broken/status_%d", client, status), as: as, query: query,
				faults: map[string]shop.Faults{"reviews": refusing, "users": refusing, "orders": refusing, "inventory": refusing},
			})
		}
	}
	return cases
}

// goneCases are pages while backends don't have what others refer to: null, and
// no error.
func goneCases() (cases []goldenCase) {
	gone := map[string]string{
		"catalog /v1/categories":           `{"categories":[]}`,
		"inventory /stock":                 `[]`,
		"pricing /prices":                  `{"data":[]}`,
		"reviews /summaries":               `{"summaries":[]}`,
		"reviews /reviews/by-product":      `{"products":[]}`,
		"users /users":                     `{"users":[]}`,
		"users /customers":                 `{"customers":[]}`,
		"payments /payments/by-order":      `{"payments":[]}`,
		"recommendations /recommendations": `{"results":{}}`,
	}
	noProducts := map[string]string{"catalog /v1/products": `{"items":[]}`, "reviews /reviews": `{"reviews":[]}`}
	// Envelopes without what should be in them.
	hollow := map[string]string{}
	for route := range gone {
		if hollow[route] = "{}"; route == "inventory /stock" {
			hollow[route] = "null"
		}
	}
	// One of two is there; the other is null in a list of what is there.
	half := map[string]string{
		"users /users":         `{"users":[{"id":13,"display_name":"Only one"}]}`,
		"pricing /prices":      `{"data":[{"product_id":17,"currency":"EUR","amount_cents":5},{"product_id":4711,"currency":"EUR","amount_cents":6}]}`,
		"catalog /v1/products": `{"items":[{"id":17,"slug":"blue-mug","name":"Blue mug","category_slug":"kitchen"}]}`,
	}
	for _, client := range allClients {
		for name, answers := range map[string]map[string]string{"all": gone, "products": noProducts, "hollow": hollow, "half": half} {
			cases = append(cases, goldenCase{
				name: client.name + "/gone/" + name, as: client.headers, query: reachingAll[client.name], answers: answers,
			})
		}
	}
	return cases
}

// flakyCases are calls that may be repeated, and those that may not.
func flakyCases() []goldenCase {
	const line = `[{ productId: "17", available: 7 }]`
	return []goldenCase{
		{name: "web/flaky/query", as: customer, flaky: true, query: `{ product(id: "17") { name price { discountPercent } reviews { nodes { author { displayName } } } } viewer { displayName cart { itemCount } orders(first: 1) { nodes { number } } } }`},
		{name: "web/flaky/add_to_cart", as: customer, flaky: true, query: `mutation { addToCart(input: { productId: "17" }) { cart { itemCount } userErrors { code } } }`},
		{name: "web/flaky/update_cart_line", as: customer, flaky: true, query: `mutation { updateCartLine(input: { lineId: "l1", quantity: 1 }) { cart { itemCount } userErrors { code } } }`},
		{name: "web/flaky/add_review", as: customer, flaky: true, query: `mutation { addReview(input: { productId: "17", rating: 5, title: "x", body: "x" }) { review { id } userErrors { code } } }`},
		{name: "web/flaky/place_order", as: customer, flaky: true, query: `mutation { placeOrder(input: { paymentMethod: PAYPAL, idempotencyKey: "k1" }) { order { number status } userErrors { code } } }`},
		{name: "mobile/flaky/register_device", as: customer, flaky: true, query: `mutation { registerDevice(input: { platform: IOS, pushToken: "t", appVersion: "1" }) { deviceId userErrors { code } } }`},
		{name: "mobile/flaky/record_view", as: customer, flaky: true, query: `mutation { recordView(productId: "17") { accepted userErrors { code } } }`},
		{name: "desktop/flaky/query", as: staff, flaky: true, query: `{ order(id: "100001") { number customer { fullName } payment { status } } inventory(first: 1) { nodes { sku } } }`},
		{name: "desktop/flaky/set_stock", as: staff, flaky: true, query: `mutation { setStock(lines: ` + line + `) { results { stock { available } error { code } } } }`},
		{name: "desktop/flaky/update_order_status", as: staff, flaky: true, query: `mutation { updateOrderStatus(id: "100001", status: PACKED) { order { status } userErrors { code } } }`},
	}
}
