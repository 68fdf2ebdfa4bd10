package cache

import (
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"sync"
	"sync/atomic"
)

// The ledger knows what has been invalidated and when, so that an entry can be
// checked instead of found and deleted. It is what makes invalidation
// race-free:
//
//   - every load notes the ledger's version and log position before it begins;
//   - every invalidation of a name (a tag or a key) is a mark with a newer version
//     and, once it is in the Store's log, a newer position;
//   - an entry is valid only while no mark of its names is newer than its note.
//
// A load that began before an invalidation therefore never survives it, however
// the two interleave: its note is older than the mark, wherever the entry is
// written and whenever it arrives there. A load that notes too old a position
// (this process has not heard of the invalidation yet) errs on the safe side: its
// entry is refused and loaded once more.
//
// Rejected: an index from tag to keys in Redis. It costs a write per tag for each
// entry, needs its own expiry, and misses what is written while it is being walked.

// mark is the newest invalidation of one name.
type mark struct {
	version uint64   // of this process's ledger
	at      Position // in the log; zero while the log has not got it
	state   telling  // whether the log has it, see told.go
}

// note is taken before a load begins, or comes with an entry from level 2.
type note struct {
	version uint64
	at      Position
}

// names is what an entry can be invalidated by. Both are immutable.
type names struct {
	key  string // keyName of its key
	tags []string
}

// maxMarks bounds the ledger: about 100 bytes each. Beyond it the older half is
// forgotten and every entry older than what was forgotten counts as invalid.
const maxMarks = 1 << 17

// ledger is safe for concurrent use.
type ledger struct {
	version atomic.Uint64 // of the newest change; changes under mu

	mu        sync.RWMutex
	marks     map[string]mark // by name
	notTold   int             // how many marks are not in the log
	untoldAll bool            // the log is to be told that everything is invalid
	seen      Position        // all of the log up to here is in marks, or below floor
	floor     note            // entries noted before are invalid, whatever their names
}

func newLedger() *ledger { return &ledger{marks: map[string]mark{}} }

// keyName is the name by which the entries of a key are invalidated: a digest,
// because keys are long and may hold private text that has no place in a log.
// Tags cannot begin with a zero byte, see cleanTags.
func keyName(key string) string {
	sum := sha256.Sum256([]byte(key))
	return "\x00" + base64.RawURLEncoding.EncodeToString(sum[:18])
}

// note is the moment before a load.
func (l *ledger) note() note {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return note{version: l.version.Load(), at: l.seen}
}

// invalidate marks names as of now. When there is a log that has to be told, the
// caller does that and calls published.
func (l *ledger) invalidate(list []string, log bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	version := l.version.Add(1)
	for _, name := range list {
		m := l.marks[name]
		m.version = version
		state := m.state
		if log && state == told {
			state = inTell
		}
		l.setState(name, m, state)
	}
	l.boundUntold()
	l.bound()
}

// valid reports whether an entry with this note and names has not been
// invalidated since.
func (l *ledger) valid(n note, of names) bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if n.version < l.floor.version || n.at.Compare(l.floor.at) < 0 {
		return false
	}
	if len(l.marks) == 0 {
		return true
	}
	return l.passes(n, of.key) &&
		!slices.ContainsFunc(of.tags, func(tag string) bool { return !l.passes(n, tag) })
}

// passes checks n against one mark. The caller holds mu.
func (l *ledger) passes(n note, name string) bool {
	m, ok := l.marks[name]
	return !ok || m.version <= n.version && m.at.Compare(n.at) <= 0
}

// synced reports whether the log has been read at all.
func (l *ledger) synced() bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return !l.seen.IsZero()
}

// learn applies the news after a position that the ledger had seen. Parts may
// overlap and come in any order: what is known already changes nothing.
func (l *ledger) learn(news News) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if news.Gap || news.Seen.Compare(l.seen) <= 0 {
		return
	}
	l.apply(news.Events)
	l.seen = news.Seen
}

// restart applies all that is left of the log. It reports whether entries of this
// process had to be dropped because the log could not tell all that happened
// since they were noted.
func (l *ledger) restart(h History) (dropped bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	first := l.seen.IsZero()
	if dropped = !first && (h.Lost || l.seen.Compare(h.Horizon) < 0); dropped {
		l.floor.version = l.version.Load() + 1 // apply makes it so
	}
	if h.Horizon.Compare(l.floor.at) > 0 {
		l.floor.at = h.Horizon
	}
	if h.Lost {
		l.forgetLog()
	}
	l.apply(h.Events)
	l.seen = h.Seen
	return dropped
}

// forgetLog drops all positions: those of a log that was lost mean nothing in its
// successor. The caller holds mu.
func (l *ledger) forgetLog() {
	l.floor.at = Position{}
	for name, m := range l.marks {
		m.at = Position{}
		l.marks[name] = m
	}
}

// apply marks what events name. The caller holds mu.
func (l *ledger) apply(events []Dated) {
	l.version.Add(1) // every item has to be checked again
	for _, event := range events {
		if event.All && event.At.Compare(l.floor.at) > 0 {
			l.floor.at = event.At
		}
		for _, name := range event.Names {
			if m := l.marks[name]; event.At.Compare(m.at) > 0 {
				m.at = event.At
				l.marks[name] = m
			}
		}
	}
	l.bound()
}

// bound forgets the older half of the marks when there are too many. Those that
// the log has not been told about stay. The caller holds mu.
func (l *ledger) bound() {
	if len(l.marks) <= maxMarks {
		return
	}
	all := make([]mark, 0, len(l.marks))
	for _, m := range l.marks {
		all = append(all, m)
	}
	slices.SortFunc(all, older)
	middle := all[len(all)/2]
	for name, m := range l.marks {
		if m.state != told || older(m, middle) > 0 {
			continue
		}
		if m.at.Compare(l.floor.at) > 0 {
			l.floor.at = m.at
		}
		l.floor.version = max(l.floor.version, m.version)
		delete(l.marks, name)
	}
}

// older orders marks by place in the log, then by version.
func older(a, b mark) int {
	if c := a.at.Compare(b.at); c != 0 {
		return c
	}
	switch {
	case a.version < b.version:
		return -1
	case a.version > b.version:
		return 1
	}
	return 0
}

// cleanTags returns the union of tag lists without empty ones and repeats. A
// tag's leading zero bytes are dropped: that space belongs to keys.
func cleanTags(lists ...[]string) []string {
	n := 0
	for _, list := range lists {
		n += len(list)
	}
	if n == 0 {
		return nil
	}
	tags := make([]string, 0, n)
	for _, list := range lists {
		for _, tag := range list {
			for len(tag) > 0 && tag[0] == 0 {
				tag = tag[1:]
			}
			if tag != "" {
				tags = append(tags, tag)
			}
		}
	}
	slices.Sort(tags)
	return slices.Compact(tags)
}
