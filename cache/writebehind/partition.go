package writebehind

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// group is the one consumer group of each stream. Which of its consumers reads is
// decided by the lease; the group remembers what was read and not delivered.
const group = "bff"

// partition is one stream and the process's work on it.
type partition struct {
	queue                       *Queue
	name, stream, lease, parked string
	attempts                    int    // at the entry that is first in line
	failing                     string // its id
}

// partition returns partition i. Its keys share a hash tag, so that a cluster
// keeps them on one node.
func (q *Queue) partition(i int) *partition {
	name := fmt.Sprintf("%s.%d", q.options.Name, i)
	base := q.options.Prefix + ":wb:{" + name + "}:"
	return &partition{queue: q, name: name, stream: base + "q", lease: base + "lease", parked: base + "parked"}
}

const (
	batch = 64                     // entries read at once
	block = 250 * time.Millisecond // Close waits that long
)

// leaseFor is how long a process that is not heard of keeps its partition: longer
// than anything it does between two renewals.
func (p *partition) leaseFor() time.Duration { return p.queue.options.Timeout + 2*time.Second }

// run works on the partition whenever nobody else does.
func (p *partition) run(ctx context.Context) {
	defer p.release()
	for ctx.Err() == nil {
		err := p.turn(ctx)
		if ctx.Err() != nil {
			return
		}
		if errors.Is(err, errNotMine) {
			pause(ctx, min(time.Second, p.leaseFor()/4))
		} else if err != nil {
			p.queue.warn(ctx, p.name, err)
			pause(ctx, time.Second)
		}
	}
}

// errNotMine: another process works on the partition.
var errNotMine = errors.New("another process has the lease")

// turn takes the lease and works until something fails or ctx ends: first what was
// read by anybody and not delivered, then what is new.
func (p *partition) turn(ctx context.Context) error {
	if err := p.own(ctx); err != nil {
		return err
	}
	if err := p.client().XGroupCreateMkStream(ctx, p.stream, group, "0").Err(); err != nil && !strings.HasPrefix(err.Error(), "BUSYGROUP") {
		return fmt.Errorf("group: %w", err)
	}
	if err := p.leftovers(ctx); err != nil {
		return err
	}
	for {
		if err := p.own(ctx); err != nil {
			return err
		}
		streams, err := p.client().XReadGroup(ctx, &redis.XReadGroupArgs{
			Group: group, Consumer: p.queue.owner, Streams: []string{p.stream, ">"}, Count: batch, Block: block,
		}).Result()
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if errors.Is(err, redis.Nil) {
			continue
		}
		if err != nil {
			return fmt.Errorf("read: %w", err)
		}
		for _, s := range streams {
			if err := p.deliverAll(ctx, s.Messages); err != nil {
				return err
			}
		}
	}
}

// leftovers delivers what was read before and not delivered, oldest first: its
// reader died, or lost the lease.
func (p *partition) leftovers(ctx context.Context) error {
	for {
		messages, _, err := p.client().XAutoClaim(ctx, &redis.XAutoClaimArgs{
			Stream: p.stream, Group: group, Consumer: p.queue.owner, Start: "0-0", Count: batch,
		}).Result()
		if err != nil {
			return fmt.Errorf("claim: %w", err)
		}
		if len(messages) == 0 {
			return nil
		}
		if err := p.deliverAll(ctx, messages); err != nil {
			return err
		}
	}
}

// deliverAll delivers messages in their order. It stops at the first that could
// be neither delivered nor parked.
func (p *partition) deliverAll(ctx context.Context, messages []redis.XMessage) error {
	for _, m := range messages {
		for {
			if err := p.own(ctx); err != nil {
				return err
			}
			done, err := p.deliver(ctx, m)
			if err != nil {
				return err
			}
			if done {
				break
			}
		}
	}
	return nil
}

// deliver makes one attempt. done is false when there is to be another, whose time
// has come when deliver returns.
func (p *partition) deliver(ctx context.Context, m redis.XMessage) (done bool, err error) {
	if p.failing != m.ID {
		p.failing, p.attempts = m.ID, 0
	}
	p.attempts++
	entry := p.entry(m)
	failed := p.attempt(ctx, entry)
	if failed == nil {
		if err := p.finish(ctx, m, nil); err != nil {
			return false, err
		}
		p.queue.count("delivered")
		return true, nil
	}
	if ctx.Err() != nil {
		return false, ctx.Err() // not the entry's fault: it stays where it is
	}
	var hopeless permanent
	if errors.As(failed, &hopeless) || p.attempts >= p.queue.options.Attempts {
		if err := p.finish(ctx, m, failed); err != nil {
			return false, err
		}
		p.queue.options.Logger.ErrorContext(ctx, "writebehind: a write is given up and parked",
			"entry", entry.ID, "attempts", p.attempts, "error", failed)
		p.queue.count("parked")
		return true, nil
	}
	p.queue.count("retried")
	return false, p.backoff(ctx)
}

// attempt calls Write. A panic is a failure like others.
func (p *partition) attempt(ctx context.Context, e Entry) (err error) {
	ctx, cancel := context.WithTimeout(ctx, p.queue.options.Timeout)
	defer cancel()
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v", v)
		}
	}()
	return p.queue.options.Write(ctx, e)
}

// backoff waits before the next attempt, with full jitter, and keeps the lease
// meanwhile.
func (p *partition) backoff(ctx context.Context) error {
	limit := p.queue.options.Backoff << min(p.attempts-1, 10)
	limit = min(limit, 100*p.queue.options.Backoff)
	wait := time.Duration(rand.Int64N(int64(limit) + 1))
	for wait > 0 && ctx.Err() == nil {
		step := min(wait, p.leaseFor()/4)
		pause(ctx, step)
		wait -= step
		if err := p.own(ctx); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// finish takes a message out of the stream and, when it was given up, puts it
// among the parked ones in the same step.
func (p *partition) finish(ctx context.Context, m redis.XMessage, failed error) error {
	// What has been delivered should not be delivered again because of Close.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), p.queue.options.Timeout)
	defer cancel()
	_, err := p.client().TxPipelined(ctx, func(tx redis.Pipeliner) error {
		if failed != nil {
			tx.XAdd(ctx, &redis.XAddArgs{Stream: p.parked, Values: []any{
				"k", m.Values["k"], "p", m.Values["p"], "id", m.ID, "error", failed.Error(),
			}})
		}
		tx.XAck(ctx, p.stream, group, m.ID)
		tx.XDel(ctx, p.stream, m.ID)
		return nil
	})
	if err != nil {
		return fmt.Errorf("finish: %w", err)
	}
	return nil
}

// entry is a message as Write sees it. A parked one has its old id.
func (p *partition) entry(m redis.XMessage) Entry {
	id := m.ID
	if parked, ok := m.Values["id"].(string); ok {
		id = parked
	}
	key, _ := m.Values["k"].(string)
	payload, _ := m.Values["p"].(string)
	return Entry{ID: p.name + ":" + id, Key: key, Payload: []byte(payload)}
}

// own takes or renews the lease, in one step.
func (p *partition) own(ctx context.Context) error {
	const script = `local o = redis.call("GET", KEYS[1])
if o and o ~= ARGV[1] then return 0 end
redis.call("SET", KEYS[1], ARGV[1], "PX", ARGV[2])
return 1`
	got, err := p.client().Eval(ctx, script, []string{p.lease}, p.queue.owner, p.leaseFor().Milliseconds()).Int()
	if err != nil {
		return fmt.Errorf("lease: %w", err)
	}
	if got != 1 {
		return errNotMine
	}
	return nil
}

// release gives the lease back, so that another process goes on at once.
func (p *partition) release() {
	const script = `if redis.call("GET", KEYS[1]) == ARGV[1] then return redis.call("DEL", KEYS[1]) end return 0`
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = p.client().Eval(ctx, script, []string{p.lease}, p.queue.owner).Err() // it ends by time, too
}

func (p *partition) client() redis.UniversalClient { return p.queue.options.Client }

// pause waits for d or until ctx ends.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
