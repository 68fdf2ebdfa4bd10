package oteltest

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	collectortrace "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	common "go.opentelemetry.io/proto/otlp/common/v1"
	trace "go.opentelemetry.io/proto/otlp/trace/v1"
)

// Span is a span as it was sent. Ids are in hexadecimal, as in traceparent.
type Span struct {
	Service                   string // service.name
	Scope                     string // the instrumentation library
	Name, Kind                string // Kind is SERVER, CLIENT, INTERNAL, ...
	TraceID, SpanID, ParentID string // ParentID is empty for a root
	Start, End                time.Time
	Attributes                map[string]string // values as text
	Events                    []Event
	Links                     []string // trace ids
	Error                     string   // the status text, "error" if it has none; empty if all went well
}

// Event is something that happened during a span.
type Event struct {
	Name       string
	Attributes map[string]string
}

func spansOf(message *collectortrace.ExportTraceServiceRequest) []Span {
	var spans []Span
	for _, resource := range message.GetResourceSpans() {
		service := attributes(resource.GetResource().GetAttributes())["service.name"]
		for _, scope := range resource.GetScopeSpans() {
			for _, s := range scope.GetSpans() {
				span := newSpan(s)
				span.Service, span.Scope = service, scope.GetScope().GetName()
				spans = append(spans, span)
			}
		}
	}
	return spans
}

func newSpan(s *trace.Span) Span {
	span := Span{
		Name:       s.GetName(),
		Kind:       strings.TrimPrefix(s.GetKind().String(), "SPAN_KIND_"),
		TraceID:    hex.EncodeToString(s.GetTraceId()),
		SpanID:     hex.EncodeToString(s.GetSpanId()),
		ParentID:   hex.EncodeToString(s.GetParentSpanId()),
		Start:      time.Unix(0, int64(s.GetStartTimeUnixNano())),
		End:        time.Unix(0, int64(s.GetEndTimeUnixNano())),
		Attributes: attributes(s.GetAttributes()),
	}
	for _, e := range s.GetEvents() {
		span.Events = append(span.Events, Event{e.GetName(), attributes(e.GetAttributes())})
	}
	for _, l := range s.GetLinks() {
		span.Links = append(span.Links, hex.EncodeToString(l.GetTraceId()))
	}
	if s.GetStatus().GetCode() == trace.Status_STATUS_CODE_ERROR {
		span.Error = cmp.Or(s.GetStatus().GetMessage(), "error")
	}
	return span
}

func attributes(list []*common.KeyValue) map[string]string {
	out := make(map[string]string, len(list))
	for _, kv := range list {
		out[kv.GetKey()] = text(kv.GetValue())
	}
	return out
}

func text(v *common.AnyValue) string {
	switch v := v.GetValue().(type) {
	case *common.AnyValue_StringValue:
		return v.StringValue
	case *common.AnyValue_IntValue:
		return fmt.Sprint(v.IntValue)
	case *common.AnyValue_BoolValue:
		return fmt.Sprint(v.BoolValue)
	case *common.AnyValue_DoubleValue:
		return fmt.Sprint(v.DoubleValue)
	case *common.AnyValue_BytesValue:
		return hex.EncodeToString(v.BytesValue)
	case *common.AnyValue_ArrayValue:
		items := make([]string, len(v.ArrayValue.GetValues()))
		for i, item := range v.ArrayValue.GetValues() {
			items[i] = text(item)
		}
		return "[" + strings.Join(items, " ") + "]"
	}
	return fmt.Sprint(v.GetValue())
}

// Tree draws spans as an indented text, one line each: name, kind, those of the
// attributes called keys that it has, events in brackets, and the error. A span
// whose parent is not among them is a root.
//
// Siblings are in the order of their lines' text, and times are left out, so
// that the text is the same in every run although resolvers run in parallel.
// Timeline has both.
func Tree(spans []Span, keys ...string) string {
	return draw(spans, func(s Span) string { return line(s, keys) }, func(a, b Span) int {
		return cmp.Or(cmp.Compare(line(a, keys), line(b, keys)), a.Start.Compare(b.Start))
	})
}

// Timeline is Tree with siblings in the order they began and, at the head of
// each line, when that was and how long the span took, for people to look at.
func Timeline(spans []Span, keys ...string) string {
	var zero time.Time
	for _, s := range spans {
		if zero.IsZero() || s.Start.Before(zero) {
			zero = s.Start
		}
	}
	return draw(spans, func(s Span) string {
		at, took := s.Start.Sub(zero).Round(time.Microsecond), s.End.Sub(s.Start).Round(time.Microsecond)
		return fmt.Sprintf("%s +%s %s", at, took, line(s, keys))
	}, func(a, b Span) int { return a.Start.Compare(b.Start) })
}

func draw(spans []Span, line func(Span) string, order func(a, b Span) int) string {
	known := map[string]bool{}
	for _, s := range spans {
		known[s.SpanID] = true
	}
	children := map[string][]Span{}
	for _, s := range spans {
		parent := s.ParentID
		if !known[parent] {
			parent = ""
		}
		children[parent] = append(children[parent], s)
	}
	var out strings.Builder
	var under func(parent, indent string)
	under = func(parent, indent string) {
		siblings := children[parent]
		slices.SortStableFunc(siblings, order)
		for _, s := range siblings {
			out.WriteString(indent + line(s) + "\n")
			under(s.SpanID, indent+"  ")
		}
	}
	under("", "")
	return out.String()
}

func line(s Span, keys []string) string {
	out := s.Name + " " + s.Kind
	for _, key := range keys {
		if value, ok := s.Attributes[key]; ok {
			out += " " + key + "=" + value
		}
	}
	for _, e := range s.Events {
		out += " [" + e.Name
		for _, key := range keys {
			if value, ok := e.Attributes[key]; ok {
				out += " " + key + "=" + value
			}
		}
		out += "]"
	}
	if s.Error != "" {
		out += " ERROR"
	}
	return out
}
