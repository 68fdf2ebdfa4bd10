package config

import (
	"fmt"
	"net"
	"net/netip"
	"strings"
)

// Refuse reports a mistake in the value of a key. keys are its path, {"server", "admin"};
// the place of the report is where it was written, or where the nearest key above it was.
type Refuse func(problem, expected string, keys ...string)

// Rule reports what a type, a bound or a check of one key can't say: values that don't
// go together, or what a package refuses. It is called only when all else is right.
type Rule func(cfg Config, refuse Refuse)

var ownRules = []Rule{oneListenerEach, redisGoesTogether}

// oneListenerEach finds two listeners on one port, of which the second could not start.
func oneListenerEach(cfg Config, refuse Refuse) {
	host, port, _ := net.SplitHostPort(cfg.Server.Listen)
	adminHost, adminPort, _ := net.SplitHostPort(cfg.Server.Admin)
	if cfg.Server.Admin == "" || port != adminPort || strings.Trim(port, "0") == "" {
		return
	}
	if host == adminHost || anyHost(host) || anyHost(adminHost) {
		written := "admin"
		if cfg.Server.Admin == Default().Server.Admin {
			written = "listen"
		}
		refuse(fmt.Sprintf("server.admin: %q has the port of server.listen, %q", cfg.Server.Admin, cfg.Server.Listen), "expected another port", "server", written)
	}
}

func anyHost(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "" || err == nil && ip.IsUnspecified()
}

// redisGoesTogether finds settings of Redis that would have no effect.
func redisGoesTogether(cfg Config, refuse Refuse) {
	r := cfg.Cache.Redis
	if r.URL == "" {
		return // the whole section is unused, as where one file serves several places
	}
	scheme, _, _ := strings.Cut(r.URL, ":")
	if r.TLSCA != "" && !strings.HasPrefix(scheme, "rediss") {
		refuse("cache.redis.tls_ca is given, but a "+scheme+" URL does without TLS", "expected the scheme rediss or rediss-cluster in cache.redis.url", "cache", "redis", "url")
	}
	if r.MasterName != "" && strings.HasSuffix(scheme, "-cluster") {
		refuse("cache.redis.master_name is for Sentinel, but cache.redis.url names a cluster", "expected the scheme redis or rediss, or no master_name", "cache", "redis", "master_name")
	}
	if r.MasterName == "" && r.SentinelUsername+r.SentinelPassword != "" {
		refuse("cache.redis has an account at Sentinels but no master_name", "expected master_name, the Sentinels' name for the master", "cache", "redis")
	}
}

// check applies the rules.
func (d *decoder) check(root *node, cfg Config, rules []Rule) {
	refuse := func(problem, expected string, keys ...string) {
		d.add(placeOf(root, keys), problem, expected)
	}
	for _, rule := range rules {
		rule(cfg, refuse)
	}
}

// placeOf returns where the value at keys was written, or the nearest key above it.
func placeOf(root *node, keys []string) origin {
	at, n := origin{}, root
	for _, key := range keys {
		next, ok := n.fields[key]
		if !ok {
			break
		}
		at, n = next.at, next
		if next.kind == mapping {
			at = n.at
		}
	}
	return at
}
