package config

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// node is a value of the file or the environment before it has a type. Both are
// laid over each other in this form, so that a value keeps the place it was
// written at, whichever check it fails later.
type node struct {
	at     origin
	kind   kind
	text   string   // of a scalar
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

// fileReader turns the YAML of one file into nodes.
type fileReader struct {
	*reporter
	lookup func(string) (string, bool) // environment, for ${VAR}
}

// read parses text. It always returns a mapping; what could not be understood
// is reported and left out.
func (r *fileReader) read(text []byte) *node {
	file, err := parser.ParseBytes(text, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		r.syntaxError(err)
		return newMapping(origin{})
	}
	root := newMapping(origin{line: 1, col: 1})
	for i, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		if i > 0 {
			r.add(place(doc.Body), "a second YAML document", "expected one document")
			continue
		}
		switch n := r.convert(doc.Body); n.kind {
		case mapping:
			root = n
		case empty, broken:
		default:
			r.add(n.at, fmt.Sprintf("the file is %s", n.kind), `expected a mapping like "server:"`)
		}
	}
	return root
}

func (r *fileReader) syntaxError(err error) {
	at := origin{line: 1, col: 1}
	problem := err.Error()
	var yamlErr yaml.Error
	if errors.As(err, &yamlErr) {
		problem = yamlErr.GetMessage()
		if token := yamlErr.GetToken(); token != nil && token.Position != nil {
			at = origin{line: token.Position.Line, col: token.Position.Column}
		}
	}
	r.add(at, "not YAML: "+problem, "")
}

func place(n ast.Node) origin {
	token := n.GetToken()
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 && !m.IsFlowStyle {
		token = m.Values[0].Key.GetToken() // a block mapping's own token is its first colon
	}
	if m, ok := n.(*ast.MappingValueNode); ok {
		token = m.Key.GetToken()
	}
	if token == nil || token.Position == nil {
		return origin{line: 1, col: 1}
	}
	return origin{line: token.Position.Line, col: token.Position.Column}
}

func (r *fileReader) convert(n ast.Node) *node {
	at := place(n)
	switch n := n.(type) {
	case *ast.NullNode:
		return &node{at: at, kind: empty}
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
		return r.scalar(at, n.Value)
	case *ast.LiteralNode:
		return r.scalar(at, n.Value.Value)
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return r.scalar(at, n.GetToken().Value)
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
		key, keyAt := v.Key.GetToken().Value, place(v.Key)
		if _, isMerge := v.Key.(*ast.MergeKeyNode); isMerge {
			r.add(keyAt, `merge keys ("<<") are not supported`, "write the values where they are used")
			continue
		}
		if first, ok := out.keyAt[key]; ok {
			r.add(keyAt, fmt.Sprintf("%q stands here a second time", key), fmt.Sprintf("the first is in line %d", first.line))
			continue
		}
		out.set(key, keyAt, r.convert(v.Value))
	}
	return out
}

func (r *fileReader) scalar(at origin, text string) *node {
	expanded, err := expand(text, r.lookup)
	if err != nil {
		r.add(at, err.Error(), "")
		return &node{at: at, kind: broken}
	}
	return &node{at: at, kind: scalar, text: expanded}
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
