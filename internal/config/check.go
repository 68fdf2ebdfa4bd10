package config

import (
	"net"
	"net/url"
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
	"listen":   {isListen, "host:port, like 127.0.0.1:8080 or :8080"},
	"httpurl":  {isHTTPURL, "an http or https URL without query, like https://catalog.internal/api, or nothing"},
	"asseturl": {isHTTPURL, "an http or https URL without query, like https://cdn.example.com, or nothing"},
	"redisurl": {isRedisURL, "a redis, rediss, redis-cluster or rediss-cluster URL, like redis://cache:6379/0"},
	"header":   {isHeader, "a header name, like Accept-Language"},
}

// isListen accepts port 0 too: the system then chooses, and the log says which.
func isListen(s string) bool {
	if s == "" {
		return true
	}
	_, port, err := net.SplitHostPort(s)
	if err != nil {
		return false
	}
	_, err = strconv.ParseUint(port, 10, 16)
	return err == nil
}

func isHTTPURL(s string) bool {
	if s == "" {
		return true
	}
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" &&
		u.RawQuery == "" && u.Fragment == ""
}

func isRedisURL(s string) bool {
	if s == "" {
		return true
	}
	for one := range strings.SplitSeq(s, ",") {
		u, err := url.Parse(one)
		if err != nil || u.Host == "" {
			return false
		}
		switch u.Scheme {
		case "redis", "rediss", "redis-cluster", "rediss-cluster":
		default:
			return false
		}
	}
	return true
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
