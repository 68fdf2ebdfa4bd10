package oteltest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"bff/internal/telemetry/oteltest"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func span(id, parent, name string, start int) oteltest.Span {
	at := time.Unix(0, 0).Add(time.Duration(start) * time.Millisecond)
	return oteltest.Span{
		Name: name, Kind: "INTERNAL", SpanID: id, ParentID: parent, Start: at, End: at.Add(time.Millisecond),
		Attributes: map[string]string{"field": name + "!"},
	}
}

func TestTree(t *testing.T) {
	failed := span("4", "2", "reviews", 2)
	failed.Error = "backend"
	failed.Events = []oteltest.Event{{Name: "cache.lookup", Attributes: map[string]string{"result": "miss"}}}
	spans := []oteltest.Span{
		failed,
		span("3", "2", "stock", 1),
		span("5", "unknown", "a remote caller's child", 5),
		span("2", "1", "query", 1),
		span("1", "", "POST", 0),
	}
	want := `POST INTERNAL
  query INTERNAL
    reviews INTERNAL [cache.lookup result=miss] ERROR
    stock INTERNAL
a remote caller's child INTERNAL
`
	if diff := cmp.Diff(want, oteltest.Tree(spans, "result")); diff != "" {
		t.Errorf("Tree (-want +got):\n%s", diff)
	}
	want = `0s +1ms POST INTERNAL field=POST!
  1ms +1ms query INTERNAL field=query!
    1ms +1ms stock INTERNAL field=stock!
    2ms +1ms reviews INTERNAL field=reviews! [cache.lookup] ERROR
5ms +1ms a remote caller's child INTERNAL field=a remote caller's child!
`
	if diff := cmp.Diff(want, oteltest.Timeline(spans, "field")); diff != "" {
		t.Errorf("Timeline (-want +got):\n%s", diff)
	}
}

func TestReceiverRefusesWhatIsNotOTLP(t *testing.T) {
	r := oteltest.New(t)
	for _, path := range []string{"/v1/traces", "/v1/metrics"} {
		res, err := http.Post(r.URL()+path, "application/x-protobuf", strings.NewReader("not a message"))
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != http.StatusBadRequest {
			t.Errorf("%s: status %d; want 400", path, res.StatusCode)
		}
	}
	if len(r.Spans())+len(r.Metrics()) != 0 {
		t.Error("something was kept")
	}
	http.DefaultClient.CloseIdleConnections()
}
