package cache

import "slices"

// A mark is made before the Store's log is told of it. Until the log has it, level
// 2 may hold entries that the mark forbids and whose notes do not show it, so
// entries of level 2 are refused for it. What could not be told is told by the
// follower, when it can.

// telling is how far a mark has got.
type telling uint8

const (
	told   telling = iota // the log has it, or there is no log
	inTell                // somebody is telling the log
	untold                // the log could not be told
)

// validStored is valid for an entry that comes from the Store: a mark that is not
// in the log forbids it whatever its note says.
func (l *ledger) validStored(n note, of names) bool {
	if !l.valid(n, of) {
		return false
	}
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.untoldAll {
		return false
	}
	if l.notTold == 0 {
		return true
	}
	return l.marks[of.key].state == told &&
		!slices.ContainsFunc(of.tags, func(tag string) bool { return l.marks[tag].state != told })
}

// published notes whether the log has been told about names.
func (l *ledger) published(list []string, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	state := untold
	if ok {
		state = told
	}
	for _, name := range list {
		if m, found := l.marks[name]; found {
			l.setState(name, m, state)
		}
	}
}

// untold returns up to n names that the log could not be told about, and whether
// it is to be told that everything is invalid.
func (l *ledger) untold(n int) (list []string, all bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.notTold == 0 {
		return nil, l.untoldAll
	}
	for name, m := range l.marks {
		if m.state == untold && len(list) < n {
			list = append(list, name)
		}
	}
	return list, l.untoldAll
}

// publishedAll notes that the log knows that everything is invalid.
func (l *ledger) publishedAll() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.untoldAll = false
}

// boundUntold replaces too many marks that are not in the log by one invalidation
// of everything. The caller holds mu.
func (l *ledger) boundUntold() {
	if l.notTold <= maxMarks/2 {
		return
	}
	for name, m := range l.marks {
		l.setState(name, m, told)
	}
	l.untoldAll = true
}

// setState stores m under name in the given state. The caller holds mu.
func (l *ledger) setState(name string, m mark, state telling) {
	if was := l.marks[name].state; was != told && state == told {
		l.notTold--
	} else if was == told && state != told {
		l.notTold++
	}
	m.state = state
	l.marks[name] = m
}
