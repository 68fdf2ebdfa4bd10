package mapping

import (
	"net/textproto"
	"slices"
	"sync"
)

// AnswerParts are the settings that decide what a backend's response means. A nil
// part is absent; without a Selection the whole body is selected.
type AnswerParts struct {
	Selection *Mapping

	// Of the connector, else of the source: success instead of a 2xx status.
	IsSuccess, SourceIsSuccess *Mapping
	// Of the connector, else of the source: the text of the error.
	Message, SourceMessage *Mapping
	// Of both, the connector's winning: more extensions of the error.
	Extensions, SourceExtensions *Mapping
}

// Answer reads the responses of a connector. It never changes and may be used by
// any number of goroutines at once.
type Answer struct {
	parts        AnswerParts
	usesResponse bool      // some part reads $response, so it is worth making
	properties   bool      // the selection reads properties of the body
	whole        bool      // the selection uses the body as a whole
	scratch      sync.Pool // of *scratch
}

// NewAnswer prepares the parts.
func NewAnswer(parts AnswerParts) *Answer {
	if parts.Selection == nil {
		parts.Selection = MustCompile("$", Latest)
	}
	for _, m := range []**Mapping{&parts.IsSuccess, &parts.SourceIsSuccess, &parts.Message, &parts.SourceMessage} {
		if *m != nil {
			*m = (*m).AsValue()
		}
	}
	a := &Answer{parts: parts}
	for _, m := range []*Mapping{
		parts.Selection, parts.IsSuccess, parts.SourceIsSuccess, parts.Message, parts.SourceMessage,
		parts.Extensions, parts.SourceExtensions,
	} {
		if m != nil && slices.ContainsFunc(m.Analyze().Reads, func(r Read) bool { return r.Var == VarResponse }) {
			a.usesResponse = true
		}
	}
	for _, r := range parts.Selection.Analyze().Reads {
		if r.Var == "" {
			a.properties = a.properties || len(r.Path) > 0
			a.whole = a.whole || len(r.Path) == 0
		}
	}
	return a
}

// Response is what came back from a backend.
type Response struct {
	Status int                 // the HTTP status
	Header map[string][]string // in canonical form, as net/http has it
	Body   []byte
}

// Codes of an AnswerError, as the convention names them.
const (
	CodeFetch           = "CONNECTOR_FETCH"
	CodeResponseInvalid = "CONNECTOR_RESPONSE_INVALID"
)

// AnswerError is a response that makes the field null and one GraphQL error.
type AnswerError struct {
	Code    string // one of the codes above; Extensions may hold another one
	Message string // for the client
	Status  int    // the HTTP status
	// Extensions are what errors.extensions maps, source before connector: an
	// object, or missing. They override what the server adds itself.
	Extensions Value
	Err        error // a *DecodeError for CodeResponseInvalid, else nil
}

// Error is the message for the client.
func (e *AnswerError) Error() string { return e.Message }

// Unwrap returns Err.
func (e *AnswerError) Unwrap() error { return e.Err }

// Append decides whether r is a success and appends the JSON of its selection. ok
// is false if the selection has no value, which means null. The error is an
// *AnswerError; dst is then as it was. vars are those of the request; $status and
// $response are set from r. Append keeps nothing of r unless it fails.
//
// A body that cannot be decoded fails whatever the status. So does, after a success, a
// body without any properties where the selection reads some: a maintenance page is no
// answer. Selections of $status alone, and those of the body as a whole, take any. An isSuccess mapping
// replaces the test of the status, and means failure by anything but true.
func (a *Answer) Append(dst []byte, r Response, vars *Vars) (out []byte, ok bool, ps Problems, err error) {
	s, _ := a.scratch.Get().(*scratch)
	if s == nil {
		s = new(scratch)
	}
	root, own, err := a.read(&s.store, r, vars, &ps)
	if err != nil {
		return dst, false, ps, err // the error may point into s: leave it to the collector
	}
	s.env.start(root, own)
	dst, ok = a.parts.Selection.emit(&s.env, dst)
	ps.addAll(PartSelection, s.env.problems)
	s.release()
	a.scratch.Put(s)
	return dst, ok, ps, nil
}

// Eval is Append with a Value as its result, which keeps r.Body: that must not
// change afterwards.
func (a *Answer) Eval(r Response, vars *Vars) (Value, Problems, error) {
	var ps Problems
	root, own, err := a.read(new(store), r, vars, &ps)
	if err != nil {
		return Value{}, ps, err
	}
	return a.parts.Selection.evalPart(PartSelection, root, own, &ps), ps, nil
}

// read decodes a successful response, and makes the error of any other.
func (a *Answer) read(s *store, r Response, vars *Vars, ps *Problems) (Value, *Vars, error) {
	own := Vars{}
	if vars != nil {
		own = *vars
	}
	own.Status = Int(int64(r.Status))
	if a.usesResponse {
		own.Response = HeaderVar(r.Header)
	}
	kind := textproto.MIMEHeader(r.Header).Get(contentType)
	root, err := s.decode(kind, r.Body)
	if err != nil {
		return Value{}, nil, undecodable(r.Status, err)
	}
	if !a.success(root, &own, ps) {
		return Value{}, nil, a.failure(root, &own, r.Status, ps)
	}
	if err := a.unfit(kind, r, root); err != nil {
		return Value{}, nil, undecodable(r.Status, err)
	}
	return root, &own, nil
}

func undecodable(status int, err error) *AnswerError {
	return &AnswerError{Code: CodeResponseInvalid, Message: "The server returned data in an unexpected format.", Status: status, Err: err}
}

// unfit is the error of a body that has none of the properties that the selection
// reads. null, also as an empty body, is an answer, and so is any body of a status that
// only isSuccess makes a success, such as the page of a 404.
func (a *Answer) unfit(contentType string, r Response, root Value) error {
	if !a.properties || len(r.Body) == 0 || r.Status < 200 || r.Status > 299 {
		return nil
	}
	form, media, _ := formOf(contentType)
	switch root.kind {
	case KindObject, KindList:
	case KindNull:
		if form == bodyOther {
			return &DecodeError{0, "the body is " + media + ", which is not JSON"}
		}
	default:
		if form == bodyText || !a.whole {
			return &DecodeError{0, "the body is " + root.kind.String() + ", which has no properties"}
		}
	}
	return nil
}

func (a *Answer) success(root Value, vars *Vars, ps *Problems) bool {
	if m := firstOf(a.parts.IsSuccess, a.parts.SourceIsSuccess); m != nil {
		return m.evalPart(PartIsSuccess, root, vars, ps).IsTrue()
	}
	status, _ := vars.Status.Int64()
	return status >= 200 && status <= 299
}

func firstOf(own, source *Mapping) *Mapping {
	if own != nil {
		return own
	}
	return source
}

func (a *Answer) failure(root Value, vars *Vars, status int, ps *Problems) *AnswerError {
	e := &AnswerError{Code: CodeFetch, Message: "Request failed", Status: status}
	if m := firstOf(a.parts.Message, a.parts.SourceMessage); m != nil {
		e.Message, _ = m.evalPart(PartMessage, root, vars, ps).Str()
	}
	var members []Member
	for _, m := range []*Mapping{a.parts.SourceExtensions, a.parts.Extensions} {
		if m == nil {
			continue
		}
		v := m.evalPart(PartExtensions, root, vars, ps)
		if v.Kind() != KindObject {
			continue // the convention ignores it
		}
		for key, item := range v.All() {
			members = setMember(members, key, item)
		}
	}
	if members != nil {
		e.Extensions = newContainer(KindObject, members)
	}
	return e
}
