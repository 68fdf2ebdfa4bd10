package contract

import (
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"

	"bff/connect"
)

// Check holds the connectors of a schema against the documents of their sources,
// which have the names of the sources as keys. Connectors without a source, or
// whose source has no document, are left out. The result is empty if all agree.
//
// Check changes neither the schema nor the documents.
func Check(schema *connect.Schema, docs map[string]*openapi3.T) connect.Diagnostics {
	var r report
	for _, c := range schema.Connectors {
		if c.Source == nil || docs[c.Source.Name] == nil || c.URL == nil {
			continue
		}
		r.connector(schema, c, docs[c.Source.Name])
	}
	return r.found.Sorted()
}

// report collects what is found.
type report struct{ found connect.Diagnostics }

func (r *report) connector(schema *connect.Schema, c *connect.Connector, doc *openapi3.T) {
	op := r.operationOf(c, doc)
	if op == nil {
		return // nothing else can be said without it
	}
	request := sending{r, schema, c}
	request.parameters(op)
	request.body(op)
	if c.Selection == nil {
		return
	}
	answer, ok := op.answer()
	if !ok {
		r.noJSON(c, op)
		return
	}
	s := selection{report: r, schema: schema, connector: c, op: op, answer: answer}
	s.reads()
	s.fits()
	s.candidates()
}

func (r *report) errorf(pos connect.Pos, code connect.Code, hint, msg string, args ...any) {
	r.found = append(r.found, connect.Diagnostic{Pos: pos, Code: code, Msg: fmt.Sprintf(msg, args...), Hint: hint})
}

func (r *report) warnf(pos connect.Pos, code connect.Code, hint, msg string, args ...any) {
	r.found = append(r.found, connect.Diagnostic{Pos: pos, Code: code, Warning: true, Msg: fmt.Sprintf(msg, args...), Hint: hint})
}
