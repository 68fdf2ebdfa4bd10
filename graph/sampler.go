package graph

import (
	"sync"
	"time"
)

// While a backend is down every operation fails, and a line for each would be
// the only thing in the log. So of each code at most linesPerSecond are written;
// the next line of that code says how many were left out before it.

const linesPerSecond = 10

// maxSampled bounds the codes that are sampled apart: schemas can take codes from
// a backend's answers.
const maxSampled = 100

// sampler decides which lines are written. It is safe for concurrent use.
type sampler struct {
	mu    sync.Mutex
	codes map[string]*sampled
}

// sampled is the lines of one code in the second that began at since.
type sampled struct {
	since   time.Time
	written int
	leftOut int
}

func newSampler() *sampler { return &sampler{codes: map[string]*sampled{}} }

// allow tells whether to write a line of the code, and how many were left out
// since the last one that was written.
func (s *sampler) allow(code string, now time.Time) (leftOut int, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	of := s.codes[code]
	if of == nil {
		if len(s.codes) >= maxSampled {
			code = "" // the rest of the codes together
		}
		if of = s.codes[code]; of == nil {
			of = &sampled{since: now}
			s.codes[code] = of
		}
	}
	if now.Sub(of.since) >= time.Second {
		of.since, of.written = now, 0
	}
	if of.written >= linesPerSecond {
		of.leftOut++
		return 0, false
	}
	leftOut = of.leftOut
	of.written, of.leftOut = of.written+1, 0
	return leftOut, true
}
