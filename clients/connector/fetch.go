package connector

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"

	"bff/clients"
	"bff/connect/mapping"
	"bff/connect/supply"
)

// Fetch makes the call, through the cache when the connector has a policy. A
// mutation then invalidates what its tags say, also when it failed: the backend
// may have done it.
func (d *Definition[T]) Fetch(ctx context.Context, rt *Runtime, own Vars) supply.Result[T] {
	vars, err := rt.vars(ctx, d.definition, own)
	if err != nil {
		return supply.Result[T]{Err: d.invalid(err)}
	}
	request, err := rt.render(d.definition, vars)
	if err != nil {
		return supply.Result[T]{Err: d.invalid(err)}
	}
	stored, found, err := clients.Fetch(ctx, rt.backends, d.call(ctx, rt, vars), request)
	if d.spec.Mutation && len(d.tags) > 0 {
		_ = rt.backends.Invalidate(ctx, d.tagsOf(vars)...) // the cache has logged and counted it
	}
	return resultOf(d, stored, found, err)
}

// FetchThis makes a call for each of the objects that $this is, as Key makes them: a
// missing one is not asked for and not found. Equal ones are asked for once, at most
// 32 at the same time. The answers come in the order of the objects.
func (d *Definition[T]) FetchThis(ctx context.Context, rt *Runtime, args mapping.Value, objects []mapping.Value) []supply.Result[T] {
	return d.fetchEach(ctx, rt, objects, func(v mapping.Value) Vars { return Vars{Args: args, This: v} })
}

// FetchArgs is FetchThis for a field of Query that completes entities: their keys are
// its arguments.
func (d *Definition[T]) FetchArgs(ctx context.Context, rt *Runtime, keys []mapping.Value) []supply.Result[T] {
	return d.fetchEach(ctx, rt, keys, func(v mapping.Value) Vars { return Vars{Args: v} })
}

// most is how many calls one field has under way at once.
const most = 32

func (d *Definition[T]) fetchEach(ctx context.Context, rt *Runtime, objects []mapping.Value, vars func(mapping.Value) Vars) []supply.Result[T] {
	position := make([]int, len(objects)) // in distinct; -1 is not asked for
	known := map[string]int{}
	var distinct []mapping.Value
	for i, v := range objects {
		if v.IsMissing() {
			position[i] = -1
			continue
		}
		key := string(v.AppendKey(nil))
		at, ok := known[key]
		if !ok {
			at = len(distinct)
			known[key] = at
			distinct = append(distinct, v)
		}
		position[i] = at
	}
	answers := make([]supply.Result[T], len(distinct))
	concurrently(len(distinct), func(n int) {
		defer func() { // on a goroutine of ours nobody else would
			if cause := recover(); cause != nil {
				answers[n] = supply.Result[T]{Err: d.invalid(fmt.Errorf("panic: %v\n%s", cause, debug.Stack()))}
			}
		}()
		answers[n] = d.Fetch(ctx, rt, vars(distinct[n]))
	})
	out := make([]supply.Result[T], len(objects))
	for i, at := range position {
		if at >= 0 {
			out[i] = answers[at]
		}
	}
	return out
}

// concurrently calls f for 0 to n-1, a single one without a goroutine.
func concurrently(n int, f func(int)) {
	if n == 1 {
		f(0)
		return
	}
	var calls sync.WaitGroup
	slots := make(chan struct{}, most)
	for i := range n {
		slots <- struct{}{}
		calls.Go(func() {
			defer func() { <-slots }()
			f(i)
		})
	}
	calls.Wait()
}

// call is the connector in the words of package clients.
func (d *Definition[T]) call(ctx context.Context, rt *Runtime, vars *mapping.Vars) clients.Call[*stored] {
	return clients.Call[*stored]{
		Source: d.spec.Source.Name, Name: d.spec.Name, Cache: d.spec.Cache, Idempotent: d.idempotent(),
		Form: d.form(vars), Codec: d.codec(vars), Asked: d.askedTags(vars),
		Tags: func(s *stored) []string { return s.tags },
		Interpret: func(r clients.Response) (*stored, bool, error) {
			text, found, err := d.interpret(ctx, rt, r, vars)
			if err != nil || !found {
				return nil, false, err
			}
			s, err := d.store(text, vars)
			return s, err == nil, err
		},
	}
}

// interpret decides what a response means and gives the JSON of its selection.
// found is false where there is none.
func (d *definition) interpret(ctx context.Context, rt *Runtime, r clients.Response, vars *mapping.Vars) (text []byte, found bool, err error) {
	if d.gone(r.Status) {
		return nil, false, nil
	}
	buffer := buffers.Get().(*[]byte)
	defer buffers.Put(buffer)
	out, ok, problems, err := d.answer.Append((*buffer)[:0], mapping.Response{Status: r.Status, Header: r.Header, Body: r.Body}, vars)
	rt.note(ctx, d, problems)
	if err != nil {
		return nil, false, d.failure(err)
	}
	if cap(out) <= maxBuffer {
		*buffer = out
	}
	return bytes.Clone(out), ok && string(out) != "null", nil
}

// buffers are what answers are mapped into before they are kept, to the byte.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// maxBuffer keeps one huge answer from holding memory for ever, in bytes.
const maxBuffer = 1 << 20

// gone: the backend says that there is no such thing, and the schema does not say
// that this is a failure of its own kind.
func (d *definition) gone(status int) bool {
	return len(d.spec.Keys) == 0 && (status == http.StatusNotFound || status == http.StatusGone) && d.spec.Method == http.MethodGet && !d.judged && !d.told
}

// note logs what a mapping did not find. It is for those who write schemas, and
// holds no values.
func (rt *Runtime) note(ctx context.Context, d *definition, problems mapping.Problems) {
	if len(problems) > 0 {
		rt.log.DebugContext(ctx, "a mapping has problems", "source", d.spec.Source.Name, "call", d.spec.Name, "count", problems.Total(), "first", problems[0].String())
	}
}

// render makes the request. Its target is relative to the source's address.
func (rt *Runtime) render(d *definition, vars *mapping.Vars) (clients.Request, error) {
	p := rt.prepared(d)
	if p.err != nil {
		return clients.Request{}, p.err
	}
	rendered, _, err := p.request.Render(vars)
	if err != nil {
		return clients.Request{}, err
	}
	target, ok := strings.CutPrefix(rendered.URL, p.base)
	if !ok {
		return clients.Request{}, errors.New("the URL is not below the address of its source")
	}
	out := clients.Request{Method: rendered.Method, Body: rendered.Body}
	out.Path, out.RawQuery, _ = strings.Cut(target, "?")
	if d.closed && hasGap(out.Path) {
		return clients.Request{}, errGap
	}
	for _, h := range rendered.Header {
		if strings.EqualFold(h.Name, "Idempotency-Key") {
			out.IdempotencyKey = h.Value
			continue
		}
		if out.Header == nil {
			out.Header = http.Header{}
		}
		out.Header.Add(h.Name, h.Value)
	}
	return out, nil
}

// errGap is a request for another resource, such as a list instead of one of its items.
var errGap = &mapping.RenderError{Part: mapping.PartURL, Msg: "a variable makes an empty segment of the path", Hint: "give it a value"}

// hasGap reports an empty segment.
func hasGap(path string) bool {
	return len(path) > 1 && strings.HasSuffix(path, "/") || strings.Contains(path, "//")
}

// literalPath is the path of a URL template with a letter for each hole.
func literalPath(template string) string {
	var out strings.Builder
	depth := 0
	for _, r := range template {
		switch {
		case r == '{':
			if depth == 0 {
				out.WriteByte('x')
			}
			depth++
		case r == '}':
			depth--
		case depth > 0:
		case r == '?' || r == '#':
			return out.String()
		default:
			out.WriteRune(r)
		}
	}
	return out.String()
}

// form is what shapes the answer beside the request.
func (d *definition) form(vars *mapping.Vars) string {
	if len(d.reads) == 0 {
		return d.digest
	}
	form := []byte(d.digest)
	for _, r := range d.reads {
		form = append(form, ' ')
		form = valueOf(r, vars).AppendExact(form)
	}
	return string(form)
}

// valueOf is the variable that is read, or the part of it.
func valueOf(r mapping.Read, vars *mapping.Vars) mapping.Value {
	v := variable(r.Var, vars)
	for _, key := range r.Path {
		next := v.Get(key.Name)
		if next.IsMissing() && v.Kind() == mapping.KindList {
			return v
		}
		v = next
	}
	return v
}

func variable(name string, vars *mapping.Vars) mapping.Value {
	switch name {
	case mapping.VarArgs:
		return vars.Args
	case mapping.VarThis:
		return vars.This
	case mapping.VarBatch:
		return vars.Batch
	case mapping.VarConfig:
		return vars.Config
	case mapping.VarContext:
		return vars.Context
	case mapping.VarEnv:
		return vars.Env
	default:
		return vars.Request
	}
}

// tagsOf renders the tags; those that read what is not there are left out.
func (d *definition) tagsOf(vars *mapping.Vars) []string {
	var out []string
	for _, t := range d.tags {
		out = appendTags(out, t, vars)
	}
	return out
}

// askedTags are the tags of an answer that is cached, as far as its question makes them.
func (d *definition) askedTags(vars *mapping.Vars) []string {
	if !d.spec.Cache.Cached() {
		return nil
	}
	return d.tagsOf(vars)
}

// appendTags appends the texts of a tag: one for each element of a list in it, none
// where it reads what is not there.
func appendTags(dst []string, t *mapping.Template, vars *mapping.Vars) []string {
	text, problems, err := t.Render(vars)
	switch {
	case len(problems) > 0:
		return dst
	case err == nil:
		return append(dst, text)
	}
	texts, problems, err := t.RenderEach(vars) // there is a list, which is rare
	if err != nil || len(problems) > 0 {
		return dst
	}
	return append(dst, texts...)
}

// invalid is the error of a request that cannot be built.
func (d *definition) invalid(err error) error {
	code := clients.CodeInternal
	if _, ok := errors.AsType[*mapping.RenderError](err); ok {
		code = clients.CodeBadUserInput
	}
	return &clients.Error{Code: code, Source: d.spec.Source.Name, Call: d.spec.Name, Err: fmt.Errorf("build the request: %w", err)}
}
