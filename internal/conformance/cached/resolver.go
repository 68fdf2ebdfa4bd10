package cached

import (
	"context"
	"fmt"
	"strings"

	"bff/clients/connector"
)

// New makes the resolvers: connected ones, and a field in Go.
func New(rt *connector.Runtime) ResolverRoot { return &resolver{Connect(rt)} }

type resolver struct{ *Connected }

func (r *resolver) Product() ProductResolver { return productResolver{} }

type productResolver struct{}

// Label resolves Product.label.
func (productResolver) Label(_ context.Context, p *Product, upper bool) (*string, error) {
	if p.Name == nil || p.Price == nil || p.Price.Cents == nil {
		return nil, nil
	}
	text := fmt.Sprintf("%s %d.%02d", *p.Name, *p.Price.Cents/100, *p.Price.Cents%100)
	if upper {
		text = strings.ToUpper(text)
	}
	return &text, nil
}
