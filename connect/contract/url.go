package contract

import (
	"net/url"
	"slices"
	"strings"

	"bff/connect"
	"bff/connect/mapping"
)

// token is a character of a URL, or a hole in it.
type token struct {
	kind tokenKind
	text string // as it is written
	at   mapping.Pos
}

type tokenKind byte

const (
	literal    tokenKind = iota
	hole                 // a part of a segment that each call fills
	configured           // the same for all calls, and may be anything
	rest                 // any number of segments
)

// tokensOf takes a template apart.
func tokensOf(t *connect.Template) []token {
	var out []token
	holes := t.Holes()
	text := t.String()
	for i := 0; i < len(text); {
		at := mapping.Pos{Offset: i}
		if len(holes) > 0 && holes[0].Pos.Offset == i {
			end := i + holes[0].Len
			out = append(out, token{holeKind(holes[0].Mapping), text[i:end], at})
			holes, i = holes[1:], end
			continue
		}
		if !strings.ContainsRune("\t\n\f\r", rune(text[i])) { // dropped wherever they are
			out = append(out, token{literal, text[i : i+1], at})
		}
		i++
	}
	return out
}

func holeKind(m *mapping.Mapping) tokenKind {
	reads := m.AsValue().Analyze().Reads
	for _, r := range reads {
		if r.Var != mapping.VarConfig && r.Var != mapping.VarEnv {
			return hole
		}
	}
	if len(reads) == 0 {
		return hole
	}
	return configured
}

// splitURL cuts the path and the query out of a URL, as mapping does.
func splitURL(tokens []token) (path, query []token) {
	index := func(from int, delimiters string) int {
		for i := from; i < len(tokens); i++ {
			if tokens[i].kind == literal && strings.Contains(delimiters, tokens[i].text) {
				return i
			}
		}
		return len(tokens)
	}
	start := 0
	if n := schemeLen(tokens); n > 0 {
		start = index(n, "/?#")
	}
	end := index(start, "#")
	mark := min(index(start, "?"), end)
	path = tokens[start:mark]
	if mark < end {
		query = tokens[mark+1 : end]
	}
	return path, query
}

// schemeLen is the length of the scheme and :// that a URL starts with, or 0.
func schemeLen(tokens []token) int {
	for i := range tokens {
		switch {
		case tokens[i].kind != literal || tokens[i].text == "/":
			return 0
		case hasPrefix(tokens[i:], "://"):
			return i + len("://")
		}
	}
	return 0
}

func hasPrefix(tokens []token, text string) bool {
	for i := range len(text) {
		if i >= len(tokens) || tokens[i].kind != literal || tokens[i].text != text[i:i+1] {
			return false
		}
	}
	return true
}

// pathOf is the path of a connector's requests, with that of the baseURL or
// without: documents differ in which of the two they write.
func pathOf(c *connect.Connector, withBase bool) []token {
	var out []token
	if withBase && c.Source.BaseURL != nil {
		out, _ = splitURL(tokensOf(c.Source.BaseURL))
		out = slices.Clone(out)
	}
	out = addItems(out, c.Source.Path)
	own, _ := splitURL(tokensOf(c.URL))
	if hasPrefix(own, "/") {
		own = own[1:]
	}
	if len(own) > 0 {
		out = append(slash(out), own...)
	}
	out = addItems(out, c.Path)
	if len(out) == 0 {
		return slash(out)
	}
	return out
}

// slash ends a path with exactly one more slash if it has none.
func slash(path []token) []token {
	if n := len(path); n > 0 && path[n-1].text == "/" {
		return path
	}
	return append(path, token{kind: literal, text: "/"})
}

// addItems adds the segments that http.path yields.
func addItems(path []token, m *connect.Mapping) []token {
	if m == nil || m.Analysis() == nil || m.Analysis().Shape == nil {
		return path
	}
	items := m.Analysis().Shape.Items
	if len(items) == 0 {
		return append(slash(path), token{kind: rest, text: "{" + m.String() + "}"})
	}
	for _, item := range items {
		path = slash(path)
		text, ok := item.Const.Str()
		if !ok {
			path = append(path, token{kind: hole, text: "{...}"})
			continue
		}
		for i := range len(text) {
			path = append(path, token{kind: literal, text: url.PathEscape(text[i : i+1])})
		}
	}
	return path
}

// written is a path as people wrote it.
func written(path []token) string {
	var out strings.Builder
	for _, t := range path {
		out.WriteString(t.text)
	}
	return out.String()
}
