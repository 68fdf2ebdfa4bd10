package playground

import (
	"embed"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

//go:embed templates
var templates embed.FS

// indexPage is the landing page.
func indexPage(opts Options, assets *assets) ([]byte, error) {
	type entry struct {
		Client
		Curl string
	}
	clients := make([]entry, len(opts.Clients))
	for i, client := range opts.Clients {
		clients[i] = entry{Client: client, Curl: curl(opts.Origin, client)}
	}
	return render("index", struct {
		head
		Clients []entry
		Links   []Link
		Version string
	}{
		head:    head{Title: "bff", Stylesheet: assets.stylesheet, Favicon: assets.favicon},
		Clients: clients, Links: opts.Links, Version: opts.Version,
	})
}

// curl is a first request that works for every schema and needs no file; with
// the sample headers, so that copying it shows how credentials travel.
func curl(origin string, client Client) string {
	lines := []string{"curl -s " + origin + client.Endpoint, "-H 'Content-Type: application/json'"}
	for _, name := range slices.Sorted(maps.Keys(client.Headers)) {
		lines = append(lines, "-H "+shellQuote(name+": "+client.Headers[name]))
	}
	// Marshalling a map of strings can't fail.
	body, _ := json.Marshal(map[string]string{"query": firstQuery})
	lines = append(lines, "-d "+shellQuote(string(body)))
	return strings.Join(lines, " \\\n  ")
}

const firstQuery = "{ __schema { queryType { fields { name description } } } }"

func shellQuote(s string) string {
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
