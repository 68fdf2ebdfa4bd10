package contract

import (
	"strings"

	"bff/connect/mapping"
)

// The analysis of a mapping tells where a value comes from, by paths from the root
// of the answer, but a group has no path of its own, and a path does not tell which
// of its keys were followed by the groups around it. The positions do: a key in
// front of a group's brace was read on the way to the group. Whether a method
// changed what was read on the way is seen in the text, after the key.

// origin is a value in the answer.
type origin struct {
	read mapping.Read
	from int // the first key that is read in the group around the value
	// plain: nothing but keys was applied, so that a list in the answer is one here.
	plain bool
	top   bool // there is no group around it
}

// origins are the values that a shape comes from; none if that is not known, or is
// the value of the group around it.
func (s selection) origins(shape *mapping.Shape, outer int) []origin {
	if shape.Grouped && len(shape.Reads) == 0 {
		return s.groupOrigin(shape, outer)
	}
	var out []origin
	for _, read := range shape.Reads {
		if read.Var != "" {
			return nil
		}
		o := newOrigin(read, outer)
		text := s.connector.Selection.String()
		switch n := len(read.Path); {
		case o.from < n && read.Path[n-1].Pos.Offset == shape.Pos.Offset:
			o.plain = isPlain(text, read.Path[o.from:], atTop)
		case n == 0:
			o.plain = o.top && strings.TrimSpace(text) == "$"
		}
		out = append(out, o)
	}
	return out
}

func newOrigin(read mapping.Read, outer int) origin {
	from := 0
	for from < len(read.Path) && read.Path[from].Pos.Offset < outer {
		from++
	}
	return origin{read: read, from: from, top: outer == atTop}
}

// groupOrigin is the value that a group selects from: what its own reads have in
// front of the brace, the closest one if there are several.
func (s selection) groupOrigin(shape *mapping.Shape, outer int) []origin {
	brace := shape.Pos.Offset
	var best mapping.Read
	last := -1
	for _, read := range readsIn(shape) {
		n := 0
		for n < len(read.Path) && read.Path[n].Pos.Offset < brace {
			n++
		}
		if n > 0 && read.Path[n-1].Pos.Offset > last {
			best, last = mapping.Read{Path: read.Path[:n]}, read.Path[n-1].Pos.Offset
		}
	}
	text := s.connector.Selection.String()
	if last < 0 && outer == atTop && brace <= len(text) && skipBlank(text[:brace]) == "" {
		return []origin{{top: true, plain: true}} // the whole selection is a group on the answer itself
	}
	if last < 0 || last < outer {
		return nil
	}
	o := newOrigin(best, outer)
	o.plain = isPlain(text, best.Path[o.from:], brace)
	return []origin{o}
}

// readsIn are the reads of the answer by all that a shape is made of.
func readsIn(shape *mapping.Shape) []mapping.Read {
	var out []mapping.Read
	for _, read := range shape.Reads {
		if read.Var == "" {
			out = append(out, read)
		}
	}
	for _, f := range shape.Fields {
		out = append(out, readsIn(f.Shape)...)
	}
	for _, item := range shape.Items {
		out = append(out, readsIn(item)...)
	}
	for _, alternative := range shape.Alternatives {
		out = append(out, readsIn(alternative)...)
	}
	return out
}

// isPlain reports that nothing but keys stands from the first of the keys to the
// brace of a group, or to the end of the path where brace is negative.
func isPlain(text string, keys []mapping.PathKey, brace int) bool {
	for i, key := range keys {
		start := keyEnd(text, key)
		end := len(text)
		switch {
		case i+1 < len(keys):
			end = keys[i+1].Pos.Offset
		case brace >= 0:
			end = brace
		}
		if start > end || end > len(text) {
			return false
		}
		after := skipBlank(text[start:end])
		if i+1 == len(keys) && brace < 0 {
			return after == "" || !strings.ContainsRune("-).", rune(after[0]))
		}
		if skipBlank(strings.Replace(after, ".", "", 1)) != "" {
			return false
		}
	}
	return len(keys) > 0
}

// keyEnd is where a key, which may be quoted, ends in the text.
func keyEnd(text string, key mapping.PathKey) int {
	at := key.Pos.Offset
	if at < 0 || at >= len(text) {
		return len(text)
	}
	quote := text[at]
	if quote != '"' && quote != '\'' {
		return min(at+len(key.Name), len(text))
	}
	for i := at + 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case quote:
			return i + 1
		}
	}
	return len(text)
}

// skipBlank cuts blanks, comments and question marks off the start.
func skipBlank(text string) string {
	for {
		text = strings.TrimLeft(text, " \t\r\n?")
		if !strings.HasPrefix(text, "#") {
			return text
		}
		_, text, _ = strings.Cut(text, "\n")
	}
}
