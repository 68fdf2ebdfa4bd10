package mapping_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bff/connect/mapping"
)

// TestRenderEach is what a list in a template makes.
func TestRenderEach(t *testing.T) {
	args, err := mapping.Parse([]byte(`{"id":7,"ids":[1,null,"a"],"none":[],"lines":[{"id":1,"n":"x"},{"id":2}],"nested":[[1]],"null":null}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		template string
		want     []string
		problems int
		fails    bool
	}{
		{"plain", []string{"plain"}, 0, false},
		{"p-{$args.id}", []string{"p-7"}, 0, false},
		{"p-{$args.ids}", []string{"p-1", "p-a"}, 0, false},
		{"p-{$args.none}", []string{}, 0, false},
		{"p-{$args.lines.id}", []string{"p-1", "p-2"}, 0, false},
		{"{$args.ids}-{$args.id}-{$args.lines.id}", []string{"1-7-1", "1-7-2", "a-7-1", "a-7-2"}, 0, false},
		{"p-{$args.null}", []string{"p-"}, 0, false},
		{"p-{$args.missing}", []string{"p-"}, 1, false},
		{"p-{$args.lines}", nil, 0, true},
		{"p-{$args.nested}", nil, 0, true},
		{"{$args.lines->first}", nil, 0, true},
	} {
		t.Run(tt.template, func(t *testing.T) {
			template, err := mapping.CompileTemplate(tt.template, mapping.V03)
			if err != nil {
				t.Fatal(err)
			}
			got, problems, err := template.RenderEach(&mapping.Vars{Args: args})
			if _, ok := errors.AsType[*mapping.RenderError](err); ok != tt.fails {
				t.Errorf("error %v", err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" || len(problems) != tt.problems {
				t.Errorf("problems %v (-want +got):\n%s", problems, diff)
			}
		})
	}
}

// TestRenderEachIsBounded is that lists do not multiply for ever.
func TestRenderEachIsBounded(t *testing.T) {
	items := make([]mapping.Value, 200)
	for i := range items {
		items[i] = mapping.Int(int64(i))
	}
	args := mapping.Object(mapping.Member{Key: "l", Value: mapping.List(items...)})
	template, err := mapping.CompileTemplate("{$args.l}{$args.l}", mapping.V03)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := template.RenderEach(&mapping.Vars{Args: args}); err == nil {
		t.Error("40,000 texts are made; want an error")
	}
}
