package mapping

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRequestCases runs the convention's cases on URLs, forms and templates.
func TestRequestCases(t *testing.T) {
	ran := 0
	for _, c := range readCases(t) {
		if c.Kind == "map" {
			continue
		}
		ran++
		t.Run(c.ID, func(t *testing.T) {
			got, ps, err := c.render(t)
			if c.Expect.Error == "runtime" {
				if err == nil {
					t.Errorf("got %q, want the request to fail", got)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(*c.Expect.String, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if ps.Total() != c.Problems {
				t.Errorf("%d problems, want %d: %v", ps.Total(), c.Problems, ps)
			}
		})
	}
	if ran != 36 {
		t.Errorf("ran %d request cases, want 36", ran)
	}
}

func (c specCase) render(t *testing.T) (string, Problems, error) {
	t.Helper()
	v := c.version(t)
	switch c.Kind {
	case "form":
		out, err := AppendForm(nil, parseJSON(t, string(c.Form)))
		return string(out), nil, err
	case "tmpl":
		return mustTemplate(t, c.Template, v).Render(c.vars(t))
	default:
		parts := URLParts{Template: mustTemplate(t, c.URL, v)}
		if c.BaseURL != nil {
			parts.Base = mustTemplate(t, *c.BaseURL, v)
		}
		for _, p := range []struct {
			text *string
			into **Mapping
		}{{c.Path, &parts.Path}, {c.Query, &parts.Query}, {c.BasePath, &parts.BasePath}, {c.BaseQuery, &parts.BaseQuery}} {
			if p.text != nil {
				*p.into = mustCompile(t, *p.text, v)
			}
		}
		u, err := NewURL(parts)
		if err != nil {
			t.Fatal(err)
		}
		out, ps, err := u.Append(nil, c.vars(t))
		return string(out), ps, err
	}
}

func mustTemplate(t testing.TB, text string, v Version) *Template {
	t.Helper()
	out, err := CompileTemplate(text, v)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return out
}

func mustCompile(t testing.TB, text string, v Version) *Mapping {
	t.Helper()
	out, err := Compile(text, v)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return out
}
