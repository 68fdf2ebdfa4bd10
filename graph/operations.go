package graph

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"bff/graph/coerce"
	"bff/graph/document"
)

// operations is gqlgen's executor with another way from a request to an operation:
//
//	load -> prepare -> keep the document -> variables -> mutators -> arguments
//
// gqlgen's own validates without limits and without an end; see package document. It reads
// variables laxly, and arguments not before it executes; see package coerce. What
// executes is gqlgen's as it is.
type operations struct {
	*executor.Executor

	schema      graphql.ExecutableSchema
	loader      *document.Loader
	documents   graphql.Cache[*ast.QueryDocument]
	timeout     time.Duration // of what comes before the execution
	parameters  []graphql.OperationParameterMutator
	mutators    []graphql.OperationContextMutator
	middlewares func() *graphql.OperationContext
}

func newOperations(options Options) *operations {
	o := &operations{
		Executor:  executor.New(options.Schema),
		schema:    options.Schema,
		loader:    document.NewLoader(options.Schema.Schema(), document.Options{Limits: options.Limits.Document, Introspection: options.Introspection}),
		documents: newOperationCache(options.OperationCacheEntries),
		timeout:   options.RequestTimeout,
	}
	o.middlewares = sync.OnceValue(o.middlewaresOfExecutor)
	return o
}

// middlewaresOfExecutor has what the executor hangs into every operation, and gives away
// with an operation only.
func (o *operations) middlewaresOfExecutor() *graphql.OperationContext {
	op, _ := o.Executor.CreateOperationContext(graphql.StartOperationTrace(context.Background()), &graphql.RawParams{Query: "{ __typename }"})
	return op
}

// Use adds an extension. All have to be there before the first operation.
func (o *operations) Use(extension graphql.HandlerExtension) {
	o.Executor.Use(extension)
	if p, ok := extension.(graphql.OperationParameterMutator); ok {
		o.parameters = append(o.parameters, p)
	}
	if m, ok := extension.(graphql.OperationContextMutator); ok {
		o.mutators = append(o.mutators, m)
	}
}

// CreateOperationContext implements graphql.GraphExecutor. Its errors are those of the
// request: nothing has been executed.
func (o *operations) CreateOperationContext(ctx context.Context, params *graphql.RawParams) (*graphql.OperationContext, gqlerror.List) {
	ctx, cancel := context.WithTimeout(ctx, o.timeout)
	defer cancel()
	common := o.middlewares()
	op := &graphql.OperationContext{
		DisableIntrospection: true,
		RecoverFunc:          common.RecoverFunc, ResolverMiddleware: common.ResolverMiddleware, RootResolverMiddleware: common.RootResolverMiddleware,
		Stats: graphql.Stats{Read: params.ReadTime, OperationStart: graphql.GetStartTime(ctx)},
	}
	ctx = graphql.WithOperationContext(ctx, op)
	for _, p := range o.parameters {
		if err := p.MutateOperationParameters(ctx, params); err != nil {
			return op, gqlerror.List{err}
		}
	}
	op.RawQuery, op.OperationName, op.Extensions, op.Headers = params.Query, params.OperationName, params.Extensions, params.Headers
	var errs gqlerror.List
	if op.Doc, errs = o.document(ctx, &op.Stats, params.Query); len(errs) > 0 {
		return op, errs
	}
	if op.Operation = op.Doc.Operations.ForName(params.OperationName); op.Operation == nil {
		return op, gqlerror.List{noOperation(op.Doc, params.OperationName)}
	}
	if err := o.complete(ctx, op, params.Variables); err != nil {
		return op, gqlerror.List{err}
	}
	return op, nil
}

// complete reads the variables and arguments, and lets extensions look at the operation.
func (o *operations) complete(ctx context.Context, op *graphql.OperationContext, given map[string]any) (err *gqlerror.Error) {
	if op.Variables, err = coerce.Variables(o.schema.Schema(), op.Operation, given); err != nil {
		return err
	}
	op.Stats.Validation.End = graphql.Now()
	for _, m := range o.mutators {
		if err := m.MutateOperationContext(ctx, op); err != nil {
			return err
		}
	}
	return coerce.Arguments(o.schema.Schema(), op.Operation, op.Doc, op.Variables)
}

// document is the validated and prepared document of a text.
func (o *operations) document(ctx context.Context, stats *graphql.Stats, text string) (*ast.QueryDocument, gqlerror.List) {
	stats.Parsing.Start = graphql.Now()
	stats.Parsing.End, stats.Validation.Start = stats.Parsing.Start, stats.Parsing.Start // one step here
	if doc, ok := o.documents.Get(ctx, text); ok {
		return doc, nil
	}
	doc, errs := o.loader.Load(ctx, text)
	if len(errs) > 0 {
		return nil, errs
	}
	coerce.Prepare(doc)
	o.documents.Add(ctx, text, doc)
	return doc, nil
}

// noOperation is the error of a request that names no operation of its document.
func noOperation(doc *ast.QueryDocument, name string) *gqlerror.Error {
	err := &gqlerror.Error{
		Message:    fmt.Sprintf("The document has no operation %q.", abridge(name, maxEcho)),
		Extensions: map[string]any{"code": string(CodeValidationFailed)},
	}
	if name == "" {
		err.Message = fmt.Sprintf("The document has %d operations; operationName must name one.", len(doc.Operations))
	}
	return err
}
