package cache

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/cespare/xxhash/v2"
	"github.com/klauspost/compress/s2"
)

// An entry in the Store, all numbers as unsigned varints:
//
//	'b' 'f' version flags | checksum, 8 bytes | created, fresh, stale, error |
//	load cost | log position, 2 numbers | tags: count, then length and bytes |
//	size in memory | payload to the end
//
// created is in Unix milliseconds, the three ends are milliseconds after it,
// the load cost is in microseconds. The checksum is xxhash64 over the digest of
// the entry's identity and all bytes after the checksum: bytes that were damaged,
// or that belong to another entry, do not decode. A reader that finds another
// version treats the entry as absent, so versions can share a Redis in a rollout.
const (
	envelopeVersion = 1
	envelopeHead    = 12

	flagFound      = 1 << 0
	flagCompressed = 1 << 1
	flagsKnown     = flagFound | flagCompressed
)

// Limits that a decoder puts on bytes it did not write itself.
const (
	maxPayload   = 64 << 20
	maxEntryTags = 10_000

	// maxMillis keeps the nanoseconds of created plus an end inside an int64:
	// years 1970 to 2116, lives of up to 146 years.
	maxMillis = (1<<63 - 1) / 2 / int64(time.Millisecond)
)

// compressFrom is the payload size from which compression is tried, in bytes:
// below it one network packet holds the entry anyway.
const compressFrom = 1 << 10

var (
	errEnvelopeVersion = errors.New("cache: envelope of another version")
	errEnvelope        = errors.New("cache: damaged envelope")
)

// envelope is the decoded form.
type envelope struct {
	found   bool
	life    life
	cost    time.Duration
	at      Position
	tags    []string
	size    int
	payload []byte
}

// seal encodes e for the entry d.
func (e *envelope) seal(d digest) []byte {
	payload, flags := e.payload, byte(0)
	if e.found {
		flags |= flagFound
	}
	if len(payload) >= compressFrom {
		if c := s2.Encode(nil, payload); len(c) < len(payload)-len(payload)/8 {
			payload, flags = c, flags|flagCompressed
		}
	}
	b := make([]byte, envelopeHead, envelopeHead+80+len(payload)+16*len(e.tags))
	b[0], b[1], b[2], b[3] = 'b', 'f', envelopeVersion, flags
	created := e.life.created / int64(time.Millisecond)
	b = binary.AppendUvarint(b, uint64(min(max(created, 0), maxMillis)))
	for _, end := range [...]int64{e.life.freshUntil, e.life.staleUntil, e.life.errorUntil} {
		b = binary.AppendUvarint(b, uint64(min(max(end/int64(time.Millisecond)-created, 0), maxMillis)))
	}
	b = binary.AppendUvarint(b, uint64(max(e.cost.Microseconds(), 0)))
	b = binary.AppendUvarint(b, e.at.Major)
	b = binary.AppendUvarint(b, e.at.Minor)
	b = binary.AppendUvarint(b, uint64(len(e.tags)))
	for _, tag := range e.tags {
		b = binary.AppendUvarint(b, uint64(len(tag)))
		b = append(b, tag...)
	}
	b = binary.AppendUvarint(b, uint64(max(e.size, 0)))
	b = append(b, payload...)
	binary.LittleEndian.PutUint64(b[4:], checksum(d, b))
	return b
}

// checksum covers the identity, the flags and the body of a sealed envelope.
func checksum(d digest, b []byte) uint64 {
	var h xxhash.Digest
	h.Reset()
	_, _ = h.Write(d[:])
	_, _ = h.Write(b[3:4])
	_, _ = h.Write(b[envelopeHead:])
	return h.Sum64()
}

// open decodes what seal made for the entry d. Its payload may share memory with b.
func open(d digest, b []byte) (*envelope, error) {
	if len(b) < envelopeHead || b[0] != 'b' || b[1] != 'f' {
		return nil, fmt.Errorf("%w: no header", errEnvelope)
	}
	if b[2] != envelopeVersion {
		return nil, fmt.Errorf("%w: %d", errEnvelopeVersion, b[2])
	}
	flags := b[3]
	if flags&^flagsKnown != 0 || binary.LittleEndian.Uint64(b[4:]) != checksum(d, b) {
		return nil, fmt.Errorf("%w: checksum", errEnvelope)
	}
	r := reader{rest: b[envelopeHead:]}
	e := &envelope{found: flags&flagFound != 0}
	e.life = r.life()
	e.cost = time.Duration(r.number(1<<50)) * time.Microsecond
	e.at = Position{Major: r.number(1<<64 - 1), Minor: r.number(1<<64 - 1)}
	e.tags = r.tags()
	e.size = int(r.number(1 << 40))
	if r.bad {
		return nil, fmt.Errorf("%w: truncated", errEnvelope)
	}
	e.payload = r.rest
	if flags&flagCompressed != 0 {
		if n, err := s2.DecodedLen(r.rest); err != nil || n > maxPayload {
			return nil, fmt.Errorf("%w: compressed length", errEnvelope)
		}
		payload, err := s2.Decode(nil, r.rest)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errEnvelope, err)
		}
		e.payload = payload
	}
	return e, nil
}

// reader takes numbers and strings off the front; after a failure it is bad
// and returns zero values.
type reader struct {
	rest []byte
	bad  bool
}

// number takes a varint that is at most limit.
func (r *reader) number(limit uint64) uint64 {
	v, n := binary.Uvarint(r.rest)
	if r.bad || n <= 0 || v > limit {
		r.bad = true
		return 0
	}
	r.rest = r.rest[n:]
	return v
}

// life takes created and the three ends.
func (r *reader) life() life {
	created := int64(r.number(uint64(maxMillis))) * int64(time.Millisecond)
	end := func() int64 { return created + int64(r.number(uint64(maxMillis)))*int64(time.Millisecond) }
	return life{created: created, freshUntil: end(), staleUntil: end(), errorUntil: end()}
}

// tags takes the list of tags.
func (r *reader) tags() []string {
	n := r.number(maxEntryTags)
	if r.bad || n == 0 || n > uint64(len(r.rest)) { // a tag takes at least its length byte
		r.bad = r.bad || n > 0
		return nil
	}
	tags := make([]string, 0, n)
	for range n {
		length := r.number(uint64(len(r.rest)))
		if r.bad || length > uint64(len(r.rest)) {
			r.bad = true
			return nil
		}
		tags = append(tags, string(r.rest[:length]))
		r.rest = r.rest[length:]
	}
	return tags
}
