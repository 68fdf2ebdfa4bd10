package mapping

import (
	"bytes"
	"mime"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
)

// DecodeResponse turns a response's body into the value that a selection starts
// from. contentType is the Content-Type header, "" if there was none.
//
// No body is null. JSON, whatever its exact type, and a body without a type are
// parsed; text/plain is a string, decoded by its charset; any other type is
// null, which is no error. The error is a *DecodeError. The value keeps body,
// which must not change afterwards.
//
// A byte order mark before JSON is skipped: common backends send one.
func DecodeResponse(contentType string, body []byte) (Value, error) {
	return new(store).decode(contentType, body)
}

// decode is DecodeResponse into s, which may have been used before.
func (s *store) decode(contentType string, body []byte) (Value, error) {
	if len(body) == 0 {
		return Null(), nil
	}
	switch form, _, charset := formOf(contentType); form {
	case bodyJSON:
		return s.parse(trimMark(body))
	case bodyText:
		return decodeText(charset, body)
	default:
		return Null(), nil
	}
}

// bodyForm says how a body is decoded.
type bodyForm uint8

const (
	bodyJSON bodyForm = iota
	bodyText
	bodyOther // not at all
)

// formOf returns the form of a body of this media type, with the type's name and its charset.
func formOf(contentType string) (form bodyForm, media, charset string) {
	if contentType == "" || contentType == typeJSON {
		return bodyJSON, typeJSON, ""
	}
	media, params, err := mime.ParseMediaType(contentType)
	if err != nil && media == "" {
		return bodyOther, "of no known type", ""
	}
	_, subtype, _ := strings.Cut(media, "/")
	switch {
	case subtype == "json" || strings.HasSuffix(subtype, "+json"):
		return bodyJSON, media, ""
	case media == "text/plain":
		return bodyText, media, params["charset"]
	default:
		return bodyOther, media, ""
	}
}

func trimMark(body []byte) []byte { return bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")) }

func decodeText(charset string, body []byte) (Value, error) {
	if charset == "" || strings.EqualFold(charset, "utf-8") {
		if !utf8.Valid(body) {
			return Value{}, &DecodeError{0, "the text is not UTF-8"}
		}
		return String(string(body)), nil
	}
	enc, err := htmlindex.Get(charset)
	if err != nil {
		return Value{}, &DecodeError{0, "the charset is not known"}
	}
	// The decoders replace what they cannot read, so a replacement means failure.
	text, err := enc.NewDecoder().Bytes(body)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
		return Value{}, &DecodeError{0, "the text does not fit its charset"}
	}
	return String(string(text)), nil
}
