package mapping

import (
	"math"
	"math/bits"
)

// Arithmetic: a left fold over the arguments, in integers as long as all
// operands are 64-bit integers, in 64-bit floats otherwise. What has no result
// in its domain, like a division by zero, has no value.

func mathMethods() []method {
	number := KindsOf(KindInt, KindFloat)
	return []method{
		{name: "add", min: 1, max: -1, output: number, plain: arithmetic(addInts, func(a, b float64) float64 { return a + b })},
		{name: "sub", min: 1, max: -1, output: number, plain: arithmetic(subInts, func(a, b float64) float64 { return a - b })},
		{name: "mul", min: 1, max: -1, output: number, plain: arithmetic(mulInts, func(a, b float64) float64 { return a * b })},
		{name: "div", min: 1, max: -1, output: KindsOf(KindFloat), plain: arithmetic(nil, func(a, b float64) float64 { return a / b })},
		{name: "mod", min: 1, max: -1, output: number, plain: arithmetic(modInts, math.Mod)},
	}
}

// arithmetic folds with ints while both sides are integers, unless ints is nil.
func arithmetic(ints func(a, b int64) (int64, bool), floats func(a, b float64) float64) plainFunc {
	one := func(e *env, s *site, a, b Value) Value {
		if s.name == "div" || s.name == "mod" {
			if f, _ := b.Float64(); f == 0 {
				return e.problem(s, problemDivision, b.kind)
			}
		}
		x, okX := a.Int64()
		y, okY := b.Int64()
		if ints != nil && okX && okY {
			if n, ok := ints(x, y); ok {
				return Int(n)
			}
			return e.problem(s, problemOverflow, a.kind)
		}
		f, _ := a.Float64()
		g, _ := b.Float64()
		v := e.computed(floats(f, g))
		if v.kind == KindMissing {
			return e.problem(s, problemOverflow, a.kind)
		}
		return v
	}
	return func(e *env, s *site, in Value, args []Value) Value {
		if !in.isNumber() {
			return e.problem(s, problemInput, in.kind)
		}
		out := in
		for _, arg := range args {
			if arg.kind == KindMissing {
				return arg
			}
			if !arg.isNumber() {
				return e.problem(s, problemArgument, arg.kind)
			}
			if out = one(e, s, out, arg); out.kind == KindMissing {
				return out
			}
		}
		return out
	}
}

func addInts(a, b int64) (int64, bool) {
	sum := a + b
	return sum, (sum > a) == (b > 0)
}

func subInts(a, b int64) (int64, bool) {
	diff := a - b
	return diff, (diff < a) == (b > 0)
}

func mulInts(a, b int64) (int64, bool) {
	hi, lo := bits.Mul64(magnitude(a), magnitude(b))
	negative := (a < 0) != (b < 0)
	switch {
	case hi != 0:
		return 0, false
	case negative && lo <= 1<<63:
		return -int64(lo), true
	case !negative && lo < 1<<63:
		return int64(lo), true
	default:
		return 0, false
	}
}

func magnitude(a int64) uint64 {
	if a < 0 {
		return -uint64(a)
	}
	return uint64(a)
}

// modInts takes the sign of a. The one overflow of the machine instruction,
// the smallest integer by -1, is 0 in Go.
func modInts(a, b int64) (int64, bool) { return a % b, true }
