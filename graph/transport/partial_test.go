package transport

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

var errLost = errors.New("lost")

// partial is a WebSocket that is lost within a message.
type partial struct{ conn }

func (partial) NextReader() (int, io.Reader, error) {
	return 1, io.MultiReader(strings.NewReader(`{"type":"ping"}`), iotest.ErrReader(errLost)), nil
}

// A message of which a part arrived is none, though that part could be read as one.
func TestPartOfAMessageIsNone(t *testing.T) {
	if _, reader, err := (strictConn{partial{}}).NextReader(); !errors.Is(err, errLost) || reader != nil {
		t.Errorf("NextReader = %v, %v; want no message and the error", reader, err)
	}
}
