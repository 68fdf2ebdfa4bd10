package shopapi_test

import (
	"testing"

	"bff/internal/shopapi"
)

func TestPictureWidths(t *testing.T) {
	for width, ok := range map[int]bool{0: false, 15: false, 16: true, 4096: true, 4097: false, -1: false} {
		if err := shopapi.CheckPictureWidth(width); (err == nil) != ok {
			t.Errorf("CheckPictureWidth(%d) = %v; want ok %v", width, err, ok)
		}
	}
}
