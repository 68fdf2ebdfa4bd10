package connect

import "bff/connect/mapping"

// What checks outside of this package need, which see a schema when Load is done
// with it.

// Analysis is what Load knows of the mapping; the caller must not change it.
func (m *Mapping) Analysis() *mapping.Analysis { return m.analysis }

// Sorted is the report in the order of files and positions, without repetitions.
func (ds Diagnostics) Sorted() Diagnostics {
	r := reporter{ds}
	return r.sorted()
}
