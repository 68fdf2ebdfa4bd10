package connector

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"bff/clients"
	"bff/connect/inputs"
	"bff/connect/mapping"
)

// Which requests may share an execution. Two things keep one caller's answer from
// another: the key holds the value of every input that the operation reads, and the
// execution sees no other input. A read that was forgotten is therefore an error, and
// never somebody else's data.

// Share gives what identical operations that read set need to share one execution: the
// key is equal for requests that are equal in it, and the execution has to run in shared,
// in which nothing else of the request can be read. ok is false for a request with
// credentials that the operation reads: whoever changed something must not read an
// answer that was begun before.
func Share(ctx context.Context, set inputs.Set) (shared context.Context, key string, ok bool) {
	in := clients.IncomingFrom(ctx)
	var text strings.Builder
	for _, name := range set.Headers {
		values := valuesOf(in.Header, name)
		if inputs.IsCredential(name) && len(values) > 0 {
			return nil, "", false
		}
		writePart(&text, name)
		writePart(&text, strconv.Itoa(len(values)))
		for _, value := range values {
			writePart(&text, value)
		}
	}
	given, _ := ctx.Value(contextKey{}).(mapping.Value)
	for _, name := range set.Context {
		writePart(&text, name)
		writePart(&text, string(given.Get(name).AppendKey(nil)))
	}
	shared = clients.WithIncoming(ctx, in.Narrow(set.Headers))
	return context.WithValue(shared, onlyKey{}, slices.Clone(set.Context)), text.String(), true
}

// valuesOf are the values of a header, in whatever spelling it stands in h.
func valuesOf(h http.Header, name string) []string {
	values := h[name]
	for other, more := range h {
		if other != name && strings.EqualFold(other, name) {
			values = slices.Concat(values, more)
		}
	}
	return values
}

// writePart writes a text so that no two lists of texts look the same.
func writePart(to *strings.Builder, text string) {
	to.WriteString(strconv.Itoa(len(text)))
	to.WriteByte(':')
	to.WriteString(text)
}

// onlyKey is that of the members of $context that a shared execution may read.
type onlyKey struct{}

// needs lists the inputs that a connector reads of a request.
type needs struct {
	headers []string // lower-case
	context []string // members of $context
	// anyHeader and anyContext: it reads them as a whole.
	anyHeader, anyContext bool
}

// needsOf finds what all parts of a connector read.
func (c *compiler) needsOf(s Spec) needs {
	var out needs
	for _, h := range slices.Concat(s.Headers, s.Source.Headers) {
		if h.From != "" {
			out.headers = append(out.headers, strings.ToLower(h.From))
			continue
		}
		out.template(c.template(h.Value))
	}
	out.template(c.template(s.URL))
	for _, text := range []string{
		s.Path, s.Query, s.Body, s.Source.Path, s.Source.Query,
		s.Selection, s.IsSuccess, s.Message, s.Extensions, s.Source.IsSuccess, s.Source.Message, s.Source.Extensions,
	} {
		if m := c.mapping(text); m != nil {
			out.reads(m.Analyze().Reads)
		}
	}
	return out
}

func (n *needs) template(t *mapping.Template) {
	if t == nil {
		return
	}
	for _, hole := range t.Holes() {
		n.reads(hole.Mapping.Analyze().Reads)
	}
}

func (n *needs) reads(reads []mapping.Read) {
	for _, r := range reads {
		switch {
		case r.Var == mapping.VarRequest && len(r.Path) > 1 && r.Path[0].Name == "headers":
			n.headers = append(n.headers, strings.ToLower(r.Path[1].Name))
		case r.Var == mapping.VarContext && len(r.Path) > 0:
			n.context = append(n.context, r.Path[0].Name)
		case r.Var == mapping.VarRequest:
			n.anyHeader = true
		case r.Var == mapping.VarContext:
			n.anyContext = true
		}
	}
}

// request reports that the client's headers matter.
func (n *needs) request() bool { return n.anyHeader || len(n.headers) > 0 }

// withheld is an error when the execution in ctx may not see what the connector reads.
func (n *needs) withheld(ctx context.Context) error {
	only, shared := ctx.Value(onlyKey{}).([]string)
	if !shared {
		return nil
	}
	if n.anyHeader || n.anyContext {
		return errors.New("a shared operation calls a connector that reads $request or $context as a whole; a field in Go that calls it must not have @reads")
	}
	for _, name := range n.context {
		if !slices.Contains(only, name) {
			return fmt.Errorf("$context.%s is read by a field in Go that does not declare it; add the field whose connector reads it to its @reads", name)
		}
	}
	return clients.Withheld(ctx, n.headers...)
}
