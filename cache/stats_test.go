package cache_test

import (
	"testing"
	"testing/synctest"
	"time"

	"bff/cache"
)

func TestStats(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var none *cache.Cache
		if s := none.Stats(); s != (cache.Stats{Level2: "off"}) {
			t.Errorf("nil: %+v", s)
		}
		if s := pod(t, cache.Options{}).Stats(); s.Level2 != "off" || s.Level1Max != 64<<20 || s.Level1Bytes != 0 {
			t.Errorf("level 1 only: %+v", s)
		}
		store, cut := cuttable()
		c := pod(t, cache.Options{Store: store})
		(&backend{}).get(t, c, "k")
		synctest.Wait()
		if s := c.Stats(); s.Level2 != "linked" || s.Level1Bytes == 0 {
			t.Errorf("linked: %+v", s)
		}
		cut.Store(true)
		time.Sleep(5 * time.Second)
		if s := c.Stats(); s.Level2 != "cut off" {
			t.Errorf("cut: %+v", s)
		}
	})
}
