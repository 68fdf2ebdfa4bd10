package main

import (
	"fmt"

	"github.com/urfave/cli/v3"

	"bff/internal/config"
)

// configFlag names the file; all commands that read the configuration have it.
func configFlag() cli.Flag {
	return &cli.StringFlag{
		Name: "config", Aliases: []string{"c"}, Usage: "configuration `FILE` (YAML)",
		Sources: cli.EnvVars("BFF_CONFIG"),
	}
}

// serveFlags are the settings that people change by hand; all others stand in
// the configuration.
func serveFlags() []cli.Flag {
	return []cli.Flag{
		configFlag(),
		&cli.StringSliceFlag{Name: "clients", Usage: "the `CLIENTS` to serve, with commas between (default: all)"},
		&cli.StringFlag{Name: "listen", Usage: "`HOST:PORT` of the GraphQL endpoints (default: 127.0.0.1:8080)"},
		&cli.StringFlag{Name: "admin", Usage: "`HOST:PORT` of metrics, status and profiles (default: 127.0.0.1:9090)"},
		&cli.DurationFlag{Name: "drain-timeout", Usage: "how long running requests may finish after SIGTERM (default: 10s)"},
		&cli.IntFlag{Name: "shop-port", Usage: "first `PORT` of the embedded sample backends, 0 for any free ones (default: 4001)"},
	}
}

// loadConfig reads the configuration and puts the flags that were given on top.
func loadConfig(cmd *cli.Command, env environment) (config.Config, error) {
	cfg, err := config.Load(config.Options{
		File:    cmd.String("config"),
		Environ: env.environ,
		Clients: clientNames(),
		Sources: sourceNames,
	})
	if err != nil {
		return config.Config{}, usageError{err}
	}
	if err := applyFlags(cmd, &cfg); err != nil {
		return config.Config{}, usageError{err}
	}
	if err := addressSources(&cfg); err != nil {
		return config.Config{}, usageError{err}
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
