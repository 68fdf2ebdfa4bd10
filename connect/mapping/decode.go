package mapping

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"unicode/utf8"
	"unsafe"
)

// Reading JSON. The reader checks the whole text against RFC 8259 and notes
// where each value begins and ends, sixteen bytes per key or value, and copies
// nothing: most of a backend's answer is never asked for, and what is asked for
// usually goes out as it came in. encoding/json would check just as well, but
// gives either a tree of maps or a second pass over every nested value.

// maxDepth bounds the nesting of a document, so that walking one is safe.
const maxDepth = 512

// DecodeError is a body that is not JSON, or not JSON that we accept: it nests
// deeper than 512 levels, is over 4 GiB, or has a number beyond 64-bit floats.
type DecodeError struct {
	Offset int // in bytes, where the reader gave up
	Msg    string
}

// Error names the offset, and nothing of the text: it may be secret.
func (e *DecodeError) Error() string {
	return fmt.Sprintf("undecodable body at byte %d: %s", e.Offset, e.Msg)
}

// Parse reads a JSON text. The value keeps body, which must not change
// afterwards. The error is a *DecodeError.
func Parse(body []byte) (Value, error) {
	return new(store).parse(body)
}

// parse fills s, whose nodes may have been used before, from body.
func (s *store) parse(body []byte) (Value, error) {
	if uint64(len(body)) > math.MaxUint32 {
		return Value{}, &DecodeError{0, "the text is over 4 GiB"}
	}
	if !utf8.Valid(body) {
		return Value{}, &DecodeError{0, "the text is not UTF-8"}
	}
	if cap(s.nodes) == 0 {
		s.nodes = make([]node, 0, len(body)/7+4) // one for every 7 bytes is usual
	}
	r := reader{src: body, nodes: s.nodes[:0]}
	err := r.document()
	s.nodes = r.nodes
	if err != nil {
		return Value{}, err
	}
	s.compact = !r.blanks
	// The one conversion without a copy: nothing here writes to body, and Parse
	// tells its caller not to.
	s.src = unsafe.String(unsafe.SliceData(body), len(body))
	return s.value(0), nil
}

// reader is the state of reading one text.
type reader struct {
	src    []byte
	i      int
	nodes  []node
	depth  int
	blanks bool // blanks stand between tokens
}

func (r *reader) fail(msg string) error { return &DecodeError{r.i, msg} }

func (r *reader) document() error {
	r.skipBlanks()
	r.blanks = false
	if err := r.value(); err != nil {
		return err
	}
	inner := r.blanks
	r.skipBlanks()
	r.blanks = inner
	if r.i < len(r.src) {
		return r.fail("text after the value")
	}
	return nil
}

func (r *reader) skipBlanks() {
	for r.i < len(r.src) {
		switch r.src[r.i] {
		case ' ', '\t', '\r', '\n':
			r.i++
			r.blanks = true
		default:
			return
		}
	}
}

// peek is the next byte, 0 at the end.
func (r *reader) peek() byte {
	if r.i < len(r.src) {
		return r.src[r.i]
	}
	return 0
}

func (r *reader) value() error {
	switch c := r.peek(); c {
	case '"':
		return r.str()
	case '{':
		return r.container(KindObject, '}')
	case '[':
		return r.container(KindList, ']')
	case 't':
		return r.word("true", KindBool)
	case 'f':
		return r.word("false", KindBool)
	case 'n':
		return r.word("null", KindNull)
	default:
		if c == '-' || isDigit(c) {
			return r.number()
		}
		if r.i == len(r.src) {
			return r.fail("the text ends too early")
		}
		return r.fail("a value should start here")
	}
}

func (r *reader) word(word string, kind Kind) error {
	end := r.i + len(word)
	if end > len(r.src) || string(r.src[r.i:end]) != word {
		return r.fail("a value should start here")
	}
	r.leaf(kind, r.i, end, false)
	r.i = end
	return nil
}

func (r *reader) leaf(kind Kind, start, end int, escaped bool) {
	r.nodes = append(r.nodes, node{uint32(start), uint32(end), uint32(len(r.nodes) + 1), kind, escaped})
}

func (r *reader) container(kind Kind, end byte) error {
	if r.depth++; r.depth > maxDepth {
		return r.fail("nested too deeply")
	}
	at := len(r.nodes)
	r.leaf(kind, r.i, 0, false)
	r.i++
	r.skipBlanks()
	if r.peek() != end {
		if err := r.members(kind, end); err != nil {
			return err
		}
	}
	r.i++
	r.depth--
	n := &r.nodes[at]
	n.end, n.next = uint32(r.i), uint32(len(r.nodes))
	return nil
}

// members reads one or more members up to the closing byte.
func (r *reader) members(kind Kind, end byte) error {
	for {
		if kind == KindObject {
			if err := r.memberKey(); err != nil {
				return err
			}
		}
		if err := r.value(); err != nil {
			return err
		}
		r.skipBlanks()
		switch r.peek() {
		case end:
			return nil
		case ',':
			r.i++
			r.skipBlanks()
		default:
			return r.fail("a comma or the end of a list or object should stand here")
		}
	}
}

func (r *reader) memberKey() error {
	if r.peek() != '"' {
		return r.fail("a key should start here")
	}
	if err := r.str(); err != nil {
		return err
	}
	r.skipBlanks()
	if r.peek() != ':' {
		return r.fail("a colon should stand here")
	}
	r.i++
	r.skipBlanks()
	return nil
}

// str reads a string, eight bytes at a time where nothing happens in them.
func (r *reader) str() error {
	start := r.i + 1
	i := start
	escaped := false
	for {
		for i+8 <= len(r.src) {
			special := specialBytes(binary.LittleEndian.Uint64(r.src[i:]))
			if special != 0 {
				i += bits.TrailingZeros64(special) / 8
				break
			}
			i += 8
		}
		if i >= len(r.src) {
			r.i = i
			return r.fail("a string never ends")
		}
		switch c := r.src[i]; {
		case c == '"':
			r.leaf(KindString, start, i, escaped)
			r.i = i + 1
			return nil
		case c == '\\':
			escaped = true
			r.i = i
			n, err := r.escape()
			if err != nil {
				return err
			}
			i += n
		case c < 0x20:
			r.i = i
			return r.fail("a control character in a string")
		default:
			i++
		}
	}
}

// specialBytes has the high bit set in the first byte of w that is a quote, a
// backslash or a control character. Bytes after it may be marked wrongly.
func specialBytes(w uint64) uint64 {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	quote := w ^ (ones * '"')
	slash := w ^ (ones * '\\')
	return ((quote-ones)&^quote | (slash-ones)&^slash | (w-ones*0x20)&^w) & highs
}

// escape is the length of the escape at r.i.
func (r *reader) escape() (int, error) {
	if r.i+1 >= len(r.src) {
		return 0, r.fail("a string never ends")
	}
	switch r.src[r.i+1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2, nil
	case 'u':
		if r.i+6 > len(r.src) {
			return 0, r.fail("a string never ends")
		}
		for _, c := range r.src[r.i+2 : r.i+6] {
			if !isHex(c) {
				return 0, r.fail("\\u needs four hexadecimal digits")
			}
		}
		return 6, nil
	default:
		return 0, r.fail("an unknown escape in a string")
	}
}

func isHex(c byte) bool { return isDigit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F' }

func (r *reader) digits() bool {
	from := r.i
	for r.i < len(r.src) && isDigit(r.src[r.i]) {
		r.i++
	}
	return r.i > from
}

func (r *reader) number() error {
	start, kind := r.i, KindInt
	if r.src[r.i] == '-' {
		r.i++
	}
	if r.peek() == '0' {
		r.i++
	} else if !r.digits() {
		return r.fail("a digit should stand here")
	}
	if r.peek() == '.' {
		kind = KindFloat
		r.i++
		if !r.digits() {
			return r.fail("a digit should stand here")
		}
	}
	exponent := false
	if c := r.peek(); c == 'e' || c == 'E' {
		kind, exponent = KindFloat, true
		r.i++
		if c := r.peek(); c == '+' || c == '-' {
			r.i++
		}
		if !r.digits() {
			return r.fail("a digit should stand here")
		}
	}
	if exponent || r.i-start > 300 {
		// Only these can exceed a float64, which no GraphQL client could read.
		if _, err := strconv.ParseFloat(string(r.src[start:r.i]), 64); errors.Is(err, strconv.ErrRange) {
			r.i = start
			return r.fail("a number is too large")
		}
	}
	r.leaf(kind, start, r.i, false)
	return nil
}
