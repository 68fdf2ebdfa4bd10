package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"github.com/urfave/cli/v3"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"

	"bff/graph/playground"
	"bff/internal/program"
)

func versionCommand(env environment) *cli.Command {
	return &cli.Command{
		Name: "version", Usage: "say which build this is",
		Action: func(_ context.Context, cmd *cli.Command) error {
			if err := program.NoArguments(cmd); err != nil {
				return err
			}
			_, err := fmt.Fprintf(env.stdout, "bff %s %s %s/%s\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}

func configCommand(env environment) *cli.Command {
	return &cli.Command{
		Name: "config", Usage: "show the effective configuration, secrets masked", Flags: program.ServeFlags(),
		Action: func(_ context.Context, cmd *cli.Command) error {
			if err := program.NoArguments(cmd); err != nil {
				return err
			}
			cfg, err := loadConfig(cmd, env)
			if err != nil {
				return err
			}
			text, err := cfg.Masked().YAML()
			if err != nil {
				return err
			}
			_, err = env.stdout.Write(text)
			return err
		},
	}
}

func schemaCommand(env environment) *cli.Command {
	return &cli.Command{
		Name: "schema", Usage: "show a client's schema as SDL", ArgsUsage: "CLIENT", ShellComplete: program.Complete(clientNames),
		Action: func(_ context.Context, cmd *cli.Command) error {
			if cmd.Args().Len() != 1 {
				return program.Misused(fmt.Errorf("expected one client of %v", clientNames()))
			}
			selected, err := selectClients([]string{cmd.Args().First()})
			if err != nil {
				return program.Misused(err)
			}
			schema := selected[0].schema(backing{}).Schema()
			formatter.NewFormatter(env.stdout, formatter.WithIndent("  ")).FormatSchema(forFrontends(schema))
			return nil
		},
	}
}

// forFrontends leaves out what only the generator reads.
func forFrontends(schema *ast.Schema) *ast.Schema {
	out := *schema
	out.Directives = map[string]*ast.DirectiveDefinition{}
	for name, directive := range schema.Directives {
		if !buildTime(name) {
			out.Directives[name] = directive
		}
	}
	out.Types = map[string]*ast.Definition{}
	for name, definition := range schema.Types {
		shown := *definition
		shown.Directives = atRunTime(definition.Directives)
		shown.Fields = make(ast.FieldList, len(definition.Fields))
		for i, field := range definition.Fields {
			f := *field
			f.Directives = atRunTime(field.Directives)
			shown.Fields[i] = &f
		}
		out.Types[name] = &shown
	}
	return &out
}

func atRunTime(directives ast.DirectiveList) ast.DirectiveList {
	var kept ast.DirectiveList
	for _, directive := range directives {
		if !buildTime(directive.Name) {
			kept = append(kept, directive)
		}
	}
	return kept
}

func buildTime(directive string) bool {
	switch directive {
	case "goModel", "goField", "goTag", "goExtraField", "inlineArguments", "subscriptionContext":
		return true
	}
	return false
}

func checkCommand(env environment) *cli.Command {
	return &cli.Command{
		Name: "check", Usage: "check the configuration and every operation against its schema", Flags: program.ServeFlags(),
		Action: func(_ context.Context, cmd *cli.Command) error {
			if err := program.NoArguments(cmd); err != nil {
				return err
			}
			cfg, err := loadConfig(cmd, env)
			if err != nil {
				return err
			}
			selected, err := selectClients(cfg.Clients)
			if err != nil {
				return err
			}
			var errs []error
			for _, c := range selected {
				n, err := playground.Check(c.schema(backing{}).Schema(), c.name, c.operations)
				errs = append(errs, err)
				if err == nil {
					fmt.Fprintf(env.stdout, "%s: the schema and %d operations are fine\n", c.name, n)
				}
			}
			return errors.Join(errs...)
		},
	}
}
