package mapping

import (
	"fmt"
	"net/url"
	"strings"
)

// splitTemplate is a template cut where a URL is.
type splitTemplate struct {
	absolute            bool
	origin, path, query urlSection
}

// splitURL cuts at the delimiters in the literal text. What holes yield cannot
// contain delimiters, so this is done once and not per request.
func splitURL(t *Template) splitTemplate {
	var out splitTemplate
	section := &out.path
	if scheme := schemeLen(t); scheme > 0 {
		out.absolute = true
		section = &out.origin
	}
	skip := schemeLen(t)
	for _, p := range t.parts {
		if p.mapping != nil {
			if section != nil {
				*section = append(*section, p)
			}
			continue
		}
		text := p.text
		for i := skip; i < len(text); i++ {
			next := section
			switch c := text[i]; {
			case section == nil:
			case c == '#':
				next = nil // a fragment is never sent
			case c == '?' && section != &out.query:
				next = &out.query
			case c == '/' && section == &out.origin:
				next = &out.path
			}
			if next == section {
				continue
			}
			out.put(section, p.pos, text[:i])
			text = text[i:]
			if next != &out.path {
				text = text[1:] // the delimiter itself
				i = -1
			} else {
				i = 0
			}
			section = next
		}
		out.put(section, p.pos, text)
		skip = 0
	}
	return out
}

func (s *splitTemplate) put(section *urlSection, pos Pos, text string) {
	if section != nil && text != "" {
		encoded := string(appendEncoded(nil, text, isURLText))
		*section = append(*section, templatePart{text: encoded, pos: pos})
	}
}

// schemeLen is the length of the scheme and :// that t starts with, or 0.
func schemeLen(t *Template) int {
	if len(t.parts) == 0 {
		return 0
	}
	scheme, _, ok := strings.Cut(t.parts[0].text, "://")
	if !ok || scheme == "" {
		return 0
	}
	for i := range len(scheme) {
		if c := scheme[i]; !isAlphanumeric(c) && c != '+' && c != '-' && c != '.' {
			return 0
		}
	}
	return len(scheme) + len("://")
}

func dynamic(s urlSection) bool {
	for i := range s {
		if s[i].mapping != nil {
			return true
		}
	}
	return false
}

// check looks at the scheme, and at the rest of an origin without holes.
func (s *splitTemplate) check(base bool) error {
	first := s.origin[0].text
	scheme, _, _ := strings.Cut(first, "://")
	if low := strings.ToLower(scheme); low != "http" && low != "https" {
		return &URLError{CodeInvalidURLScheme, base, textStart, fmt.Sprintf("the scheme %q is not supported", scheme), "use https:// or http://"}
	}
	if dynamic(s.origin) {
		if base {
			return nil
		}
		return &URLError{CodeInvalidURL, base, textStart, "the host of this URL has a hole", "write the host out, or put the hole into the baseURL of a source"}
	}
	if !validOrigin(first) {
		return &URLError{CodeInvalidURL, base, textStart, "this URL has no valid host", "write https://host or https://host:port"}
	}
	return nil
}

func validOrigin(text string) bool {
	u, err := url.Parse(text)
	if err != nil || strings.HasSuffix(u.Host, ":") {
		return false
	}
	// An empty variable leaves an empty label; only the last may be, for the root.
	host := u.Hostname()
	return host != "" && !strings.HasPrefix(host, ".") && !strings.Contains(host, "..")
}
