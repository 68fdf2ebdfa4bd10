package telemetry

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"sync"
	"time"

	"go.opentelemetry.io/otel/trace"
)

// LogFormat is how log lines look.
type LogFormat string

// The formats of the log.
const (
	LogAuto LogFormat = "auto" // LogText on a terminal, LogJSON elsewhere
	LogJSON LogFormat = "json"
	LogText LogFormat = "text" // key=value
)

func newLogger(o Options) (*slog.Logger, error) {
	options := &slog.HandlerOptions{Level: o.LogLevel, ReplaceAttr: readableDuration}
	format := o.LogFormat
	if format == "" || format == LogAuto {
		format = LogJSON
		if isTerminal(o.LogOutput) {
			format = LogText
		}
	}
	switch format {
	case LogJSON:
		return slog.New(traceHandler{slog.NewJSONHandler(o.LogOutput, options)}), nil
	case LogText:
		return slog.New(traceHandler{slog.NewTextHandler(o.LogOutput, options)}), nil
	}
	return nil, fmt.Errorf("telemetry: log format %q is not known; expected auto, json or text", o.LogFormat)
}

// readableDuration writes durations as "10s" in both formats: JSON would have them
// as a number of nanoseconds.
func readableDuration(_ []string, a slog.Attr) slog.Attr {
	if a.Value.Kind() == slog.KindDuration {
		a.Value = slog.StringValue(a.Value.Duration().String())
	}
	return a
}

func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// traceHandler adds trace_id and span_id, as OpenTelemetry names them in logs,
// to each line that is logged with the context of a span. In a logger with an
// open group they stand in that group, as slog has it for all attributes of a
// line.
type traceHandler struct{ slog.Handler }

func (h traceHandler) Handle(ctx context.Context, r slog.Record) error {
	if span := trace.SpanContextFromContext(ctx); span.IsValid() {
		r = r.Clone() // the record is the caller's
		r.AddAttrs(
			slog.String("trace_id", span.TraceID().String()),
			slog.String("span_id", span.SpanID().String()),
		)
	}
	return h.Handler.Handle(ctx, r)
}

func (h traceHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return traceHandler{h.Handler.WithAttrs(attrs)}
}

func (h traceHandler) WithGroup(name string) slog.Handler {
	return traceHandler{h.Handler.WithGroup(name)}
}

// errorLogInterval is how often the SDK's own failures are worth a line.
const errorLogInterval = time.Minute

// errorLog logs the failures of the SDK: the first at once, then at most one
// per minute with the number of those left out. A collector that is down for a
// night should not be the only thing in the log.
type errorLog struct {
	logger *slog.Logger
	now    func() time.Time

	mu      sync.Mutex
	last    time.Time
	skipped int
}

func newErrorLog(logger *slog.Logger, now func() time.Time) *errorLog {
	return &errorLog{logger: logger, now: now}
}

// Handle implements otel.ErrorHandler. Any goroutine may call it.
func (l *errorLog) Handle(err error) {
	l.mu.Lock()
	now := l.now()
	if !l.last.IsZero() && now.Sub(l.last) < errorLogInterval {
		l.skipped++
		l.mu.Unlock()
		return
	}
	skipped := l.skipped
	l.last, l.skipped = now, 0
	l.mu.Unlock() // before the write: a slow log must not stop exporters
	l.logger.Warn("telemetry", "error", err, "left_out", skipped)
}
