package cache

import (
	"slices"
	"sync"
	"sync/atomic"
)

// The ledger knows what has been invalidated and when, so that an entry can be
// checked instead of found and deleted. It is what makes invalidation
// race-free:
//
//   - every load notes the ledger's version and log position before it begins;
//   - every invalidation of a tag (or key) is a mark with a newer version and,
//     once it is in the Store's log, a newer position;
//   - an entry is valid only while no mark of its tags or of its key is newer
//     than its note.
//
// A load that began before an invalidation therefore never survives it, however
// the two interleave: its note is older than the mark, wherever the entry is
// written and whenever it arrives there. A load that notes too old a position
// (this process has not heard of the invalidation yet) errs on the safe side: its
// entry is refused and loaded once more.
//
// Rejected: an index from tag to keys in Redis. It costs a write per tag for each
// entry, needs its own expiry, and misses what is written while it is being walked.

// Position is a place in the Store's log of invalidations, which is totally
// ordered. The zero Position is before all others.
type Position struct{ Major, Minor uint64 }

// Compare returns -1, 0 or 1.
func (p Position) Compare(q Position) int {
	switch {
	case p == q:
		return 0
	case p.Major < q.Major || p.Major == q.Major && p.Minor < q.Minor:
		return -1
	}
	return 1
}

// mark is the newest invalidation of one name.
type mark struct {
	version uint64   // of this process's ledger
	at      Position // in the log; zero while the log has not got it
	pending bool     // the log could not be told yet: level 2 may hold what this mark forbids
}

// note is taken before a load begins, or comes with an entry from level 2.
type note struct {
	version uint64
	at      Position
}

// maxMarks bounds the ledger: about 100 bytes each. Beyond it the older half is
// forgotten and every entry older than what was forgotten counts as invalid.
const maxMarks = 1 << 17

// ledger is safe for concurrent use.
type ledger struct {
	version atomic.Uint64 // of the newest change; changes under mu

	mu    sync.RWMutex
	marks map[string]mark // by tag, or by keyName(key)
	seen  Position        // all of the log up to here is in marks, or below floor
	floor note            // entries noted before are invalid, whatever their tags

	pendings int // marks that are pending
}

func newLedger() *ledger { return &ledger{marks: map[string]mark{}} }

// keyName is the name under which the invalidation of a key is marked. Tags
// cannot begin with a zero byte, see cleanTags.
func keyName(key string) string { return "\x00" + key }

// note is the moment before a load.
func (l *ledger) note() note {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return note{version: l.version.Load(), at: l.seen}
}

// invalidate marks names as of now. The marks stay pending until published is
// called when the log has to be told, too.
func (l *ledger) invalidate(names []string, pending bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	version := l.version.Add(1)
	for _, name := range names {
		m := l.marks[name]
		m.version = version
		l.setPending(name, m, m.pending || pending)
	}
	l.bound()
}

// dropAll makes every entry of this process that was noted before now invalid.
func (l *ledger) dropAll() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.floor.version = l.version.Add(1)
}

// valid reports whether an entry with this note, key and tags has not been
// invalidated since.
func (l *ledger) valid(n note, key string, tags []string) bool {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if n.version < l.floor.version || n.at.Compare(l.floor.at) < 0 {
		return false
	}
	if len(l.marks) == 0 {
		return true
	}
	if !l.passes(n, keyName(key)) {
		return false
	}
	return !slices.ContainsFunc(tags, func(tag string) bool { return !l.passes(n, tag) })
}

// validStored is valid for an entry that comes from the Store: a mark that the
// log has not been told yet forbids it whatever its note says.
func (l *ledger) validStored(n note, key string, tags []string) bool {
	if !l.valid(n, key, tags) {
		return false
	}
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.pendings == 0 {
		return true
	}
	return !l.marks[keyName(key)].pending &&
		!slices.ContainsFunc(tags, func(tag string) bool { return l.marks[tag].pending })
}

// published notes whether the log has been told about names.
func (l *ledger) published(names []string, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, name := range names {
		if m, found := l.marks[name]; found {
			l.setPending(name, m, !ok)
		}
	}
}

// setPending stores m under name with the given flag. The caller holds mu.
func (l *ledger) setPending(name string, m mark, pending bool) {
	if was := l.marks[name].pending; was && !pending {
		l.pendings--
	} else if !was && pending {
		l.pendings++
	}
	m.pending = pending
	l.marks[name] = m
}

// learn applies a part of the log. Parts may overlap and come in any order; what
// is known already changes nothing.
func (l *ledger) learn(news News) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !news.Begin && news.Seen.Compare(l.seen) <= 0 {
		return
	}
	if news.Begin && news.Horizon.Compare(l.floor.at) > 0 {
		l.floor.at = news.Horizon
	}
	l.version.Add(1)
	for _, event := range news.Events {
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
	l.seen = news.Seen
	l.bound()
}

// passes checks n against one mark. The caller holds mu.
func (l *ledger) passes(n note, name string) bool {
	m, ok := l.marks[name]
	return !ok || m.version <= n.version && m.at.Compare(n.at) <= 0
}

// bound forgets the older half of the marks when there are too many. Pending
// ones stay: they still have to be published. The caller holds mu.
func (l *ledger) bound() {
	if len(l.marks) <= maxMarks {
		return
	}
	versions := make([]uint64, 0, len(l.marks))
	for _, m := range l.marks {
		versions = append(versions, m.version)
	}
	slices.Sort(versions)
	middle := versions[len(versions)/2]
	for name, m := range l.marks {
		if m.version > middle || m.pending {
			continue
		}
		if m.at.Compare(l.floor.at) > 0 {
			l.floor.at = m.at
		}
		delete(l.marks, name)
	}
	l.floor.version = max(l.floor.version, middle)
}

// cleanTags returns the union of tag lists without empty ones and repeats. A
// tag's leading zero byte is dropped: that space belongs to keys.
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
