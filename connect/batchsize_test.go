package connect_test

import (
	"strings"
	"testing"
)

// A maxSize that does nothing is said to, on a root field too.
func TestMaxSizeWithoutBatch(t *testing.T) {
	for _, place := range []string{
		`type Query { a: Int @connect(source: "s", batch: { maxSize: 3 }, http: { GET: "/a" }, selection: "$") }`,
		`type Query { p: P @connect(source: "s", http: { GET: "/p" }, selection: "id") }
		type P { id: ID! a: Int @connect(source: "s", batch: { maxSize: 3 }, http: { GET: "/a/{$this.id}" }, selection: "$") }`,
	} {
		if got := load(t, header+place).Warnings.Error(); !strings.Contains(got, "`maxSize` has no meaning without $batch") {
			t.Errorf("the warnings are %q", got)
		}
	}
}
