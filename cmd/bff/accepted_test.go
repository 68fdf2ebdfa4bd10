package main

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"bff/cache/rediscache"
	"bff/internal/config"
	"bff/internal/httpserver"
	"bff/internal/shop"
	"bff/internal/telemetry"
)

// nasty are values that somebody may give a key by mistake, by what the key is.
var nasty = map[string][]string{
	"any":      {"", " ", "0", "-1", "x", "99999999999999999999", "\x00", "null"},
	"duration": {"0s", "1ns", "1ms", "10s", "999999h", "-1s", "1"},
	"number":   {"1", "2", "100", "1e3", "1.5", "64MiB", "-1MB"},
	"text":     {"a b", "é", "\xff", "${X}", "%"},
	"listen":   {":", ":0", ":http", ":99999", "127.0.0.1", "127.0.0.1:0", "999.1.1.1:80", "[::1]:0", "::1:0", "a b:80", "-:80", "localhost:0", ":9090", "127.0.0.1:8080", "0.0.0.0:9090"},
	"url":      {"http://", "http://h", "http://h/", "http://h:", "http://h:99999", "http://.h", "http://h h", "http://h/?q=1", "http://h?", "http://h/#f", "http://u:p@h/a b", "ftp://h", "//h", "h", "http://[::1", "http://[::1]:80/é", "http://{h}", "http://h/{x}"},
	"redis":    {"redis://h", "redis://h:x", "redis://h/1", "redis://h/x", "redis://h?db=1", "rediss://h", "redis-cluster://h/1", "redis-cluster://h", "redis://h,redis://i", "redis://h,rediss://i", "redis://h,", "redis://:pass%zz@h", "http://h"},
	"list":     {"Host", "content-length", "Accept", "Authorization", "Authorization,authorization", "X A", "[a", "*.example.com", "https://app.example.com", "web", "web,web", "tv"},
	"object":   {"{}", "[]", "{a: 1}", "{a: .inf}", "a: b: c"},
	"file":     {"secret", "none", "empty", "ca.pem", "object.yaml"},
}

// kinds are the kinds of nasty values for a key.
func (k key) kinds() []string {
	switch {
	case k.tag.Get("file") != "":
		return []string{"any", "file"}
	case k.typ == reflect.TypeFor[time.Duration]():
		return []string{"any", "duration"}
	case k.typ.Kind() == reflect.Slice:
		return []string{"any", "list"}
	case k.typ.Kind() == reflect.Map:
		return []string{"any", "object"}
	case k.typ.Kind() != reflect.String:
		return []string{"any", "number"}
	}
	switch check := k.tag.Get("check"); {
	case strings.HasSuffix(check, "url"):
		return []string{"any", "text", "url", "redis"}
	case check == "listen" || check == "admin":
		return []string{"any", "text", "listen"}
	}
	return []string{"any", "text"}
}

// Whatever bff check accepts, bff serve can start with: for a key and a value, either the
// configuration is refused, with the place of the mistake, or a server can be put together
// of it.
func FuzzAcceptedIsServed(f *testing.F) {
	all := keys(reflect.TypeFor[config.Config]())
	for i, k := range all {
		for _, kind := range k.kinds() {
			for _, value := range nasty[kind] {
				f.Add(uint16(i), value)
			}
		}
	}
	tel := quiet(f)
	f.Fuzz(func(t *testing.T, i uint16, value string) {
		k := all[int(i)%len(all)]
		disk := map[string]string{"bff.yaml": base, "secret": "hunter2\n", "empty": " \n", "object.yaml": "other: 3\n", "ca.pem": "no certificate"}
		accepted, err := effectsOf(disk, tel, "BFF_CLIENTS=web", k.variable()+"="+value)
		if err != nil {
			if !strings.Contains(err.Error(), k.variable()) && !strings.Contains(err.Error(), "bff.yaml:") && !strings.Contains(err.Error(), value+":1:") {
				t.Errorf("%s=%q is refused without its place: %v", k.variable(), value, err)
			}
			return
		}
		if err := putTogether(accepted, tel); err != nil {
			t.Errorf("%s=%q is accepted, but not served: %v", k.variable(), value, err)
		}
	})
}

// putTogether makes all that serve does before it listens.
func putTogether(e effects, tel *telemetry.Telemetry) error {
	if e.telemetry.LogFormat != "auto" && e.telemetry.LogFormat != "json" && e.telemetry.LogFormat != "text" {
		return fmt.Errorf("log format %q", e.telemetry.LogFormat)
	}
	if e.shop.Port != config.Default().Shop.Port { // the samples take their time
		if _, err := shop.New(e.shop); err != nil {
			return err
		}
	}
	if e.plan.redis != nil { // its client alone: a store would look for a Redis
		client, err := rediscache.Client(*e.plan.redis)
		if err != nil {
			return err
		}
		if err := client.Close(); err != nil {
			return err
		}
		e.plan.redis = nil
	}
	started := &closers{logger: tel.Logger}
	defer started.closeBy(context.Background(), time.Now().Add(time.Minute))
	e.plan.filter = nil // it would ask the catalog
	main, admin, err := assemble(e.plan, tel, started.add)
	if err != nil {
		return err
	}
	e.plan.server.Handler, e.plan.server.AdminHandler = main, admin
	_, err = httpserver.New(e.plan.server)
	return err
}
