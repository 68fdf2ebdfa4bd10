package graph

import (
	"fmt"
	"net/http"
	"testing"

	gqltransport "github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/google/go-cmp/cmp"
)

func TestInitHeaders(t *testing.T) {
	many := gqltransport.InitPayload{}
	for i := range 80 {
		many[fmt.Sprintf("x-%02d", i)] = "v"
	}
	for _, tt := range []struct {
		name    string
		payload gqltransport.InitPayload
		want    http.Header
	}{
		{"nothing", nil, http.Header{}},
		{"at the top, as Apollo sends them", gqltransport.InitPayload{"authorization": "Bearer a"}, http.Header{"Authorization": {"Bearer a"}}},
		{"below headers, as others do", gqltransport.InitPayload{"headers": map[string]any{"Authorization": "Bearer a"}}, http.Header{"Authorization": {"Bearer a"}}},
		{
			"below headers wins",
			gqltransport.InitPayload{"Authorization": "Bearer a", "headers": map[string]any{"authorization": "Bearer b"}},
			http.Header{"Authorization": {"Bearer b"}},
		},
		{
			"of two spellings always the same one",
			gqltransport.InitPayload{"AUTHORIZATION": "Bearer a", "authorization": "Bearer b", "Authorization": "Bearer c"},
			http.Header{"Authorization": {"Bearer b"}},
		},
		{"values that are no text", gqltransport.InitPayload{"n": 7, "o": map[string]any{}, "nil": nil, "headers": "x", "t": "x"}, http.Header{"Headers": {"x"}, "T": {"x"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, initHeaders(tt.payload)); diff != "" {
				t.Errorf("initHeaders (-want +got):\n%s", diff)
			}
		})
	}
	if got := initHeaders(many); len(got) != maxInitHeaders || got.Get("x-00") == "" || got.Get("x-79") != "" {
		t.Errorf("%d headers of 80; want the first %d by name", len(got), maxInitHeaders)
	}
	many["headers"] = map[string]any{"Authorization": "Bearer a"}
	if got := initHeaders(many); got.Get("Authorization") == "" {
		t.Error("the headers proper were crowded out")
	}
}
