package transport

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
)

// read gets the GraphQL request out of the HTTP request. A non-nil error is
// public and comes with its HTTP status.
func read(r *http.Request) (*graphql.RawParams, int, error) {
	start := graphql.Now()
	read := readQuery
	if r.Method == http.MethodPost {
		read = readBody
	}
	params, status, err := read(r)
	if err != nil {
		return nil, status, err
	}
	params.Headers = r.Header
	params.ReadTime = graphql.TraceTiming{Start: start, End: graphql.Now()}
	return params, 0, nil
}

// readQuery reads a GET request's query parameters.
func readQuery(r *http.Request) (*graphql.RawParams, int, error) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, http.StatusBadRequest, badRequest("the query string is malformed; expected percent-encoded parameters")
	}
	params := &graphql.RawParams{
		Query:         values.Get("query"),
		OperationName: values.Get("operationName"),
	}
	for name, into := range map[string]*map[string]any{
		"variables":  &params.Variables,
		"extensions": &params.Extensions,
	} {
		if text := values.Get(name); text != "" {
			if err := decode([]byte(text), into); err != nil {
				return nil, http.StatusBadRequest, badRequest("the parameter " + name + " is malformed; expected a JSON object")
			}
		}
	}
	return params, http.StatusBadRequest, requireDocument(params)
}

// readBody reads a POST request's JSON.
func readBody(r *http.Request) (*graphql.RawParams, int, error) {
	body, status, err := wholeBody(r)
	if err != nil {
		return nil, status, err
	}
	return parseBody(body)
}

// wholeBody reads a body that says that it is JSON.
func wholeBody(r *http.Request) ([]byte, int, error) {
	if err := checkContentType(r.Header.Get("Content-Type")); err != nil {
		return nil, http.StatusUnsupportedMediaType, err
	}
	body, err := io.ReadAll(r.Body)
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return nil, http.StatusRequestEntityTooLarge,
			badRequest(fmt.Sprintf("the body is larger than %d bytes; expected at most that many", tooLarge.Limit))
	}
	if err != nil {
		return nil, http.StatusBadRequest, badRequest("the body could not be read to its end")
	}
	return body, 0, nil
}

// parseBody reads the request out of its JSON.
func parseBody(body []byte) (*graphql.RawParams, int, error) {
	params := &graphql.RawParams{}
	if err := decode(body, params); err != nil {
		return nil, http.StatusBadRequest, explain(body, err)
	}
	return params, http.StatusBadRequest, requireDocument(params)
}

func checkContentType(header string) error {
	media, params, err := mime.ParseMediaType(header)
	if err != nil || media != mediaJSON {
		return badRequest("the Content-Type is not supported; expected " + mediaJSON)
	}
	if charset, ok := params["charset"]; ok && !strings.EqualFold(charset, "utf-8") {
		return badRequest("the charset is not supported; expected utf-8")
	}
	return nil
}

// decode reads one JSON value and nothing after it. Numbers keep their digits:
// an id of 64 bits does not fit into a float.
func decode(text []byte, into any) error {
	if !utf8.Valid(text) {
		return errNotUTF8
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errTrailing
	}
	return nil
}

var (
	errNotUTF8  = errors.New("not UTF-8")
	errTrailing = errors.New("text after the JSON value")
)

// explain says what is wrong with a body without repeating any of it.
func explain(body []byte, err error) error {
	var wrongType *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &wrongType) && wrongType.Field != "":
		return badRequest(fmt.Sprintf("%s is a JSON %s; expected %s",
			wrongType.Field, wrongType.Value, wanted(wrongType.Field)))
	case bytes.HasPrefix(bytes.TrimSpace(body), []byte("[")):
		return badRequest("the body is a JSON array; expected one object, since batching is not supported")
	case errors.As(err, &syntax):
		return badRequest(fmt.Sprintf("the body is not JSON (at byte %d); expected an object with query, variables, operationName, extensions",
			syntax.Offset))
	default:
		return badRequest("the body is not a GraphQL request; expected a JSON object with query, variables, operationName, extensions")
	}
}

func wanted(field string) string {
	if field == "query" || field == "operationName" {
		return "a string"
	}
	return "an object"
}

// requireDocument makes sure that there is something to execute, or the hash of
// something.
func requireDocument(params *graphql.RawParams) error {
	if params.Query == "" && params.Extensions["persistedQuery"] == nil {
		return badRequest("the request has no query; expected a GraphQL document in query, or extensions.persistedQuery")
	}
	return nil
}
