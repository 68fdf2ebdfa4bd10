package importer

import (
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"bff/connect/mapping"
)

// baseURL is where the backend is: as the options say, else the first server, else a
// guess, of which a Note tells.
func baseURL(doc *openapi3.T, o Options) (string, []Note) {
	if o.BaseURL != "" {
		return o.BaseURL, nil
	}
	path := ""
	if len(doc.Servers) > 0 && doc.Servers[0] != nil {
		at := strings.TrimSpace(serverURL(doc.Servers[0]))
		if isBase(at) {
			return at, nil
		}
		path = at
	}
	guess := guessed(o.Source)
	if strings.HasPrefix(path, "/") && isBase(guess+path) {
		guess += strings.TrimSuffix(path, "/")
	}
	return guess, []Note{noted("baseURL", "%s is a guess: the document says no address that could be used", guess)}
}

// serverURL is a server's URL with its variables at their defaults.
func serverURL(s *openapi3.Server) string {
	url := s.URL
	for _, name := range sortedKeys(s.Variables) {
		if v := s.Variables[name]; v != nil {
			url = strings.ReplaceAll(url, "{"+name+"}", v.Default)
		}
	}
	return url
}

// isBase reports that a constant URL can be a base.
func isBase(text string) bool {
	if strings.ContainsAny(text, "{}$#") || !isPlain(text) {
		return false
	}
	t, err := mapping.CompileTemplate(text, mapping.V03)
	if err != nil {
		return false
	}
	_, err = mapping.NewURL(mapping.URLParts{Base: t})
	return err == nil
}
