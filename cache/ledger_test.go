package cache

import (
	"fmt"
	"testing"
)

// TestLedgerBound: forgetting old marks refuses more entries, never fewer.
func TestLedgerBound(t *testing.T) {
	l := newLedger()
	old := l.note()
	l.invalidate([]string{"first"}, false)
	for i := range maxMarks + 10 {
		l.invalidate([]string{fmt.Sprint("tag", i)}, false)
	}
	if len(l.marks) > maxMarks {
		t.Errorf("%d marks", len(l.marks))
	}
	if l.valid(old, names{key: "k", tags: []string{"first"}}) {
		t.Error("an invalidation was forgotten with its mark")
	}
	if !l.valid(l.note(), names{key: "k", tags: []string{"first"}}) {
		t.Error("a new entry is refused")
	}
}

// TestLedgerUntold: what the log has not been told is refused from level 2 only
// until it has, and too much of it becomes one invalidation of everything.
func TestLedgerUntold(t *testing.T) {
	l := newLedger()
	of := names{key: "k", tags: []string{"tag"}}
	l.invalidate([]string{"tag"}, true)
	if list, _ := l.untold(10); len(list) != 0 {
		t.Error("somebody is telling it already")
	}
	l.published([]string{"tag"}, false)
	if l.validStored(l.note(), of) || !l.valid(l.note(), of) {
		t.Error("pending")
	}
	if list, all := l.untold(10); len(list) != 1 || all {
		t.Error(list, all)
	}
	l.published([]string{"tag"}, true)
	if !l.validStored(l.note(), of) {
		t.Error("published and still refused")
	}
	for i := range maxMarks/2 + 1 {
		l.invalidate([]string{fmt.Sprint(i)}, true)
	}
	if list, all := l.untold(10); len(list) != 0 || !all {
		t.Errorf("%d names, all %v", len(list), all)
	}
	if l.validStored(l.note(), of) {
		t.Error("everything is pending")
	}
	l.publishedAll()
	if !l.validStored(l.note(), of) {
		t.Error("everything is published")
	}
}

func TestCleanTags(t *testing.T) {
	got := cleanTags([]string{"b", "", "a"}, nil, []string{"a", "\x00\x00c", "\x00"})
	if fmt.Sprintf("%q", got) != `["a" "b" "c"]` {
		t.Errorf("%q", got)
	}
}
