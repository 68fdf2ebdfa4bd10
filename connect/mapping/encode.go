package mapping

import "unicode/utf8"

// AppendJSON appends the compact JSON of v: no blanks, members in their order,
// numbers and strings from a document as that wrote them. A missing value is
// null, since JSON cannot say it.
func (v Value) AppendJSON(dst []byte) []byte {
	switch v.kind {
	case KindMissing:
		return append(dst, "null"...)
	case KindString:
		if v.form == formAny {
			return appendQuoted(dst, v.text)
		}
		dst = append(dst, '"')
		dst = append(dst, v.text...)
		return append(dst, '"')
	case KindList, KindObject:
		return v.appendContainer(dst)
	default:
		return append(dst, v.text...)
	}
}

func (v Value) appendContainer(dst []byte) []byte {
	if s := v.store; s != nil && s.nodes != nil {
		return s.append(dst, v.node)
	}
	open, end := byte('['), byte(']')
	if v.kind == KindObject {
		open, end = '{', '}'
	}
	dst = append(dst, open)
	if v.store != nil {
		for i := range v.store.members {
			if i > 0 {
				dst = append(dst, ',')
			}
			m := &v.store.members[i]
			if v.kind == KindObject {
				dst = append(appendQuoted(dst, m.Key), ':')
			}
			dst = m.Value.AppendJSON(dst)
		}
	}
	return append(dst, end)
}

// appendCompact appends valid JSON without its blanks.
func appendCompact(dst []byte, raw string) []byte {
	from := 0
	for i := 0; i < len(raw); i++ {
		switch raw[i] {
		case '"':
			for i++; raw[i] != '"'; i++ {
				if raw[i] == '\\' {
					i++
				}
			}
		case ' ', '\t', '\r', '\n':
			dst = append(dst, raw[from:i]...)
			from = i + 1
		}
	}
	return append(dst, raw[from:]...)
}

// appendQuoted appends s as a JSON string. It escapes what JSON demands and no
// more: the result goes into JSON documents, not into HTML.
func appendQuoted(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= 0x20 && c < utf8.RuneSelf && c != '"' && c != '\\' {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				dst = append(append(dst, s[from:i]...), "\ufffd"...)
				from = i + 1
			}
			i += size
			continue
		}
		dst = append(dst, s[from:i]...)
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\n':
			dst = append(dst, `\n`...)
		case '\r':
			dst = append(dst, `\r`...)
		case '\t':
			dst = append(dst, `\t`...)
		default:
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
		i++
		from = i
	}
	return append(append(dst, s[from:]...), '"')
}
