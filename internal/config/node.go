package config

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// node is a value of the file or the environment before it has a type. Both are
// laid over each other in this form, so that a value keeps the place it was
// written at, whichever check it fails later.
type node struct {
	at     origin
	kind   kind
	text   string   // of a scalar
	plain  bool     // of a scalar: it has no quotes; of an empty one: it says null
	varies bool     // of a scalar: some of it comes from a ${VAR}
	items  []*node  // of a list
	keys   []string // of a mapping, in the order written
	keyAt  map[string]origin
	fields map[string]*node
}

type kind string

const (
	scalar  kind = "a single value"
	list    kind = "a list"
	mapping kind = "a mapping"
	empty   kind = "empty"
	broken  kind = "broken" // already reported: nothing more is said about it
)

func newMapping(at origin) *node {
	return &node{at: at, kind: mapping, keyAt: map[string]origin{}, fields: map[string]*node{}}
}

// set adds or replaces a field of a mapping.
func (n *node) set(key string, keyAt origin, value *node) {
	if _, ok := n.fields[key]; !ok {
		n.keys = append(n.keys, key)
		n.keyAt[key] = keyAt
	}
	n.fields[key] = value
}

// fileReader turns the YAML of one file, or of one variable, into nodes.
type fileReader struct {
	*reporter
	lookup   func(string) (string, bool) // environment, for ${VAR}; nil leaves them as they are
	source   origin                      // the variable, or the file that is not the reporter's
	expected string                      // in place of a text that is not YAML; may be empty
}

// read parses the text of a file. It always returns a mapping; what could not be
// understood is reported and left out.
func (r *fileReader) read(text []byte) *node {
	switch n := r.readAny(text); n.kind {
	case mapping:
		return n
	case empty, broken:
	default:
		r.add(n.at, fmt.Sprintf("the file is %s", n.kind), `expected a mapping like "server:"`)
	}
	return newMapping(origin{line: 1, col: 1})
}

// readAny parses text, whatever it holds.
func (r *fileReader) readAny(text []byte) *node {
	file, err := parser.ParseBytes(bytes.TrimPrefix(text, []byte("\ufeff")), 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return r.syntaxError(err)
	}
	root := &node{at: r.at(origin{line: 1, col: 1}), kind: empty}
	for i, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		if i > 0 {
			r.add(r.place(doc.Body), "a second YAML document", "expected one document")
			continue
		}
		root = r.convert(doc.Body)
	}
	return root
}

func (r *fileReader) syntaxError(err error) *node {
	at := origin{line: 1, col: 1}
	problem := err.Error()
	var yamlErr yaml.Error
	if errors.As(err, &yamlErr) {
		problem = yamlErr.GetMessage()
		if tok := yamlErr.GetToken(); tok != nil && tok.Position != nil {
			at = origin{line: tok.Position.Line, col: tok.Position.Column}
		}
	}
	at = r.at(at)
	expected := r.expected
	if strings.Contains(problem, "'\t'") {
		problem, expected = "this line is indented with a tab", "expected spaces"
	}
	r.add(at, "not YAML: "+problem, expected)
	return &node{at: at, kind: broken}
}

// at says what a place in the text is outside of it: a variable has no lines.
func (r *fileReader) at(at origin) origin {
	if r.source.variable != "" {
		return r.source
	}
	at.file = r.source.file
	return at
}

func (r *fileReader) place(n ast.Node) origin { return r.at(place(n)) }

func place(n ast.Node) origin {
	tok := n.GetToken()
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 && !m.IsFlowStyle {
		tok = m.Values[0].Key.GetToken() // a block mapping's own token is its first colon
	}
	if m, ok := n.(*ast.MappingValueNode); ok {
		tok = m.Key.GetToken()
	}
	if tok == nil || tok.Position == nil {
		return origin{line: 1, col: 1}
	}
	return origin{line: tok.Position.Line, col: tok.Position.Column}
}

func (r *fileReader) convert(n ast.Node) *node {
	at := r.place(n)
	switch n := n.(type) {
	case *ast.NullNode:
		return &node{at: at, kind: empty, plain: n.Token.Type != token.ImplicitNullType}
	case *ast.MappingNode:
		return r.convertMapping(at, n.Values)
	case *ast.MappingValueNode:
		return r.convertMapping(at, []*ast.MappingValueNode{n})
	case *ast.SequenceNode:
		out := &node{at: at, kind: list}
		for _, item := range n.Values {
			out.items = append(out.items, r.convert(item))
		}
		return out
	case *ast.StringNode:
		return r.scalar(at, n.Value, n.Token.Type == token.StringType)
	case *ast.LiteralNode:
		return r.scalar(at, n.Value.Value, false)
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return r.scalar(at, n.GetToken().Value, true)
	case *ast.AnchorNode, *ast.AliasNode:
		r.add(at, "anchors and aliases are not supported", "write the value where it is used")
	case *ast.TagNode:
		r.add(at, "tags are not supported", "write the value alone")
	default:
		r.add(at, fmt.Sprintf("%s is not supported", n.Type()), "expected a value, a list or a mapping")
	}
	return &node{at: at, kind: broken}
}

func (r *fileReader) convertMapping(at origin, values []*ast.MappingValueNode) *node {
	out := newMapping(at)
	for _, v := range values {
		key, keyAt := v.Key.GetToken().Value, r.place(v.Key)
		switch v.Key.(type) {
		case *ast.MergeKeyNode:
			r.add(keyAt, `merge keys ("<<") are not supported`, "write the values where they are used")
			continue
		case *ast.StringNode, *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.NullNode, *ast.InfinityNode, *ast.NanNode:
		default: // ? key, &anchor key, !!tag key
			r.add(keyAt, "keys other than a single value are not supported", `expected a key like "server:"`)
			continue
		}
		if first, ok := out.keyAt[key]; ok {
			hint := fmt.Sprintf("the first is in line %d", first.line)
			if first.variable != "" {
				hint = "expected each key once"
			}
			r.add(keyAt, fmt.Sprintf("%q stands here a second time", key), hint)
			continue
		}
		out.set(key, keyAt, r.convert(v.Value))
	}
	return out
}

func (r *fileReader) scalar(at origin, text string, plain bool) *node {
	if r.lookup == nil {
		return &node{at: at, kind: scalar, text: text, plain: plain}
	}
	expanded, err := expand(text, r.lookup)
	if err != nil {
		r.add(at, err.Error(), "")
		return &node{at: at, kind: broken}
	}
	return &node{at: at, kind: scalar, text: expanded, plain: plain, varies: expanded != text}
}

// expand replaces ${VAR}, ${VAR:-text} and $$. A dollar sign before anything
// else is itself, as in a password.
func expand(text string, lookup func(string) (string, bool)) (string, error) {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, "$")
		out.WriteString(before)
		if !found {
			return out.String(), nil
		}
		switch {
		case strings.HasPrefix(rest, "$"):
			out.WriteByte('$')
			text = rest[1:]
		case strings.HasPrefix(rest, "{"):
			inside, after, closed := strings.Cut(rest[1:], "}")
			if !closed {
				return "", fmt.Errorf("%q has no closing brace; expected ${VAR}, or $$ for a dollar sign", "$"+rest)
			}
			value, err := variable(inside, lookup)
			if err != nil {
				return "", err
			}
			out.WriteString(value)
			text = after
		default:
			out.WriteByte('$')
			text = rest
		}
	}
}

func variable(inside string, lookup func(string) (string, bool)) (string, error) {
	name, fallback, hasFallback := strings.Cut(inside, ":-")
	if !isVariableName(name) {
		return "", fmt.Errorf("${%s} names no environment variable; expected letters, digits and _, or $$ for a dollar sign", inside)
	}
	value, ok := lookup(name)
	switch {
	case hasFallback && value == "":
		return fallback, nil
	case !ok:
		return "", fmt.Errorf("the environment variable %s is not set; set it, or write ${%s:-something}", name, name)
	}
	return value, nil
}

func isVariableName(s string) bool {
	for i, c := range s {
		letter := c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}
