package shop

import (
	"encoding/base64"
	"strconv"
	"strings"
)

// A cursor is opaque to callers: it holds the id (or the position) after which
// the next page begins, so new records in front do not shift the pages.
func encodeCursor(position int) string {
	return base64.RawURLEncoding.EncodeToString([]byte("after:" + strconv.Itoa(position)))
}

// decodeCursor is the position; ok is false for what encodeCursor did not write.
func decodeCursor(cursor string) (position int, ok bool) {
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return 0, false
	}
	number, found := strings.CutPrefix(string(text), "after:")
	position, err = strconv.Atoi(number)
	return position, found && err == nil && position >= 0
}
