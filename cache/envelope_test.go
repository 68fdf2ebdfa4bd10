package cache

import (
	"bytes"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var compare = cmp.AllowUnexported(envelope{}, life{}, Position{})

func TestEnvelope(t *testing.T) {
	at := time.Unix(1_700_000_000, 0).UnixNano()
	lived := life{created: at, freshUntil: at + int64(time.Minute), staleUntil: at + int64(time.Hour), errorUntil: at}
	for _, tt := range []struct {
		name string
		e    envelope
	}{
		{"all of it", envelope{
			found: true, life: lived, cost: 3 * time.Millisecond, at: Position{7, math.MaxUint64},
			tags: []string{"Product:1", "\x00key", ""}, size: 99, payload: []byte(`{"id":1}`),
		}},
		{"nothing", envelope{payload: []byte{}}},
		{"not found", envelope{life: lived, payload: []byte{}}},
		{"compressed", envelope{found: true, life: lived, payload: bytes.Repeat([]byte("compress me "), 1000)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := digestOf(ident{key: tt.name})
			sealed := tt.e.seal(d)
			got, err := open(d, sealed)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.e, *got, compare); diff != "" {
				t.Error(diff)
			}
			if len(tt.e.payload) > 10_000 && len(sealed) > 1000 {
				t.Errorf("%d bytes of repetition became %d", len(tt.e.payload), len(sealed))
			}
			if _, err := open(digestOf(ident{key: "other"}), sealed); !errors.Is(err, errEnvelope) {
				t.Errorf("opened as another entry: %v", err)
			}
			for i := range sealed {
				damaged := bytes.Clone(sealed)
				damaged[i] ^= 0x10
				if _, err := open(d, damaged); err == nil {
					t.Fatalf("byte %d damaged and still opened", i)
				}
				if i > 64 {
					break
				}
			}
		})
	}
}

// TestEnvelopeForEver: lives without end stay inside what a reader accepts.
func TestEnvelopeForEver(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	l := Policy{TTL: math.MaxInt64, Stale: math.MaxInt64, Jitter: -1}.lifeOf(now, true, 0)
	e := envelope{found: true, life: l}
	d := digestOf(ident{})
	got, err := open(d, e.seal(d))
	if err != nil {
		t.Fatal(err)
	}
	if got.life.at(now.AddDate(100, 0, 0).UnixNano()) != fresh {
		t.Errorf("%+v", got.life)
	}
}

// TestIncompressible: what does not shrink is stored as it is.
func TestIncompressible(t *testing.T) {
	var b strings.Builder
	for i := range 5000 {
		b.WriteByte(byte(i*i*31 + i*7 + i>>3))
	}
	e := envelope{found: true, payload: []byte(b.String())}
	d := digestOf(ident{})
	if got, err := open(d, e.seal(d)); err != nil || !bytes.Equal(got.payload, e.payload) {
		t.Error(err)
	}
}

// FuzzEnvelope: bytes of any origin are refused or read, never more. The checksum
// is made right, so that the fuzzer gets behind it.
func FuzzEnvelope(f *testing.F) {
	d := digestOf(ident{key: "fuzz"})
	small := envelope{found: true, tags: []string{"a", "b"}, payload: []byte("payload")}
	large := envelope{found: true, payload: bytes.Repeat([]byte("x"), 5000)}
	f.Add(small.seal(d))
	f.Add(large.seal(d))
	f.Add([]byte("bf"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) >= envelopeHead {
			sum := checksum(d, b)
			for i := range 8 {
				b[4+i] = byte(sum >> (8 * i))
			}
		}
		e, err := open(d, b)
		if err != nil {
			return
		}
		again, err := open(d, e.seal(d))
		if err != nil {
			t.Fatalf("sealed again: %v", err)
		}
		if diff := cmp.Diff(e.tags, again.tags); diff != "" || !bytes.Equal(e.payload, again.payload) || e.life != again.life {
			t.Errorf("changed: %+v to %+v", e, again)
		}
	})
}
