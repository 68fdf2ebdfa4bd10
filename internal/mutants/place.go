package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// fault is one change of one place.
type fault struct {
	file       string
	start, end int // bytes of the text that is replaced
	text       string
	line, col  int
	what       string // for people: "a < b -> a <= b"
}

func (f fault) String() string { return fmt.Sprintf("%s:%d:%d: %s", f.file, f.line, f.col, f.what) }

// apply gives the source with the fault.
func (f fault) apply(source []byte) []byte {
	return []byte(string(source[:f.start]) + f.text + string(source[f.end:]))
}

// faultsOf lists the faults that can be planted in a folder's Go files, without tests and
// generated code.
func faultsOf(folder string) ([]fault, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return nil, err
	}
	var out []fault
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") || strings.HasSuffix(file, "_gen.go") {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		found, err := faultsIn(file, source)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

// planter collects the faults of one file.
type planter struct {
	fset   *token.FileSet
	file   string
	source []byte
	out    []fault
}

func faultsIn(file string, source []byte) ([]fault, error) {
	p := &planter{fset: token.NewFileSet(), file: file, source: source}
	tree, err := parser.ParseFile(p.fset, file, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	for _, declaration := range tree.Decls {
		f, ok := declaration.(*ast.FuncDecl)
		if ok && f.Body != nil {
			ast.Inspect(f.Body, p.visit)
		}
	}
	return p.out, nil
}

// swapped are the operators that stand in for others.
var swapped = map[token.Token]token.Token{
	token.LSS: token.LEQ, token.LEQ: token.LSS, token.GTR: token.GEQ, token.GEQ: token.GTR,
	token.EQL: token.NEQ, token.NEQ: token.EQL, token.LAND: token.LOR, token.LOR: token.LAND,
	token.ADD: token.SUB, token.SUB: token.ADD, token.MUL: token.QUO, token.QUO: token.MUL,
}

func (p *planter) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		if op, ok := swapped[n.Op]; ok {
			p.plant(n.X.Pos(), n.Y.End(), p.text(n.X.Pos(), n.OpPos)+op.String()+p.text(n.OpPos+token.Pos(len(n.Op.String())), n.Y.End()))
		}
	case *ast.UnaryExpr:
		if n.Op == token.NOT {
			p.plant(n.Pos(), n.End(), p.text(n.X.Pos(), n.X.End()))
		}
	case *ast.IfStmt:
		cond := "(" + p.text(n.Cond.Pos(), n.Cond.End()) + ")"
		p.plant(n.Cond.Pos(), n.Cond.End(), cond+" && false")
		p.plant(n.Cond.Pos(), n.Cond.End(), cond+" || true")
	case *ast.BasicLit:
		if i, err := strconv.Atoi(n.Value); n.Kind == token.INT && err == nil {
			p.plant(n.Pos(), n.End(), strconv.Itoa(i+1))
		}
	case *ast.Ident:
		if other := map[string]string{"true": "false", "false": "true"}[n.Name]; other != "" {
			p.plant(n.Pos(), n.End(), other)
		}
	case *ast.ReturnStmt:
		p.loseError(n)
	case *ast.BlockStmt:
		p.leaveOut(n.List)
	case *ast.CaseClause:
		p.leaveOut(n.Body)
	case *ast.CommClause:
		p.leaveOut(n.Body)
	}
	return true
}

// loseError has a return give nil for an error.
func (p *planter) loseError(n *ast.ReturnStmt) {
	if len(n.Results) == 0 {
		return
	}
	if last, ok := n.Results[len(n.Results)-1].(*ast.Ident); ok && last.Name == "err" {
		p.plant(last.Pos(), last.End(), "nil")
	}
}

// leaveOut leaves out statements, one at a time, that code can do without.
func (p *planter) leaveOut(list []ast.Stmt) {
	for _, s := range list {
		switch s := s.(type) {
		case *ast.AssignStmt:
			if s.Tok == token.DEFINE {
				continue
			}
		case *ast.ExprStmt, *ast.IncDecStmt, *ast.DeferStmt, *ast.GoStmt, *ast.SendStmt, *ast.BranchStmt:
		default:
			continue
		}
		p.plant(s.Pos(), s.End(), "")
	}
}

func (p *planter) text(from, to token.Pos) string {
	return string(p.source[p.fset.Position(from).Offset:p.fset.Position(to).Offset])
}

func (p *planter) plant(from, to token.Pos, text string) {
	at := p.fset.Position(from)
	shown := strings.Join(strings.Fields(text), " ")
	if text == "" {
		shown = "nothing"
	}
	p.out = append(p.out, fault{
		file: p.file, start: at.Offset, end: p.fset.Position(to).Offset, text: text, line: at.Line, col: at.Column,
		what: strings.Join(strings.Fields(p.text(from, to)), " ") + " -> " + shown,
	})
}
