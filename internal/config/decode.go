package config

import (
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// decoder writes nodes over the defaults in a Config. Every mistake is
// reported and leaves the value as it was, so that the later ones are found too.
type decoder struct {
	*reporter
	readFile func(string) ([]byte, error)
}

// decode writes n to v, which is settable. path is "server.listen".
func (d *decoder) decode(n *node, v reflect.Value, path string, tag reflect.StructTag) {
	switch {
	case n.kind == broken:
	case v.Type() == typeObject:
		d.decodeObject(n, v, path)
	case v.Kind() == reflect.Struct:
		d.decodeStruct(n, v, path)
	case v.Kind() == reflect.Slice:
		d.decodeList(n, v, path, tag)
	case n.kind == empty:
		d.add(n.at, path+" is empty", "expected "+expected(v.Type(), tag))
	case n.kind != scalar:
		d.add(n.at, fmt.Sprintf("%s is %s", path, n.kind), "expected "+expected(v.Type(), tag))
	default:
		d.decodeScalar(n, v, path, tag)
	}
}

func (d *decoder) decodeStruct(n *node, v reflect.Value, path string) {
	if !d.isMapping(n, path, "expected a mapping with "+oneOf(keys(v.Type()))) {
		return
	}
	for _, name := range n.keys {
		if _, ok := fieldByKey(v.Type(), name); !ok {
			d.add(n.keyAt[name], d.unknownKey(path, name), expectedKey(name, keys(v.Type())))
		}
	}
	for _, f := range fields(v.Type()) { // declared order: a base comes before the maps that start from it
		child, set := n.fields[key(f)]
		if !set {
			continue
		}
		target := v.FieldByIndex(f.Index)
		if target.Kind() == reflect.Map && !isLeaf(target.Type()) {
			d.decodeMap(child, target, join(path, key(f)), mapBase(v, f))
			continue
		}
		d.decode(child, target, join(path, key(f)), f.Tag)
		if secret := f.Tag.Get("file"); secret != "" {
			filled, _ := v.Type().FieldByName(secret)
			d.readSecret(child, target.String(), v.FieldByIndex(filled.Index), filled.Tag, path, key(f))
		}
	}
}

func (d *decoder) unknownKey(path, name string) string {
	if path == "" {
		return fmt.Sprintf("unknown key %q", name)
	}
	return fmt.Sprintf("unknown key %q in %s", name, path)
}

// expectedKey suggests what to write in place of the key name: one that is near, else
// all, and where a key of that name stands, if there is one.
func expectedKey(name string, known []string) string {
	hint, near := nearest(name, known)
	if near {
		return hint
	}
	hint = "expected " + oneOf(known)
	var elsewhere []string
	for _, path := range leaves(reflect.TypeFor[Config](), "NAME") {
		if path[len(path)-1] == name {
			elsewhere = append(elsewhere, strings.Join(path, "."))
		}
	}
	switch {
	case len(elsewhere) > 0:
		hint += "; a key of that name is " + strings.Join(elsewhere, ", ")
	case slices.Contains([]string{"otel", "opentelemetry", "tracing", "metrics"}, name):
		hint += "; OpenTelemetry is configured by its own variables, such as OTEL_EXPORTER_OTLP_ENDPOINT"
	}
	return hint
}

// mapBase returns what an element of the map in field f of v starts from.
func mapBase(v reflect.Value, f reflect.StructField) reflect.Value {
	if name := f.Tag.Get("base"); name != "" {
		return v.FieldByName(name)
	}
	return reflect.Zero(f.Type.Elem())
}

func (d *decoder) decodeMap(n *node, v reflect.Value, path string, base reflect.Value) {
	if !d.isMapping(n, path, "expected a mapping from names to "+oneOf(keys(v.Type().Elem()))) {
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	for _, name := range n.keys {
		element := reflect.New(v.Type().Elem()).Elem()
		element.Set(base)
		d.decode(n.fields[name], element, join(path, name), "")
		v.SetMapIndex(reflect.ValueOf(name), element)
	}
}

// isMapping reports n when it is anything else; an empty one is fine: it says
// nothing.
func (d *decoder) isMapping(n *node, path, expected string) bool {
	switch n.kind {
	case mapping, empty:
		return true
	case broken:
	default:
		d.add(n.at, fmt.Sprintf("%s is %s", path, n.kind), expected)
	}
	return false
}

func (d *decoder) decodeList(n *node, v reflect.Value, path string, tag reflect.StructTag) {
	items := n.items
	switch {
	case n.kind == list:
	case n.kind == scalar && n.at.variable != "":
		items = splitList(n)
	default:
		d.add(n.at, fmt.Sprintf("%s is %s", path, n.kind), "expected a list, like [a, b]")
		return
	}
	out := reflect.Zero(v.Type()) // an empty list is nil, as in the defaults
	for i, item := range items {
		element := reflect.New(v.Type().Elem()).Elem()
		d.decode(item, element, fmt.Sprintf("%s[%d]", path, i), tag)
		out = reflect.Append(out, element)
	}
	v.Set(out)
}

// splitList reads a variable's list: "web, mobile". An empty one has no items.
func splitList(n *node) []*node {
	var items []*node
	for text := range strings.SplitSeq(n.text, ",") {
		if text = strings.TrimSpace(text); text != "" {
			items = append(items, &node{at: n.at, kind: scalar, text: text})
		}
	}
	return items
}

func (d *decoder) decodeScalar(n *node, v reflect.Value, path string, tag reflect.StructTag) {
	value, err := parse(n.text, v.Type())
	if err != nil {
		d.add(n.at, fmt.Sprintf("%s: %q is not %s", path, n.text, noun(v.Type())), "expected "+expected(v.Type(), tag))
		return
	}
	if n.text == "" && tag.Get("secret") != "" && (n.varies || n.at.variable != "") {
		d.add(n.at, path+" is empty", "expected a text; where there is none, leave the key out")
		return
	}
	if !within(value, tag) || !allowed(n.text, tag) {
		d.add(n.at, fmt.Sprintf("%s: %q is not allowed", path, shown(n.text)), "expected "+expected(v.Type(), tag))
		return
	}
	v.Set(reflect.ValueOf(value))
}

// shown returns text as an error may repeat it: a URL may hold a password.
func shown(text string) string {
	if strings.Contains(text, "@") {
		return maskURL(text)
	}
	return text
}

// parse returns text as a value of type t.
func parse(text string, t reflect.Type) (any, error) {
	switch t {
	case typeDuration:
		return time.ParseDuration(text)
	case typeBytes:
		if size, ok := parseBytes(text); ok {
			return size, nil
		}
		return nil, strconv.ErrSyntax
	case typeLevel:
		return parseLevel(text)
	}
	switch t.Kind() {
	case reflect.Bool:
		if text != "true" && text != "false" { // YAML 1.1's yes and on are a known trap
			return nil, strconv.ErrSyntax
		}
		return text == "true", nil
	case reflect.Int:
		return strconv.Atoi(text)
	case reflect.String:
		return text, nil
	}
	panic("config: no decoder for " + t.String())
}

// parseLevel knows the four names only: slog's own reader takes "INFO+3" too.
func parseLevel(text string) (slog.Level, error) {
	for _, level := range []slog.Level{slog.LevelDebug, slog.LevelInfo, slog.LevelWarn, slog.LevelError} {
		if strings.EqualFold(text, level.String()) {
			return level, nil
		}
	}
	return 0, strconv.ErrSyntax
}

func noun(t reflect.Type) string {
	switch t {
	case typeDuration:
		return "a duration"
	case typeBytes:
		return "a size"
	case typeLevel:
		return "a level"
	}
	switch t.Kind() {
	case reflect.Bool:
		return "a boolean"
	case reflect.Int:
		return "a whole number"
	default:
		return "a text"
	}
}

// expected describes the values that a key takes: "a duration like 250ms, 10s
// or 1m30s, from 1ms to 10m".
func expected(t reflect.Type, tag reflect.StructTag) string {
	text := noun(t)
	switch t {
	case typeDuration:
		text = "a number and its unit, like 250ms, 10s or 1m30s"
	case typeBytes:
		text = "a number of bytes, with or without a unit, like 2MB or 64MiB"
	case typeLevel:
		return "debug, info, warn or error"
	}
	if t.Kind() == reflect.Bool {
		return "true or false"
	}
	if enum := tag.Get("enum"); enum != "" {
		return oneOf(strings.Split(enum, ","))
	}
	if check, ok := checks[tag.Get("check")]; ok {
		return check.expected
	}
	low, high := tag.Get("min"), tag.Get("max")
	switch {
	case low != "" && high != "":
		text += ", from " + low + " to " + high
	case low != "":
		text += ", " + low + " or more"
	}
	return text
}

// within applies the tags min and max, which are written like the values.
func within(value any, tag reflect.StructTag) bool {
	t := reflect.TypeOf(value)
	for _, bound := range []string{"min", "max"} {
		text, ok := tag.Lookup(bound)
		if !ok {
			continue
		}
		limit, err := parse(text, t)
		if err != nil {
			panic("config: bad " + bound + " tag: " + text)
		}
		v, l := reflect.ValueOf(value).Int(), reflect.ValueOf(limit).Int()
		if bound == "min" && v < l || bound == "max" && v > l {
			return false
		}
	}
	return true
}

func allowed(text string, tag reflect.StructTag) bool {
	if enum := tag.Get("enum"); enum != "" && !slices.Contains(strings.Split(enum, ","), text) {
		return false
	}
	check, ok := checks[tag.Get("check")]
	return !ok || check.valid(text)
}

// readSecret fills secret from the file called name. Mounted secrets usually
// end in a line break that is not part of them.
func (d *decoder) readSecret(n *node, name string, secret reflect.Value, tag reflect.StructTag, path, fileKey string) {
	if name == "" {
		return
	}
	secretKey := strings.TrimSuffix(fileKey, "_file")
	if !secret.IsZero() {
		d.add(n.at, fmt.Sprintf("%s and %s are both set", join(path, secretKey), join(path, fileKey)), "expected one of them")
		return
	}
	text, err := d.readFile(name)
	if err != nil {
		d.add(n.at, fmt.Sprintf("%s: %v", join(path, fileKey), err), "expected a readable file")
		return
	}
	if secret.Type() == typeObject {
		d.decodeObjectFile(n, name, text, secret, join(path, fileKey))
		return
	}
	content := strings.TrimRight(string(text), "\r\n")
	if strings.TrimSpace(content) == "" { // a secret that nobody filled must not switch off what it protects
		d.add(n.at, fmt.Sprintf("%s: %s is empty", join(path, fileKey), name), "expected the "+strings.ReplaceAll(secretKey, "_", " ")+" in it")
		return
	}
	if check, ok := checks[tag.Get("check")]; ok && !check.valid(content) {
		d.add(n.at, fmt.Sprintf("%s: %s is not allowed", join(path, fileKey), name), "expected "+check.expected)
		return
	}
	secret.SetString(content)
}
