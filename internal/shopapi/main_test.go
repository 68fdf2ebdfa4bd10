package shopapi_test

import (
	"net/http"
	"testing"

	"go.uber.org/goleak"

	"bff/internal/shopapi"
	"bff/internal/shopapi/shopapitest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func newShop(t *testing.T, handlers map[string]http.Handler) (*shopapi.Shop, *shopapitest.Backends) {
	t.Helper()
	b := shopapitest.New(t, handlers)
	return b.Shop, b
}

// sampleShop is a Shop over sample backends of its own.
func sampleShop(t *testing.T) (*shopapi.Shop, *shopapitest.Backends) {
	t.Helper()
	return newShop(t, shopapitest.Sample(t))
}
