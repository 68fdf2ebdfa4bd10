package graph

import (
	"context"
	"sync"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"bff/graph/coerce"
)

// operations is gqlgen's executor with another way from a request to an operation:
//
//	parse -> validate -> prepare -> keep the document -> variables -> mutators -> arguments
//
// gqlgen's own reads variables laxly, and arguments not before it executes; see package
// coerce. What executes is gqlgen's as it is.
type operations struct {
	*executor.Executor

	schema      graphql.ExecutableSchema
	documents   graphql.Cache[*ast.QueryDocument]
	tokenLimit  int
	silent      bool // messages suggest nothing
	parameters  []graphql.OperationParameterMutator
	mutators    []graphql.OperationContextMutator
	middlewares func() *graphql.OperationContext
}

func newOperations(schema graphql.ExecutableSchema) *operations {
	o := &operations{Executor: executor.New(schema), schema: schema, documents: graphql.NoCache[*ast.QueryDocument]{}}
	o.middlewares = sync.OnceValue(o.middlewaresOfExecutor)
	return o
}

// middlewaresOfExecutor has what the executor hangs into every operation, and gives away
// with an operation only.
func (o *operations) middlewaresOfExecutor() *graphql.OperationContext {
	op, _ := o.Executor.CreateOperationContext(graphql.StartOperationTrace(context.Background()), &graphql.RawParams{Query: "{ __typename }"})
	return op
}

// SetParserTokenLimit bounds the tokens of a document; 0 does not.
func (o *operations) SetParserTokenLimit(limit int) { o.tokenLimit = limit }

// SetQueryCache sets where validated documents are kept.
func (o *operations) SetQueryCache(c graphql.Cache[*ast.QueryDocument]) { o.documents = c }

// SetDisableSuggestion keeps names of the schema out of messages.
func (o *operations) SetDisableSuggestion(silent bool) { o.silent = silent }

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
		return op, invalid(gqlerror.Errorf("operation %s not found", params.OperationName))
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

// document is the parsed, validated and prepared document of a text.
func (o *operations) document(ctx context.Context, stats *graphql.Stats, text string) (*ast.QueryDocument, gqlerror.List) {
	stats.Parsing.Start = graphql.Now()
	if doc, ok := o.documents.Get(ctx, text); ok {
		stats.Parsing.End = graphql.Now()
		stats.Validation.Start = stats.Parsing.End
		return doc, nil
	}
	doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: text}, o.tokenLimit)
	stats.Parsing.End = graphql.Now()
	stats.Validation.Start = stats.Parsing.End
	if err != nil {
		return nil, withCode(CodeParseFailed, gqlerror.List{gqlerror.WrapIfUnwrapped(err)})
	}
	if len(doc.Operations) == 0 {
		return nil, invalid(gqlerror.Errorf("no operation provided"))
	}
	if errs := validator.ValidateWithRules(o.schema.Schema(), doc, o.rules()); len(errs) > 0 {
		return nil, withCode(CodeValidationFailed, errs)
	}
	coerce.Prepare(doc)
	o.documents.Add(ctx, text, doc)
	return doc, nil
}

func (o *operations) rules() *rules.Rules {
	out := rules.NewDefaultRules()
	out.ReplaceRule(rules.ValuesOfCorrectTypeRule.Name, coerce.LongIDs(rules.ValuesOfCorrectTypeRule.RuleFunc))
	if o.silent {
		out.ReplaceRule(rules.FieldsOnCorrectTypeRule.Name, rules.FieldsOnCorrectTypeRuleWithoutSuggestions.RuleFunc)
		out.ReplaceRule(rules.ScalarLeafsRule.Name, rules.ScalarLeafsRuleWithoutSuggestions.RuleFunc)
	}
	return out
}

func invalid(err *gqlerror.Error) gqlerror.List {
	return withCode(CodeValidationFailed, gqlerror.List{err})
}

func withCode(code Code, errs gqlerror.List) gqlerror.List {
	for _, err := range errs {
		if err.Extensions == nil {
			err.Extensions = map[string]any{}
		}
		err.Extensions["code"] = string(code)
	}
	return errs
}
