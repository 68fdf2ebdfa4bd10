package connector

import (
	"errors"

	"bff/connect/mapping"
)

// failure is a response that is no success, as the schema tells it.
type failure struct {
	message    string
	code       string         // empty: the one that belongs to the status
	extensions map[string]any // without the code
	err        error
}

// Error says nothing of the backend's own text, which may stand in the message.
func (f *failure) Error() string { return "the response is no success" }

// Unwrap returns the cause; nil where there is none beside the status.
func (f *failure) Unwrap() error { return f.err }

// Told is what clients may know; see clients.Error.
func (f *failure) Told() (message, code string, extensions map[string]any) {
	return f.message, f.code, f.extensions
}

// failure makes the error of a response. Where the schema maps nothing, what
// clients are told is up to the status.
func (d *definition) failure(err error) error {
	answer, ok := errors.AsType[*mapping.AnswerError](err)
	if !ok || !d.told || answer.Code != mapping.CodeFetch {
		return err
	}
	out := &failure{message: answer.Message, extensions: map[string]any{}, err: answer.Err}
	for key, v := range answer.Extensions.All() {
		if text, ok := v.Str(); ok && key == "code" {
			out.code = text
			continue
		}
		out.extensions[key] = v.Any()
	}
	return out
}
