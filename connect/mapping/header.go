package mapping

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// HeaderRule is one entry of a directive's headers: exactly one of From and
// Value is set.
type HeaderRule struct {
	Name  string
	From  string    // copy all values of this header of the client
	Value *Template // or render this
}

// HeaderField is a rendered header. A name with several values comes several
// times.
type HeaderField struct{ Name, Value string }

// Codes of a HeaderError, as the convention names them.
const (
	CodeInvalidHeader   = "INVALID_HEADER"
	CodeHeaderCollision = "HTTP_HEADER_NAME_COLLISION"
)

// HeaderError says what is wrong with one rule.
type HeaderError struct {
	Code  string // one of the codes above
	Index int    // of the rule in its list
	Msg   string
	Hint  string
}

// Error is "what is wrong; what would be right"; the header is named in it.
func (e *HeaderError) Error() string { return e.Msg + "; " + e.Hint }

// Names that HTTP itself or the transport sets.
var unsettable = []string{
	"accept-encoding", "connection", "content-encoding", "content-length", "keep-alive", "proxy-authenticate",
	"proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade",
}

// Names that describe our request and so cannot be copied from the client's.
var ownOnly = []string{"accept", "content-type", "host"}

// CheckHeaders returns what is wrong with a list of rules, in order; none for a
// list that NewHeaders takes.
func CheckHeaders(rules []HeaderRule) []*HeaderError {
	var errs []*HeaderError
	seen := map[string]bool{}
	for i, r := range rules {
		if err := checkHeader(i, r); err != nil {
			errs = append(errs, err)
		}
		low := strings.ToLower(r.Name)
		if seen[low] {
			errs = append(errs, &HeaderError{CodeHeaderCollision, i, fmt.Sprintf("the header %q is set twice", r.Name), "keep one of them"})
		}
		seen[low] = true
	}
	return errs
}

func checkHeader(i int, r HeaderRule) *HeaderError {
	low := strings.ToLower(r.Name)
	invalid := func(hint, msg string, args ...any) *HeaderError {
		return &HeaderError{CodeInvalidHeader, i, fmt.Sprintf(msg, args...), hint}
	}
	switch {
	case !isToken(r.Name):
		return invalid("use letters, digits and -", "%q is not a header name", r.Name)
	case slices.Contains(unsettable, low):
		return invalid("leave it to the transport", "the header %q cannot be set", r.Name)
	case r.From != "" && r.Value != nil:
		return invalid("keep one of them", "the header %q has both `from` and `value`", r.Name)
	case r.From == "" && r.Value == nil:
		return invalid("give it one of them", "the header %q has neither `from` nor `value`", r.Name)
	case r.From != "" && slices.Contains(ownOnly, low):
		return invalid("give it a `value`", "the header %q cannot be copied from the client", r.Name)
	case r.From != "" && !isToken(r.From):
		return invalid("use letters, digits and -", "%q is not a header name", r.From)
	case r.Value != nil && !legalLiterals(r.Value):
		return invalid("remove them", "the value of the header %q has control characters", r.Name)
	}
	return nil
}

func isToken(s string) bool {
	for i := range len(s) {
		if !isAlphanumeric(s[i]) && strings.IndexByte("!#$%&'*+-.^_`|~", s[i]) < 0 {
			return false
		}
	}
	return s != ""
}

func legalLiterals(t *Template) bool {
	return !slices.ContainsFunc(t.parts, func(p templatePart) bool { return !isHeaderText(p.text) })
}

// isHeaderText refuses what could end a header or start another.
func isHeaderText(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < 0x20 && r != '\t' || r == 0x7f }) < 0
}

// Headers renders the headers of a connector.
type Headers struct{ rules []HeaderRule }

// NewHeaders joins the rules of a source with those of a connector, which win.
// The error joins what CheckHeaders finds.
func NewHeaders(source, connector []HeaderRule) (*Headers, error) {
	var errs []error
	for _, err := range append(CheckHeaders(source), CheckHeaders(connector)...) {
		errs = append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	h := new(Headers)
	for _, r := range source {
		same := func(c HeaderRule) bool { return strings.EqualFold(c.Name, r.Name) }
		if !slices.ContainsFunc(connector, same) {
			h.rules = append(h.rules, r)
		}
	}
	h.rules = append(h.rules, connector...)
	return h, nil
}

// Forwarded returns the client headers that are copied, lower-case and sorted:
// what a cache key or a check for private data has to know.
func (h *Headers) Forwarded() []string {
	names := map[string]bool{}
	for _, r := range h.rules {
		if r.From != "" {
			names[strings.ToLower(r.From)] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// Render returns the headers in the order of their rules, copied ones from
// $request. A value that cannot be rendered, or that would smuggle a line break
// in, leaves its header out and is a problem.
func (h *Headers) Render(vars *Vars) ([]HeaderField, Problems) {
	var out []HeaderField
	var ps Problems
	for i := range h.rules {
		r := &h.rules[i]
		if r.From != "" {
			out = r.copied(vars, out)
			continue
		}
		part := PartHeader + " " + r.Name
		text, err := r.Value.render(part, vars, &ps)
		switch {
		case err != nil:
			ps.add(Problem{part, err.Pos, 1, problemHeader, r.Name, err.kind})
		case !isHeaderText(text):
			ps.add(Problem{part, textStart, 1, problemHeaderText, r.Name, KindString})
		default:
			out = append(out, HeaderField{r.Name, text})
		}
	}
	return out, ps
}

func (r *HeaderRule) copied(vars *Vars, out []HeaderField) []HeaderField {
	if vars == nil {
		return out
	}
	values := vars.Request.Get("headers").Get(strings.ToLower(r.From))
	for _, v := range values.All() {
		if text, ok := v.Str(); ok && isHeaderText(text) {
			out = append(out, HeaderField{r.Name, text})
		}
	}
	return out
}

// HeaderVar makes the value of $request or $response from headers: names become
// lower-case and are sorted.
func HeaderVar(header map[string][]string) Value {
	merged := make(map[string][]string, len(header))
	for _, name := range slices.Sorted(maps.Keys(header)) {
		low := strings.ToLower(name)
		merged[low] = append(merged[low], header[name]...)
	}
	headers, err := From(merged)
	if err != nil {
		return Value{} // cannot happen: From takes this type as it is
	}
	return Object(Member{"headers", headers})
}
