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

const maskedMessage = "Something went wrong on our side. The trace id leads us to it."

// presenter decides what of an error leaves the server. It never changes the
// error given, since gqlgen writes paths into it and resolvers may share it.
type presenter struct{ logger *slog.Logger }

func (p presenter) present(ctx context.Context, err error) *gqlerror.Error {
	out := shell(ctx, err)
	message, code := p.describe(ctx, err, out)
	out.Message = message
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
		p.logFailure(ctx, levelOf(coded.ErrorCode()), at, coded.ErrorCode(), err)
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
		p.logFailure(ctx, slog.LevelWarn, at, string(CodeTimeout), err)
		return "The request took too long; this field was given up.", string(CodeTimeout)
	}
	if errors.Is(err, context.Canceled) {
		return "The request was cancelled.", string(CodeCancelled)
	}
	p.logFailure(ctx, slog.LevelError, at, string(CodeInternal), err)
	return maskedMessage, string(CodeInternal)
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
func recoverer(logger *slog.Logger) graphql.RecoverFunc {
	return func(ctx context.Context, cause any) error {
		logger.LogAttrs(ctx, slog.LevelError, "panic",
			slog.String("graphql.path", graphql.GetPath(ctx).String()),
			slog.String("panic", fmt.Sprint(cause)),
			slog.String("stack", string(debug.Stack())),
		)
		return errPanic
	}
}

// errPanic is what a panic becomes; its text is public, because the WebSocket
// transport sends it as it is when a panic is in no field.
var errPanic error = panicError{}

type panicError struct{}

func (panicError) Error() string         { return maskedMessage }
func (panicError) ErrorCode() string     { return string(CodeInternal) }
func (panicError) PublicMessage() string { return maskedMessage }
