package mapping

import "math"

// store holds the contents of containers: of one that a mapping built, or of
// all containers of one parsed document.
type store struct {
	// Built: the members, and about how long they are as JSON.
	members []Member
	size    uint32

	// Parsed: the text, with one node per key and value in document order.
	src     string
	nodes   []node
	compact bool // src has no blanks between tokens
}

// node is a key or value of a document. Its text is src[start:end], without the
// quotes of a string. next is the node after it and all that it contains.
type node struct {
	start, end, next uint32
	kind             Kind
	escaped          bool // a string with escapes
}

// value is the value at node i.
func (s *store) value(i uint32) Value {
	n := &s.nodes[i]
	switch n.kind {
	case KindList, KindObject:
		return Value{kind: n.kind, node: i, store: s}
	case KindString:
		form := formPlain
		if n.escaped {
			form = formEscaped
		}
		return Value{kind: KindString, form: form, text: s.src[n.start:n.end]}
	default:
		return Value{kind: n.kind, text: s.src[n.start:n.end]}
	}
}

// key is the object key at node i.
func (s *store) key(i uint32) string {
	n := &s.nodes[i]
	if n.escaped {
		return unescape(s.src[n.start:n.end])
	}
	return s.src[n.start:n.end]
}

// find returns the node under key in the object at node i; 0, which is never
// under a key, if there is none. Objects are small and most keys differ in
// length, so walking them beats building an index.
func (s *store) find(i uint32, key string) uint32 {
	nodes := s.nodes
	for k, end := i+1, nodes[i].next; k < end; k = nodes[k+1].next {
		n := &nodes[k]
		if n.escaped {
			if s.key(k) == key {
				return k + 1
			}
			continue
		}
		if int(n.end-n.start) == len(key) && s.src[n.start:n.end] == key {
			return k + 1
		}
	}
	return 0
}

// append appends the JSON of node i.
func (s *store) append(dst []byte, i uint32) []byte {
	switch n := &s.nodes[i]; n.kind {
	case KindString:
		return append(dst, s.src[n.start-1:n.end+1]...) // with its quotes
	case KindList, KindObject:
		if !s.compact {
			return appendCompact(dst, s.src[n.start:n.end])
		}
		fallthrough
	default:
		return append(dst, s.src[n.start:n.end]...)
	}
}

// size is about the length of v as JSON, counting shared parts each time.
func (v Value) size() uint32 {
	switch {
	case v.store == nil:
		return uint32(min(len(v.text)+2, math.MaxUint32))
	case v.store.nodes != nil:
		n := &v.store.nodes[v.node]
		return n.end - n.start
	default:
		return v.store.size
	}
}

// sizeOf is the size of a container of members, saturating.
func sizeOf(members []Member) uint32 {
	total := uint64(2)
	for i := range members {
		total += uint64(len(members[i].Key)) + uint64(members[i].Value.size()) + 1
	}
	return uint32(min(total, math.MaxUint32))
}
