package importer

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Note is what the reader of an imported schema should know.
type Note struct {
	Where   string // "GET /users/{id}", "User.friends"
	Text    string // one line
	Omitted bool   // Where is not in the schema, or not all of it
}

// String is "not imported: where: why", or "note: where: what".
func (n Note) String() string {
	kind := "note"
	if n.Omitted {
		kind = "not imported"
	}
	return oneLine(fmt.Sprintf("%s: %s: %s", kind, n.Where, n.Text))
}

func omitted(where, text string, args ...any) Note {
	return Note{Where: oneLine(where), Text: oneLine(fmt.Sprintf(text, args...)), Omitted: true}
}

func noted(where, text string, args ...any) Note {
	return Note{Where: oneLine(where), Text: oneLine(fmt.Sprintf(text, args...))}
}

// gathered are the notes, of which one says for all what is the same of many.
func gathered(all []Note) []Note {
	var out []Note
	where := map[Note][]string{} // by the note without it
	for _, n := range all {
		same := Note{Text: n.Text, Omitted: n.Omitted}
		if where[same] == nil {
			out = append(out, same)
		}
		if !slices.Contains(where[same], n.Where) {
			where[same] = append(where[same], n.Where)
		}
	}
	for i, n := range out {
		out[i].Where = listed(where[n])
	}
	return out
}

// oneLine makes a text of the document fit into a comment.
func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(plain(text), unicode.IsSpace), " ")
}

// plain is a text without what GraphQL does not allow in a document.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r) || r == '\uFEFF' || r == '\u2028' || r == '\u2029':
			return ' '
		}
		return r
	}, strings.ToValidUTF8(strings.ReplaceAll(text, "\r\n", "\n"), "\uFFFD"))
}

// isPlain reports a name that may stand in a schema as it is.
func isPlain(name string) bool { return plain(name) == name && !strings.ContainsAny(name, "\n\t") }

// listed names the first of many.
func listed(names []string) string {
	const most = 12
	if len(names) <= most {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
}
