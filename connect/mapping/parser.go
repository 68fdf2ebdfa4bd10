package mapping

import (
	"fmt"
	"unicode/utf8"
)

// maxNesting bounds how deep groups, lists and parentheses nest. No mapping a
// person writes comes near it; it keeps a hostile one from eating the stack.
const maxNesting = 200

// parser turns tokens into the tree, by recursive descent, one method per rule
// of the grammar. It stops at the first error: what follows a syntax error in a
// text this short is rarely worth a second message.
type parser struct {
	version Version
	toks    []token
	i       int
	depth   int
}

// textStart is the position of the first character of a text.
var textStart = Pos{Offset: 0, Line: 1, Col: 1}

// parse reads the mapping that src is from start on. What stands before is the
// template around it, which only counts for positions.
func parse(src string, start Pos, version Version) (*groupNode, *SyntaxError) {
	if !version.valid() {
		return nil, &SyntaxError{start, fmt.Sprintf("unknown connect version %d", version), "use V01 to V04"}
	}
	if err := checkUTF8(src); err != nil {
		return nil, err
	}
	p := parser{version: version, toks: lex(src, start)}
	g, err := p.items(tokEnd)
	if err != nil {
		return nil, err
	}
	return g, nil
}

// checkUTF8 refuses a text whose strings and keys could not become JSON.
func checkUTF8(src string) *SyntaxError {
	if utf8.ValidString(src) {
		return nil
	}
	n := 0
	for n < len(src) {
		r, size := utf8.DecodeRuneInString(src[n:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		n += size
	}
	l := lexer{src: src, pos: textStart}
	l.advance(n)
	return &SyntaxError{l.pos, "this is not UTF-8", "save the file as UTF-8"}
}

func (p *parser) peek() token { return p.toks[p.i] }

func (p *parser) peekAt(n int) tokenKind {
	if p.i+n >= len(p.toks) {
		return tokEnd
	}
	return p.toks[p.i+n].kind
}

// take consumes the next token. The last one is never consumed.
func (p *parser) take() token {
	t := p.toks[p.i]
	if p.i < len(p.toks)-1 {
		p.i++
	}
	return t
}

// fail reports the next token: the lexer's own error if it is one.
func (p *parser) fail(msg, hint string) *SyntaxError {
	t := p.peek()
	if t.kind == tokError {
		return t.err
	}
	return &SyntaxError{t.pos, msg, hint}
}

func (p *parser) unexpected(where, hint string) *SyntaxError {
	return p.fail(fmt.Sprintf("unexpected %s %s", p.peek().describe(), where), hint)
}

func (p *parser) need(f feature, pos Pos) *SyntaxError {
	if p.version >= f.since {
		return nil
	}
	return &SyntaxError{
		pos, fmt.Sprintf("%s is not part of connect/%s", f.name, p.version),
		fmt.Sprintf("link connect/%s or later", f.since),
	}
}

func (p *parser) enter() *SyntaxError {
	if p.depth++; p.depth > maxNesting {
		return p.fail("this is nested too deeply", fmt.Sprintf("keep it within %d levels", maxNesting))
	}
	return nil
}

func (p *parser) leave() { p.depth-- }

// items reads items up to the token that ends them, which it leaves.
func (p *parser) items(end tokenKind) (*groupNode, *SyntaxError) {
	g := &groupNode{pos: p.peek().pos}
	for p.peek().kind != end {
		it, err := p.item(end)
		if err != nil {
			return nil, err
		}
		g.items = append(g.items, it)
	}
	if len(g.items) < 2 {
		return g, nil
	}
	for _, it := range g.items {
		if it.mode() == modeValue {
			return nil, &SyntaxError{
				it.pos, "this value has no name, so it cannot stand beside other fields",
				"give it one, `name: path`, or end it with a group, `path { field }`",
			}
		}
	}
	return g, nil
}

func (p *parser) item(end tokenKind) (*itemNode, *SyntaxError) {
	it := &itemNode{pos: p.peek().pos}
	switch t := p.peek(); t.kind {
	case tokSpread:
		if err := p.need(featureSpread, t.pos); err != nil {
			return nil, err
		}
		p.take()
		it.spread = true
	case tokIdent, tokString:
		if p.peekAt(1) == tokColon {
			p.take()
			p.take()
			it.alias = &keyNode{t.pos, t.text}
		}
	case tokDollar, tokVar, tokAt, tokExpr:
	default:
		return nil, p.badItem(end)
	}
	path, err := p.itemPath(it.alias != nil)
	it.path = path
	return it, err
}

// badItem explains what cannot start an item.
func (p *parser) badItem(end tokenKind) *SyntaxError {
	switch p.peek().kind {
	case tokEnd:
		return p.fail("this group never ends", "close it with `}`")
	case tokComma:
		return p.fail("unexpected `,` between fields", "separate fields by spaces or line breaks only")
	case tokDot, tokArrow:
		return p.unexpected("at the start of a path", "start with a property name, `$` or `@`")
	case tokLBrace:
		return p.fail("unexpected `{`: a group needs a name or path before it", "write `name { ... }` or `alias: { ... }`, or leave out the outer braces")
	case tokRBrace:
		if end == tokEnd {
			return p.fail("unexpected `}`: no group is open here", "remove it or open one with `{`")
		}
	case tokNumber:
		return p.fail(fmt.Sprintf("unexpected number %s: a field is a property name", p.peek().text), "quote a name that starts with a digit; write $( ) around a value")
	case tokNullish, tokAbsent:
		return p.fail(fmt.Sprintf("the operator %s stands outside of an expression", p.peek().describe()), "write `name: $(a ?? b)`")
	case tokLBracket:
		return p.fail("unexpected `[`", "quote a property name that has brackets, such as 'page[size]'; write $( ) around a list")
	case tokOptional:
		return p.fail("unexpected `?`", "write one `?` directly after the step that may be null")
	}
	return p.unexpected("where a field should start", "write a property name, `alias: path` or `path { ... }`")
}

// itemPath reads the path of an item; after an alias that may be a bare group.
func (p *parser) itemPath(aliased bool) (*pathNode, *SyntaxError) {
	pos := p.peek().pos
	if aliased && p.peek().kind == tokLBrace {
		g, err := p.group()
		if err != nil {
			return nil, err
		}
		return &pathNode{pos: pos, head: headNode{kind: headCurrent, pos: pos}, group: g}, nil
	}
	if aliased {
		switch p.peek().kind {
		case tokNumber, tokLBracket:
			return nil, p.unexpected("after an alias", "write a literal in $( ), such as `name: $(5)`")
		case tokEnd, tokRBrace:
			return nil, p.fail("nothing follows this alias", "write a path after it, such as `name: other.name`")
		}
	}
	head, err := p.head()
	if err != nil {
		return nil, err
	}
	return p.tail(&pathNode{pos: pos, head: head})
}

// head reads the start of a path that is not a literal.
func (p *parser) head() (headNode, *SyntaxError) {
	t := p.peek()
	h := headNode{pos: t.pos}
	switch t.kind {
	case tokIdent, tokString:
		p.take()
		h.kind, h.key = headKey, keyNode{t.pos, t.text}
	case tokDollar:
		p.take()
		if next := p.peek(); next.kind == tokIdent && next.pos.Offset > t.end && p.peekAt(1) == tokDot {
			return h, &SyntaxError{t.pos, "`$` stands apart from the name after it", "write `$" + next.text + "` for the variable or `$." + next.text + "` for the property"}
		}
		h.kind = headRoot
	case tokAt:
		p.take()
		h.kind = headAt
	case tokVar:
		p.take()
		h.kind, h.name = headVar, t.text
	case tokExpr:
		x, err := p.parenthesised()
		if err != nil {
			return h, err
		}
		h.kind, h.expr = headExpr, x
	default:
		return h, p.unexpected("where a path should start", "start with a property name, `$`, `@`, a variable or `$( )`")
	}
	return h, nil
}

func (p *parser) parenthesised() (*exprNode, *SyntaxError) {
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer p.leave()
	p.take()
	x, err := p.expr()
	if err != nil {
		return nil, err
	}
	if p.peek().kind != tokRParen {
		return nil, p.unexpected("in an expression", "close $( with `)`")
	}
	p.take()
	return x, nil
}

// tail reads the steps of a path and the group that may end it.
func (p *parser) tail(path *pathNode) (*pathNode, *SyntaxError) {
	for {
		var (
			step stepNode
			err  *SyntaxError
		)
		switch p.peek().kind {
		case tokDot:
			step, err = p.keyStep()
		case tokArrow:
			step, err = p.methodStep()
		case tokOptional:
			step, err = p.optionalStep(path)
		case tokLBrace:
			path.group, err = p.group()
			return path, err
		default:
			return path, nil
		}
		if err != nil {
			return nil, err
		}
		path.steps = append(path.steps, step)
	}
}

func (p *parser) keyStep() (stepNode, *SyntaxError) {
	p.take()
	t := p.peek()
	if t.kind != tokIdent && t.kind != tokString {
		return stepNode{}, p.unexpected("after `.`", "write a property name; quote it if it is not letters, digits and _")
	}
	p.take()
	return stepNode{kind: stepKey, pos: t.pos, name: t.text}, nil
}

func (p *parser) optionalStep(path *pathNode) (stepNode, *SyntaxError) {
	t := p.peek()
	if err := p.need(featureOptional, t.pos); err != nil {
		return stepNode{}, err
	}
	if n := len(path.steps); n > 0 && path.steps[n-1].kind == stepOptional {
		return stepNode{}, p.fail("`?` stands twice", "write one `?`")
	}
	p.take()
	return stepNode{kind: stepOptional, pos: t.pos, name: "?"}, nil
}

func (p *parser) methodStep() (stepNode, *SyntaxError) {
	p.take()
	t := p.peek()
	if t.kind != tokIdent {
		return stepNode{}, p.unexpected("after `->`", "write a method name, such as `->first`")
	}
	p.take()
	step := stepNode{kind: stepMethod, pos: t.pos, name: t.text}
	if p.peek().kind != tokLParen {
		return step, nil
	}
	step.parens = true
	if err := p.enter(); err != nil {
		return step, err
	}
	defer p.leave()
	p.take()
	args, err := p.exprList(tokRParen)
	step.args = args
	return step, err
}

func (p *parser) group() (*groupNode, *SyntaxError) {
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer p.leave()
	open := p.take()
	g, err := p.items(tokRBrace)
	if err != nil {
		return nil, err
	}
	g.pos = open.pos
	p.take()
	return g, nil
}
