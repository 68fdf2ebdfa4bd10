package rediscache

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"bff/cache"
	"bff/cache/redistest"
	"bff/cache/storetest"
)

// raw sends one command to a server and returns its answer.
func raw(t *testing.T, s *redistest.Server, args ...any) any {
	t.Helper()
	store, err := Open(Config{URLs: []string{s.URL()}})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	answer, err := store.client.Do(t.Context(), args...).Result()
	if err != nil {
		t.Fatalf("%v: %v", args, err)
	}
	return answer
}

// startCluster returns the two nodes of a cluster, each with half of the slots.
func startCluster(t *testing.T) []*redistest.Server {
	t.Helper()
	var nodes []*redistest.Server
	var bus []string
	for i := range 2 {
		_, port, _ := net.SplitHostPort(redistest.FreeAddr(t))
		bus = append(bus, port)
		s := redistest.Start(t, "--cluster-enabled", "yes", "--cluster-port", port)
		raw(t, s, "CLUSTER", "ADDSLOTSRANGE", i*8192, i*8192+8191)
		nodes = append(nodes, s)
	}
	host, port, _ := net.SplitHostPort(nodes[1].Addr())
	raw(t, nodes[0], "CLUSTER", "MEET", host, port, bus[1])
	for _, s := range nodes {
		eventually(t, "the cluster to be up", func() bool {
			info := fmt.Sprint(raw(t, s, "CLUSTER", "INFO"))
			return strings.Contains(info, "cluster_state:ok") && strings.Contains(info, "cluster_known_nodes:2")
		})
	}
	return nodes
}

// TestCluster: the contract holds when keys are on different nodes.
func TestCluster(t *testing.T) {
	nodes := startCluster(t)
	storetest.Run(t, func(t *testing.T) cache.Store {
		url := strings.Replace(nodes[0].URL(), "redis://", "redis-cluster://", 1)
		return open(t, Config{URLs: []string{url}, Prefix: t.Name()})
	})
	for i, s := range nodes {
		if n := raw(t, s, "DBSIZE").(int64); n == 0 {
			t.Errorf("node %d holds nothing: one node was tested", i)
		}
	}
}

// startSentinel returns the URL of a Sentinel that watches master as "shop".
func startSentinel(t *testing.T, master *redistest.Server) string {
	t.Helper()
	host, port, _ := net.SplitHostPort(master.Addr())
	addr := redistest.FreeAddr(t)
	_, own, _ := net.SplitHostPort(addr)
	dir := t.TempDir()
	config := filepath.Join(dir, "sentinel.conf")
	text := fmt.Sprintf("port %s\nbind 127.0.0.1\ndir %s\nlogfile %s\nsentinel monitor shop %s %s 1\n"+
		"sentinel down-after-milliseconds shop 300\nsentinel failover-timeout shop 2000\n",
		own, dir, filepath.Join(dir, "log"), host, port)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("redis-server", config, "--sentinel")
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	eventually(t, "the Sentinel", func() bool {
		conn, err := net.DialTimeout("tcp", addr, time.Second)
		if err != nil {
			return false
		}
		_ = conn.Close()
		return true
	})
	return "redis://" + addr
}

// TestSentinel: the contract holds through a Sentinel, and pods move to the new
// master when the old one dies.
func TestSentinel(t *testing.T) {
	master := redistest.Start(t)
	host, port, _ := net.SplitHostPort(master.Addr())
	redistest.Start(t, "--replicaof", host+" "+port)
	eventually(t, "the replica", func() bool {
		return strings.Contains(fmt.Sprint(raw(t, master, "INFO", "replication")), "state=online")
	})
	config := Config{URLs: []string{startSentinel(t, master)}, MasterName: "shop"}
	storetest.Run(t, func(t *testing.T) cache.Store {
		config := config
		config.Prefix = t.Name()
		return open(t, config)
	})
	if testing.Short() {
		t.Skip("a failover takes seconds")
	}
	a, b := podOn(t, config), podOn(t, config)
	o := &origin{}
	o.get(t, a, "before")
	master.Kill()
	n := 0
	eventually(t, "both pods to share the new master", func() bool {
		n++
		key := fmt.Sprint("after ", n)
		o.get(t, a, key) // fails the test when a look-up fails
		time.Sleep(5 * time.Millisecond)
		return o.get(t, b, key).Status == cache.HitLevel2
	})
}
