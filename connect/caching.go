package connect

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/vektah/gqlparser/v2/ast"

	"bff/connect/mapping"
)

// Caching is how long the answers of a connector keep: as @cacheControl on its
// field says and, for what that leaves open, the one on the type that it returns.
// The zero Caching keeps nothing.
type Caching struct {
	MaxAge               time.Duration
	StaleWhileRevalidate time.Duration
	StaleIfError         time.Duration
	NegativeMaxAge       time.Duration // of the answer that there is no such thing
	Private              bool          // each caller has answers of its own
	// Tags are what answers are invalidated by; on a mutation, what it invalidates.
	// They may read $args, and $this: on a type the entity, else the parent. A list in
	// one makes a tag for each of its elements.
	Tags []*Template
}

const (
	cacheControl = "cacheControl"
	cacheTag     = "cacheTag"
)

// maxSeconds is the longest age that fits into a Duration.
const maxSeconds = int64(1<<63-1) / int64(time.Second)

// readCaching checks @cacheControl and @cacheTag wherever they stand, and gives
// connectors theirs.
func (l *loader) readCaching() {
	for _, def := range l.order {
		l.checkPolicy(def.Directives)
		l.cacheTags(def.Directives, &Connector{Place: OnType, Type: def})
		for _, f := range def.Fields {
			l.checkPolicy(f.Directives)
			if def.Kind == ast.Object {
				l.fieldTags(def, f)
			}
		}
	}
	for _, c := range l.schema.Connectors {
		if c.Returns == nil {
			continue
		}
		if c.Field != nil {
			c.Cache = policyOf(c.Field.Directives, c.Returns.Directives)
			c.Cache.Tags, c.tagUses = l.fieldTags(c.Type, c.Field)
		} else {
			c.Cache = policyOf(c.Type.Directives)
			c.Cache.Tags = l.cacheTags(c.Type.Directives, &Connector{Place: OnType, Type: c.Type})
		}
		l.checkPrivate(c)
	}
}

// fieldTags are the tags of a field, and what they read.
func (l *loader) fieldTags(def *ast.Definition, f *ast.FieldDefinition) ([]*Template, []use) {
	place := OnField
	if l.schema.isRoot(def) {
		place = OnRoot
	}
	reader := &Connector{Place: place, Type: def, Field: f}
	return l.cacheTags(f.Directives, reader), reader.uses
}

// policyOf reads the directives, the first of which win argument by argument.
func policyOf(levels ...ast.DirectiveList) Caching {
	var out Caching
	given := map[string]string{}
	for _, ds := range levels {
		if d := ds.ForName(cacheControl); d != nil {
			for _, a := range d.Arguments {
				if _, ok := given[a.Name]; !ok && a.Value.Kind != ast.NullValue {
					given[a.Name] = a.Value.Raw
				}
			}
		}
	}
	seconds := func(name string) time.Duration {
		n, _ := strconv.ParseInt(given[name], 10, 64) // checkPolicy has reported what is no number
		return time.Duration(n) * time.Second
	}
	out.MaxAge, out.StaleWhileRevalidate = seconds("maxAge"), seconds("staleWhileRevalidate")
	out.StaleIfError, out.NegativeMaxAge = seconds("staleIfError"), seconds("negativeMaxAge")
	out.Private = given["scope"] == "PRIVATE"
	return out
}

func (l *loader) checkPolicy(ds ast.DirectiveList) {
	d := ds.ForName(cacheControl)
	if d == nil {
		return
	}
	for _, a := range d.Arguments {
		pos := l.pos(a.Value.Position)
		switch a.Name {
		case "scope":
			if a.Value.Kind != ast.NullValue && a.Value.Raw != "PUBLIC" && a.Value.Raw != "PRIVATE" {
				l.errorf(pos, CodeInvalidCachePolicy, DidYouMean(a.Value.Raw, []string{"PUBLIC", "PRIVATE"}, "use PUBLIC or PRIVATE"), "%s is not a scope", a.Value.Raw)
			}
		case "inheritMaxAge":
		default:
			n, err := strconv.ParseInt(a.Value.Raw, 10, 64)
			if a.Value.Kind != ast.NullValue && (a.Value.Kind != ast.IntValue || err != nil || n < 0 || n > maxSeconds) {
				l.errorf(pos, CodeInvalidCachePolicy, "write a number of seconds, 0 or more", "`%s` cannot be %s", a.Name, a.Value)
			}
		}
	}
}

// cacheTags reads the tags. of stands for whose variables they may read.
func (l *loader) cacheTags(ds ast.DirectiveList, of *Connector) []*Template {
	var out []*Template
	for _, d := range ds.ForNames(cacheTag) {
		a := d.Arguments.ForName("format")
		if a == nil || a.Value.Kind != ast.StringValue && a.Value.Kind != ast.BlockValue {
			continue // reported, or reported by the validator
		}
		lit := keyAsThis(l.literal(a.Value))
		t, err := mapping.CompileTemplate(lit.text, mapping.Latest)
		if err != nil {
			l.syntax(lit, CodeInvalidCacheTag, "`format`", err)
			continue
		}
		tag := &Template{Template: t, literal: lit}
		vars := slices.DeleteFunc(of.ownVars(), func(v string) bool { return v == mapping.VarBatch })
		if of.Place == OnType {
			vars = []string{mapping.VarThis}
		}
		l.checkTemplate(tag, scope{code: CodeInvalidCacheTag, what: "a cache tag", vars: vars, of: of, lists: true})
		out = append(out, tag)
	}
	return out
}

// keyAsThis lets tags say $key, as other servers have it, for $this.
func keyAsThis(in *literal) *literal {
	const key, this = "{$key.", "{$this."
	out := &literal{file: in.file, start: in.start}
	rest, at := in.text, 0
	take := func(text string, length int) {
		for i := range len(text) {
			if in.offsets != nil {
				out.offsets = append(out.offsets, in.offsets[at+min(i, length-1)])
			}
		}
		out.text += text
		at += length
		rest = rest[length:]
	}
	for {
		i := strings.Index(rest, key)
		if i < 0 {
			break
		}
		take(rest[:i], i)
		take(this, len(key))
	}
	take(rest, len(rest))
	if in.offsets != nil {
		out.offsets = append(out.offsets, in.offsets[len(in.offsets)-1])
	}
	return out
}
