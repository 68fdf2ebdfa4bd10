package contract

import (
	"strings"

	"bff/connect"
	"bff/connect/mapping"
)

// selection holds one selection against what its operation answers.
type selection struct {
	*report
	schema    *connect.Schema
	connector *connect.Connector
	op        *operation
	answer    place
}

// noJSON reports a selection from an answer that is no JSON.
func (r *report) noJSON(c *connect.Connector, o *operation) {
	for _, read := range c.Selection.Analysis().Reads {
		if read.Var == "" && len(read.Path) > 0 {
			r.errorf(c.Selection.At(read.Path[0].Pos), CodeUnknownProperty, "call an operation that answers JSON", "%s answers %s, from which nothing can be selected", o, o.answers())
			return
		}
	}
}

// reads checks that what the selection reads is there.
func (s selection) reads() {
	var failed []broken
	fine := map[int]bool{} // by where the path ends: of alternatives one is enough
	for _, read := range s.connector.Selection.Analysis().Reads {
		if read.Var != "" || len(read.Path) == 0 {
			continue
		}
		end := read.Path[len(read.Path)-1].Pos.Offset
		if at, parent := s.follow(read); at >= 0 {
			failed = append(failed, broken{read, at, end, parent})
		} else {
			fine[end] = true
		}
	}
	for _, b := range failed {
		if !fine[b.end] {
			s.unknown(b)
		}
	}
}

// broken is a read of what is not there.
type broken struct {
	read   mapping.Read
	at     int   // the index of the key that is not there
	end    int   // where the path ends
	parent place // that lacks it
}

// follow returns the index of the first key that is not there, -1 if all are.
func (s selection) follow(read mapping.Read) (at int, parent place) {
	p := s.answer
	for i, key := range read.Path {
		next, ok := p.property(key.Name)
		if !ok {
			return i, p.elements()
		}
		p = next.place
	}
	return -1, p
}

func (s selection) unknown(b broken) {
	key := b.read.Path[b.at]
	above := mapping.Read{Path: b.read.Path[:b.at]}
	pos := s.connector.Selection.At(key.Pos)
	kinds, known := b.parent.kinds()
	if kinds &^= mapping.KindsOf(mapping.KindNull); known && kinds != 0 && !kinds.Has(mapping.KindObject) {
		s.errorf(pos, CodeUnknownProperty, "read "+above.String()+" itself", "%s is %s, which has no %q", s.named(above), kinds, key.Name)
		return
	}
	inside := ""
	if b.at > 0 {
		inside = ` in "` + above.String() + `"`
	}
	names := b.parent.names()
	s.errorf(pos, CodeUnknownProperty, connect.DidYouMean(key.Name, names, connect.OneOf(names)), "what %s answers has no %q%s", s.op, key.Name, inside)
}

// named is a part of the answer as messages name it.
func (s selection) named(read mapping.Read) string {
	if len(read.Path) == 0 {
		return "what " + s.op.String() + " answers"
	}
	return `"` + strings.TrimPrefix(read.String(), "$.") + `" in what ` + s.op.String() + " answers"
}
