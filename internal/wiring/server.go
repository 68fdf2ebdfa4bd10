package wiring

import (
	"bff/internal/config"
	"bff/internal/httpserver"
	"bff/internal/telemetry"
)

// Server are the options of the listeners. The handlers are still to be set.
func Server(cfg config.Server, tel *telemetry.Telemetry) httpserver.Options {
	return httpserver.Options{
		Listen:            cfg.Listen,
		Admin:             cfg.Admin,
		DrainDelay:        cfg.DrainDelay,
		DrainTimeout:      cfg.DrainTimeout,
		ReadHeaderTimeout: cfg.ReadHeaderTimeout,
		ReadBodyTimeout:   cfg.ReadBodyTimeout,
		IdleTimeout:       cfg.IdleTimeout,
		Logger:            tel.Logger,
	}
}

// Telemetry are the options of telemetry. Where the log goes and the version are still to
// be set.
func Telemetry(cfg config.Config) telemetry.Options {
	return telemetry.Options{
		Clients:   cfg.Clients,
		LogLevel:  cfg.Log.Level,
		LogFormat: telemetry.LogFormat(cfg.Log.Format),
	}
}
