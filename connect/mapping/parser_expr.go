package mapping

import (
	"fmt"
	"strings"
)

// expr reads operands joined by operators, all of which must be the same.
func (p *parser) expr() (*exprNode, *SyntaxError) {
	x := &exprNode{pos: p.peek().pos, op: tokEnd}
	for {
		operand, err := p.operand()
		if err != nil {
			return nil, err
		}
		x.operands = append(x.operands, operand)
		t := p.peek()
		if t.kind != tokNullish && t.kind != tokAbsent {
			return x, nil
		}
		if err := p.need(featureOperator, t.pos); err != nil {
			return nil, err
		}
		if x.op != tokEnd && x.op != t.kind {
			return nil, p.fail("?? and ?! stand in one chain", "put one of them in its own $( )")
		}
		x.op = t.kind
		p.take()
	}
}

// operand reads a literal, tried first, or a path; both may go on with steps.
func (p *parser) operand() (*pathNode, *SyntaxError) {
	pos := p.peek().pos
	lit, err := p.literal()
	if err != nil {
		return nil, err
	}
	if lit != nil {
		return p.tail(&pathNode{pos: pos, head: headNode{kind: headLiteral, pos: pos, lit: lit}})
	}
	if p.peek().kind == tokLParen {
		return nil, p.fail("parentheses do not group here", "write $( ) to group")
	}
	head, err := p.head()
	if err != nil {
		return nil, err
	}
	path, err := p.tail(&pathNode{pos: pos, head: head})
	if err != nil {
		return nil, err
	}
	if p.version < featureLoneKey.since && path.loneKey() {
		return nil, &SyntaxError{
			path.pos, fmt.Sprintf("a lone key in an expression is not part of connect/%s", p.version),
			fmt.Sprintf("write `$.%s`, or link connect/%s or later", path.head.key.name, featureLoneKey.since),
		}
	}
	return path, nil
}

// literal reads a literal, or returns nil if none starts here. A word is one
// only as a whole: trueish is a property.
func (p *parser) literal() (*literalNode, *SyntaxError) {
	t := p.peek()
	lit := &literalNode{pos: t.pos}
	switch t.kind {
	case tokString:
		lit.kind, lit.value = KindString, String(t.text)
	case tokNumber:
		lit.value = literalNumber(t.text)
		lit.kind = lit.value.Kind()
	case tokIdent:
		switch t.text {
		case "true", "false":
			lit.kind, lit.value = KindBool, Bool(t.text == "true")
		case "null":
			lit.kind, lit.value = KindNull, Null()
		default:
			return nil, nil
		}
	case tokLBracket, tokLBrace:
		return p.compound(lit, t.kind)
	default:
		return nil, nil
	}
	p.take()
	return lit, nil
}

func (p *parser) compound(lit *literalNode, open tokenKind) (*literalNode, *SyntaxError) {
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer p.leave()
	p.take()
	var err *SyntaxError
	if open == tokLBracket {
		lit.kind = KindList
		lit.list, err = p.exprList(tokRBracket)
		return lit, err
	}
	lit.kind = KindObject
	for p.peek().kind != tokRBrace {
		pair, err := p.pair()
		if err != nil {
			return nil, err
		}
		lit.pairs = append(lit.pairs, pair)
		if p.peek().kind != tokComma {
			break
		}
		p.take()
	}
	if p.peek().kind != tokRBrace {
		return nil, p.unexpected("in an object", "separate pairs by `,` and end the object with `}`")
	}
	p.take()
	return lit, nil
}

func (p *parser) pair() (pairNode, *SyntaxError) {
	t := p.peek()
	if t.kind != tokIdent && t.kind != tokString {
		return pairNode{}, p.unexpected("where a key should start", "write `key: value`")
	}
	p.take()
	key := keyNode{t.pos, t.text}
	if p.peek().kind != tokColon {
		if p.peek().kind == tokError {
			return pairNode{}, p.peek().err
		}
		if p.version < featureShorthand.since {
			return pairNode{}, &SyntaxError{
				t.pos, fmt.Sprintf("%s is not part of connect/%s", featureShorthand.name, p.version),
				fmt.Sprintf("write `%s: %s`, or link connect/%s or later", t.text, t.text, featureShorthand.since),
			}
		}
		lone := &pathNode{pos: t.pos, head: headNode{kind: headKey, pos: t.pos, key: key}}
		return pairNode{key, &exprNode{pos: t.pos, op: tokEnd, operands: []*pathNode{lone}}}, nil
	}
	p.take()
	x, err := p.expr()
	return pairNode{key, x}, err
}

// exprList reads expressions, comma-separated, and the token that ends them.
func (p *parser) exprList(end tokenKind) ([]*exprNode, *SyntaxError) {
	var list []*exprNode
	for p.peek().kind != end {
		x, err := p.expr()
		if err != nil {
			return nil, err
		}
		list = append(list, x)
		if p.peek().kind != tokComma {
			break
		}
		p.take()
	}
	if p.peek().kind != end {
		mark := map[tokenKind]string{tokRParen: ")", tokRBracket: "]"}[end]
		return nil, p.unexpected("in a list", fmt.Sprintf("separate values by `,` and end the list with `%s`", mark))
	}
	p.take()
	return list, nil
}

// literalNumber turns the loose forms 007, 12. and -.5 into JSON numbers. A dot
// makes a number non-integer, whatever follows it.
func literalNumber(text string) Value {
	sign := ""
	if text[0] == '-' {
		sign, text = "-", text[1:]
	}
	whole, frac, dotted := strings.Cut(text, ".")
	whole = strings.TrimLeft(whole, "0")
	if whole == "" {
		whole = "0"
	}
	if !dotted {
		return Value{kind: KindInt, text: sign + whole}
	}
	frac = strings.TrimRight(frac, "0")
	if frac == "" {
		frac = "0"
	}
	return Value{kind: KindFloat, text: sign + whole + "." + frac}
}
