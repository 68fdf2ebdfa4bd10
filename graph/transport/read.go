package transport

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

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
	for _, name := range []string{"query", "operationName"} {
		if at := invalidUTF8([]byte(values.Get(name))); at >= 0 {
			return nil, http.StatusBadRequest, badRequest(fmt.Sprintf("the parameter %s is not UTF-8 (at byte %d)", name, at))
		}
	}
	for _, name := range []string{"query", "operationName", "variables", "extensions"} {
		if len(values[name]) > 1 {
			return nil, http.StatusBadRequest, badRequest("the parameter " + name + " is given twice; expected once")
		}
	}
	params := &graphql.RawParams{
		Query:         values.Get("query"),
		OperationName: values.Get("operationName"),
	}
	for name, into := range map[string]*map[string]any{
		"variables":  &params.Variables,
		"extensions": &params.Extensions,
	} {
		text := values.Get(name)
		if text == "" {
			continue
		}
		value, err := parseJSON([]byte(text))
		if err != nil {
			return nil, http.StatusBadRequest, badRequest("the parameter " + name + " is malformed: " + err.Error() + "; expected a JSON object")
		}
		var ok bool
		if *into, ok = value.(map[string]any); !ok && value != nil {
			return nil, http.StatusBadRequest, badRequest("the parameter " + name + " is malformed: it is a JSON " + kind(value) + "; expected an object")
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
			badRequest(fmt.Sprintf("the body is too large; the limit is %d bytes", tooLarge.Limit))
	}
	if err != nil {
		return nil, http.StatusBadRequest, badRequest("the body could not be read to its end")
	}
	return body, 0, nil
}

// parseBody reads the request out of its JSON.
func parseBody(body []byte) (*graphql.RawParams, int, error) {
	value, err := parseJSON(body)
	if err != nil {
		return nil, http.StatusBadRequest, badRequest("the body cannot be read: " + err.Error() + "; expected " + expectedBody)
	}
	params, err := request(value)
	if err != nil {
		return nil, http.StatusBadRequest, err
	}
	return params, http.StatusBadRequest, requireDocument(params)
}

const expectedBody = "a JSON object with query, variables, operationName, extensions"

// request takes the members of a GraphQL request out of a JSON value. Their names
// are case-sensitive; others are passed over.
func request(value any) (*graphql.RawParams, error) {
	members, ok := value.(map[string]any)
	if !ok {
		if _, isList := value.([]any); isList {
			return nil, badRequest("the body is a JSON array; expected one object, since batching is not supported")
		}
		return nil, badRequest("the body is a JSON " + kind(value) + "; expected " + expectedBody)
	}
	params := &graphql.RawParams{}
	for _, text := range []struct {
		name string
		into *string
	}{{"query", &params.Query}, {"operationName", &params.OperationName}} {
		given := members[text.name]
		if *text.into, ok = given.(string); !ok && given != nil {
			return nil, badRequest(text.name + " is a JSON " + kind(given) + "; expected a string")
		}
	}
	for _, object := range []struct {
		name string
		into *map[string]any
	}{{"variables", &params.Variables}, {"extensions", &params.Extensions}} {
		given := members[object.name]
		if *object.into, ok = given.(map[string]any); !ok && given != nil {
			return nil, badRequest(object.name + " is a JSON " + kind(given) + "; expected an object")
		}
	}
	return params, nil
}

// kind names the kind of a JSON value.
func kind(value any) string {
	switch value.(type) {
	case nil:
		return "null"
	case bool:
		return "boolean"
	case json.Number:
		return "number"
	case string:
		return "string"
	case []any:
		return "array"
	default:
		return "object"
	}
}

func checkContentType(header string) error {
	media, params, err := mime.ParseMediaType(header)
	if err != nil || media != mediaJSON {
		return badRequest("the Content-Type is not supported; expected " + mediaJSON)
	}
	if charset, ok := params["charset"]; ok && !isUTF8(charset) {
		return badRequest("the charset is not supported; expected utf-8")
	}
	return nil
}

// isUTF8 knows the name of the charset, and the one that many write.
func isUTF8(charset string) bool {
	return strings.EqualFold(charset, "utf-8") || strings.EqualFold(charset, "utf8")
}

// requireDocument makes sure that there is something to execute, or the hash of
// something.
func requireDocument(params *graphql.RawParams) error {
	if params.Query == "" && params.Extensions["persistedQuery"] == nil {
		return badRequest("the request has no query; expected a GraphQL document in query, or extensions.persistedQuery")
	}
	return nil
}
