package mapping

import "sync"

var readers sync.Pool // of *store

// ReadJSON parses a JSON text and hands its value to read, which must keep no Value of
// it: their memory is used again afterwards. Strings that it takes out may be kept;
// they share the memory of text, which must not change. The error is a
// *DecodeError, and read is then not called.
func ReadJSON(text []byte, read func(Value)) error {
	s, _ := readers.Get().(*store)
	if s == nil {
		s = new(store)
	}
	root, err := s.parse(text)
	if err == nil {
		read(root)
	}
	const keep = 1 << 18 // nodes: those of a 2 MB text
	nodes := s.nodes
	if cap(nodes) > keep {
		nodes = nil
	}
	*s = store{nodes: nodes[:0]}
	readers.Put(s)
	return err
}
