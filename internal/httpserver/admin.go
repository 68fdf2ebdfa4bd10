package httpserver

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"net/http"
	"net/http/pprof"
	"slices"
	"strings"
)

// AdminOptions says what the admin listener shows. What is nil is left out.
type AdminOptions struct {
	// Metrics serves /metrics.
	Metrics http.Handler
	// Status returns what /status shows, a value that encoding/json can write.
	// It is called for each request, by several at once.
	Status func() any
	// Handlers are further patterns of http.ServeMux: "POST /invalidation".
	Handlers map[string]http.Handler
}

// AdminMux serves /metrics, /status, /debug/pprof/ and a page of links at /.
// None of it asks who is there: the admin listener must not face the internet.
func AdminMux(o AdminOptions) http.Handler {
	mux := http.NewServeMux()
	links := []string{"/health", "/ready"}
	if o.Metrics != nil {
		mux.Handle("GET /metrics", o.Metrics)
		links = append(links, "/metrics")
	}
	if o.Status != nil {
		mux.Handle("GET /status", statusHandler(o.Status))
		links = append(links, "/status")
	}
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	links = append(links, "/debug/pprof/")
	for _, pattern := range slices.Sorted(maps.Keys(o.Handlers)) {
		mux.Handle(pattern, o.Handlers[pattern])
	}
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { page(w, "links", links) })
	return mux
}

// statusHandler answers with JSON, or with a small page to a browser.
func statusHandler(status func() any) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Vary", "Accept")
		text, err := json.MarshalIndent(status(), "", "  ")
		if err != nil {
			http.Error(w, fmt.Sprintf("status: %v", err), http.StatusInternalServerError)
			return
		}
		if strings.Contains(r.Header.Get("Accept"), "text/html") {
			page(w, "status", tree(text))
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(append(text, '\n')) // a reader that went away needs no answer
	})
}

//go:embed admin.html
var adminHTML string

var adminPages = template.Must(template.New("").Parse(adminHTML))

func page(w http.ResponseWriter, name string, data any) {
	var out bytes.Buffer
	if err := adminPages.ExecuteTemplate(&out, name, data); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	_, _ = w.Write(out.Bytes()) // a reader that went away needs no answer
}

// value is a piece of JSON for the template: a text, or rows of a table.
type value struct {
	Text string
	Rows []row
}

type row struct {
	Name  string
	Value value
}

// tree turns JSON that was just written into rows, keys in the order written.
func tree(text []byte) value {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	return next(d)
}

func next(d *json.Decoder) value {
	token, err := d.Token()
	if err != nil {
		return value{Text: err.Error()}
	}
	open, ok := token.(json.Delim)
	if !ok {
		if token == nil {
			return value{Text: "–"}
		}
		return value{Text: fmt.Sprint(token)}
	}
	rows := []row{}
	for d.More() {
		name := fmt.Sprint(len(rows) + 1)
		if open == '{' {
			key, _ := d.Token() // More and the encoder promise a key
			name = fmt.Sprint(key)
		}
		rows = append(rows, row{name, next(d)})
	}
	_, _ = d.Token() // the closing bracket
	return value{Rows: rows}
}
