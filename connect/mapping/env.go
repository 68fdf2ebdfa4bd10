package mapping

const (
	// maxSteps bounds the elements that one evaluation visits. Nested ->map over
	// the same list is quadratic and worse; this is where it stops.
	maxSteps = 1 << 24
	// maxSize bounds a built value, in bytes of its JSON. Shared parts count each
	// time: ->echo([@, @]) thirty times over is small until it is written out.
	maxSize = 1 << 28
)

// env is the state of one evaluation. Closures change root, at and locals for
// what they evaluate and put them back; that is cheaper than a new env each.
type env struct {
	root   Value    // $
	at     Value    // @
	locals *binding // from ->as, innermost first
	vars   *Vars

	request  bool // what is made goes into a request
	problems Problems
	steps    int
	args     []Value  // a stack of method arguments
	members  []Member // what is left of the current slab
	slab     []Member // the current slab, whole
}

// binding is a variable bound by ->as. The compiler knows how many bindings lie
// between a use and its binding, so names are gone at run time.
type binding struct {
	value Value
	outer *binding
}

func (e *env) local(depth int) Value {
	b := e.locals
	for ; depth > 0; depth-- {
		b = b.outer
	}
	return b.value
}

// site is a place in the mapping that problems point at.
type site struct {
	pos  Pos
	name string
}

// problem notes one and returns no value, which is what nearly all of them mean.
func (e *env) problem(s *site, code problemCode, kind Kind) Value {
	e.problems.add(Problem{Pos: s.pos, Count: 1, code: code, name: s.name, kind: kind})
	return Value{}
}

// step counts a visited element; false means that evaluation has to stop.
func (e *env) step(s *site) bool {
	e.steps++
	if e.steps <= maxSteps {
		return true
	}
	if e.steps == maxSteps+1 {
		e.problem(s, problemTooLong, KindMissing)
	}
	return false
}

// alloc returns room for up to n members, as an empty slice of that capacity.
// Members come from slabs: a list of 100 objects is a few allocations, not 100.
func (e *env) alloc(n int) []Member {
	const smallest, largest = 16, 1024
	if n > len(e.members) {
		if n > largest {
			return make([]Member, 0, n)
		}
		e.slab = make([]Member, min(max(2*len(e.slab), n, smallest), largest))
		e.members = e.slab
	}
	out := e.members[0:0:n]
	e.members = e.members[n:]
	return out
}

// build makes a container of members that came from alloc.
func (e *env) build(s *site, kind Kind, members []Member) Value {
	v := newContainer(kind, members)
	if v.size() > maxSize {
		return e.problem(s, problemTooLarge, KindMissing)
	}
	return v
}

// with evaluates fn with v as @.
func (e *env) with(v Value, fn evalFunc) Value {
	saved := e.at
	e.at = v
	out := fn(e)
	e.at = saved
	return out
}
