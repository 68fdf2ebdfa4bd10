package connector

import (
	"fmt"
	"slices"
	"strings"

	"bff/clients"
	"bff/connect/mapping"
)

// AddressError is a declared address that is none, because it reads what is not set or
// because of what is set.
type AddressError struct {
	Source Source
	Unset  []string // what it reads and does not get, as it writes them: "$config.host"
}

// Error returns what is wrong, without any value of $config or $env, and what would be
// right.
func (e *AddressError) Error() string {
	s := e.Source
	where := ""
	if s.File != "" {
		where = fmt.Sprintf(" (%s)", s.File)
	}
	if len(e.Unset) == 0 {
		return fmt.Sprintf("source %q%s has no address: its baseURL %q makes none; expected an http or https URL, or set sources.%s.url", s.Name, where, s.BaseURL, s.Name)
	}
	return fmt.Sprintf("source %q%s has no address: its baseURL %q reads %s, not set; set sources.%s.url%s",
		s.Name, where, s.BaseURL, strings.Join(e.Unset, " and "), s.Name, e.waysOut())
}

// waysOut are the places of what is not set: " or sources.s.config.host".
func (e *AddressError) waysOut() string {
	var out strings.Builder
	for _, name := range e.Unset {
		if key, ok := strings.CutPrefix(name, mapping.VarConfig+"."); ok {
			fmt.Fprintf(&out, " or sources.%s.config.%s", e.Source.Name, key)
		} else if key, ok := strings.CutPrefix(name, mapping.VarEnv+"."); ok {
			fmt.Fprintf(&out, " or the environment variable %s", key)
		}
	}
	return out.String()
}

// BaseURL renders the declared address of a source, its query included: what stands in
// for one that the configuration does not give. The error is an *AddressError, unless
// the text is no template.
func (rt *Runtime) BaseURL(s Source) (string, error) {
	t, err := mapping.CompileTemplate(s.BaseURL, mapping.Latest)
	if err != nil {
		return "", fmt.Errorf("source %q: baseURL: %w", s.Name, err)
	}
	vars := &mapping.Vars{Config: rt.config[s.Name], Env: rt.env()}
	text, _, err := t.Render(vars)
	if err != nil {
		return "", fmt.Errorf("source %q: baseURL: %w", s.Name, err)
	}
	if !isBase(text) {
		return "", &AddressError{s, unset(t, vars)}
	}
	return text, nil
}

// isBase reports that requests can be made of a rendered address.
func isBase(text string) bool {
	if _, err := clients.AddressOf(text); err != nil {
		return false
	}
	t, err := mapping.CompileTemplate(literal(text), mapping.Latest)
	if err != nil {
		return false
	}
	_, err = mapping.NewURL(mapping.URLParts{Base: t})
	return err == nil
}

// literal is a URL as the text of a template, in which braces begin holes.
func literal(url string) string { return strings.NewReplacer("{", "%7B", "}", "%7D").Replace(url) }

// unset are the variables that holes of t read and that have no value.
func unset(t *mapping.Template, vars *mapping.Vars) []string {
	var out []string
	for _, hole := range t.Holes() {
		if v, _ := hole.Mapping.Eval(mapping.Null(), vars); !v.IsMissing() && !v.IsNull() {
			continue
		}
		for _, read := range hole.Mapping.Analyze().Reads {
			if name := read.String(); !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	return out
}
