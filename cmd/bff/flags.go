package main

import (
	"fmt"

	"github.com/urfave/cli/v3"

	"bff/internal/config"
	"bff/internal/program"
)

// loadConfig reads the configuration and puts the flags that were given on top.
func loadConfig(cmd *cli.Command, env environment) (config.Config, error) {
	cfg, err := config.Load(config.Options{
		File:    cmd.String("config"),
		Environ: env.environ,
		Clients: clientNames(),
		Sources: sourceNames,
	})
	if err != nil {
		return config.Config{}, program.Misused(err)
	}
	if err := applyFlags(cmd, &cfg); err != nil {
		return config.Config{}, program.Misused(err)
	}
	if err := addressSources(&cfg); err != nil {
		return config.Config{}, program.Misused(err)
	}
	return cfg, nil
}

func applyFlags(cmd *cli.Command, cfg *config.Config) error {
	if cmd.IsSet("clients") {
		cfg.Clients = cmd.StringSlice("clients")
	}
	if cmd.IsSet("listen") {
		cfg.Server.Listen = cmd.String("listen")
	}
	if cmd.IsSet("admin") {
		cfg.Server.Admin = cmd.String("admin")
	}
	if cmd.IsSet("drain-timeout") {
		if cfg.Server.DrainTimeout = cmd.Duration("drain-timeout"); cfg.Server.DrainTimeout <= 0 {
			return fmt.Errorf("--drain-timeout is %s; expected more than 0", cfg.Server.DrainTimeout)
		}
	}
	if cmd.IsSet("shop-port") {
		cfg.Shop.Port = cmd.Int("shop-port")
	}
	_, err := selectClients(cfg.Clients)
	return err
}
