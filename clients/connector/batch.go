package connector

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"

	"bff/clients"
	"bff/connect/mapping"
	"bff/connect/supply"
)

// FetchBatch asks for many entities at once: keys are objects of their key fields,
// as Key makes them; a missing one is not asked for and not found. The answers come
// in the order of the keys. Equal keys are asked for once, by as few requests as
// MaxSize allows, and each is cached by itself.
//
// The selection has to give a list of objects with the key fields, by which they are
// told apart; a number and the text of it are the same key. Of several objects with
// one key the last counts, those with other keys are passed over. What is missing
// was not found.
func (d *Definition[T]) FetchBatch(ctx context.Context, rt *Runtime, args mapping.Value, keys []mapping.Value) []supply.Result[T] {
	vars, err := rt.vars(ctx, d.definition, Vars{Args: args})
	if err != nil {
		return Failed[T](len(keys), d.invalid(err))
	}
	b := batch[T]{d: d, rt: rt, ctx: ctx, vars: vars, keys: map[string]mapping.Value{}}
	texts := make([]string, 0, len(keys))
	which := make([]int, 0, len(keys))
	for i, key := range keys {
		if key.IsMissing() {
			continue
		}
		text := string(d.appendKey(nil, key))
		if _, known := b.keys[text]; !known {
			b.keys[text] = key // the first one counts, as it is what is sent
		}
		texts, which = append(texts, text), append(which, i)
	}
	out := make([]supply.Result[T], len(keys))
	for n, r := range clients.FetchMany(ctx, rt.backends, b.call(), texts) {
		out[which[n]] = resultOf(d, r.Value, r.Found, r.Err)
	}
	return out
}

// batch is one FetchBatch under way.
type batch[T any] struct {
	d    *Definition[T]
	rt   *Runtime
	ctx  context.Context
	vars *mapping.Vars
	keys map[string]mapping.Value // by their text; read-only once made
}

// unlimited is the size of a request where the schema sets no limit.
const unlimited = 1 << 20

func (b *batch[T]) call() clients.Batch[string, *stored] {
	d, size := b.d, b.d.spec.MaxSize
	if size == 0 {
		size = unlimited
	}
	return clients.Batch[string, *stored]{
		Source: d.spec.Source.Name, Name: d.spec.Name, Cache: d.spec.Cache, Idempotent: true, MaxSize: size,
		Form: d.form(b.vars), Codec: d.codec(b.vars), Asked: d.asked, ID: b.id,
		Tags:      func(s *stored) []string { return s.tags },
		KeyTags:   b.keyTags,
		Identity:  d.identity(b.vars),
		Request:   b.request,
		Interpret: b.interpret,
	}
}

// keyTags are the tags of the answer for a key, as far as the key makes them.
func (b *batch[T]) keyTags(text string) []string {
	if len(b.d.tags) == 0 {
		return nil
	}
	vars := *b.vars
	vars.This = b.keys[text]
	return b.d.tagsOf(&vars)
}

// identity tells the request for one entity from those of all others: by what all
// requests of the connector are made of, by the variables that they read, and by the
// key. Variables may be secret, so they are digested.
func (d *definition) identity(vars *mapping.Vars) func(string) string {
	prefix := d.origin
	if len(d.inputs) > 0 {
		var text []byte
		for _, r := range d.inputs {
			text = append(valueOf(r, vars).AppendExact(text), 0)
		}
		sum := sha256.Sum256(text)
		prefix += hex.EncodeToString(sum[:16])
	}
	return func(key string) string { return prefix + "\n" + key }
}

// id is what an existence filter knows a key by.
func (b *batch[T]) id(text string) string {
	v := b.keys[text]
	id := valueAt(v, b.d.spec.Keys[0])
	if known, ok := id.Str(); ok {
		return known
	}
	return string(id.AppendJSON(nil))
}

func (b *batch[T]) request(texts []string) clients.Request {
	entities := make([]mapping.Value, len(texts))
	for i, text := range texts {
		entities[i] = b.keys[text]
	}
	vars := *b.vars
	vars.Batch = mapping.List(entities...)
	request, err := b.rt.render(b.d.definition, &vars)
	if err != nil {
		request.Invalid = b.d.invalid(err)
	}
	return request
}

// interpret takes the answer apart, key by key.
func (b *batch[T]) interpret(r clients.Response) (map[string]*stored, bool, error) {
	text, found, err := b.d.interpret(b.ctx, b.rt, r, b.vars)
	if err != nil || !found {
		return nil, false, err
	}
	out := map[string]*stored{}
	failed := error(nil)
	err = mapping.ReadJSON(text, func(list mapping.Value) {
		if list.Kind() != mapping.KindList {
			failed = fmt.Errorf("the selection of a batch gives %s, not a list", list.Kind())
			return
		}
		for _, item := range list.All() {
			if failed == nil {
				failed = b.keep(out, item)
			}
		}
	})
	if err == nil {
		err = failed
	}
	return out, err == nil, err
}

// keep reads one item and keeps it under its key.
func (b *batch[T]) keep(out map[string]*stored, item mapping.Value) error {
	text := b.d.appendKey(nil, item)
	if _, asked := b.keys[string(text)]; !asked {
		return nil
	}
	if b.d.spec.Field != "" {
		item = item.Get(b.d.spec.Field)
	}
	if item.IsMissing() || item.IsNull() {
		delete(out, string(text))
		return nil
	}
	vars := *b.vars
	vars.This = b.keys[string(text)]
	s, err := b.d.store(item.AppendJSON(nil), &vars)
	if err == nil {
		out[string(text)] = s
	}
	return err
}

func valueAt(v mapping.Value, path []string) mapping.Value {
	for _, name := range path {
		v = v.Get(name)
	}
	return v
}

// appendKey appends what tells the entities apart: their key fields, in their order,
// of several each with its length, since a text may hold any separator. A number and
// its text are one, since endpoints differ in that.
func (d *definition) appendKey(dst []byte, v mapping.Value) []byte {
	for _, path := range d.spec.Keys {
		leaf, start := valueAt(v, path), len(dst)
		if text, ok := leaf.Str(); ok {
			dst = append(dst, text...)
		} else {
			dst = leaf.AppendKey(dst)
		}
		if len(d.spec.Keys) > 1 {
			dst = strconv.AppendInt(append(dst, 0), int64(len(dst)-start), 10)
			dst = append(dst, 0)
		}
	}
	return dst
}
