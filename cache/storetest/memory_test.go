package storetest

import (
	"testing"

	"go.uber.org/goleak"

	"bff/cache"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestMemory(t *testing.T) {
	Run(t, func(*testing.T) cache.Store { return &Memory{} })
}
