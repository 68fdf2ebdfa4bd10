package config

import (
	"bytes"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// An object is a value whose keys are the user's: the config of a source. It
// holds what JSON can say, as string, bool, int64, float64, nil, []any and
// map[string]any; keys are kept as written.
//
// An unquoted scalar has the type that the core schema of YAML 1.2 gives it (3
// is a number, "3" and yes are texts); the YAML library is not asked, because it
// takes 1_000, 0b11 and 017 for numbers as YAML 1.1 did. Two things are
// stricter than YAML: a key with nothing behind it is a mistake, null is
// written; and what JSON can't say (.inf, .nan, more than 64 bits) is refused.
//
// An unquoted ${VAR} is a number or a boolean only where that would be written
// the same way again: max: ${MAX} may be 3, while a key that happens to read
// 007, 1e5 or null reaches the backend as it is.
//
// The values may be secret, so no message of this file repeats one.

const objectExpected = `expected a mapping like {key: "text", limits: {max: 3}}`

// decodeObject writes n to v, a map[string]any; one without keys is nil.
func (d *decoder) decodeObject(n *node, v reflect.Value, path string) {
	if n.kind == scalar && n.at.variable != "" {
		n = (&fileReader{reporter: d.reporter, source: n.at, expected: objectExpected}).readAny([]byte(n.text))
	}
	if !d.isMapping(n, path, objectExpected) {
		return
	}
	if len(n.keys) == 0 {
		v.SetZero()
		return
	}
	v.Set(reflect.ValueOf(d.any(n, path)))
}

// decodeObjectFile writes text, the content of the file called name, to v. n is
// where the name was written, and path its key.
func (d *decoder) decodeObjectFile(n *node, name string, text []byte, v reflect.Value, path string) {
	content := (&fileReader{reporter: d.reporter, source: origin{file: name}, expected: objectExpected}).readAny(text)
	if content.kind == empty { // a secret that nobody filled; {} says nothing on purpose
		d.add(n.at, fmt.Sprintf("%s: %s is empty", path, name), objectExpected)
		return
	}
	d.decodeObject(content, v, strings.TrimSuffix(path, "_file"))
}

// any returns what n holds. What is reported is nil in it.
func (d *decoder) any(n *node, path string) any {
	switch n.kind {
	case mapping:
		out := make(map[string]any, len(n.keys))
		for _, name := range n.keys {
			out[name] = d.any(n.fields[name], join(path, name))
		}
		return out
	case list:
		out := make([]any, len(n.items))
		for i, item := range n.items {
			out[i] = d.any(item, fmt.Sprintf("%s[%d]", path, i))
		}
		return out
	case empty:
		if !n.plain {
			d.add(n.at, path+" is empty", `expected a value; null or "" says that there is none`)
		}
		return nil
	case scalar:
		value, err := n.value()
		if err != nil {
			d.add(n.at, fmt.Sprintf("%s is %v", path, err), "expected quotes around what is a text")
		}
		return value
	case broken:
	}
	return nil
}

// value returns what the scalar n says in an object. The error completes "key
// is …".
func (n *node) value() (any, error) {
	if !utf8.ValidString(n.text) { // from a variable: JSON can't say it
		return nil, fmt.Errorf("not UTF-8")
	}
	if !n.plain {
		return n.text, nil
	}
	value, err := coreValue(n.text)
	if n.varies && (err != nil || value == nil || unmistakable(value) != n.text) {
		return n.text, nil
	}
	return value, err
}

var (
	coreInt   = regexp.MustCompile(`^[-+]?[0-9]+$`)
	coreOctal = regexp.MustCompile(`^0o[0-7]+$`)
	coreHex   = regexp.MustCompile(`^0x[0-9a-fA-F]+$`)
	coreFloat = regexp.MustCompile(`^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`)
	coreNone  = regexp.MustCompile(`^([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$`)
)

// coreValue returns what an unquoted scalar is in YAML 1.2, section 10.3.2.
func coreValue(text string) (any, error) {
	base, digits := 10, text
	switch text {
	case "null", "Null", "NULL", "~", "":
		return nil, nil
	case "true", "True", "TRUE":
		return true, nil
	case "false", "False", "FALSE":
		return false, nil
	}
	switch {
	case coreInt.MatchString(text):
	case coreOctal.MatchString(text):
		base, digits = 8, text[2:]
	case coreHex.MatchString(text):
		base, digits = 16, text[2:]
	case coreFloat.MatchString(text):
		f, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil, fmt.Errorf("a number beyond 64 bits")
		}
		return f, nil
	case coreNone.MatchString(text):
		return nil, fmt.Errorf("a number that JSON does not have")
	default:
		return text, nil
	}
	i, err := strconv.ParseInt(digits, base, 64)
	if err != nil {
		return nil, fmt.Errorf("a whole number beyond 64 bits")
	}
	return i, nil
}

// unmistakable returns the one text that value, which is not null, has everywhere.
func unmistakable(value any) string {
	switch value := value.(type) {
	case string:
		return value
	case bool:
		return strconv.FormatBool(value)
	case int64:
		return strconv.FormatInt(value, 10)
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64)
	}
	return ""
}

// maskObject returns a copy of o with the mask in place of every value. An empty
// text stays, as everywhere: it is no secret, and usually the mistake.
func maskObject(o map[string]any) map[string]any {
	if o == nil {
		return nil
	}
	return maskAny(o).(map[string]any)
}

func maskAny(value any) any {
	switch value := value.(type) {
	case map[string]any:
		out := make(map[string]any, len(value))
		for k, v := range value {
			out[k] = maskAny(v)
		}
		return out
	case []any:
		out := make([]any, len(value))
		for i, v := range value {
			out[i] = maskAny(v)
		}
		return out
	case string:
		if value == "" {
			return ""
		}
	}
	return mask
}

// object writes itself as YAML that reads back as the same values: the YAML
// library leaves the quotes off texts and keys like 1e3, .inf and "? a".
type object map[string]any

// MarshalYAML implements yaml.BytesMarshaler.
func (o object) MarshalYAML() ([]byte, error) {
	var out bytes.Buffer
	err := writeAny(&out, map[string]any(o), "")
	return out.Bytes(), err
}

// writeAny writes value where a key or a dash has just been written; indent is
// the line break and the spaces before its own lines.
func writeAny(out *bytes.Buffer, value any, indent string) error {
	switch value := value.(type) {
	case map[string]any:
		if len(value) == 0 {
			out.WriteString(" {}")
		}
		for _, name := range slices.Sorted(maps.Keys(value)) {
			out.WriteString("\n" + indent + quoteKey(name) + ":")
			if err := writeAny(out, value[name], indent+"  "); err != nil {
				return err
			}
		}
	case []any:
		if len(value) == 0 {
			out.WriteString(" []")
		}
		for _, item := range value {
			out.WriteString("\n" + indent + "-")
			if err := writeAny(out, item, indent+"  "); err != nil {
				return err
			}
		}
	case nil:
		out.WriteString(" null")
	case string:
		out.WriteString(" " + strconv.Quote(strings.ReplaceAll(value, "$", "$$")))
	case bool, int, int64:
		fmt.Fprintf(out, " %v", value)
	case float64:
		text := strconv.FormatFloat(value, 'g', -1, 64)
		if coreInt.MatchString(text) {
			text += ".0"
		}
		out.WriteString(" " + text)
	default:
		return fmt.Errorf("a source's config holds a %T", value)
	}
	return nil
}

var bareKey = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_-]*$`)

func quoteKey(name string) string {
	if value, _ := coreValue(name); value == name && bareKey.MatchString(name) {
		return name
	}
	return strconv.Quote(name)
}
