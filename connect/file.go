package connect

import (
	"sort"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// File is a schema file.
type File struct {
	Name string // for messages, and to tell files apart: "schema/web/query.graphql"
	Text string
	// Shared: other schemas have the file too, so that what this one does not need of
	// it is left out. See Load.
	Shared bool
}

// file is a File with what positions in it need. gqlparser counts characters,
// and its lines are wrong after some block strings, so we count our own.
type file struct {
	name   string
	shared bool
	order  int // among the files of a run
	runes  []rune
	lines  []int // where each line starts, in runes
	source *ast.Source
}

func newFile(f File, order int) *file {
	out := &file{name: f.Name, shared: f.Shared, order: order, runes: []rune(f.Text), lines: []int{0}}
	for i := 0; i < len(out.runes); i++ {
		switch out.runes[i] {
		case '\r':
			if i+1 < len(out.runes) && out.runes[i+1] == '\n' {
				i++
			}
			out.lines = append(out.lines, i+1)
		case '\n':
			out.lines = append(out.lines, i+1)
		}
	}
	out.source = &ast.Source{Name: f.Name, Input: f.Text}
	return out
}

// at is the place of a character.
func (f *file) at(offset int) Pos {
	line := sort.SearchInts(f.lines, offset+1)
	return Pos{File: f.name, Line: line, Col: offset - f.lines[line-1] + 1, file: f}
}

// line is the text of a line, counted from 1.
func (f *file) line(n int) string {
	if n < 1 || n > len(f.lines) {
		return ""
	}
	end := len(f.runes)
	if n < len(f.lines) {
		end = f.lines[n]
	}
	return strings.TrimRight(string(f.runes[f.lines[n-1]:end]), "\r\n")
}

// files finds the file of a node of the parsed documents.
type files map[*ast.Source]*file

// pos is the place of a node; the zero Pos for what we injected.
func (fs files) pos(p *ast.Position) Pos {
	if p == nil {
		return Pos{}
	}
	f := fs[p.Src]
	if f == nil {
		return Pos{}
	}
	return f.at(min(max(p.Start, 0), len(f.runes)))
}

// posOf is pos for a node whose position gqlparser takes after its first sign:
// the @ of a directive, the [ of a list type.
func (fs files) posOf(p *ast.Position, sign rune) Pos {
	out := fs.pos(p)
	if out.file != nil && p.Start > 0 && p.Start <= len(out.file.runes) && out.file.runes[p.Start-1] == sign {
		out.Col--
	}
	return out
}
