// Package playgroundtest drives the playground in a headless Chromium, as a
// person would:
//
//	browser := playgroundtest.Start(t)
//	page := browser.Open(t, server.URL+"/web/graphql")
//	answer := page.Run(t, "ProductPage") // clicks its tab, then the run button
//	page.Done(t)                         // fails on policy violations and foreign requests
//
// Tests run it only where BROWSER_TESTS is 1, which `make test` sets after
// installing Chromium; CHROMIUM names the program where it isn't in the PATH.
package playgroundtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience bounds every wait for the page: generous, because a test machine may
// have one busy core, and only ever spent in full by a test that fails.
const patience = time.Minute

// Browser is a running Chromium with an empty profile.
type Browser struct {
	ctx context.Context
}

// Start starts Chromium until the test ends. It skips the test where
// BROWSER_TESTS isn't 1, and fails it where Chromium is missing or broken.
func Start(t testing.TB) *Browser {
	t.Helper()
	if os.Getenv("BROWSER_TESTS") != "1" {
		t.Skip("browser tests run with BROWSER_TESTS=1, as `make test` sets it")
	}
	program := os.Getenv("CHROMIUM")
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if program == "" {
			program, _ = exec.LookPath(name)
		}
	}
	if program == "" {
		t.Fatal("no Chromium here: install it (Debian: apt-get install chromium), or name it in CHROMIUM")
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(), append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(program),
		chromedp.UserDataDir(t.TempDir()),
		chromedp.WindowSize(1440, 900),
		// Root may not use Chromium's sandbox, and test machines are often root's.
		chromedp.NoSandbox,
		chromedp.DisableGPU,
		// Chromium's own traffic would hide what the page does.
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.WSURLReadTimeout(patience),
	)...)
	t.Cleanup(stop)
	ctx, closeBrowser := chromedp.NewContext(allocator, chromedp.WithErrorf(ignore))
	t.Cleanup(closeBrowser)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start %s: %v", program, err)
	}
	return &Browser{ctx: ctx}
}

// ignore takes what chromedp has to say about events newer than itself.
func ignore(string, ...any) {}

// Page is one open page, whose console and network are watched.
type Page struct {
	ctx      context.Context
	origin   string
	mu       sync.Mutex // guards problems: the watcher is a goroutine of chromedp
	problems []string
}

// Open loads a URL in a new window of the same profile and waits until it is
// loaded; for a playground also until GraphiQL can run an operation. The page
// closes with the test.
func (b *Browser) Open(t testing.TB, address string) *Page {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	ctx, closePage := chromedp.NewContext(b.ctx)
	t.Cleanup(closePage)
	p := &Page{ctx: ctx, origin: u.Host}
	// The first call makes the window and must not have a deadline of its own:
	// the window would end with it.
	if err := p.watchAll(); err != nil {
		t.Fatalf("open a window: %v", err)
	}
	p.do(t, "load "+address, chromedp.Navigate(address), chromedp.WaitReady(chromedp.CSS("body")))
	if evaluate[bool](t, p, `document.getElementById('config') !== null`) {
		p.do(t, "wait for GraphiQL", waitVisible(".graphiql-execute-button"), waitVisible(".graphiql-query-editor .view-line"))
	}
	return p
}

// watchAll switches the events of watch on.
func (p *Page) watchAll() error {
	if err := chromedp.Listen(p.ctx, p.watch); err != nil {
		return err
	}
	_, networkErr := chromedp.Call(p.ctx, network.Enable, network.EnableParams{})
	_, logErr := chromedp.Call(p.ctx, log.Enable, cdp.Empty{})
	_, runtimeErr := chromedp.Call(p.ctx, runtime.Enable, cdp.Empty{})
	return errors.Join(networkErr, logErr, runtimeErr)
}

func waitVisible(selector chromedp.CSS) chromedp.Action[chromedp.Void] {
	return chromedp.WaitVisible(selector)
}

func evaluate[T any](t testing.TB, p *Page, expression string) T {
	t.Helper()
	return value(t, p, "evaluate "+expression, chromedp.Evaluate[T](expression))
}

// value runs one action that has a result, within patience.
func value[T any](t testing.TB, p *Page, what string, action chromedp.Action[T]) T {
	t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	got, err := chromedp.Run(ctx, action)
	if err != nil {
		p.Done(t)
		t.Fatalf("%s: %v", what, err)
	}
	return got
}

// watch notes what a page of ours must never do.
func (p *Page) watch(event any) {
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if u, err := url.Parse(e.Request.URL); err == nil && u.Host != p.origin && u.Scheme != "data" {
			p.note("request leaves the origin: %s", e.Request.URL)
		}
	case *network.EventWebSocketCreated:
		if u, err := url.Parse(e.URL); err == nil && u.Host != p.origin {
			p.note("socket leaves the origin: %s", e.URL)
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			p.note("console: %s %s", e.Entry.Text, e.Entry.URL)
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" {
			var text []string
			for _, arg := range e.Args {
				text = append(text, strings.Trim(string(arg.Value), `"`)+arg.Description)
			}
			p.note("console: %s", strings.Join(text, " "))
		}
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			text += " " + e.ExceptionDetails.Exception.Description
		}
		p.note("exception: %s", text)
	}
}

func (p *Page) note(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.problems = append(p.problems, fmt.Sprintf(format, args...))
}

// Done fails the test for everything the page did wrong so far: violations of
// its policy, errors in the console, requests to another origin.
func (p *Page) Done(t testing.TB) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, problem := range p.problems {
		t.Error(problem)
	}
	p.problems = nil
}

// Click clicks the first element of a CSS selector and waits until another, of
// the same page or the next, is there.
func (p *Page) Click(t testing.TB, selector, then string) {
	t.Helper()
	p.do(t, "click "+selector, chromedp.Click(chromedp.CSS(selector)), waitVisible(chromedp.CSS(then)))
}

// Wait waits until a JavaScript expression is true.
func (p *Page) Wait(t testing.TB, expression string) {
	t.Helper()
	p.do(t, "wait for "+expression, chromedp.Poll[chromedp.Void](expression, chromedp.WithPollingTimeout(patience)))
}

func (p *Page) do(t testing.TB, what string, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	value(t, p, what, chromedp.Steps(steps...))
}

// Text returns what a person reads in the first element that a CSS selector
// finds, with the editor's non-breaking spaces as plain ones.
func (p *Page) Text(t testing.TB, selector string) string {
	t.Helper()
	text := value(t, p, "read "+selector, chromedp.Text(chromedp.CSS(selector)))
	return strings.ReplaceAll(text, "\u00a0", " ")
}

// Tabs returns the titles of the tabs.
func (p *Page) Tabs(t testing.TB) []string {
	t.Helper()
	return evaluate[[]string](t, p, `[...document.querySelectorAll('.graphiql-tab-button')].map(tab => tab.textContent)`)
}

// Select opens the tab of that title.
func (p *Page) Select(t testing.TB, tab string) {
	t.Helper()
	if !evaluate[bool](t, p, fmt.Sprintf(`(() => {
		const tab = [...document.querySelectorAll('.graphiql-tab-button')].find(tab => tab.textContent === %q);
		tab?.click();
		return tab !== undefined;
	})()`, tab)) {
		t.Fatalf("no tab %q among %q", tab, p.Tabs(t))
	}
}

// Run selects a tab, presses the run button and returns the visible part of the
// answer once there is one. The operation must not be a subscription.
func (p *Page) Run(t testing.TB, tab string) string {
	t.Helper()
	p.Select(t, tab)
	const response = ".graphiql-response .view-lines"
	p.do(t, "run "+tab,
		chromedp.Click(chromedp.CSS(".graphiql-execute-button")),
		chromedp.Poll[chromedp.Void](`!document.querySelector('.graphiql-spinner') && document.querySelector('`+response+`')?.textContent.includes('{')`,
			chromedp.WithPollingTimeout(patience)),
	)
	return p.Text(t, response)
}

// Dark switches what the system prefers; a page without a choice of its own
// follows.
func (p *Page) Dark(t testing.TB, dark bool) {
	t.Helper()
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	prefer := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	if _, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, prefer); err != nil {
		t.Fatalf("prefer %s: %v", scheme, err)
	}
}

// Screenshot writes what the window shows to a PNG file; it is for people, a
// test doesn't compare it.
func (p *Page) Screenshot(t testing.TB, file string) {
	t.Helper()
	png := value(t, p, "screenshot", chromedp.CaptureScreenshot())
	if err := os.WriteFile(file, png, 0o600); err != nil {
		t.Fatal(err)
	}
}
