package emit

import (
	"fmt"
	"slices"
	"strings"

	"bff/connect"
)

// origin is the address that the URL of a connector without a source starts with. One
// origin has one text, and so one source: https://A.test:443 is https://a.test.
type origin string

// defaultPorts are what origins leave out.
var defaultPorts = map[string]string{"http": ":80", "https": ":443"}

// splitOrigin takes an absolute URL apart; rest is what follows the port.
func splitOrigin(url string) (o origin, rest string) {
	scheme, after, _ := strings.Cut(url, "://")
	end := strings.IndexAny(after+"/", "/?#{")
	scheme, host := strings.ToLower(scheme), strings.ToLower(after[:end])
	return origin(scheme + "://" + strings.TrimSuffix(host, defaultPorts[scheme])), after[end:]
}

// origins are those of the connectors that name no source, in their order.
func (e *Emitter) origins() []origin {
	var out []origin
	for _, c := range e.schema.Connectors {
		if c.Source != nil {
			continue
		}
		if o, _ := splitOrigin(c.URL.String()); !slices.Contains(out, o) {
			out = append(out, o)
		}
	}
	return out
}

// hostOf is the name of the source of a connector that names none.
func (e *Emitter) hostOf(c *connect.Connector) string {
	o, _ := splitOrigin(c.URL.String())
	return e.originName(o)
}

// originName is the name of the source at an origin, in every schema the same unless
// that declares a source of the name.
func (e *Emitter) originName(o origin) string {
	name := o.name()
	for e.schema.Source(name) != nil {
		name += "_host"
	}
	return name
}

// name spells an origin with the letters that names of sources have, no two the same:
// a-b.test:8080 is a__b-test_p8080, and one that is not https ends in _http.
func (o origin) name() string {
	scheme, host, _ := strings.Cut(string(o), "://")
	var out strings.Builder
	for _, b := range []byte(host) {
		switch {
		case 'a' <= b && b <= 'z', '0' <= b && b <= '9':
			out.WriteByte(b)
		case b == '.':
			out.WriteByte('-')
		case b == '-':
			out.WriteString("__")
		case b == ':':
			out.WriteString("_p")
		default:
			fmt.Fprintf(&out, "_%02x", b)
		}
	}
	if scheme == "http" {
		out.WriteString("_http")
	}
	return out.String()
}

// urlOf is the URL template of a connector, with its origin as the source has it.
func urlOf(c *connect.Connector) string {
	if c.Source != nil {
		return c.URL.String()
	}
	o, rest := splitOrigin(c.URL.String())
	return string(o) + rest
}

// accounts reports names and passwords in the URLs of connectors that name no source: the
// name of their source, which logs show, is the origin.
func (n *names) accounts() {
	for _, c := range n.schema.Connectors {
		if c.Source != nil {
			continue
		}
		if o, _ := splitOrigin(c.URL.String()); strings.Contains(string(o), "@") {
			at := c.Type.Position
			if c.Field != nil {
				at = c.Field.Position
			}
			n.errorf(at, "send them in a header of a @source", "the URL of %s has a name or a password", c.Coordinate)
		}
	}
}
