package main

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"bff/desktop"
	"bff/internal/shopapi"
	"bff/mobile"
	"bff/web"
)

// client is a frontend that can be served. A new one is a line in allClients.
type client struct {
	name, title, description string
	// schema compiles in the client's resolvers. assets goes before the paths of
	// pictures.
	schema func(shop *shopapi.Shop, assets string) graphql.ExecutableSchema
	// operations has operations/*.graphql, what the app really sends.
	operations fs.FS
	// headers are what the playground starts with.
	headers map[string]string
}

// customer and staff are accounts of the sample backends.
var (
	customer = map[string]string{"Authorization": "Bearer user-42"}
	staff    = map[string]string{"Authorization": "Bearer staff-1"}
)

var allClients = []client{
	{
		name: "web", title: "Web", description: "The storefront: products, search, reviews, cart and checkout.",
		schema: func(shop *shopapi.Shop, assets string) graphql.ExecutableSchema {
			return web.NewExecutableSchema(web.Config{Resolvers: web.New(web.Options{Shop: shop, AssetsURL: assets})})
		},
		operations: web.Operations, headers: customer,
	},
	{
		name: "mobile", title: "Mobile", description: "The app: one small answer per screen, formatted by the server.",
		schema: func(shop *shopapi.Shop, assets string) graphql.ExecutableSchema {
			return mobile.NewExecutableSchema(mobile.Config{Resolvers: mobile.New(mobile.Options{Shop: shop, AssetsURL: assets})})
		},
		operations: mobile.Operations, headers: customer,
	},
	{
		name: "desktop", title: "Desktop", description: "Operations staff: orders, stock and live updates.",
		schema: func(shop *shopapi.Shop, _ string) graphql.ExecutableSchema {
			return desktop.NewExecutableSchema(desktop.Config{Resolvers: desktop.New(desktop.Options{Shop: shop})})
		},
		operations: desktop.Operations, headers: staff,
	},
}

func clientNames() []string {
	names := make([]string, len(allClients))
	for i, c := range allClients {
		names[i] = c.name
	}
	return names
}

// selectClients gives the named clients in the order of allClients.
func selectClients(names []string) ([]client, error) {
	for _, name := range names {
		if !slices.Contains(clientNames(), name) {
			return nil, fmt.Errorf("there is no client %q; expected some of %s", name, strings.Join(clientNames(), ", "))
		}
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("no client to serve; expected some of %s", strings.Join(clientNames(), ", "))
	}
	var selected []client
	for _, c := range allClients {
		if slices.Contains(names, c.name) {
			selected = append(selected, c)
		}
	}
	return selected, nil
}
