package relay

import (
	"encoding/base64"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Cursors are opaque to clients. Two kinds of backend paging stand behind
// them: a number of skipped items (offset, page) and a token of the backend's
// own. The prefix keeps a cursor of one kind from being read as the other.
const (
	offsetPrefix = "o:"
	tokenPrefix  = "t:"
)

// OffsetCursor is the cursor of the item at this zero-based position.
func OffsetCursor(position int) string {
	return encodeCursor(offsetPrefix + strconv.Itoa(position))
}

// AfterOffset gives how many items to skip for a page after this cursor; 0
// when after is nil.
func AfterOffset(after *string) (int, error) {
	if after == nil {
		return 0, nil
	}
	text, ok := decodeCursor(*after, offsetPrefix)
	position, err := strconv.Atoi(text)
	if !ok || err != nil || position < 0 || position > maxOffset {
		return 0, &ArgumentError{Name: "after", Problem: "is not a cursor of this connection"}
	}
	return position + 1, nil
}

// maxOffset keeps a forged cursor from asking a backend to skip forever.
const maxOffset = 1_000_000

// Position is where a page starts at a backend that hands out tokens: at the
// page that Token names ("" is the first), after Skip of its items.
//
// A backend gives a token only for a page's end, while each edge needs a
// cursor, so an edge in the middle names its page's token and its own place.
type Position struct {
	Token string
	Skip  int
}

// Cursor is the cursor of the item before p.
func (p Position) Cursor() string {
	return encodeCursor(tokenPrefix + strconv.Itoa(p.Skip) + ":" + p.Token)
}

// Backend is the token as a backend's argument: nil for the first page.
func (p Position) Backend() *string {
	if p.Token == "" {
		return nil
	}
	return &p.Token
}

// Next is the token of a backend's next page as TokenPage has it; nil is the last.
func Next(token *string) string {
	if token == nil {
		return ""
	}
	return *token
}

// AfterToken gives the position after this cursor; the zero Position when
// after is nil.
func AfterToken(after *string) (Position, error) {
	if after == nil {
		return Position{}, nil
	}
	text, ok := decodeCursor(*after, tokenPrefix)
	number, token, found := strings.Cut(text, ":")
	skip, err := strconv.Atoi(number)
	if !ok || !found || err != nil || skip < 0 || skip > maxSkip {
		return Position{}, &ArgumentError{Name: "after", Problem: "is not a cursor of this connection"}
	}
	return Position{Token: token, Skip: skip}, nil
}

// maxSkip is the largest page that any connection allows: a forged cursor must
// not make a backend send more.
const maxSkip = 100

// First checks a page size: 1 to limit.
func First(first, limit int) error { return Between("first", first, 1, limit) }

// Between checks that an argument is in its range, both ends included.
func Between(name string, value, least, most int) error {
	if value < least || value > most {
		return &ArgumentError{Name: name, Problem: fmt.Sprintf("is %d; expected %s", value, span(least, most))}
	}
	return nil
}

// span says a range; an Int has no bound beyond its own.
func span(least, most int) string {
	switch {
	case least <= math.MinInt32:
		return fmt.Sprintf("at most %d", most)
	case most >= math.MaxInt32:
		return fmt.Sprintf("at least %d", least)
	case least == most:
		return strconv.Itoa(least)
	}
	return fmt.Sprintf("%d to %d", least, most)
}

// ArgumentError is an argument out of its range. It is the caller's mistake:
// BAD_USER_INPUT.
type ArgumentError struct {
	Name    string // of the argument
	Problem string // what is wrong and what would be right, after the name
}

func (e *ArgumentError) Error() string { return e.PublicMessage() }

// ErrorCode is the code for extensions.code.
func (e *ArgumentError) ErrorCode() string { return "BAD_USER_INPUT" }

// PublicMessage says what is wrong and what would be right, for the client.
func (e *ArgumentError) PublicMessage() string { return "argument " + e.Name + " " + e.Problem }

func encodeCursor(text string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(text))
}

func decodeCursor(cursor, prefix string) (string, bool) {
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return "", false
	}
	return strings.CutPrefix(string(text), prefix)
}
