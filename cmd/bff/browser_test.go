package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"bff/graph/playground/playgroundtest"
)

// A person opens each client's playground, presses Run on the first tab and sees
// data. Done fails the test on anything that the page's policy forbids.
func TestPlayground(t *testing.T) {
	browser := playgroundtest.Start(t)
	s := start(t)
	for client, want := range map[string]struct{ tab, text string }{
		"web":     {"ProductPage", "Blue mug"},
		"mobile":  {"ProductScreen", "Blue mug"},
		"desktop": {"OrderDetail", "SO-100001"},
	} {
		t.Run(client, func(t *testing.T) {
			page := browser.Open(t, s.base+"/"+client+"/graphql")
			if got := page.Run(t, want.tab); !strings.Contains(got, want.text) || strings.Contains(got, `"errors"`) {
				t.Errorf("the answer shows %.2000s; want %q without errors", got, want.text)
			}
			if dir := os.Getenv("SCREENSHOTS"); dir != "" {
				page.Screenshot(t, filepath.Join(dir, client+".png"))
			}
			page.Done(t)
		})
	}
}

// The public audit suite of the GraphQL over HTTP specification finds nothing.
func TestGraphQLOverHTTPAudits(t *testing.T) {
	if os.Getenv("BROWSER_TESTS") != "1" {
		t.Skip("needs Node and npm packages: run make test, or set BROWSER_TESTS=1 after make audits")
	}
	s := start(t)
	for _, c := range allClients {
		cmd := exec.CommandContext(t.Context(), "node", "audit.mjs", s.base+endpoint(c.name))
		cmd.Dir = "../../graph/transport/audit"
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", c.name, err, out)
		}
	}
}
