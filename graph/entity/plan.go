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
	p.run(supply.Without(want, have), len(providers))
	return p.steps
}

type planning struct {
	providers []need
	have      *supply.Supply
	steps     []int
	rounds    []int // see round; nil until it is needed
}

// run adds steps until nothing that can be filled is missing. A provider that cannot
// be called yet is only used if its round is before this one.
func (p *planning) run(missing *supply.Supply, before int) {
	for missing != nil {
		next := p.best(missing, func(i int) bool { return hasAll(p.have, p.providers[i].needs) })
		if next < 0 {
			next = p.best(missing, func(i int) bool { return p.round(i) < before })
			if next < 0 {
				return
			}
			p.run(p.keys(next), p.round(next))
		}
		p.steps = append(p.steps, next)
		p.have = supply.Union(p.have, p.providers[next].fills)
		missing = supply.Without(missing, p.have)
	}
}

// best is the unused provider that may be used and fills most of what is missing, or -1.
func (p *planning) best(missing *supply.Supply, may func(int) bool) int {
	best, most := -1, 0
	for i, provider := range p.providers {
		if slices.Contains(p.steps, i) || !may(i) {
			continue
		}
		if n := supply.Common(missing, provider.fills); n > most {
			best, most = i, n
		}
	}
	return best
}

// keys are those of a provider that are not there.
func (p *planning) keys(i int) *supply.Supply {
	return supply.Without(needed(p.providers[i].needs), p.have)
}

// round is when a provider can be called if all are called that can be, and all with
// what these fill, and so on: its keys come from earlier rounds, so that looking for
// them never goes in a circle. It is past every other round if that never comes.
func (p *planning) round(i int) int {
	if p.rounds == nil {
		p.rounds = rounds(p.providers, p.have)
	}
	return p.rounds[i]
}

func rounds(providers []need, have *supply.Supply) []int {
	out := slices.Repeat([]int{len(providers)}, len(providers))
	for round := range providers {
		next := have
		for i, provider := range providers {
			if out[i] > round && hasAll(have, provider.needs) {
				out[i] = round
				next = supply.Union(next, provider.fills)
			}
		}
		have = next
	}
	return out
}

func hasAll(have *supply.Supply, needs [][]string) bool {
	for _, path := range needs {
		if !have.Has(path...) {
			return false
		}
	}
	return true
}
