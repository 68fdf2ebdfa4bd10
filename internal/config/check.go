package config

import (
	"crypto/x509"
	"net"
	"net/netip"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// check is a rule for texts that a type can't say.
type check struct {
	valid    func(string) bool
	expected string
}

// checks are the rules that the tag check names.
var checks = map[string]check{
	"listen":    {isListen, "host:port, like 127.0.0.1:8080 or :8080"},
	"admin":     {func(s string) bool { return s == "" || isListen(s) }, "host:port, like 127.0.0.1:9090, or nothing for no admin listener"},
	"origin":    {isOrigin, "a host, perhaps with a port or with * for any part, like app.example.com or *.example.com, without a scheme"},
	"namespace": {func(s string) bool { return s != "" }, "a text, like bff"},
	"pem":       {isPEM, "certificates (PEM), which begin with -----BEGIN CERTIFICATE-----"},
	"httpurl":   {isHTTPURL, "an http or https URL without query, like https://catalog.internal/api, or nothing"},
	"asseturl":  {isHTTPURL, "an http or https URL without query, like https://cdn.example.com, or nothing"},
	"redisurl":  {isRedisURL, "a redis, rediss, redis-cluster or rediss-cluster URL, like redis://cache:6379/0, or several of one scheme with commas between"},
	"header":    {isHeader, "a header name, like Accept-Language"},
}

// isListen accepts port 0 too: the system then chooses, and the log says which.
func isListen(s string) bool {
	host, port, err := net.SplitHostPort(s)
	if err != nil || !isPort(port) {
		return false
	}
	return host == "" || isHostName(host)
}

func isPort(s string) bool {
	_, err := strconv.ParseUint(s, 10, 16)
	return err == nil
}

// label is a part of a name of DNS, with the underscore that container networks use.
var label = regexp.MustCompile(`^[\pL\pN_]([\pL\pN_-]*[\pL\pN_])?$`)

// isHostName knows addresses and names, whose last part is no number: 999.1.1.1 is a
// mistake.
func isHostName(s string) bool {
	if _, err := netip.ParseAddr(s); err == nil {
		return true
	}
	labels := strings.Split(strings.TrimSuffix(s, "."), ".")
	for _, l := range labels {
		if !label.MatchString(l) {
			return false
		}
	}
	return strings.Trim(labels[len(labels)-1], "0123456789") != ""
}

// isOrigin knows the patterns of path.Match, with which WebSocket origins are compared.
func isOrigin(s string) bool {
	_, err := path.Match(s, "host")
	return err == nil && s != "" && !strings.ContainsAny(s, "/ ")
}

func isPEM(s string) bool {
	return s == "" || x509.NewCertPool().AppendCertsFromPEM([]byte(s))
}

func isHTTPURL(s string) bool {
	if s == "" {
		return true
	}
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && isAuthority(u) &&
		u.RawQuery == "" && !u.ForceQuery && u.Fragment == ""
}

// isAuthority knows "host" and "host:port"; "host:" is a port that was forgotten.
func isAuthority(u *url.URL) bool {
	return isHostName(u.Hostname()) && !strings.HasSuffix(u.Host, ":") && (u.Port() == "" || isPort(u.Port()))
}

// isRedisURL knows one URL, or several of one scheme. The path is the number of a
// database, which a cluster does not have.
func isRedisURL(s string) bool {
	if s == "" {
		return true
	}
	scheme := ""
	for one := range strings.SplitSeq(s, ",") {
		u, err := url.Parse(one)
		if err != nil || !isAuthority(u) || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || scheme != "" && u.Scheme != scheme {
			return false
		}
		scheme = u.Scheme
		if !isDatabase(strings.Trim(u.Path, "/"), scheme) {
			return false
		}
	}
	return true
}

func isDatabase(name, scheme string) bool {
	switch scheme {
	case "redis", "rediss":
		n, err := strconv.ParseUint(name, 10, 31)
		return name == "" || err == nil && strconv.FormatUint(n, 10) == name
	case "redis-cluster", "rediss-cluster":
		return name == ""
	}
	return false
}

// isHeader knows the token characters of RFC 9110, section 5.6.2.
func isHeader(s string) bool {
	for _, c := range s {
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
		if !letter && !strings.ContainsRune("!#$%&'*+-.^_`|~", c) {
			return false
		}
	}
	return s != ""
}
