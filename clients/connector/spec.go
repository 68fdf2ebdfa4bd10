package connector

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"bff/cache"
	"bff/connect/mapping"
	"bff/connect/supply"
)

// Spec is a connector as the schema has it. Texts are mappings and templates, empty
// where the schema gives none. Only Name, Method and Source or an absolute URL are
// needed.
type Spec struct {
	// Name is what the call is called in spans, metrics and status: the id of the
	// connector, else its coordinate, "Product.price".
	Name    string
	Source  Source
	Version string // of the convention, "v0.3"; empty means mapping.Latest

	Method                 string
	URL, Path, Query, Body string
	Headers                []Header
	Selection              string // empty means "$"
	IsSuccess              string
	Message, Extensions    string

	Cache cache.Policy
	// Tags are templates of what the answer is invalidated by; of a mutation, what
	// it invalidates. They may read $args and $this.
	Tags []string
	// TypeTags lists the tags that reading the answer adds, each with the place of its objects:
	// "reviews.author Customer:{$this.id}".
	TypeTags []string
	// Mutation: it changes something, so it is not repeated without an
	// Idempotency-Key.
	Mutation bool
	// Idempotent: it may be repeated all the same, because the backend does it once.
	Idempotent bool

	// Keys, of a batch, are the paths that tell the entities apart: {"id"}.
	Keys [][]string
	// Field, of a batch that fills one field of its parents, is that field.
	Field string
	// MaxSize is how many entities one batch may ask for; 0 means any number.
	MaxSize int
}

// Source is a @source: what the requests to one backend share.
type Source struct {
	Name                string // of the configured backend; for an absolute URL its host
	BaseURL             string // as declared; the configured address takes its place
	File                string // of the schema that declares it, for messages; may be empty
	Path, Query         string
	Headers             []Header
	IsSuccess           string
	Message, Extensions string
}

// Header is one entry of `headers`.
type Header struct {
	Name  string
	From  string // the client's header that is copied
	Value string // or what is sent: a template
}

// Definition is a connector that is ready to be called; T is what its selection
// makes: *Product, []*Product, string. It never changes.
type Definition[T any] struct {
	*definition
	fills *supply.Supply
	read  Read[T]
}

// definition is what does not depend on T.
type definition struct {
	spec    Spec
	version mapping.Version
	answer  *mapping.Answer
	tags    []*mapping.Template
	digest  string         // of all that shapes an answer
	reads   []mapping.Read // that shape an answer
	origin  string         // a digest of what its requests are made of
	inputs  []mapping.Read // variables of its requests, but $batch
	needs   needs          // what it reads of the client's request
	asked   string         // how it asks for entities by one key; see clients.Batch
	closed  bool           // a segment of the path is only empty where a variable is
	told    bool           // failures are mapped
	judged  bool           // success is mapped
}

// Define compiles a connector of generated code, which was checked when it was
// generated. fills is what the selection fills, nil for a scalar. It panics where the
// specification would not have passed that check.
func Define[T any](s Spec, fills *supply.Supply, read Read[T]) *Definition[T] {
	d, err := define(s)
	if err != nil {
		panic(fmt.Sprintf("connector %s: %v; run make generate", s.Name, err))
	}
	return &Definition[T]{definition: d, fills: fills, read: read}
}

func define(s Spec) (*definition, error) {
	d := &definition{spec: s, version: mapping.Latest}
	if s.Version != "" {
		var err error
		if d.version, err = mapping.ParseVersion(s.Version); err != nil {
			return nil, err
		}
	}
	c := compiler{version: d.version}
	parts := mapping.AnswerParts{
		Selection: c.mapping(s.Selection), IsSuccess: c.mapping(s.IsSuccess), SourceIsSuccess: c.mapping(s.Source.IsSuccess),
		Message: c.mapping(s.Message), SourceMessage: c.mapping(s.Source.Message),
		Extensions: c.mapping(s.Extensions), SourceExtensions: c.mapping(s.Source.Extensions),
	}
	for _, text := range s.Tags {
		d.tags = append(d.tags, c.template(text))
	}
	if _, err := c.request(s, ""); err != nil { // the address comes later
		return nil, err
	}
	if c.err != nil {
		return nil, c.err
	}
	d.answer = mapping.NewAnswer(parts)
	d.judged = parts.IsSuccess != nil || parts.SourceIsSuccess != nil
	d.told = parts.Message != nil || parts.SourceMessage != nil || parts.Extensions != nil || parts.SourceExtensions != nil
	d.reads = readsOf(parts)
	d.needs = c.needsOf(s)
	d.closed = s.Path == "" && s.Source.Path == "" && !hasGap(strings.TrimPrefix(strings.TrimPrefix(literalPath(s.URL), "https:/"), "http:/"))
	d.digest = digestOf(s.Version, s.Selection, s.IsSuccess, s.Source.IsSuccess, s.Field, fmt.Sprint(s.Keys),
		s.Message, s.Extensions, s.Source.Message, s.Source.Extensions, // callers who wait for one load share its error
		fmt.Sprintf("%q %q", s.Tags, s.TypeTags)) // what does not carry a tag outlives its invalidation
	d.origin = digestOf(s.Version, s.Method, s.URL, s.Path, s.Query, s.Body, s.Source.BaseURL, s.Source.Path, s.Source.Query)
	d.inputs = c.inputs(s)
	d.asked = askedBy(s)
	return d, nil
}

// readsOf returns the request's variables on which the mapped answer depends. What makes
// an error of it counts too: callers who wait for one load share its error.
func readsOf(parts mapping.AnswerParts) []mapping.Read {
	var out []mapping.Read
	for _, m := range []*mapping.Mapping{
		parts.Selection, parts.IsSuccess, parts.SourceIsSuccess,
		parts.Message, parts.SourceMessage, parts.Extensions, parts.SourceExtensions,
	} {
		if m == nil {
			continue
		}
		for _, r := range m.Analyze().Reads {
			if r.Var != "" && r.Var != mapping.VarStatus && r.Var != mapping.VarResponse {
				out = append(out, r)
			}
		}
	}
	return out
}

// askedBy identifies how a batch requests entities: everything that gives its keys a meaning.
func askedBy(s Spec) string {
	if len(s.Keys) != 1 || s.Field != "" {
		return ""
	}
	var words []string
	for _, part := range []string{s.Method, s.Source.Path, s.Source.Query, s.URL, s.Path, s.Query, s.Body} {
		words = append(words, strings.Fields(part)...)
	}
	return strings.Join(words, " ")
}

// digestOf tells lists of texts apart.
func digestOf(texts ...string) string {
	h := sha256.New()
	for _, text := range texts {
		fmt.Fprintf(h, "%d:%s", len(text), text)
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// inputs are the variables that a request's URL and body read, but $batch. Headers are
// part of a cache key as they are sent.
func (c *compiler) inputs(s Spec) []mapping.Read {
	var out []mapping.Read
	add := func(reads []mapping.Read) {
		for _, r := range reads {
			if r.Var != "" && r.Var != mapping.VarBatch {
				out = append(out, r)
			}
		}
	}
	for _, hole := range c.template(s.URL).Holes() {
		add(hole.Mapping.Analyze().Reads)
	}
	for _, text := range []string{s.Path, s.Query, s.Body, s.Source.Path, s.Source.Query} {
		if m := c.mapping(text); m != nil {
			add(m.Analyze().Reads)
		}
	}
	return out
}

// compiler compiles texts and keeps the first error.
type compiler struct {
	version mapping.Version
	err     error
}

func (c *compiler) mapping(text string) *mapping.Mapping {
	if text == "" {
		return nil
	}
	m, err := mapping.Compile(text, c.version)
	c.keep(err)
	return m
}

func (c *compiler) template(text string) *mapping.Template {
	t, err := mapping.CompileTemplate(text, c.version)
	c.keep(err)
	return t
}

func (c *compiler) keep(err error) {
	if c.err == nil && err != nil {
		c.err = err
	}
}

// request prepares the requests of a specification. base is the address of its
// source; empty means the declared one.
func (c *compiler) request(s Spec, base string) (*mapping.Request, error) {
	parts := mapping.RequestParts{
		Method: s.Method, Headers: c.headers(s.Headers), SourceHeaders: c.headers(s.Source.Headers), Body: c.mapping(s.Body),
		URL: mapping.URLParts{
			Template: c.template(s.URL), Path: c.mapping(s.Path), Query: c.mapping(s.Query),
			BasePath: c.mapping(s.Source.Path), BaseQuery: c.mapping(s.Source.Query),
		},
	}
	if base == "" {
		base = s.Source.BaseURL
	}
	if base != "" && !absolute(s.URL) {
		parts.URL.Base = c.template(base)
	}
	if c.err != nil {
		return nil, c.err
	}
	return mapping.NewRequest(parts)
}

func absolute(url string) bool {
	return strings.HasPrefix(url, "http://") || strings.HasPrefix(url, "https://")
}

func (c *compiler) headers(in []Header) []mapping.HeaderRule {
	var out []mapping.HeaderRule
	for _, h := range in {
		rule := mapping.HeaderRule{Name: h.Name, From: h.From}
		if h.From == "" {
			rule.Value = c.template(h.Value)
		}
		out = append(out, rule)
	}
	return out
}

// idempotent: asking again does nothing twice.
func (d *definition) idempotent() bool {
	return !d.spec.Mutation || d.spec.Idempotent || slices.Contains([]string{"GET", "PUT", "DELETE"}, d.spec.Method)
}
