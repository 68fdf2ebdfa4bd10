package mobile

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/rivo/uniseg"

	"bff/graph/relay"
)

// The lengths to which a text can be cut, in user-perceived characters.
const (
	minText = 20
	maxText = 2000
)

// shorten is cut with its argument checked.
func shorten(text string, maxLength int) (string, error) {
	if maxLength < minText || maxLength > maxText {
		return "", &relay.ArgumentError{
			Name: "maxLength", Problem: fmt.Sprintf("is %d; expected %d to %d", maxLength, minText, maxText),
		}
	}
	return cut(text, maxLength), nil
}

// cut shortens a text to at most limit user-perceived characters, the ellipsis
// among them, so that an emoji of several runes is never torn. It cuts between
// words, or within one that is longer than all the room. Words and characters
// are those of Unicode Standard Annex 29.
func cut(text string, limit int) string {
	if len(text) <= limit { // no character is shorter than a byte
		return text
	}
	rest, state := text, -1
	room, atWord := 0, 0 // bytes that fit beside an ellipsis: of characters, of words
	for count := 1; rest != ""; count++ {
		var boundaries int
		_, rest, boundaries, state = uniseg.StepString(rest, state)
		if count < limit {
			room = len(text) - len(rest)
			if boundaries&uniseg.MaskWord != 0 {
				atWord = room
			}
		}
		if count > limit {
			return ellipsis(text, atWord, room)
		}
	}
	return text
}

func ellipsis(text string, atWord, room int) string {
	words := strings.TrimRightFunc(text[:atWord], func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(",;:-–—(", r)
	})
	if words == "" {
		words = text[:room]
	}
	return words + "…"
}
