package shop

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// maxBody bounds request bodies, bytes.
const maxBody = 1 << 20

// maxIDs bounds ?ids= lists.
const maxIDs = 200

// problem is why a request is refused. Each service writes it in its own way.
type problem struct {
	status  int
	code    string            // "not_found"
	message string            // for people
	fields  map[string]string // what is wrong with which field, if that is the problem
	header  map[string]string
}

func notFound(message string) *problem {
	return &problem{status: http.StatusNotFound, code: "not_found", message: message}
}

func invalid(status int, message string) *problem {
	return &problem{status: status, code: "invalid", message: message}
}

func badRequest(message string) *problem { return invalid(http.StatusBadRequest, message) }

// begin writes what all refusals have in common, up to the body.
func (p *problem) begin(w http.ResponseWriter) {
	for name, value := range p.header {
		w.Header().Set(name, value)
	}
	w.Header().Set("Cache-Control", "no-store")
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// writeJSON answers with v. A Content-Type that is set already is kept.
func writeJSON(w http.ResponseWriter, status int, v any) {
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	encoder := json.NewEncoder(buf)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		// Our own types always encode; a bug shows as a 500 with a stack in the log.
		panic(err)
	}
	header := w.Header()
	if header.Get("Content-Type") == "" {
		header.Set("Content-Type", "application/json")
	}
	header.Set("Content-Length", strconv.Itoa(buf.Len()))
	w.WriteHeader(status)
	_, _ = w.Write(buf.Bytes())
}

// readJSON reads the request's body into v. Unknown fields, more than one value
// and more than maxBody bytes are problems.
func readJSON(w http.ResponseWriter, r *http.Request, v any) *problem {
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(v)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return invalid(http.StatusRequestEntityTooLarge, "the body is larger than 1 MiB")
	case err != nil:
		return badRequest("the body is not the JSON that is expected: " + err.Error())
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return badRequest("the body has more than one JSON value")
	}
	return nil
}

// pathID is the integer in the path, or 0, which nothing has as its id.
func pathID(r *http.Request, name string) int {
	id, err := strconv.Atoi(r.PathValue(name))
	if err != nil || id < 0 {
		return 0
	}
	return id
}

// queryIDs reads ?ids=1,2, without repeats. Refused lists get the status that
// the service uses for that.
func queryIDs(r *http.Request, status int) ([]int, *problem) {
	parts, p := queryList(r, status)
	if p != nil {
		return nil, p
	}
	ids := make([]int, 0, len(parts))
	for _, part := range parts {
		id, err := strconv.Atoi(part)
		if err != nil {
			return nil, invalid(status, "ids has "+strconv.Quote(part)+"; want integers with commas between")
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// queryList reads ?ids=a,b as words, without repeats and empty ones.
func queryList(r *http.Request, status int) ([]string, *problem) {
	var list []string
	seen := map[string]bool{}
	for part := range strings.SplitSeq(r.URL.Query().Get("ids"), ",") {
		part = strings.TrimSpace(part)
		if part == "" || seen[part] {
			continue
		}
		if len(list) == maxIDs {
			return nil, invalid(status, "ids has more than "+strconv.Itoa(maxIDs)+" entries")
		}
		seen[part] = true
		list = append(list, part)
	}
	return list, nil
}

// queryInt reads an integer between low and high; absent means the fallback.
func queryInt(r *http.Request, name string, fallback, low, high int) (int, *problem) {
	text := r.URL.Query().Get(name)
	if text == "" {
		return fallback, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < low || n > high {
		return 0, badRequest(name + " is " + strconv.Quote(text) + "; want an integer from " + strconv.Itoa(low) + " to " + strconv.Itoa(high))
	}
	return n, nil
}
