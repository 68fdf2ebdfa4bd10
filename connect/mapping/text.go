package mapping

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// unescape decodes the contents of a valid JSON string. Half a surrogate pair,
// which JSON allows and Unicode does not, becomes U+FFFD.
func unescape(s string) string {
	i := strings.IndexByte(s, '\\')
	if i < 0 {
		return s
	}
	out := make([]byte, 0, len(s))
	for i >= 0 {
		out = append(out, s[:i]...)
		n := 2
		switch c := s[i+1]; c {
		case 'b':
			out = append(out, '\b')
		case 'f':
			out = append(out, '\f')
		case 'n':
			out = append(out, '\n')
		case 'r':
			out = append(out, '\r')
		case 't':
			out = append(out, '\t')
		case 'u':
			var r rune
			r, n = unescapeRune(s[i:])
			out = utf8.AppendRune(out, r)
		default:
			out = append(out, c)
		}
		s = s[i+n:]
		i = strings.IndexByte(s, '\\')
	}
	return string(append(out, s...))
}

// unescapeRune decodes the \u escape, or the pair of them, that s starts with.
func unescapeRune(s string) (r rune, size int) {
	r = hexRune(s[2:6])
	if !utf16.IsSurrogate(r) {
		return r, 6
	}
	if len(s) >= 12 && s[6] == '\\' && s[7] == 'u' {
		if pair := utf16.DecodeRune(r, hexRune(s[8:12])); pair != utf8.RuneError {
			return pair, 12
		}
	}
	return utf8.RuneError, 6
}

func hexRune(s string) rune {
	n, _ := strconv.ParseUint(s, 16, 32) // checked when the document was read
	return rune(n)
}

// appendText appends a scalar as templates, query parameters and forms show it:
// a string as it is, null as nothing. It is false for lists and objects.
func (v Value) appendText(dst []byte) ([]byte, bool) {
	switch v.kind {
	case KindMissing, KindNull:
		return dst, true
	case KindString:
		return append(dst, v.str()...), true
	case KindBool, KindInt, KindFloat:
		return append(dst, v.text...), true
	default:
		return dst, false
	}
}

// toText is appendText for a single text.
func (v Value) toText() (string, bool) {
	switch v.kind {
	case KindString:
		return v.str(), true
	case KindBool, KindInt, KindFloat:
		return v.text, true
	default:
		b, ok := v.appendText(nil)
		return string(b), ok
	}
}

// Text is a scalar as a URL or a header has it: strings as they are, numbers with
// the digits that they came with, null and no value as nothing. ok is false for a list or
// an object.
func (v Value) Text() (text string, ok bool) { return v.toText() }
