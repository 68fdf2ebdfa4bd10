// Package shopapi is the sample shop's backends as Go sees them: what they
// answer, and the calls that ask them.
//
//	products := shopapi.New(backends)
//	results := products.Products(ctx, []int{17, 18})
//
// The client packages share it, so that the web and the mobile schema, which
// differ in all that people see, fetch a product by the same call and find it
// in the same cache entry. Its types have the backends' words and shapes; what a
// frontend sees is made of them in web/, mobile/ and desktop/.
//
// One file per backend. Read catalog.go first; policy.go says what is cached for
// how long.
package shopapi
