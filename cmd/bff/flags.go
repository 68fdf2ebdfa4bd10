package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/urfave/cli/v3"

	"bff/internal/config"
	"bff/internal/program"
	"bff/internal/telemetry"
)

// flagKeys are the keys that flags set.
var flagKeys = map[string]string{
	"clients":       "clients",
	"listen":        "server.listen",
	"admin":         "server.admin",
	"drain-timeout": "server.drain_timeout",
	"shop-port":     "shop.port",
}

// loadConfig reads the configuration with the flags that were given on top. What it
// gives can be served: each mistake of it is an error with its place.
func loadConfig(cmd *cli.Command, env environment) (config.Config, error) {
	cfg, err := config.Load(config.Options{
		File:    cmd.String("config"),
		Environ: env.environ,
		Flags:   setFlags(cmd),
		Clients: clientNames(),
		Sources: sourceNames,
		Rules:   rules,
	})
	if err := errors.Join(err, telemetry.Check()); err != nil {
		return config.Config{}, program.Misused(err)
	}
	return cfg, nil
}

func setFlags(cmd *cli.Command) []config.Flag {
	var flags []config.Flag
	for _, name := range slices.Sorted(maps.Keys(flagKeys)) {
		if !cmd.IsSet(name) {
			continue
		}
		value := fmt.Sprint(cmd.Value(name))
		if list, ok := cmd.Value(name).([]string); ok {
			value = strings.Join(list, ",")
		}
		flags = append(flags, config.Flag{Name: "--" + name, Key: flagKeys[name], Value: value})
	}
	return flags
}
