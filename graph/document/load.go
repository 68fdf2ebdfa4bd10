package document

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator/core"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"bff/graph/coerce"
)

// Options says which documents are accepted.
type Options struct {
	Limits Limits
	// Introspection lets documents ask for the schema. Without it error texts have
	// no suggestions either: they tell the schema too.
	Introspection bool
}

// Loader makes documents for one schema. It is safe for concurrent use.
type Loader struct {
	schema        *ast.Schema
	limits        Limits
	introspection bool
	rules         []core.Rule
}

// NewLoader makes a loader for a schema.
func NewLoader(schema *ast.Schema, o Options) *Loader {
	return &Loader{
		schema: schema, limits: o.Limits.WithDefaults(), introspection: o.Introspection,
		rules: validationRules(o.Introspection),
	}
}

// validationRules are gqlparser's, but for what the loader does itself: fragment
// cycles, unused fragments, merging, and what a subscription selects.
func validationRules(suggestions bool) []core.Rule {
	named := rules.NewDefaultRules()
	replaced := []string{
		rules.NoFragmentCyclesRule.Name, rules.NoUnusedFragmentsRule.Name,
		rules.OverlappingFieldsCanBeMergedRule.Name, rules.SingleFieldSubscriptionsRule.Name,
	}
	var all []core.Rule
	for name, rule := range named.GetInner() {
		if !slices.Contains(replaced, name) {
			all = append(all, core.Rule{Name: name, RuleFunc: rule})
		}
	}
	if !suggestions {
		for _, quiet := range []struct{ name, rule core.Rule }{
			{rules.FieldsOnCorrectTypeRule, rules.FieldsOnCorrectTypeRuleWithoutSuggestions},
			{rules.KnownArgumentNamesRule, rules.KnownArgumentNamesRuleWithoutSuggestions},
			{rules.KnownTypeNamesRule, rules.KnownTypeNamesRuleWithoutSuggestions},
			{rules.ScalarLeafsRule, rules.ScalarLeafsRuleWithoutSuggestions},
			{rules.ValuesOfCorrectTypeRule, rules.ValuesOfCorrectTypeRuleWithoutSuggestions},
		} {
			at := slices.IndexFunc(all, func(r core.Rule) bool { return r.Name == quiet.name.Name })
			all[at].RuleFunc = quiet.rule.RuleFunc
		}
	}
	values := slices.IndexFunc(all, func(r core.Rule) bool { return r.Name == valuesRule })
	all[values].RuleFunc = coerce.LongIDs(all[values].RuleFunc)
	slices.SortFunc(all, func(a, b core.Rule) int { // errors come in a stable order
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return all
}

// Load parses, measures and validates a document. Its errors are fit to be told,
// but for one that wraps ctx's: the request has ended.
func (l *Loader) Load(ctx context.Context, text string) (*ast.QueryDocument, gqlerror.List) {
	doc, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: text}, max(l.limits.Tokens, 0))
	if err != nil {
		return nil, report(codeParse, gqlerror.List{l.parseError(err)})
	}
	if err := checkStrings(text); err != nil {
		return nil, gqlerror.List{err}
	}
	if len(doc.Operations) == 0 {
		return nil, gqlerror.List{refuse("The document has no operation.", nil)}
	}
	size := measurer{limits: l.limits}
	if err := size.document(doc); err != nil {
		return nil, gqlerror.List{err}
	}
	if size.introspection != nil && !l.introspection {
		return nil, gqlerror.List{refuse("Introspection is off; __schema and __type are not available.", size.introspection)}
	}
	if errs := l.validate(ctx, doc); len(errs) > 0 {
		return nil, errs
	}
	return doc, nil
}

// parseError is err as gqlparser's parser gives it.
func (l *Loader) parseError(err error) *gqlerror.Error {
	var known *gqlerror.Error
	if !errors.As(err, &known) {
		return gqlerror.Wrap(err)
	}
	if known.Locations == nil && l.limits.Tokens > 0 { // the only error without a place
		known.Message = fmt.Sprintf("too many tokens; the limit is %d", l.limits.Tokens)
	}
	return known
}

// over is the panic that ends gqlparser's walk, which has no other end.
type over struct{}

// checkEvery is after how many selections and values the context is looked at.
const checkEvery = 64

func (l *Loader) validate(ctx context.Context, doc *ast.QueryDocument) gqlerror.List {
	errs := l.walk(ctx, doc)
	if ctx.Err() != nil {
		return gqlerror.List{gqlerror.Wrap(context.Cause(ctx))}
	}
	if len(errs) == 0 {
		errs = checkSingleRoot(doc)
	}
	if len(errs) == 0 {
		errs = checkMerging(l.schema, doc, l.limits.Comparisons)
	}
	return report(codeValidation, errs)
}

// walk runs the rules until there are enough errors or ctx ends.
func (l *Loader) walk(ctx context.Context, doc *ast.QueryDocument) (errs gqlerror.List) {
	defer func() {
		if cause := recover(); cause != nil && cause != (over{}) { //nolint:errorlint // ours
			panic(cause)
		}
	}()
	events := &core.Events{}
	visits := 0
	look := func() {
		if visits++; visits%checkEvery == 0 && ctx.Err() != nil {
			panic(over{})
		}
	}
	events.OnField(func(*core.Walker, *ast.Field) { look() })
	events.OnInlineFragment(func(*core.Walker, *ast.InlineFragment) { look() })
	events.OnFragmentSpread(func(*core.Walker, *ast.FragmentSpread) { look() })
	events.OnDirective(func(*core.Walker, *ast.Directive) { look() })
	events.OnValue(func(*core.Walker, *ast.Value) { look() })
	for _, rule := range l.rules {
		rule.RuleFunc(events, func(options ...core.ErrorOption) {
			err := &gqlerror.Error{Rule: rule.Name}
			for _, option := range options {
				option(err)
			}
			if errs = append(errs, err); len(errs) >= maxErrors {
				panic(over{})
			}
		})
	}
	core.Walk(l.schema, doc, events)
	return errs
}
