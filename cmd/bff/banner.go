package main

import (
	"fmt"
	"io"
	"strings"

	"bff/internal/config"
	"bff/internal/shop"
)

// printBanner says on the terminal where to click.
func printBanner(out io.Writer, cfg config.Config, at addresses) {
	var text strings.Builder
	base := "http://" + at.main.String()
	fmt.Fprintf(&text, "\n  bff %s\n\n", version)
	for _, name := range cfg.Clients {
		fmt.Fprintf(&text, "  %-10s %s/%s/graphql\n", name, base, name)
	}
	fmt.Fprintf(&text, "  %-10s %s/\n", "all", base)
	if at.admin != nil {
		fmt.Fprintf(&text, "  %-10s http://%s/\n", "admin", at.admin)
	}
	var samples []string
	for _, name := range shop.Names() {
		if at.shop[name] != "" {
			samples = append(samples, name)
		}
	}
	if len(samples) > 0 {
		broken := samples[0]
		if at.shop["reviews"] != "" {
			broken = "reviews"
		}
		fmt.Fprintf(&text, "\n  sample backends (break one: curl -X PUT -d '{\"down\":true}' %s/_faults)\n", at.shop[broken])
	}
	for _, name := range samples {
		fmt.Fprintf(&text, "  %-16s %s\n", name, at.shop[name])
	}
	text.WriteString("\n")
	_, _ = io.WriteString(out, text.String()) // a closed terminal is no reason to stop
}
