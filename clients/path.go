package clients

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// refusedSegment stands for an argument that can't be a path segment. No real
// path holds it, and a request whose path does is refused before it is sent.
const refusedSegment = "%00"

// Path renders a path: each {} of template becomes one argument, escaped so that
// it is one segment of the path whatever it holds:
//
//	Path("/v1/products/{}/notes", "a/b") // "/v1/products/a%2Fb/notes"
//
// An argument that is empty or a dot segment ("", ".", "..") would ask for
// another resource, a list or a parent, so a request with such a path fails as
// BAD_USER_INPUT without being sent. Arguments are strings, integers or values
// with a String method. Path panics when their number isn't that of the
// placeholders, which the first test of a call shows.
func Path(template string, args ...any) string {
	var b strings.Builder
	b.Grow(len(template) + 16*len(args))
	rest := template
	for _, arg := range args {
		before, after, ok := strings.Cut(rest, "{}")
		if !ok {
			panic(fmt.Sprintf("clients: Path(%q) with %d arguments: fewer placeholders", template, len(args)))
		}
		b.WriteString(before)
		b.WriteString(segment(arg))
		rest = after
	}
	if strings.Contains(rest, "{}") {
		panic(fmt.Sprintf("clients: Path(%q) with %d arguments: more placeholders", template, len(args)))
	}
	b.WriteString(rest)
	return b.String()
}

// segment escapes one argument.
func segment(arg any) string {
	var text string
	switch a := arg.(type) {
	case string:
		text = a
	case int:
		return strconv.Itoa(a)
	case int64:
		return strconv.FormatInt(a, 10)
	default:
		text = fmt.Sprint(a)
	}
	if text == "" || text == "." || text == ".." {
		return refusedSegment
	}
	return url.PathEscape(text)
}

var (
	// errSegment is a path with an argument that Path refused.
	errSegment   = errors.New("the path has an empty or dot segment for an argument")
	errUnescaped = errors.New("the path isn't escaped")
)

// checkPath reports why p can't be sent. It is the last line of defence for
// paths that were not made by Path.
func checkPath(p string) error {
	if !strings.HasPrefix(p, "/") {
		return errors.New("the path doesn't start with '/'")
	}
	for i := range len(p) {
		if c := p[i]; c <= ' ' || c >= 0x7f || c == '?' || c == '#' {
			return errUnescaped
		}
	}
	if !strings.Contains(p, "%") && !strings.Contains(p, "/.") {
		return nil // nearly all of them
	}
	for s := range strings.SplitSeq(p[1:], "/") {
		text, err := url.PathUnescape(s)
		if err != nil {
			return errUnescaped
		}
		if text == "." || text == ".." || strings.ContainsRune(text, 0) {
			return errSegment
		}
	}
	return nil
}
