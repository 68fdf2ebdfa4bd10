package mapping

import "fmt"

// Percent-encoding. There are three alphabets: what a hole puts into a URL, what
// an author writes in one, and form bodies.

const upperHex = "0123456789ABCDEF"

func isAlphanumeric(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || isDigit(c)
}

// isUnreserved is the alphabet of holes: nothing in it means anything in a URL.
func isUnreserved(c byte) bool {
	return isAlphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~'
}

// isURLText is the alphabet of authors, who may write delimiters and escapes.
func isURLText(c byte) bool {
	switch c {
	case ':', '/', '?', '#', '[', ']', '@', '!', '$', '&', '\'', '(', ')', '*', '+', ',', ';', '=', '%':
		return true
	default:
		return isUnreserved(c)
	}
}

// isFormText is the alphabet of application/x-www-form-urlencoded.
func isFormText(c byte) bool {
	return isAlphanumeric(c) || c == '*' || c == '-' || c == '.' || c == '_'
}

// appendEncoded appends s with every byte outside of the alphabet as %XX.
func appendEncoded(dst []byte, s string, allowed func(byte) bool) []byte {
	for i := range len(s) {
		if c := s[i]; allowed(c) {
			dst = append(dst, c)
		} else {
			dst = append(dst, '%', upperHex[c>>4], upperHex[c&15])
		}
	}
	return dst
}

func appendFormText(dst []byte, s string) []byte {
	for i := range len(s) {
		switch c := s[i]; {
		case isFormText(c):
			dst = append(dst, c)
		case c == ' ':
			dst = append(dst, '+')
		default:
			dst = append(dst, '%', upperHex[c>>4], upperHex[c&15])
		}
	}
	return dst
}

// AppendForm appends v as application/x-www-form-urlencoded: nested keys as
// a[b], list items as a[0], null as an empty value, empty lists and objects as
// nothing. The error is a *RenderError if v is not an object.
func AppendForm(dst []byte, v Value) ([]byte, error) {
	if v.kind != KindObject {
		return dst, &RenderError{PartBody, textStart, fmt.Sprintf("a form cannot be made of %s", v.kind), "map the body to an object", v.kind}
	}
	f := form{start: len(dst), out: dst}
	f.members(v)
	return f.out, nil
}

// form is the state of writing one: the encoded key of where it is.
type form struct {
	out   []byte
	start int
	key   []byte
}

func (f *form) members(v Value) {
	outer := len(f.key)
	var m Member
	i := 0
	for c := v.cursor(); c.next(&m); i++ {
		name := m.Key
		if v.kind == KindList {
			name = fmt.Sprint(i)
		}
		if outer == 0 {
			f.key = appendFormText(f.key, name)
		} else {
			f.key = append(f.key, "%5B"...)
			f.key = appendFormText(f.key, name)
			f.key = append(f.key, "%5D"...)
		}
		f.value(m.Value)
		f.key = f.key[:outer]
	}
}

func (f *form) value(v Value) {
	text, scalar := v.toText()
	if !scalar {
		f.members(v)
		return
	}
	if len(f.out) > f.start {
		f.out = append(f.out, '&')
	}
	f.out = append(append(f.out, f.key...), '=')
	f.out = appendFormText(f.out, text)
}
