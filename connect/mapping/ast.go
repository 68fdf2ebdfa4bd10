package mapping

// The tree of a mapping, one type per rule of the grammar in doc.go. It keeps
// the position of everything that an error may have to point at.

// groupNode is a list of items: a whole mapping, or what stands in braces.
type groupNode struct {
	pos   Pos
	items []*itemNode
	value bool // a lone key is its value, see Mapping.AsValue
}

// itemNode is one item of a group. Which of the three it is decides what it
// contributes to the object being built, see itemNode.mode.
type itemNode struct {
	pos    Pos
	alias  *keyNode // nil without "name:"
	spread bool     // "..." stands before the path
	path   *pathNode
}

// itemMode says what an item contributes.
type itemMode uint8

const (
	modeKeyed itemMode = iota // one key: an alias or a lone key
	modeMerge                 // the keys of an object: spread, or a long path with a group
	modeValue                 // its value in place of an object: must stand alone
)

func (it *itemNode) mode() itemMode {
	switch {
	case it.spread:
		return modeMerge
	case it.alias != nil || it.path.loneKey():
		return modeKeyed
	case it.path.group != nil:
		return modeMerge
	default:
		return modeValue
	}
}

// output is the key that a modeKeyed item contributes.
func (it *itemNode) output() keyNode {
	if it.alias != nil {
		return *it.alias
	}
	return it.path.head.key
}

type keyNode struct {
	pos  Pos
	name string
}

// pathNode is a head, its steps and the group that selects from the result. The
// group directly after an alias is a path too, with headCurrent and no steps.
type pathNode struct {
	pos   Pos
	head  headNode
	steps []stepNode
	group *groupNode // nil without one
}

// loneKey reports a path that is one key, perhaps optional, perhaps with a group.
func (p *pathNode) loneKey() bool {
	return p.head.kind == headKey &&
		(len(p.steps) == 0 || len(p.steps) == 1 && p.steps[0].kind == stepOptional)
}

type headKind uint8

const (
	headKey     headKind = iota // a property of $
	headRoot                    // $
	headAt                      // @
	headVar                     // $name
	headExpr                    // $( ... )
	headLiteral                 // a literal, in expressions only
	headCurrent                 // the object an aliased group selects from
)

type headNode struct {
	kind headKind
	pos  Pos
	key  keyNode      // headKey
	name string       // headVar, with the dollar
	expr *exprNode    // headExpr
	lit  *literalNode // headLiteral
}

type stepKind uint8

const (
	stepKey      stepKind = iota // .key
	stepMethod                   // ->name or ->name(args)
	stepOptional                 // ?
)

type stepNode struct {
	kind   stepKind
	pos    Pos // of the key or method name
	name   string
	args   []*exprNode
	parens bool // the method has parentheses, perhaps empty ones
}

// exprNode is operands joined by one operator; a single operand has none.
type exprNode struct {
	pos      Pos
	op       tokenKind // tokNullish or tokAbsent; tokEnd for a single operand
	operands []*pathNode
}

// only is the single operand of an expression without operators, else nil.
func (x *exprNode) only() *pathNode {
	if len(x.operands) == 1 {
		return x.operands[0]
	}
	return nil
}

// literal is the literal that the whole expression is, else nil.
func (x *exprNode) literal() *literalNode {
	p := x.only()
	if p == nil || p.head.kind != headLiteral || len(p.steps) > 0 || p.group != nil {
		return nil
	}
	return p.head.lit
}

// localName is the variable that the whole expression is, else "".
func (x *exprNode) localName() string {
	p := x.only()
	if p == nil || p.head.kind != headVar || len(p.steps) > 0 || p.group != nil {
		return ""
	}
	return p.head.name
}

// literalNode is a literal. Lists and objects hold expressions; the rest is the
// finished value.
type literalNode struct {
	pos   Pos
	kind  Kind
	value Value       // unless kind is List or Object
	list  []*exprNode // kind List
	pairs []pairNode  // kind Object
}

type pairNode struct {
	key   keyNode
	value *exprNode
}
