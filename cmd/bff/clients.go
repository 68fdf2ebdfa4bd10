package main

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"

	"bff/clients/connector"
	"bff/connect/inputs"
	"bff/desktop"
	"bff/graph/transport"
	"bff/internal/shopapi"
	"bff/mobile"
	"bff/web"
)

// client is a frontend that can be served. A new one is a line in allClients.
type client struct {
	name, title, description string
	// schema compiles in the client's resolvers.
	schema func(backing) graphql.ExecutableSchema
	// sources are the backends that its connectors call.
	sources func() []connector.Source
	// inputs returns the request inputs that its fields read.
	inputs func() inputs.Table
	// operations has operations/*.graphql, what the app really sends.
	operations fs.FS
	// headers are what the playground starts with.
	headers map[string]string
}

// backing is what resolvers stand on.
type backing struct {
	runtime *connector.Runtime
	views   *shopapi.Views
	assets  string // goes before the paths of pictures
	epoch   *transport.Epoch
}

// customer and staff are accounts of the sample backends.
var (
	customer = map[string]string{"Authorization": "Bearer user-42"}
	staff    = map[string]string{"Authorization": "Bearer staff-1"}
)

var allClients = []client{
	{
		name: "web", title: "Web", description: "The storefront: products, search, reviews, cart and checkout.",
		schema: func(b backing) graphql.ExecutableSchema {
			return web.NewExecutableSchema(web.Config{Resolvers: web.New(web.Options{Runtime: b.runtime, AssetsURL: b.assets})})
		},
		sources:    web.Sources,
		inputs:     web.Inputs,
		operations: web.Operations, headers: customer,
	},
	{
		name: "mobile", title: "Mobile", description: "The app: one small answer per screen, formatted by the server.",
		schema: func(b backing) graphql.ExecutableSchema {
			return mobile.NewExecutableSchema(mobile.Config{Resolvers: mobile.New(mobile.Options{Runtime: b.runtime, Views: b.views, AssetsURL: b.assets})})
		},
		sources:    mobile.Sources,
		inputs:     mobile.Inputs,
		operations: mobile.Operations, headers: customer,
	},
	{
		name: "desktop", title: "Desktop", description: "Operations staff: orders, stock and live updates.",
		schema: func(b backing) graphql.ExecutableSchema {
			return desktop.NewExecutableSchema(desktop.Config{Resolvers: desktop.New(desktop.Options{Runtime: b.runtime})})
		},
		sources:    desktop.Sources,
		inputs:     desktop.Inputs,
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
