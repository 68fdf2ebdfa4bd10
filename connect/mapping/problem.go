package mapping

import (
	"fmt"
	"strings"
)

// Problem is a note that evaluation made: a property that was not there, a
// method that could not use its input. It is never an error to the client; it
// goes to logs, traces and the playground. Problems hold names from the mapping
// and kinds of values, but nothing of the values themselves, so they are safe
// to log.
type Problem struct {
	Part  string // of a connector, such as PartURL; "" where one mapping was evaluated
	Pos   Pos    // in that part's text
	Count int    // how often it happened; a list of 100 makes one Problem, not 100

	code problemCode
	name string // of the property, variable or method, depending on code
	kind Kind   // of the value it happened with
}

// Message says what happened: `no property "name" in an object`.
func (p Problem) Message() string {
	text := problemTexts[p.code]
	return strings.NewReplacer("%n", p.name, "%k", p.kind.String()).Replace(text)
}

// String is "part line:col: message", with the count when it is not one.
func (p Problem) String() string {
	text := strings.TrimPrefix(fmt.Sprintf("%s %s: %s", p.Part, p.Pos, p.Message()), " ")
	if p.Count == 1 {
		return text
	}
	return fmt.Sprintf("%s (%d times)", text, p.Count)
}

// Problems are the problems of one evaluation, one for each place, message and
// kind of value, in the order of their first occurrence. Nil means none.
type Problems []Problem

// Total counts every occurrence.
func (ps Problems) Total() int {
	n := 0
	for _, p := range ps {
		n += p.Count
	}
	return n
}

// addAll adds the problems of one part of a request.
func (ps *Problems) addAll(part string, own Problems) {
	for _, p := range own {
		if part != "" {
			p.Part = part
		}
		ps.add(p)
	}
}

type problemCode uint8

const (
	problemNoProperty problemCode = iota
	problemNoVariable
	problemUnknownVariable
	problemUnknownMethod
	problemArity
	problemInput
	problemArgument
	problemCondition
	problemNoMatch
	problemOutOfRange
	problemDivision
	problemOverflow
	problemNotParsed
	problemLossyMerge
	problemNotMergeable
	problemTooLarge
	problemTooLong
	problemHeader
	problemHeaderText
)

// In these texts %n is the name and %k the kind of value.
var problemTexts = [...]string{
	problemNoProperty:      `no property "%n" in %k`,
	problemNoVariable:      `%n has no value here`,
	problemUnknownVariable: `no variable %n`,
	problemUnknownMethod:   `no method ->%n`,
	problemArity:           `->%n has the wrong number of arguments`,
	problemInput:           `->%n cannot use %k`,
	problemArgument:        `->%n cannot use %k as an argument`,
	problemCondition:       `the condition of ->%n is %k, not a boolean`,
	problemNoMatch:         `->%n has no pair for this value`,
	problemOutOfRange:      `->%n found nothing there in %k`,
	problemDivision:        `->%n by zero`,
	problemOverflow:        `the result of ->%n is out of range`,
	problemNotParsed:       `->%n cannot read this text`,
	problemLossyMerge:      `a value is replaced by %k, which is of another type`,
	problemNotMergeable:    `an object is needed here, not %k`,
	problemTooLarge:        `the result is too large`,
	problemTooLong:         `the evaluation takes too many steps`,
	problemHeader:          `the header %n is left out: %k cannot be its value`,
	problemHeaderText:      `the header %n is left out: its value has control characters`,
}

// add counts one more occurrence of p. The list is as long as the mapping has
// places that fail, so a linear search is the fastest map.
func (ps *Problems) add(p Problem) {
	list := *ps
	for i := range list {
		q := &list[i]
		if q.Pos == p.Pos && q.Part == p.Part && q.code == p.code && q.kind == p.kind && q.name == p.name {
			q.Count += p.Count
			return
		}
	}
	*ps = append(list, p)
}
