package playground

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"html/template"
	"io/fs"
	"regexp"
)

// shell is the bundle's index.html, cut where a client's page differs from
// another's: its title and its configuration.
type shell struct {
	head, middle, tail []byte
}

// The places in ui/index.html; the bundler leaves both as they are.
var (
	titlePlace  = regexp.MustCompile(`<title>([^<]*)</title>`)
	configPlace = regexp.MustCompile(`<script id="config" type="application/json">([^<]*)</script>`)
)

// readShell reports built as false where there is no bundle.
func readShell(dist fs.FS) (s shell, built bool, err error) {
	page, err := fs.ReadFile(dist, "index.html")
	if errors.Is(err, fs.ErrNotExist) {
		return shell{}, false, nil
	}
	if err != nil {
		return shell{}, false, fmt.Errorf("playground: the bundle: %w", err)
	}
	title, config := titlePlace.FindSubmatchIndex(page), configPlace.FindSubmatchIndex(page)
	if title == nil || config == nil || config[2] < title[3] {
		return shell{}, false, errors.New("playground: the bundle's index.html has no title followed by a configuration; build it again with: make playground")
	}
	return shell{head: page[:title[2]], middle: page[title[3]:config[2]], tail: page[config[3]:]}, true, nil
}

// config is what the page's script reads; the other side is ui/src/config.ts.
type config struct {
	Client     string            `json:"client"`
	Endpoint   string            `json:"endpoint"`
	Clients    []configClient    `json:"clients"`
	Operations []Operation       `json:"operations"`
	Headers    map[string]string `json:"headers"`
}

type configClient struct {
	Name     string `json:"name"`
	Title    string `json:"title"`
	Endpoint string `json:"endpoint"`
}

// page puts a client's title and configuration in. encoding/json writes <, > and
// & as \u escapes, so no text of an operation can end the script element.
func (s shell) page(client Client, clients []Client) ([]byte, error) {
	c := config{
		Client: client.Name, Endpoint: client.Endpoint,
		Operations: client.Operations, Headers: client.Headers,
	}
	for _, other := range clients {
		c.Clients = append(c.Clients, configClient{Name: other.Name, Title: other.Title, Endpoint: other.Endpoint})
	}
	// The script iterates over both: null would stop it.
	if c.Operations == nil {
		c.Operations = []Operation{}
	}
	if c.Headers == nil {
		c.Headers = map[string]string{}
	}
	data, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	return bytes.Join([][]byte{s.head, []byte(html.EscapeString(pageTitle(client))), s.middle, data, s.tail}, nil), nil
}

func pageTitle(client Client) string {
	return client.Name + " · bff playground"
}

// unbuiltPage says what to do where the bundle is missing. The endpoint works
// all the same, and the page shows how to use it meanwhile.
func unbuiltPage(client Client, opts Options, assets *assets) ([]byte, error) {
	return render("unbuilt", struct {
		head
		Client  Client
		Clients []Client
		Curl    string
	}{
		head:   head{Title: pageTitle(client), Stylesheet: assets.stylesheet, Favicon: assets.favicon},
		Client: client, Clients: opts.Clients,
		Curl: curl(opts.Origin, client),
	})
}

// head is what every page of ours has.
type head struct {
	Title, Stylesheet, Favicon string
}

func render(name string, data any) ([]byte, error) {
	pages, err := template.ParseFS(templates, "templates/*.html")
	if err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	if err := pages.ExecuteTemplate(&buf, name, data); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}
