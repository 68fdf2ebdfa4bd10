package config

import (
	"fmt"
	"log/slog"
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
)

// mask stands for a secret: its length says nothing.
const mask = "********"

// Masked returns a copy to show to people: secrets, also those in URLs, are
// replaced by stars.
func (c Config) Masked() Config {
	sources := make(map[string]Source, len(c.Sources))
	for name, s := range c.Sources {
		s.URL = maskURL(s.URL)
		s.Config = maskObject(s.Config)
		sources[name] = s
	}
	c.Sources = sources
	c.Assets.BaseURL = maskURL(c.Assets.BaseURL)
	urls := strings.Split(c.Cache.Redis.URL, ",")
	for i := range urls {
		urls[i] = maskURL(urls[i])
	}
	c.Cache.Redis.URL = strings.Join(urls, ",")
	eachField(reflect.ValueOf(&c).Elem(), func(v reflect.Value, f reflect.StructField) {
		if secret := v.FieldByIndex(f.Index); f.Tag.Get("secret") != "" && secret.String() != "" {
			secret.SetString(mask)
		}
	})
	return c
}

// maskURL hides the password of a URL's user. The text is cut by hand, because
// url.URL would write the stars as %2A.
func maskURL(text string) string {
	u, err := url.Parse(text)
	if err != nil {
		return mask
	}
	if _, secret := u.User.Password(); !secret {
		return text
	}
	scheme, rest, _ := strings.Cut(text, "//")
	authority, path, _ := strings.Cut(rest, "/")
	at := strings.LastIndexByte(authority, '@')
	user, _, _ := strings.Cut(authority[:at], ":")
	return strings.TrimSuffix(scheme+"//"+user+":"+mask+authority[at:]+"/"+path, "/")
}

// YAML returns the configuration as a file that Load reads, keys in the order
// of the types. It holds secrets unless c is Masked.
func (c Config) YAML() ([]byte, error) {
	fromFile := func(v reflect.Value, f reflect.StructField) {
		if content := f.Tag.Get("file"); content != "" && v.FieldByIndex(f.Index).String() != "" {
			v.FieldByName(content).SetZero() // was read from there; Load refuses both
		}
	}
	eachField(reflect.ValueOf(&c).Elem(), fromFile)
	c.Sources = maps.Clone(c.Sources)
	for name, s := range c.Sources {
		eachField(reflect.ValueOf(&s).Elem(), fromFile)
		c.Sources[name] = s
	}
	text, err := yaml.MarshalWithOptions(plain(reflect.ValueOf(c)), yaml.IndentSequence(true))
	if err != nil {
		return nil, fmt.Errorf("config: write YAML: %w", err)
	}
	return text, nil
}

// eachField calls f for the fields of v, a struct that is settable, and of the structs in
// it; maps are passed over.
func eachField(v reflect.Value, f func(v reflect.Value, field reflect.StructField)) {
	for _, field := range fields(v.Type()) {
		f(v, field)
		if inner := v.FieldByIndex(field.Index); inner.Kind() == reflect.Struct {
			eachField(inner, f)
		}
	}
}

// plain turns values into what the YAML encoder knows, written as Load reads
// them.
func plain(v reflect.Value) any {
	switch value := v.Interface().(type) {
	case time.Duration:
		return shortDuration(value)
	case Bytes:
		return value.String()
	case slog.Level:
		return strings.ToLower(value.String())
	case string:
		return strings.ReplaceAll(value, "$", "$$")
	case map[string]any:
		if len(value) > 0 {
			return object(value)
		}
	}
	switch v.Kind() {
	case reflect.Struct:
		out := make(yaml.MapSlice, 0, v.NumField())
		for _, f := range fields(v.Type()) {
			out = append(out, yaml.MapItem{Key: key(f), Value: plain(v.FieldByIndex(f.Index))})
		}
		return out
	case reflect.Map:
		out := make(yaml.MapSlice, 0, v.Len())
		for _, name := range slices.Sorted(maps.Keys(stringKeys(v))) {
			out = append(out, yaml.MapItem{Key: name, Value: plain(v.MapIndex(reflect.ValueOf(name)))})
		}
		return out
	case reflect.Slice:
		out := make([]any, v.Len())
		for i := range out {
			out[i] = plain(v.Index(i))
		}
		return out
	}
	return v.Interface()
}

func stringKeys(v reflect.Value) map[string]bool {
	out := make(map[string]bool, v.Len())
	for _, k := range v.MapKeys() {
		out[k.String()] = true
	}
	return out
}

// shortDuration returns "1m", where Duration.String says "1m0s".
func shortDuration(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
