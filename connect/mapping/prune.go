package mapping

// Fields are the requested fields of an object, by GraphQL name. Nil means all
// of them, at every depth; that is also what a leaf has.
type Fields map[string]Fields

// Prune returns the mapping without the named items that are not among need,
// at every depth; need has to include what keys and $this require. What is
// merged in stays and is pruned inside. The results of what remains are the
// same; there is less work, and there are fewer problems.
//
// A mapping whose value is not built by a group is returned as it is.
func (m *Mapping) Prune(need Fields) *Mapping {
	if need == nil {
		return m
	}
	var tree *groupNode
	if p := m.tree.sole(); p != nil {
		if p.group == nil {
			return m
		}
		it := *m.tree.items[0]
		it.path = p.pruned(need)
		tree = &groupNode{m.tree.pos, []*itemNode{&it}, m.tree.value}
	} else {
		tree = m.tree.pruned(need)
		if tree.sole() != nil {
			// Alone, the one merged item that is left would be the result. Keep
			// another item beside it, so that it is still merged.
			tree = m.tree
		}
	}
	return compile(m.src, m.version, tree)
}

func (g *groupNode) pruned(need Fields) *groupNode {
	out := &groupNode{pos: g.pos}
	for _, it := range g.items {
		inner := need
		if it.mode() == modeKeyed {
			var ok bool
			if inner, ok = need[it.output().name]; !ok {
				continue
			}
		}
		kept := *it
		kept.path = it.path.pruned(inner)
		out.items = append(out.items, &kept)
	}
	if len(out.items) == 0 {
		return g // an empty group on a scalar is the scalar, not an object
	}
	return out
}

func (p *pathNode) pruned(need Fields) *pathNode {
	if p.group == nil || need == nil {
		return p
	}
	out := *p
	out.group = p.group.pruned(need)
	return &out
}
