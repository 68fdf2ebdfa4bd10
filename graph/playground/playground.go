// Package playground is what a person sees who opens the server in a browser:
// GraphiQL for each client, and a landing page that lists them.
//
//	ui, err := playground.New(playground.Options{Clients: []playground.Client{{
//		Name: "web", Endpoint: "/web/graphql", Operations: operations,
//	}}})
//
//	mux.Handle("GET /{$}", ui.Index())
//	mux.Handle("GET "+playground.AssetsPath, ui.Assets())
//	// at /web/graphql: ui.Page("web") when playground.Wanted(r), else GraphQL
//
// The parts, and the file for each:
//
//	operations.go   the operations a client's app sends: tabs at the first visit
//	page.go         the playground page, and what stands in for it without a build
//	index.go        the landing page
//	assets.go       scripts, styles and fonts, cached for ever under hashed names
//	policy.go       the Content-Security-Policy of each
//	ui/             the npm project that bundles GraphiQL; its dist/ is embedded
//
// Everything comes from this package: the pages work offline, and their policy
// forbids a request to any other origin. ui/dist is built, not committed, so the
// package also compiles without it; [Built] tells, and the page then says what
// to do.
//
// Read [New] first.
package playground

import (
	"cmp"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

// Options configures [New]. The zero value is a playground without clients: its
// landing page says so.
type Options struct {
	// Clients in the order of the switcher and the landing page.
	Clients []Client
	// Links of the landing page to documentation; none by default.
	Links []Link
	// Origin of the server in the curl commands that the pages show; empty means
	// http://localhost:8080.
	Origin string
	// Version of the program, shown on the landing page; empty hides it.
	Version string
}

// Client is one frontend and its GraphQL endpoint.
type Client struct {
	Name        string            // "web"; unique, letters, digits, "-" and "_"
	Title       string            // for people; empty means Name
	Description string            // one sentence for the landing page; may be empty
	Endpoint    string            // absolute path, "/web/graphql"
	Operations  []Operation       // tabs at the first visit; see Operations
	Headers     map[string]string // sample request headers that the headers editor starts with
}

// Link is a link of the landing page.
type Link struct {
	Title string
	URL   string // absolute path, or an http or https URL
}

// Playground holds the finished pages. They never change, so it is safe for
// concurrent use.
type Playground struct {
	index  []byte
	pages  map[string][]byte
	assets *assets
	built  bool
}

// New renders the pages. It fails when a client's name is missing, doubled or
// can't stand in a URL, and when an endpoint or a link is not one.
func New(opts Options) (*Playground, error) {
	dist, err := distFS()
	if err != nil {
		return nil, err
	}
	return newPlayground(opts, dist)
}

// newPlayground takes the bundle as an argument, so that tests choose whether
// there is one.
func newPlayground(opts Options, dist fs.FS) (*Playground, error) {
	clients, err := checked(opts.Clients)
	if err != nil {
		return nil, err
	}
	opts.Clients = clients
	opts.Origin = strings.TrimSuffix(cmp.Or(opts.Origin, "http://localhost:8080"), "/")
	if err := checkLinks(opts.Links); err != nil {
		return nil, err
	}
	assets, err := loadAssets(dist)
	if err != nil {
		return nil, err
	}
	shell, built, err := readShell(dist)
	if err != nil {
		return nil, err
	}
	p := &Playground{pages: make(map[string][]byte, len(clients)), assets: assets, built: built}
	for _, client := range clients {
		if built {
			p.pages[client.Name], err = shell.page(client, clients)
		} else {
			p.pages[client.Name], err = unbuiltPage(client, opts, assets)
		}
		if err != nil {
			return nil, fmt.Errorf("playground: page of client %q: %w", client.Name, err)
		}
	}
	if p.index, err = indexPage(opts, assets); err != nil {
		return nil, fmt.Errorf("playground: landing page: %w", err)
	}
	return p, nil
}

var clientName = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// checked returns the clients with their defaults filled in.
func checked(clients []Client) ([]Client, error) {
	seen := make(map[string]bool, len(clients))
	out := make([]Client, len(clients))
	for i, c := range clients {
		switch {
		case !clientName.MatchString(c.Name):
			return nil, fmt.Errorf("playground: client %q: a name is made of letters, digits, - and _", c.Name)
		case seen[c.Name]:
			return nil, fmt.Errorf("playground: client %q: there are two of that name", c.Name)
		case !absolutePath(c.Endpoint):
			return nil, fmt.Errorf("playground: client %q: endpoint %q is not an absolute path", c.Name, c.Endpoint)
		}
		seen[c.Name] = true
		if c.Title == "" {
			c.Title = c.Name
		}
		out[i] = c
	}
	return out, nil
}

func checkLinks(links []Link) error {
	for _, link := range links {
		if !absolutePath(link.URL) && !strings.HasPrefix(link.URL, "https://") && !strings.HasPrefix(link.URL, "http://") {
			return fmt.Errorf("playground: link %q: %q is neither an absolute path nor an http URL", link.Title, link.URL)
		}
	}
	return nil
}

// absolutePath excludes "//host", which a browser takes for another origin.
func absolutePath(path string) bool {
	return strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "//")
}

// Wanted reports whether a request at a GraphQL endpoint comes from a person
// who opened it in a browser: a GET or HEAD that names text/html and brings no
// operation. Everything else is GraphQL.
func Wanted(r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	if query := r.URL.Query(); query.Has("query") || query.Has("extensions") || r.Header.Get("Upgrade") != "" {
		return false
	}
	for _, header := range r.Header.Values("Accept") {
		for part := range strings.SplitSeq(header, ",") {
			media, params, err := mime.ParseMediaType(part)
			if err == nil && media == "text/html" && !isZero(params["q"]) {
				return true
			}
		}
	}
	return false
}

// isZero knows a weight of zero, which excludes a media type: "0", "0.000".
func isZero(weight string) bool {
	q, err := strconv.ParseFloat(weight, 64)
	return err == nil && q == 0
}

// Index is the landing page: the clients, what they are and a first request for
// each. It needs no script and no build.
func (p *Playground) Index() http.Handler {
	return htmlPage(p.index, pagePolicy)
}

// Page is a client's playground, or what to do to get it when the bundle was
// not built; both are status 200. An unknown client is 404.
func (p *Playground) Page(client string) http.Handler {
	page, ok := p.pages[client]
	if !ok {
		return http.NotFoundHandler()
	}
	if !p.built {
		return htmlPage(page, pagePolicy)
	}
	return htmlPage(page, playgroundPolicy)
}

// Assets serves what the pages load, under [AssetsPath]. It answers GET and
// HEAD with a year of immutable caching: a file's name holds its hash.
func (p *Playground) Assets() http.Handler {
	return p.assets
}

// Built reports whether the bundle is part of this program, that is whether
// `make playground` ran before `go build`.
func Built() bool {
	dist, err := distFS()
	if err != nil {
		return false
	}
	_, err = fs.Stat(dist, "index.html")
	return err == nil
}
