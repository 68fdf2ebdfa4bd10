package main

import (
	"fmt"
	"io"
	"strings"

	"bff/internal/config"
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
	if len(at.shop) > 0 {
		fmt.Fprintf(&text, "\n  sample backends (break one: curl -X PUT -d '{\"down\":true}' %s/_faults)\n", at.shop["reviews"])
		for _, name := range sourceNames {
			fmt.Fprintf(&text, "  %-16s %s\n", name, at.shop[name])
		}
	}
	text.WriteString("\n")
	_, _ = io.WriteString(out, text.String()) // a closed terminal is no reason to stop
}
