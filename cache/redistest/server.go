package redistest

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Server is a redis-server process of its own, without persistence, that ends
// with its test.
type Server struct {
	t    testing.TB
	addr string
	args []string
	cmd  *exec.Cmd
}

// Start starts a server on a free port of the loopback. More arguments are
// redis-server's: "--maxmemory", "1mb".
func Start(t testing.TB, args ...string) *Server {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		t.Fatal("redis-server is missing; apt-get install redis-server, or make deps")
	}
	s := &Server{t: t, addr: FreeAddr(t), args: args}
	s.Run()
	t.Cleanup(s.Kill)
	return s
}

// FreeAddr returns a loopback address that nobody listened on a moment ago.
func FreeAddr(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// Addr returns host:port.
func (s *Server) Addr() string { return s.addr }

// URL returns the address as redis://host:port.
func (s *Server) URL() string { return "redis://" + s.addr }

// Run starts the process, again after Kill: on the same port, and empty.
func (s *Server) Run() {
	s.t.Helper()
	_, port, _ := net.SplitHostPort(s.addr)
	dir := s.t.TempDir()
	args := append([]string{
		"--port", port, "--bind", "127.0.0.1", "--dir", dir, "--save", "", "--appendonly", "no",
		"--logfile", filepath.Join(dir, "log"),
	}, s.args...)
	s.cmd = exec.Command("redis-server", args...)
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} // no orphans when the test is killed
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if s.ping() == nil {
			return
		}
	}
	log, _ := os.ReadFile(filepath.Join(dir, "log"))
	s.t.Fatalf("redis-server does not answer: %s", log)
}

// ping asks the server whether it takes commands; a refusal for want of a
// password is an answer.
func (s *Server) ping() error {
	conn, err := net.DialTimeout("tcp", s.addr, time.Second)
	if err != nil {
		return err
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(time.Second))
	if _, err := fmt.Fprint(conn, "PING\r\n"); err != nil {
		return err
	}
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err == nil && !strings.HasPrefix(line, "+PONG") && !strings.HasPrefix(line, "-NOAUTH") {
		err = fmt.Errorf("redistest: %s", line)
	}
	return err
}

// Kill ends the process without a goodbye.
func (s *Server) Kill() {
	if s.cmd == nil {
		return
	}
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
	s.cmd = nil
}

// Freeze stops the process where it is: connections stay open and nothing answers.
func (s *Server) Freeze() { _ = s.cmd.Process.Signal(syscall.SIGSTOP) }

// Thaw lets it go on.
func (s *Server) Thaw() { _ = s.cmd.Process.Signal(syscall.SIGCONT) }
