package program

import (
	"strconv"

	"github.com/urfave/cli/v3"

	"bff/internal/config"
)

// ConfigFlag names the file; all commands that read the configuration have it.
func ConfigFlag() cli.Flag {
	return &cli.StringFlag{
		Name: "config", Aliases: []string{"c"}, Usage: "configuration `FILE` (YAML)",
		Sources: cli.EnvVars("BFF_CONFIG"), Local: true,
	}
}

// ServeFlags are the settings of `bff serve` that people change by hand; all others
// stand in the configuration, which also has the defaults that help shows.
func ServeFlags() []cli.Flag {
	d := config.Default()
	return []cli.Flag{
		ConfigFlag(),
		&cli.StringSliceFlag{Name: "clients", Usage: "the `CLIENTS` to serve, with commas between", DefaultText: "all", Local: true},
		&cli.StringFlag{Name: "listen", Usage: "`HOST:PORT` of the GraphQL endpoints", DefaultText: d.Server.Listen, Local: true},
		&cli.StringFlag{Name: "admin", Usage: "`HOST:PORT` of metrics, status and profiles", DefaultText: d.Server.Admin, Local: true},
		&cli.DurationFlag{Name: "drain-timeout", Usage: "how long running requests may finish after SIGTERM", DefaultText: d.Server.DrainTimeout.String(), Local: true},
		&cli.IntFlag{Name: "shop-port", Usage: "first `PORT` of the embedded sample backends, 0 for any free ones", DefaultText: strconv.Itoa(d.Shop.Port), Local: true},
	}
}
