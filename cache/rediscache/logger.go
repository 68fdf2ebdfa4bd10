package rediscache

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/redis/go-redis/v9"
)

// LogTo sends what go-redis says about its connections to logger, at debug level:
// by itself it writes to stderr, a line for every dial that fails. It holds for
// the whole process, so main calls it, once and first.
func LogTo(logger *slog.Logger) { redis.SetLogger(printer{logger}) }

// printer is go-redis' idea of a logger.
type printer struct{ to *slog.Logger }

// Printf implements go-redis' logging interface.
func (p printer) Printf(ctx context.Context, format string, v ...any) {
	if p.to.Enabled(ctx, slog.LevelDebug) {
		p.to.DebugContext(ctx, fmt.Sprintf(format, v...), "from", "go-redis")
	}
}
