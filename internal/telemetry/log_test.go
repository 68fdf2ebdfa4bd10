package telemetry

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"
)

func TestErrorLogIsRare(t *testing.T) {
	var out bytes.Buffer
	now := time.Date(2026, 1, 2, 15, 0, 0, 0, time.UTC)
	l := newErrorLog(slog.New(slog.NewTextHandler(&out, nil)), func() time.Time { return now })
	for _, at := range []time.Duration{0, time.Second, 59 * time.Second, time.Minute, 61 * time.Second} {
		now = time.Date(2026, 1, 2, 15, 0, 0, 0, time.UTC).Add(at)
		l.Handle(errors.New("connection refused"))
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines; want the first and the one a minute later:\n%s", len(lines), &out)
	}
	if !strings.HasSuffix(lines[1], "left_out=2") {
		t.Errorf("second line %q; want the two that were left out counted", lines[1])
	}
}

func TestDurationsAreReadable(t *testing.T) {
	for _, format := range []LogFormat{LogJSON, LogText} {
		var out bytes.Buffer
		logger, err := newLogger(Options{LogFormat: format, LogOutput: &out})
		if err != nil {
			t.Fatal(err)
		}
		logger.Info("draining", "timeout", 10*time.Second, slog.Group("breaker", "sleep", 1500*time.Millisecond))
		for _, want := range []string{"10s", "1.5s"} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("%s: %s; want %s", format, &out, want)
			}
		}
	}
}
