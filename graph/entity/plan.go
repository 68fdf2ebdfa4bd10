package entity

import (
	"slices"

	"bff/connect/supply"
)

// The providers that fill what is wanted are chosen greedily, as the convention has
// it: of those that can be called with what is there, the one that fills most of what
// is missing; among equals the first. Where none can be called, the keys of the best
// one become wanted themselves. An exhaustive search would find fewer calls in rare
// cases and nobody could foretell what it does.

// need is what plan has to know of a provider.
type need struct {
	needs [][]string
	fills *supply.Supply
}

// plan chooses providers, by their index, in an order in which they can be called.
// What no provider fills is left out.
func plan(providers []need, have, want *supply.Supply) []int {
	p := planning{providers: providers, have: have}
	p.run(supply.Without(want, have))
	return p.steps
}

type planning struct {
	providers []need
	have      *supply.Supply
	steps     []int
	tried     []int // those whose keys are being looked for further up
}

// run adds steps until nothing that can be filled is missing. It reports whether all
// is there.
func (p *planning) run(missing *supply.Supply) bool {
	for missing != nil {
		next := p.best(missing, true)
		if next < 0 && !p.chain(missing) {
			return false
		}
		if next >= 0 {
			p.call(next)
		}
		missing = supply.Without(missing, p.have)
	}
	return true
}

func (p *planning) call(i int) {
	p.steps = append(p.steps, i)
	p.have = supply.Union(p.have, p.providers[i].fills)
}

// best is the unused provider that fills most of what is missing, or -1.
func (p *planning) best(missing *supply.Supply, callable bool) int {
	best, most := -1, 0
	for i, provider := range p.providers {
		if slices.Contains(p.steps, i) || slices.Contains(p.tried, i) || callable && !hasAll(p.have, provider.needs) {
			continue
		}
		if n := supply.Common(missing, provider.fills); n > most {
			best, most = i, n
		}
	}
	return best
}

// chain makes the best provider callable, by others that fill its keys.
func (p *planning) chain(missing *supply.Supply) bool {
	next := p.best(missing, false)
	if next < 0 {
		return false
	}
	p.tried = append(p.tried, next)
	keys := &supply.Supply{}
	for _, path := range p.providers[next].needs {
		keys.Include(needing(nil, path))
	}
	before := len(p.steps)
	if p.run(supply.Without(keys, p.have)) {
		p.call(next)
		return true
	}
	p.steps = p.steps[:before]
	return p.chain(missing)
}

func hasAll(have *supply.Supply, needs [][]string) bool {
	for _, path := range needs {
		if !have.Has(path...) {
			return false
		}
	}
	return true
}
