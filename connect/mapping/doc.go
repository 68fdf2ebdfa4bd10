// Package mapping is the language inside the strings of @source and @connect:
// it says which parts of a backend's answer become which GraphQL fields, and
// what a request to that backend is made of.
//
//	m, err := mapping.Compile(`id: product_id  price: { amount: price_cents currency }`, mapping.V03)
//	out, ok, problems, err := m.Transform(nil, body, &mapping.Vars{Args: args})
//
// With the body
//
//	{"product_id": 17, "sku": "B-17", "price_cents": 995, "currency": "EUR"}
//
// out is
//
//	{"id":17,"price":{"amount":995,"currency":"EUR"}}
//
// How a body becomes a field:
//
//	bytes -- Parse --> nodes, 16 bytes each -- closures --> bytes or a Value
//	                   (nothing copied)        (Compile)    (Transform, Eval)
//
// # What holds
//
// A text that compiles never fails on data: what is not there has no value, the
// rest goes on, and a [Problem] says so. Nothing panics, and results that would
// not fit in memory are a problem too. Problems and errors show names from the
// mapping and kinds of values, never values, so they may be logged. Everything
// compiled is immutable and may be used by any number of goroutines. The package
// does no I/O and imports nothing else of ours.
//
// # Grammar
//
// Blanks and #-comments may stand between any two tokens, but not after the
// dollar of $name. [3] and [4] mark what needs connect/v0.3 and v0.4.
//
//	mapping = { item } .                  // or one path, whose value is the result
//	item    = [ alias ] path              // a key of the object that is built
//	        | alias group                 // a new object from the current one
//	        | path group                  // longer than a key: merged into the object
//	        | "..." path .                // the same for any path [4]
//	alias   = key ":" .
//	group   = "{" { item } "}" .          // on a list: for each element
//	path    = head [ "?" ] { step [ "?" ] } [ group ] .            // "?" [3]
//	head    = key | "$" | "$" name | "@" | "$(" expr ")" .
//	step    = "." key | "->" name [ "(" [ expr { "," expr } [ "," ] ] ")" ] .
//	expr    = operand { ( "??" | "?!" ) operand } .                // one kind [3]
//	operand = ( string | number | "true" | "false" | "null" | list | object ) { step } [ group ]
//	        | path .                      // a lone key here [3]
//	list    = "[" [ expr { "," expr } [ "," ] ] "]" .
//	object  = "{" [ pair { "," pair } [ "," ] ] "}" .
//	pair    = key ":" expr | key .        // a key alone [4]
//	key     = name | string .
//	string  = `"` ... `"` | "'" ... "'" . // \n is a line break, \x is x
//	number  = "12" | "12." | "12.5" | ".5", each also after "-" .
//
// `$` is the value that the closest group is applied to, `@` the input of the
// closest method, and a path that starts with a key starts from `$`. The
// external variables are the fields of [Vars]; [MethodNames] lists the methods.
//
// # Where the convention leaves a choice, or is not followed
//
//   - size, slice and get count the bytes of strings, as the reference does. Where
//     slice or get would cut a character, we move back to its start.
//   - slice with its end before its start is empty; integer overflow and a
//     division or remainder by zero have no value. The reference crashes.
//   - A word such as trueish is a property, although it starts with true.
//   - `path` and `queryParams` that are null add nothing.
//   - isSuccess and errors.message that are a lone key mean its value, not an
//     object with that key, which could never be true or a text.
//   - `.key?` on a list is as quiet as on an object.
//   - A variable must not make "." or ".." a whole segment of a URL's path, and
//     must not put control characters into a header. Both are security.
//   - Numbers and strings leave as the backend wrote them: 1.10 stays 1.10, also
//     as a text.
//   - A whole number that need not be an integer, such as an argument of type Float,
//     leaves in a request as ECMAScript writes it: 337, where the reference has 337.0.
//     In answers the results of arithmetic keep their decimal.
//   - Where an object repeats a key, the first one counts.
//   - v0.4 is its first preview: `...`, key shorthand, and the methods split, trim,
//     trimStart, trimEnd, keysToCamelCase and keysToCamelCaseDeep, which older
//     versions do not have.
//
// # Where to start
//
// Read [Mapping] first, then compile.go and group.go, which are the language;
// methods.go is what to extend for a new method. [Request] joins the parts of a
// request, [Answer] those of reading the response, [Mapping.Analyze] is what a schema
// compiler asks.
package mapping
