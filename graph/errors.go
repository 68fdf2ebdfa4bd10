package graph

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"runtime/debug"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Code is the stable name of an error in extensions.code.
type Code string

// The codes that this package gives. Resolvers bring their own through
// [CodedError].
const (
	CodeParseFailed      Code = "GRAPHQL_PARSE_FAILED"
	CodeValidationFailed Code = "GRAPHQL_VALIDATION_FAILED"
	CodeBadUserInput     Code = "BAD_USER_INPUT"
	CodeInternal         Code = "INTERNAL_SERVER_ERROR"
	CodeTimeout          Code = "BACKEND_TIMEOUT"
	CodeCancelled        Code = "CANCELLED" // the client left: nobody reads it, and nothing failed
)

// CodedError is an error that knows what a client may be told. Any error in a
// resolver's chain that has these methods is shown with them; all others are
// masked as INTERNAL_SERVER_ERROR and stand in the log only.
type CodedError interface {
	error
	// ErrorCode is the value of extensions.code.
	ErrorCode() string
	// PublicMessage is safe to show to anyone: no URL, no backend text.
	PublicMessage() string
}

// A CodedError that also has PublicExtensions() map[string]any adds these to what the
// client sees; the code and the trace id stay ours.

const maskedMessage = "Internal server error."

// maxMessage bounds the length of a message, in characters. Longer ones repeat
// something that came from outside, and are cut.
const maxMessage = 1000

// maxEcho bounds the characters of client input that an answer or a log line
// repeats.
const maxEcho = 100

// abridge cuts a text to at most so many characters.
func abridge(text string, most int) string {
	if len(text) <= most {
		return text
	}
	count := 0
	for i := range text {
		if count++; count > most {
			return text[:i] + "…"
		}
	}
	return text
}

// presenter decides what of an error leaves the server. It never changes the
// error given, since gqlgen writes paths into it and resolvers may share it.
type presenter struct{ log *errorLog }

// present runs where gqlgen has recovered a panic already, so it must not panic
// itself: the process would end. An error whose methods panic is masked.
func (p presenter) present(ctx context.Context, err error) (out *gqlerror.Error) {
	defer func() {
		if cause := recover(); cause != nil {
			out = &gqlerror.Error{Message: maskedMessage, Extensions: map[string]any{"code": string(CodeInternal)}}
			p.log.panicked(ctx, cause)
		}
	}()
	out = shell(ctx, err)
	message, code := p.describe(ctx, err, out)
	out.Message = abridge(message, maxMessage)
	out.Extensions["code"] = code
	identify(ctx, out.Extensions)
	return out
}

// shell copies what is public in any case: where the error happened.
func shell(ctx context.Context, err error) *gqlerror.Error {
	out := &gqlerror.Error{Path: graphql.GetPath(ctx), Extensions: map[string]any{}}
	var known *gqlerror.Error
	if errors.As(err, &known) {
		out.Locations = known.Locations
		if known.Path != nil {
			out.Path = known.Path
		}
	}
	if field := graphql.GetFieldContext(ctx); out.Locations == nil && field != nil && field.Field.Field != nil && field.Field.Position != nil {
		at := field.Field.Position // gqlgen leaves it out of a batch resolver's errors
		out.Locations = []gqlerror.Location{{Line: at.Line, Column: at.Column}}
	}
	return out
}

// describe gives the public message and code of err, and logs what it hides.
func (p presenter) describe(ctx context.Context, err error, at *gqlerror.Error) (message, code string) {
	var coded CodedError
	if errors.As(err, &coded) {
		if more, ok := coded.(interface{ PublicExtensions() map[string]any }); ok {
			maps.Copy(at.Extensions, more.PublicExtensions())
		}
		if !errors.Is(err, errPanic) { // recoverer has reported it with its stack
			p.report(ctx, levelOf(coded.ErrorCode()), at, coded.ErrorCode(), err)
		}
		return coded.PublicMessage(), coded.ErrorCode()
	}
	var known *gqlerror.Error
	if errors.As(err, &known) {
		if code, ok := known.Extensions["code"].(string); ok {
			maps.Copy(at.Extensions, known.Extensions) // only beside a message that is shown
			return known.Message, code                 // the executor's: parsing, validation, persisted queries
		}
		// gqlgen's own words outside of any field are about the request.
		if inArguments(ctx) || known.Err == nil && graphql.GetFieldContext(ctx) == nil {
			return known.Message, string(CodeBadUserInput)
		}
		if known.Err == nil && known.Message == mustNotBeNull {
			return "No value for a field that can't be null.", string(CodeInternal)
		}
	}
	if errors.Is(err, context.DeadlineExceeded) {
		p.report(ctx, slog.LevelWarn, at, string(CodeTimeout), err)
		return "The request timed out.", string(CodeTimeout)
	}
	if errors.Is(err, context.Canceled) {
		return "The request was cancelled.", string(CodeCancelled)
	}
	p.report(ctx, slog.LevelError, at, string(CodeInternal), err)
	return maskedMessage, string(CodeInternal)
}

func (p presenter) report(ctx context.Context, level slog.Level, at *gqlerror.Error, code string, err error) {
	p.log.report(ctx, level, at, code, func() (string, string) { return causeText(err), "" })
}

// mustNotBeNull is gqlgen's text for a null in a non-null place.
const mustNotBeNull = "must not be null"

// inArguments tells whether the field's arguments were being read: gqlgen sets
// them only when all are good.
func inArguments(ctx context.Context) bool {
	field := graphql.GetFieldContext(ctx)
	return field != nil && field.Args == nil && field.Field.Field != nil && len(field.Field.Arguments) > 0
}

// recoverer turns a resolver's panic into an error of its field; the stack goes
// to the log only.
func recoverer(log *errorLog) graphql.RecoverFunc {
	return func(ctx context.Context, cause any) error {
		log.panicked(ctx, cause)
		return errPanic
	}
}

// panicked reports a panic. It runs in the function that recovered it, whose stack
// still shows where it happened, and lets no panic of its own out.
func (l *errorLog) panicked(ctx context.Context, cause any) {
	defer func() { _ = recover() }() // the text of a cause can panic
	l.report(ctx, slog.LevelError, nil, string(CodeInternal), func() (string, string) {
		return "panic: " + fmt.Sprint(cause), string(debug.Stack())
	})
}

// errPanic is what a panic becomes; its text is public, because the WebSocket
// transport sends it as it is when a panic is in no field.
var errPanic error = panicError{}

type panicError struct{}

func (panicError) Error() string         { return maskedMessage }
func (panicError) ErrorCode() string     { return string(CodeInternal) }
func (panicError) PublicMessage() string { return maskedMessage }
