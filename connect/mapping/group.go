package mapping

import "slices"

// compiledGroup is a group, or a whole mapping of several items.
type compiledGroup struct {
	site  *site
	items []compiledItem
	// distinct: every item contributes one key and no two the same. Then nothing
	// has to be merged, and emit can write fields as they are evaluated.
	distinct bool
}

type compiledItem struct {
	site   *site
	mode   itemMode
	key    string // modeKeyed
	prefix []byte // modeKeyed: the JSON of the key, and a colon
	path   *compiledPath
}

func (c *compiler) group(g *groupNode) *compiledGroup {
	out := &compiledGroup{site: &site{pos: g.pos}, distinct: true}
	seen := map[string]bool{}
	for _, it := range g.items {
		item := compiledItem{site: &site{pos: it.pos}, mode: it.mode(), path: c.path(it.path)}
		if item.mode == modeKeyed {
			key := it.output()
			item.key, item.site.name = key.name, key.name
			item.prefix = append(appendQuoted(nil, key.name), ':')
		}
		if item.mode != modeKeyed || seen[item.key] {
			out.distinct = false
		}
		seen[item.key] = true
		out.items = append(out.items, item)
	}
	return out
}

// The convention evaluates the items of a group on null too, so that a null element of
// a list, or an object that is null, becomes an object as soon as one item is computed:
// `id owner: { id: ownerId }`. Here null stays null. Only the current object, which is
// null for an answer without a body, is selected from: `ok: $(true)`. What is null
// because that is null contributes nothing.

// eval selects from in: from each element of a list, at any depth, else from
// the value itself, which is $ and @ inside. It always has a value.
func (g *compiledGroup) eval(e *env, in Value) Value {
	if in.kind == KindList {
		return e.each(g.site, in, g.element)
	}
	root, at := e.root, e.at
	e.root, e.at = in, in
	var out Value
	if g.distinct {
		out = g.fields(e)
	} else {
		out = g.merged(e)
	}
	e.root, e.at = root, at
	if in.kind != KindObject && out.kind == KindObject && out.Len() == 0 {
		return in // a scalar or null from which nothing could be selected
	}
	return out
}

// element selects from an element of a list.
func (g *compiledGroup) element(e *env, in Value) Value {
	if in.kind == KindNull {
		return g.null(e, in)
	}
	return g.eval(e, in)
}

// null is in, which is null, with the problems of selecting from it.
func (g *compiledGroup) null(e *env, in Value) Value {
	g.eval(e, in)
	return in
}

// contributes reports that an item of the current object has a value.
func (e *env) contributes(v Value) bool {
	return v.kind != KindMissing && (v.kind != KindNull || e.root.kind != KindNull)
}

func (g *compiledGroup) fields(e *env) Value {
	out := e.alloc(len(g.items))
	for i := range g.items {
		if v := g.items[i].path.eval(e); e.contributes(v) {
			out = append(out, Member{g.items[i].key, v})
		}
	}
	return e.build(g.site, KindObject, out)
}

// merged applies items in order and merges what each contributes.
func (g *compiledGroup) merged(e *env) Value {
	out := Value{kind: KindObject}
	for i := range g.items {
		it := &g.items[i]
		v := it.path.eval(e)
		switch {
		case it.mode == modeMerge && v.kind != KindObject && v.kind != KindNull:
			e.problem(it.site, problemNotMergeable, v.kind)
			continue
		case v.kind == KindMissing, it.mode == modeKeyed && !e.contributes(v):
			continue
		case it.mode == modeKeyed:
			v = e.build(it.site, KindObject, append(e.alloc(1), Member{it.key, v}))
		}
		out = e.merge(it.site, out, v)
	}
	return out
}

// emit appends the JSON of what eval returns. Only a group that is too large to
// evaluate has no value.
func (g *compiledGroup) emit(e *env, in Value, dst []byte) ([]byte, bool) {
	switch {
	case in.kind == KindList:
		return g.emitList(e, in, dst)
	case g.distinct && in.kind != KindNull:
		return g.emitFields(e, in, dst), true
	default:
		v := g.eval(e, in)
		if v.kind == KindMissing {
			return dst, false
		}
		return v.AppendJSON(dst), true
	}
}

func (g *compiledGroup) emitList(e *env, in Value, dst []byte) ([]byte, bool) {
	start := len(dst)
	dst = append(dst, '[')
	var m Member
	for c := in.cursor(); c.next(&m); {
		if !e.step(g.site) {
			return dst[:start], false
		}
		if len(dst)-start > maxSize {
			e.problem(g.site, problemTooLarge, KindMissing)
			return dst[:start], false
		}
		if len(dst) > start+1 {
			dst = append(dst, ',')
		}
		if m.Value.kind == KindNull {
			dst = g.null(e, m.Value).AppendJSON(dst)
			continue
		}
		var ok bool
		if dst, ok = g.emit(e, m.Value, dst); !ok {
			dst = append(dst, "null"...)
		}
	}
	return append(dst, ']'), true
}

func (g *compiledGroup) emitFields(e *env, in Value, dst []byte) []byte {
	root, at := e.root, e.at
	e.root, e.at = in, in
	start := len(dst)
	dst = append(dst, '{')
	for i := range g.items {
		it := &g.items[i]
		mark := len(dst)
		if mark > start+1 {
			dst = append(dst, ',')
		}
		var ok bool
		if dst, ok = it.path.emit(e, append(dst, it.prefix...)); !ok {
			dst = dst[:mark]
		}
	}
	e.root, e.at = root, at
	if len(dst) == start+1 && in.kind != KindObject {
		return in.AppendJSON(dst[:start])
	}
	return append(dst, '}')
}

// merge joins two contributions to one object: objects by key, lists by index,
// null on either side is null, and of anything else the later one stays.
func (e *env) merge(s *site, a, b Value) Value {
	switch {
	case a.kind == KindNull || b.kind == KindNull:
		return Null()
	case a.kind == KindObject && b.kind == KindObject:
		return e.mergeObjects(s, a, b)
	case a.kind == KindList && b.kind == KindList:
		return e.mergeLists(s, a, b)
	}
	if a.kind != b.kind && !(a.isNumber() && b.isNumber()) {
		e.problem(s, problemLossyMerge, b.kind)
	}
	return b
}

func (e *env) mergeObjects(s *site, a, b Value) Value {
	if a.store == nil {
		return b
	}
	out := e.alloc(a.Len() + b.Len())
	var m Member
	for c := a.cursor(); c.next(&m); {
		out = append(out, m)
	}
	find := indexMembers(out)
	for c := b.cursor(); c.next(&m); {
		at := find(m.Key)
		if at < 0 {
			out = append(out, m)
			continue
		}
		out[at].Value = e.merge(s, out[at].Value, m.Value)
	}
	return e.build(s, KindObject, out)
}

// indexMembers returns a search for keys, -1 for none. Only objects used as
// dictionaries are large enough to be worth a map.
func indexMembers(members []Member) func(key string) int {
	if len(members) <= 64 {
		return func(key string) int {
			return slices.IndexFunc(members, func(m Member) bool { return m.Key == key })
		}
	}
	index := make(map[string]int, len(members))
	for i := len(members) - 1; i >= 0; i-- { // the first of equal keys counts
		index[members[i].Key] = i
	}
	return func(key string) int {
		if i, ok := index[key]; ok {
			return i
		}
		return -1
	}
}

func (e *env) mergeLists(s *site, a, b Value) Value {
	var x, y Member
	out := e.alloc(max(a.Len(), b.Len()))
	ca, cb := a.cursor(), b.cursor()
	for {
		inA, inB := ca.next(&x), cb.next(&y)
		switch {
		case inA && inB:
			out = append(out, Member{Value: e.merge(s, x.Value, y.Value)})
		case inA:
			out = append(out, Member{Value: x.Value})
		case inB:
			out = append(out, Member{Value: y.Value})
		default:
			return e.build(s, KindList, out)
		}
	}
}
