package conformance_test

import (
	"encoding/json"
	"testing"
)

// Whatever a backend answers, the response is GraphQL, and nothing panics.
func FuzzResponse(f *testing.F) {
	for _, body := range []string{
		`{"id":7,"int":2.0,"list":[1,2],"any":{"x":1}}`, `[{"id":1,"inner":{"must":1}},{}]`, `null`, `"x"`, `[[[]]]`, `{"id":{}}`, `{oops`,
	} {
		f.Add([]byte(body), 200)
		f.Add([]byte(body), 500)
	}
	f.Fuzz(func(t *testing.T, body []byte, status int) {
		if status < 200 || status > 599 {
			return
		}
		s := newAPI(t, nil)
		answer := reply{status: status, body: string(body)}
		s.replies = map[string]reply{"GET /v1/typed": answer, "GET /v1/strict": answer, "GET /v1/u": answer}
		got := s.raw(t, `{ typed { id int float text flag color list strict when any } strict { id inner { must may } } u { id } }`)
		var response struct {
			Data   map[string]any
			Errors []struct {
				Message    string
				Extensions struct{ Code string }
			}
		}
		if err := json.Unmarshal(got, &response); err != nil {
			t.Fatalf("%v in %s", err, got)
		}
		for _, e := range response.Errors {
			if e.Extensions.Code == "INTERNAL_SERVER_ERROR" {
				t.Errorf("%s for status %d, %s", got, status, body)
			}
		}
	})
}

// Whatever a batch answers, each entity has its own or none.
func FuzzBatch(f *testing.F) {
	for _, body := range []string{`[{"id":1,"label":"one"}]`, `[{"id":"1","label":{}}]`, `{}`, `[null,1,[]]`, `[{"id":[1]}]`} {
		f.Add([]byte(body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		s := newBlog(t, map[string]reply{`POST /items/find {"ids":[3,1,2]}`: ok(string(body))})
		got := s.raw(t, `{ items { id label } }`)
		var response struct {
			Data struct{ Items []struct{ ID string } }
		}
		if err := json.Unmarshal(got, &response); err != nil {
			t.Fatalf("%v in %s", err, got)
		}
		for i, want := range []string{"3", "1", "2"} {
			if i >= len(response.Data.Items) || response.Data.Items[i].ID != want {
				t.Fatalf("%s for %s", got, body)
			}
		}
	})
}
