package inputs

import (
	"runtime"
	"sync"
	"weak"

	"github.com/vektah/gqlparser/v2/ast"
)

// Reader finds what operations of one schema read. It is safe for concurrent use.
type Reader struct {
	calls    map[string]Reads // of each connector, with what its source propagates
	types    map[string]objects
	abstract map[string][]string
	known    sync.Map // weak.Pointer[ast.OperationDefinition] -> answer
}

// objects is a Type that is quick to look into.
type objects struct {
	calls  []string
	fields map[string]Field // those without reads are plain
}

// answer holds the results of Of.
type answer struct {
	set   Set
	known bool
}

// NewReader makes the reader of a table. propagated gives the headers that a source
// sends on.
func NewReader(table Table, propagated func(source string) []string) *Reader {
	r := &Reader{calls: map[string]Reads{}, types: map[string]objects{}, abstract: table.Abstract}
	for name, call := range table.Calls {
		reads := Reads{Headers: append([]string(nil), call.Headers...), Context: call.Context, Unknown: call.Unknown}
		for _, header := range propagated(call.Source) {
			if call.Credentials || !IsCredential(header) {
				reads.Headers = append(reads.Headers, header)
			}
		}
		r.calls[name] = reads
	}
	for name, typ := range table.Types {
		fields := make(map[string]Field, len(typ.Fields)+len(typ.Plain))
		for _, plain := range typ.Plain {
			fields[plain] = Field{}
		}
		for field, reads := range typ.Fields {
			fields[field] = reads
		}
		r.types[name] = objects{typ.Calls, fields}
	}
	return r
}

// Of gives what shapes the answer to an operation of doc. known is false when it
// selects anything of which nobody knows what it reads.
//
// The answer is remembered while the operation is in memory, so it costs something only
// once for a document that is kept parsed.
func (r *Reader) Of(doc *ast.QueryDocument, op *ast.OperationDefinition) (set Set, known bool) {
	key := weak.Make(op)
	if found, ok := r.known.Load(key); ok {
		return found.(answer).set, found.(answer).known
	}
	w := walk{reader: r, doc: doc, found: newCollection(), visited: map[visit]bool{}}
	w.selection(op.SelectionSet, rootOf(op))
	found := answer{w.found.set(), !w.found.unknown}
	if _, loaded := r.known.LoadOrStore(key, found); !loaded {
		runtime.AddCleanup(op, func(gone weak.Pointer[ast.OperationDefinition]) { r.known.Delete(gone) }, key)
	}
	return found.set, found.known
}
