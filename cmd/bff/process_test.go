package main

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// processEnv makes the test's binary the program itself: see TestMain.
const processEnv = "CMD_BFF_TEST_PROCESS"

// process is the program as a process of its own, which can be killed.
type process struct {
	cmd *exec.Cmd
	log *syncBuffer
}

// startProcess runs a command line until the test ends. It returns when the process
// has printed a line that told accepts.
func startProcess(t *testing.T, environ []string, told func(line string) bool, args ...string) *process {
	t.Helper()
	p := &process{cmd: exec.Command(os.Args[0], args...), log: &syncBuffer{}}
	p.cmd.Env = append(append(os.Environ(), processEnv+"=1"), environ...)
	p.cmd.Stderr = p.log
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} // no orphans when the test is killed
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		if told(lines.Text()) {
			return p
		}
	}
	t.Fatalf("bff %s ended without a word: %s", strings.Join(args, " "), p.log)
	return nil
}

// kill ends the process without a goodbye.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}

// startShopProcess runs the sample backends and returns their URLs.
func startShopProcess(t *testing.T) map[string]string {
	t.Helper()
	urls := map[string]string{}
	startProcess(t, nil, func(line string) bool {
		if name, url, ok := strings.Cut(line, " "); ok {
			urls[name] = strings.TrimSpace(url)
		}
		return len(urls) == len(sourceNames)
	}, "shop", "--port", "0")
	return urls
}

// startServerProcess runs a server over backends and returns where its clients are.
func startServerProcess(t *testing.T, environ []string) (p *process, base string) {
	t.Helper()
	p = startProcess(t, environ, func(line string) bool {
		fields := strings.Fields(line)
		if len(fields) == 2 && fields[0] == "web" {
			base = strings.TrimSuffix(fields[1], "/web/graphql")
		}
		return base != ""
	}, serveOver()...)
	return p, base
}

// serveOver is the command line of a server over backends that environ names.
func serveOver() []string {
	return []string{"serve", "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"}
}

// sourcesAt is the environment of a server over these backends.
func sourcesAt(urls map[string]string, headers string) []string {
	environ := []string{noFilter}
	for name, url := range urls {
		key := "BFF_SOURCES_" + strings.ToUpper(name)
		environ = append(environ, key+"_URL="+url, key+"_PROPAGATE_HEADERS="+headers)
	}
	return environ
}
