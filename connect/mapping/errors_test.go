package mapping

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// TestSyntaxErrors holds the message of every way to get the syntax wrong: they
// are read by people who have only their schema before them.
func TestSyntaxErrors(t *testing.T) {
	for _, tt := range []struct {
		name, mapping string
		version       Version
		want          string
	}{
		{"space after dollar", "x: $ args.y", V03, "1:4: `$` stands apart from the name after it; write `$args` for the variable or `$.args` for the property"},
		{"leading dot", ".a", V03, "1:1: unexpected `.` at the start of a path; start with a property name, `$` or `@`"},
		{"leading arrow", "->first", V03, "1:1: unexpected `->` at the start of a path; start with a property name, `$` or `@`"},
		{"list after alias", "a: [1]", V03, "1:4: unexpected `[` after an alias; write a literal in $( ), such as `name: $(5)`"},
		{"number after alias", "a: 5", V03, "1:4: unexpected number 5 after an alias; write a literal in $( ), such as `name: $(5)`"},
		{"nothing after alias", "a:", V03, "1:3: nothing follows this alias; write a path after it, such as `name: other.name`"},
		{"comma", "a, b", V03, "1:2: unexpected `,` between fields; separate fields by spaces or line breaks only"},
		{"no method name", "a: $.x->", V03, "1:9: unexpected end of the text after `->`; write a method name, such as `->first`"},
		{"no property name", "a: b.", V03, "1:6: unexpected end of the text after `.`; write a property name; quote it if it is not letters, digits and _"},
		{"unterminated string", "a: 'unterminated", V03, "1:4: this string never ends; close it with '"},
		{"brackets in a key", "p[start]: $args.s", V03, "1:2: unexpected `[`; quote a property name that has brackets, such as 'page[size]'; write $( ) around a list"},
		{"outer braces", "{ a }", V03, "1:1: unexpected `{`: a group needs a name or path before it; write `name { ... }` or `alias: { ... }`, or leave out the outer braces"},
		{"open group", "a { b", V03, "1:6: this group never ends; close it with `}`"},
		{"extra brace", "a }", V03, "1:3: unexpected `}`: no group is open here; remove it or open one with `{`"},
		{"unnamed value among others", "a->first b", V03, "1:1: this value has no name, so it cannot stand beside other fields; give it one, `name: path`, or end it with a group, `path { field }`"},
		{"unnamed path among others", "id user.name", V03, "1:4: this value has no name, so it cannot stand beside other fields; give it one, `name: path`, or end it with a group, `path { field }`"},
		{"digit in a key", "x: a.1b", V03, "1:5: unexpected number .1: a field is a property name; quote a name that starts with a digit; write $( ) around a value"},
		{"operator outside", "a?? b", V03, "1:2: the operator `??` stands outside of an expression; write `name: $(a ?? b)`"},
		{"question twice", "a? ? b", V03, "1:4: `?` stands twice; write one `?`"},
		{"mixed operators", "a: $(n ?? 1 ?! 2)", V03, "1:13: ?? and ?! stand in one chain; put one of them in its own $( )"},
		{"grouping parentheses", "a: $((n ?? 1))", V03, "1:6: parentheses do not group here; write $( ) to group"},
		{"open expression", "a: $(n", V03, "1:7: unexpected end of the text in an expression; close $( with `)`"},
		{"empty expression", "a: $()", V03, "1:6: unexpected `)` where a path should start; start with a property name, `$`, `@`, a variable or `$( )`"},
		{"object without commas", "a: $({ b: 1 c: 2 })", V03, "1:13: unexpected `c` in an object; separate pairs by `,` and end the object with `}`"},
		{"object key", "a: $({ 1: 2 })", V03, "1:8: unexpected number 1 where a key should start; write `key: value`"},
		{"list without commas", "a: $([1 2])", V03, "1:9: unexpected number 2 in a list; separate values by `,` and end the list with `]`"},
		{"arguments without commas", "a: b->slice(1 2)", V03, "1:15: unexpected number 2 in a list; separate values by `,` and end the list with `)`"},
		{"strange character", "a: b%c", V03, "1:5: unexpected character '%'; remove it, or quote the property name that it belongs to"},
		{"position after lines", "a # comment\n\tb: é", V03, "2:5: unexpected character 'é'; remove it, or quote the property name that it belongs to"},
		{"columns count characters", "'é': $.x->", V03, "1:11: unexpected end of the text after `->`; write a method name, such as `->first`"},
		{"not UTF-8", "a\n b: \xff", V03, "2:5: this is not UTF-8; save the file as UTF-8"},
		{"optional before v0.3", "a: x?.y", V02, "1:5: `?` is not part of connect/v0.2; link connect/v0.3 or later"},
		{"operator before v0.3", "a: $($.x ?? 1)", V02, "1:10: an operator is not part of connect/v0.2; link connect/v0.3 or later"},
		{"lone key before v0.3", "x: $(name)", V02, "1:6: a lone key in an expression is not part of connect/v0.2; write `$.name`, or link connect/v0.3 or later"},
		{"spread before v0.4", "id ... $({ extra: x })", V03, "1:4: `...` is not part of connect/v0.3; link connect/v0.4 or later"},
		{"shorthand before v0.4", "o: $({ id })", V03, "1:8: a key without a value in an object is not part of connect/v0.3; write `id: id`, or link connect/v0.4 or later"},
		{"nesting", strings.Repeat("a{", 201), V03, "1:402: this is nested too deeply; keep it within 200 levels"},
		{"no version", "a", 0, "1:1: unknown connect version 0; use V01 to V04"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Compile(tt.mapping, tt.version)
			var syntax *SyntaxError
			if !errors.As(err, &syntax) {
				t.Fatalf("Compile(%q) = %v, want a *SyntaxError", tt.mapping, err)
			}
			if syntax.Error() != tt.want {
				t.Errorf("Compile(%q):\n got %s\nwant %s", tt.mapping, syntax, tt.want)
			}
		})
	}
}

func TestTemplateErrors(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"open hole", "/a/{$args.id", "1:4: this hole never ends; close it with `}`; a literal `{` cannot be written"},
		{"empty hole", "/a/{ }", "1:4: this hole is empty; write a mapping in it, such as `{$args.id}`"},
		{"error in a hole", "/a\n/{$args.}", "2:9: unexpected end of the text after `.`; write a property name; quote it if it is not letters, digits and _"},
		{"braces in strings count", "/{$('}')}", "1:5: this string never ends; close it with '"},
		{"not UTF-8", "/\xff", "1:2: this is not UTF-8; save the file as UTF-8"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := CompileTemplate(tt.text, V03)
			if err == nil || err.Error() != tt.want {
				t.Errorf("CompileTemplate(%q):\n got %v\nwant %s", tt.text, err, tt.want)
			}
		})
	}
}

func TestURLErrors(t *testing.T) {
	for _, tt := range []struct {
		name, base, text string
		code, want       string
	}{
		{"relative without source", "", "/x", CodeRelativeNoSource, "1:1: a URL without a source has to be absolute; write https://host/path, or name a source"},
		{"absolute under source", "https://a.test", "https://a.test/x", CodeAbsoluteWithSource, "1:1: a URL under a source has to be relative to its baseURL; write the path only, or drop the source"},
		{"relative base", "/v1", "/x", CodeInvalidURL, "1:1: a base URL has to be absolute; start it with https:// or http://"},
		{"scheme", "", "ftp://a.test/x", CodeInvalidURLScheme, "1:1: the scheme \"ftp\" is not supported; use https:// or http://"},
		{"hole in the host", "", "https://{$config.h}.test/x", CodeInvalidURL, "1:1: the host of this URL has a hole; write the host out, or put the hole into the baseURL of a source"},
		{"placeholder host", "https://<host>/v1", "/x", CodeInvalidURL, "1:1: this URL has no valid host; write https://host or https://host:port"},
		{"no host", "https://", "/x", CodeInvalidURL, "1:1: this URL has no valid host; write https://host or https://host:port"},
		{"no port", "https://a.test:/", "/x", CodeInvalidURL, "1:1: this URL has no valid host; write https://host or https://host:port"},
		{"hole in a base host is fine", "https://{$config.h}.test", "/x", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			parts := URLParts{Template: mustTemplate(t, tt.text, V03)}
			if tt.base != "" {
				parts.Base = mustTemplate(t, tt.base, V03)
			}
			_, err := NewURL(parts)
			if tt.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			var urlErr *URLError
			if !errors.As(err, &urlErr) {
				t.Fatalf("%v, want a *URLError", err)
			}
			if urlErr.Code != tt.code || urlErr.Error() != tt.want {
				t.Errorf("got %s %s\nwant %s %s", urlErr.Code, urlErr, tt.code, tt.want)
			}
		})
	}
}

// TestProblemTexts holds the message of every kind of problem.
func TestProblemTexts(t *testing.T) {
	const body = `{"o":{"a":1},"s":"x","n":1,"l":[1,"a"],"t":true,"z":null,"rows":[{},{},{"id":1}]}`
	for _, tt := range []struct{ mapping, want string }{
		{"x: o.b", `1:6: no property "b" in an object`},
		{"x: s.b", `1:6: no property "b" in a string`},
		{"x: rows.id", `1:9: no property "id" in an object (2 times)`},
		{"x: $args.id", "1:4: $args has no value here"},
		{"x: s->as($q, gone?)->echo($q)", "1:27: $q has no value here"},
		{"x: $nope", "1:4: no variable $nope"},
		{"x: s->nope", "1:7: no method ->nope"},
		{"x: s->first(1)", "1:7: ->first has the wrong number of arguments"},
		{"x: n->size", "1:7: ->size cannot use a number"},
		{"x: n->add('1')", "1:7: ->add cannot use a string as an argument"},
		{"x: n->filter(@)", "1:7: the condition of ->filter is a number, not a boolean"},
		{"x: s->match(['a', 1])", "1:7: ->match has no pair for this value"},
		{"x: l->get(9)", "1:7: ->get found nothing there in a list"},
		{"x: n->div(0)", "1:7: ->div by zero"},
		{"x: $(9223372036854775807)->add(1)", "1:28: the result of ->add is out of range"},
		{"x: s->jsonParse", "1:7: ->jsonParse cannot read this text"},
		{"x: s x: n", "1:6: a value is replaced by a number, which is of another type"},
		{"n $.l { a }", "1:3: an object is needed here, not a list"},
		{"n $.z? { a }", "1:3: an object is needed here, not nothing"},
	} {
		m := mustCompile(t, tt.mapping, V03)
		_, ps := m.Eval(parseJSON(t, body), nil)
		var texts []string
		for _, p := range ps {
			texts = append(texts, p.String())
		}
		// The last one: some of these come after a missing property.
		if got := fmt.Sprint(texts[max(0, len(texts)-1):]); got != "["+tt.want+"]" {
			t.Errorf("%s: %v, want %s", tt.mapping, texts, tt.want)
		}
	}
}
