package main

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
)

// Bounds of a document, and of each file that it refers to.
const (
	documentBytes   = 16 << 20
	documentTimeout = 15 * time.Second // of one request
)

// openDocument reads a backend's OpenAPI document from a file or a URL. What the
// document refers to is read as well, from where it came from itself and from
// nowhere else: files for a file, the same host for a URL.
func openDocument(location string) (*openapi3.T, error) {
	at := &url.URL{Path: filepath.ToSlash(location)}
	if isURL(location) {
		var err error
		if at, err = url.Parse(location); err != nil {
			return nil, err
		}
	}
	loader := openapi3.NewLoader()
	loader.ReadFromURIFunc = func(_ *openapi3.Loader, part *url.URL) ([]byte, error) {
		if part.Scheme != at.Scheme || part.Host != at.Host {
			return nil, fmt.Errorf("%s refers to %s, which is elsewhere; only what lies beside a document is read", location, part)
		}
		return readDocument(part)
	}
	doc, err := loader.LoadFromURI(at)
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.") {
		return nil, fmt.Errorf("this is no OpenAPI 3 document; expected one that begins with openapi: 3.x, and it has %q", doc.OpenAPI)
	}
	return doc, nil
}

func isURL(location string) bool {
	return strings.HasPrefix(location, "http://") || strings.HasPrefix(location, "https://")
}

func readDocument(at *url.URL) ([]byte, error) {
	if at.Scheme != "" {
		return fetchDocument(at)
	}
	file, err := os.Open(filepath.FromSlash(at.Path))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return readBounded(file)
}

func fetchDocument(at *url.URL) ([]byte, error) {
	client := http.Client{Timeout: documentTimeout}
	response, err := client.Get(at.String())
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answers %s; expected 200 and a document", at, response.Status)
	}
	return readBounded(response.Body)
}

func readBounded(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, documentBytes+1))
	if err == nil && len(data) > documentBytes {
		err = fmt.Errorf("this is longer than %d MiB, the most that is read", documentBytes>>20)
	}
	return data, err
}
