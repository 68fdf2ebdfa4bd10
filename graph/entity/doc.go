// Package entity fills the fields of objects that are asked for and not there yet.
//
// A connector that lists posts may know of each writer only the id:
//
//	{ posts { title writer { name } } }
//
//	GET /posts          fills  title, writer { id }
//	GET /writers/{id}   fills  name, given an id: a provider of Writer
//
// Code that bffgen generates says what each connector fills ([supply.Supply]), what
// each type needs ([Shape]) and which providers it has ([Type]); this package finds
// out what a query asks for below a field, chooses the providers that have it, and
// calls each once for all objects of a level:
//
//	objects -- Levels: copies, put together --> what is asked for -- plan --> providers -- merge --> objects
//
// What comes from a cache is shared by requests, so each request gets copies of the
// objects that it fills (see [Levels]).
//
// # What holds
//
// A field that is not asked for costs no call. An object that a provider does not
// have is null, or left out of a list whose elements cannot be null; not-found is no
// error. One that a provider failed for keeps what it has, with one error at its own
// path. An object without its key is not asked for.
//
// Read [Type.Complete] first, then plan.go.
package entity
