// Package writebehind takes writes that nobody has to wait for, keeps them in
// Redis and delivers them later: at least once, and in order for each key.
//
//	queue, err := writebehind.New(writebehind.Options{Name: "devices", Client: client, Write: register})
//	err = queue.Add(ctx, deviceID, payload)
//
// What holds:
//
//   - When Add returns nil the write is in a Redis stream. It leaves the stream in
//     the step that follows its delivery, so a process may be killed at any point:
//     another one delivers what was left. What survives a crash of Redis itself is
//     decided by its persistence (appendonly).
//   - A write may be delivered twice, when a process dies between delivery and
//     that step. [Entry.ID] stays the same and makes an Idempotency-Key.
//   - Writes of one key are delivered in the order in which they were added. A
//     write that fails is tried again, with backoff, before any later one of its
//     partition; after Options.Attempts, or a [Permanent] error, it is parked in a
//     stream of its own and counted, and the later ones go on.
//
// Keys are spread over partitions. One process at a time works on a partition: it
// holds a lease, which it renews with every entry and loses by time when it dies.
// In Redis, for a queue "devices" and its partition 3:
//
//	bff:wb:{devices.3}:q       stream of writes, consumer group "bff"
//	bff:wb:{devices.3}:lease   who works on it
//	bff:wb:{devices.3}:parked  stream of writes that were given up
package writebehind
