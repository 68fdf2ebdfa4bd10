package transport

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"bff/graph/document"
)

// maxNesting bounds how deep arrays and objects nest.
const maxNesting = 500

// parseJSON reads one JSON value and nothing after it, more strictly than
// encoding/json. An object that has a member twice is refused: two readers of it
// would see two requests. So is what is no text: invalid UTF-8 and half of a
// surrogate pair, which encoding/json would replace. Numbers are json.Number: an
// id of 64 bits does not fit into a float.
//
// The error is a *jsonError.
func parseJSON(text []byte) (any, error) {
	if at := invalidUTF8(text); at >= 0 {
		return nil, &jsonError{at, "the text is not UTF-8"}
	}
	if at := document.LoneSurrogate(string(text)); at >= 0 {
		return nil, &jsonError{at, "an escape sequence is half of a surrogate pair"}
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	p := jsonParser{decoder}
	value, err := p.value(0)
	if err != nil {
		return nil, p.explain(err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, &jsonError{int(decoder.InputOffset()), "there is text after the JSON value"}
	}
	return value, nil
}

// jsonError says why a text is not JSON. It repeats nothing of it.
type jsonError struct {
	at   int // byte, from 0
	what string
}

func (e *jsonError) Error() string { return fmt.Sprintf("%s (at byte %d)", e.what, e.at) }

func invalidUTF8(text []byte) int {
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && size == 1 {
			return at
		}
		at += size
	}
	return -1
}

type jsonParser struct{ *json.Decoder }

func (p jsonParser) explain(err error) error {
	var known *jsonError
	if errors.As(err, &known) {
		return known
	}
	return &jsonError{int(p.InputOffset()), "it is not JSON"}
}

func (p jsonParser) value(depth int) (any, error) {
	token, err := p.Token()
	if err != nil {
		return nil, err
	}
	opening, ok := token.(json.Delim)
	if !ok {
		return token, nil
	}
	if depth >= maxNesting {
		return nil, &jsonError{int(p.InputOffset()), fmt.Sprintf("arrays and objects nest deeper than %d levels", maxNesting)}
	}
	if opening == '{' {
		return p.object(depth + 1)
	}
	return p.array(depth + 1)
}

func (p jsonParser) object(depth int) (map[string]any, error) {
	object := map[string]any{}
	for p.More() {
		token, err := p.Token()
		if err != nil {
			return nil, err
		}
		name, _ := token.(string) // the decoder takes nothing else here
		if _, twice := object[name]; twice {
			return nil, &jsonError{int(p.InputOffset()), "an object has a member twice"}
		}
		if object[name], err = p.value(depth); err != nil {
			return nil, err
		}
	}
	_, err := p.Token()
	return object, err
}

func (p jsonParser) array(depth int) ([]any, error) {
	array := []any{}
	for p.More() {
		value, err := p.value(depth)
		if err != nil {
			return nil, err
		}
		array = append(array, value)
	}
	_, err := p.Token()
	return array, err
}
