package main

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v3"

	"bff/internal/config"
	"bff/internal/program"
	"bff/internal/shop"
	"bff/internal/telemetry"
	"bff/internal/wiring"
)

// sampleShop is the embedded sample backends, if they run.
type sampleShop struct{ shop *shop.Shop }

// shopOptions returns the options of the sample backends that places need; ok is false when they
// need none.
func shopOptions(cfg config.Shop, places []wiring.Place, logger *slog.Logger) (options shop.Options, ok bool) {
	options = shop.Options{Port: cfg.Port, Logger: logger}
	for _, place := range places {
		if place.From == wiring.FromSample {
			options.Only = append(options.Only, place.Name)
		}
	}
	return options, len(options.Only) > 0
}

// startShop starts the sample backends that places need.
func startShop(cfg config.Shop, places []wiring.Place, logger *slog.Logger) (*sampleShop, error) {
	options, ok := shopOptions(cfg, places, logger)
	if !ok {
		return &sampleShop{}, nil
	}
	if !onlySamples(places) {
		logger.Warn("sample backends fill in for sources without an address; shop.enabled: false turns them off", "samples", options.Only)
	}
	sample, err := shop.New(options)
	if err != nil {
		return nil, err
	}
	if err := sample.Start(); err != nil {
		return nil, fmt.Errorf("%w; choose other ports with --shop-port", err)
	}
	return &sampleShop{shop: sample}, nil
}

func (s *sampleShop) urls() map[string]string {
	if s.shop == nil {
		return nil
	}
	return s.shop.URLs()
}

func (s *sampleShop) close(ctx context.Context) error {
	if s.shop == nil {
		return nil
	}
	return s.shop.Close(ctx)
}

func shopCommand(env environment) *cli.Command {
	return &cli.Command{
		Name:  "shop",
		Usage: "run the sample backends alone",
		Flags: []cli.Flag{
			&cli.IntFlag{Name: "port", Value: 4001, Usage: "first `PORT`, 0 for any free ones"},
			&cli.StringSliceFlag{Name: "fault", Usage: "break a backend from the start, `NAME:KEY=VALUE`, for example reviews:down=true or pricing:latency_ms=300"},
		},
		Action: func(ctx context.Context, cmd *cli.Command) error {
			if err := program.NoArguments(cmd); err != nil {
				return err
			}
			faults, err := parseFaults(cmd.StringSlice("fault"))
			if err != nil {
				return program.Misused(err)
			}
			return runShop(ctx, cmd.Int("port"), faults, env)
		},
	}
}

// shopCloseTimeout bounds how long requests may go on after the signal to stop.
const shopCloseTimeout = 10 * time.Second

// runShop serves the sample backends until ctx ends.
func runShop(ctx context.Context, port int, faults map[string]shop.Faults, env environment) error {
	started := &closers{}
	defer func() { started.closeBy(ctx, time.Now().Add(shopCloseTimeout)) }()
	tel, err := telemetry.Setup(ctx, telemetry.Options{ServiceName: "shop", ServiceVersion: version, LogOutput: env.stderr})
	if err != nil {
		return err
	}
	started.logger = tel.Logger
	started.add("telemetry", tel.Shutdown)
	sample, err := shop.New(shop.Options{Port: port, Faults: faults, Logger: tel.Logger})
	if err != nil {
		return err
	}
	started.add("sample backends", sample.Close)
	if err := sample.Start(); err != nil {
		return fmt.Errorf("%w; choose other ports with --port", err)
	}
	for _, service := range sample.Services() {
		fmt.Fprintf(env.stdout, "%-16s %s\n", service.Name(), service.URL())
	}
	if env.ready != nil {
		env.ready(addresses{shop: sample.URLs()})
	}
	<-ctx.Done()
	return nil
}

// parseFaults reads NAME:KEY=VALUE; keys are those of the fault switch's JSON.
func parseFaults(specs []string) (map[string]shop.Faults, error) {
	faults := map[string]shop.Faults{}
	for _, spec := range specs {
		name, setting, ok := strings.Cut(spec, ":")
		key, value, ok2 := strings.Cut(setting, "=")
		if !ok || !ok2 {
			return nil, fmt.Errorf("--fault %q is malformed; expected NAME:KEY=VALUE, for example reviews:down=true", spec)
		}
		f := faults[name]
		if err := setFault(&f, key, value); err != nil {
			return nil, fmt.Errorf("--fault %q: %w", spec, err)
		}
		faults[name] = f
	}
	return faults, nil
}

func setFault(f *shop.Faults, key, value string) (err error) {
	switch key {
	case "latency_ms":
		f.LatencyMS, err = strconv.Atoi(value)
	case "latency_jitter_ms":
		f.LatencyJitterMS, err = strconv.Atoi(value)
	case "error_rate":
		f.ErrorRate, err = strconv.ParseFloat(value, 64)
	case "status":
		f.Status, err = strconv.Atoi(value)
	case "hang":
		f.Hang, err = strconv.ParseBool(value)
	case "down":
		f.Down, err = strconv.ParseBool(value)
	case "garbage":
		f.Garbage, err = strconv.ParseBool(value)
	default:
		return fmt.Errorf("there is no fault %q; expected latency_ms, latency_jitter_ms, error_rate, status, hang, down or garbage", key)
	}
	if err != nil {
		return fmt.Errorf("%q is not a value of %s", value, key)
	}
	return nil
}
