package playground

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/gzip"
)

// AssetsPath is where [Playground.Assets] must be mounted: the bundle and the
// pages name their files by it.
const AssetsPath = "/playground/assets/"

// dist holds the bundle, or only .gitkeep where nobody built it ("all:" takes
// names with a dot, so the pattern always matches).
//
//go:embed all:ui/dist
var dist embed.FS

// static is for the pages that work without a bundle.
//
//go:embed static
var static embed.FS

func distFS() (fs.FS, error) {
	return fs.Sub(dist, "ui/dist")
}

// asset is one file as it is sent.
type asset struct {
	contentType string
	plain       []byte
	// zipped is the compressed form; nil where compressing doesn't pay. It is
	// made at the first request: the bundle is megabytes, and a server that
	// nobody opens in a browser should start without compressing them.
	zipped func() []byte
}

// assets maps the last part of a URL to its file.
type assets struct {
	files map[string]asset
	// The URLs of our own files, which have their hash put in here; the
	// bundler does it for the others.
	stylesheet, favicon string
}

func loadAssets(dist fs.FS) (*assets, error) {
	a := &assets{files: make(map[string]asset)}
	var err error
	if a.stylesheet, err = a.addStatic("page.css"); err != nil {
		return nil, err
	}
	if a.favicon, err = a.addStatic("favicon.svg"); err != nil {
		return nil, err
	}
	entries, err := fs.ReadDir(dist, "assets")
	if errors.Is(err, fs.ErrNotExist) {
		return a, nil
	}
	if err != nil {
		return nil, fmt.Errorf("playground: the bundle: %w", err)
	}
	for _, entry := range entries {
		content, err := fs.ReadFile(dist, path.Join("assets", entry.Name()))
		if err != nil {
			return nil, fmt.Errorf("playground: the bundle: %w", err)
		}
		a.add(entry.Name(), content)
	}
	return a, nil
}

// addStatic names a file for its content and returns its URL.
func (a *assets) addStatic(name string) (string, error) {
	content, err := static.ReadFile("static/" + name)
	if err != nil {
		return "", fmt.Errorf("playground: %w", err)
	}
	ext := path.Ext(name)
	hashed := strings.TrimSuffix(name, ext) + "-" + hash(content)[:8] + ext
	a.add(hashed, content)
	return AssetsPath + hashed, nil
}

func (a *assets) add(name string, content []byte) {
	file := asset{contentType: contentType(name), plain: content}
	if compressible(file.contentType) {
		file.zipped = sync.OnceValue(func() []byte { return zip(content) })
	}
	a.files[name] = file
}

// ServeHTTP is the handler of [Playground.Assets].
func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	file, ok := a.files[strings.TrimPrefix(r.URL.Path, AssetsPath)]
	if !ok {
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "an asset is read with GET", http.StatusMethodNotAllowed)
		return
	}
	h := w.Header()
	h.Set("Content-Type", file.contentType)
	h.Set("Content-Security-Policy", assetPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	content := file.plain
	if file.zipped != nil {
		h.Add("Vary", "Accept-Encoding")
		if acceptsGzip(r) {
			h.Set("Content-Encoding", "gzip")
			content = file.zipped()
		}
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}

// contentType doesn't ask the machine's mime tables: they differ, and a script
// of the wrong type isn't run.
func contentType(name string) string {
	switch ext := path.Ext(name); ext {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".txt", ".md":
		return "text/plain; charset=utf-8"
	case ".ttf":
		return "font/ttf"
	case ".woff", ".woff2":
		return "font/" + ext[1:]
	default:
		if byExtension := mime.TypeByExtension(ext); byExtension != "" {
			return byExtension
		}
		return "application/octet-stream"
	}
}

func compressible(contentType string) bool {
	return strings.HasPrefix(contentType, "text/") || contentType == "image/svg+xml" || contentType == "font/ttf"
}

// acceptsGzip needs no weights: browsers name what they take, and q=0 is how
// others say no.
func acceptsGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		coding, params, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			return strings.ReplaceAll(params, " ", "") != "q=0"
		}
	}
	return false
}

// zip can't fail: a bytes.Buffer takes everything.
func zip(content []byte) []byte {
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	_, _ = w.Write(content)
	_ = w.Close()
	return buf.Bytes()
}

func hash(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])[:16]
}
