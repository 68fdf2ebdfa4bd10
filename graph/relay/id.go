package relay

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
)

// ID makes the opaque id of an object from its GraphQL type and its backend key.
func ID(typeName, key string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(typeName + ":" + key))
}

// IntID is ID for a backend that numbers its objects.
func IntID(typeName string, key int) string {
	return ID(typeName, strconv.Itoa(key))
}

// Parse takes an id apart. ok is false for text that ID did not make.
func Parse(id string) (typeName, key string, ok bool) {
	text, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(id, "="))
	if err != nil {
		return "", "", false
	}
	typeName, key, ok = strings.Cut(string(text), ":")
	return typeName, key, ok && isName(typeName) && key != ""
}

// Key gives the backend key that an id of the named type stands for.
//
// A bare backend key ("17") is taken too, so that people can type what they
// see in other tools; an id of another type is an [IDError].
func Key(typeName, id string) (string, error) {
	got, key, ok := Parse(id)
	switch {
	case ok && got == typeName:
		return key, nil
	case ok:
		return "", &IDError{ID: id, Want: typeName, Got: got}
	case id == "":
		return "", &IDError{ID: id, Want: typeName}
	default:
		return id, nil
	}
}

// IntKey is Key for a backend that numbers its objects from 1.
func IntKey(typeName, id string) (int, error) {
	key, err := Key(typeName, id)
	if err != nil {
		return 0, err
	}
	n, err := strconv.Atoi(key)
	if err != nil || n < 1 {
		return 0, &IDError{ID: id, Want: typeName}
	}
	return n, nil
}

// NumberKey is Key for a backend that numbers its objects from 1; it gives the number
// as text.
func NumberKey(typeName, id string) (string, error) {
	n, err := IntKey(typeName, id)
	if err != nil {
		return "", err
	}
	return strconv.Itoa(n), nil
}

// IDError is an id that does not stand for an object of the type asked for. It
// is the caller's mistake: BAD_USER_INPUT.
type IDError struct {
	ID   string // as given
	Want string // the GraphQL type asked for
	Got  string // the GraphQL type that the id names; empty when it is no id
}

func (e *IDError) Error() string { return e.PublicMessage() }

// ErrorCode is the code for extensions.code.
func (e *IDError) ErrorCode() string { return "BAD_USER_INPUT" }

// PublicMessage says what is wrong and what would be right, for the client.
func (e *IDError) PublicMessage() string {
	if e.Got != "" {
		return fmt.Sprintf("the id %q is of the type %s; expected an id of the type %s", shown(e.ID), e.Got, e.Want)
	}
	return fmt.Sprintf("%q is not an id of the type %s; expected an id that this schema gave", shown(e.ID), e.Want)
}

// maxShown bounds the characters of an id that an error repeats. Quoted, a character can
// take ten.
const maxShown = 100

func shown(id string) string {
	count := 0
	for i := range id {
		if count++; count > maxShown {
			return id[:i] + "…"
		}
	}
	return id
}

// isName follows the GraphQL specification (October 2021), section 2.1.9.
func isName(s string) bool {
	for i, r := range s {
		letter := r == '_' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return s != ""
}
