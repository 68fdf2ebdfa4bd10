package rediscache

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// Config says which Redis, as it stands in a configuration file.
type Config struct {
	// URLs of the servers: redis://[user:password@]host:port[/db], rediss:// for
	// TLS, redis-cluster:// and rediss-cluster:// for the seeds of a cluster. All
	// have the same scheme. With MasterName they are the Sentinels.
	URLs []string

	Username     string // wins over the URL's
	Password     string // wins over the URL's
	PasswordFile string // wins over Password; read again for every new connection, so secrets can rotate

	MasterName       string // the Sentinels' name for the master; empty means no Sentinel
	SentinelUsername string
	SentinelPassword string

	TLS      *tls.Config // for the rediss schemes; nil means the system's roots
	PoolSize int         // connections per server; 0 means 10 per CPU
	Prefix   string      // of all keys; empty means "bff"
}

// Open returns the Store of a configuration. It does not connect: a Redis that
// is down is found out, and lived with, later. Close the Store in the end.
func Open(c Config) (*Store, error) {
	client, err := Client(c)
	if err != nil {
		return nil, err
	}
	return New(client, Options{Prefix: c.Prefix})
}

// Client returns a client for a configuration, set up as [New] wants it, for
// others that use the same Redis, such as a write-behind queue. It does not
// connect. The caller closes it.
func Client(c Config) (redis.UniversalClient, error) {
	options, err := c.universal()
	if err != nil {
		return nil, err
	}
	return redis.NewUniversalClient(options), nil
}

// universal translates c to go-redis' options.
func (c Config) universal() (*redis.UniversalOptions, error) {
	if len(c.URLs) == 0 {
		return nil, errors.New("rediscache: no URL; want redis://host:port")
	}
	o := &redis.UniversalOptions{
		Username: c.Username, Password: c.Password,
		MasterName: c.MasterName, SentinelUsername: c.SentinelUsername, SentinelPassword: c.SentinelPassword,
		PoolSize: c.PoolSize,

		ContextTimeoutEnabled: true, // the context is the limit; the rest are nets under it
		DialTimeout:           time.Second,
		ReadTimeout:           5 * time.Second,
		WriteTimeout:          5 * time.Second,
		PoolTimeout:           time.Second,
		MaxRetries:            -1,
		DialerRetries:         1,
		PipelinePoolSize:      -1, // nearly all we do are pipelines: one pool
		DisableIdentity:       true,
		MaintNotificationsConfig: &maintnotifications.Config{
			Mode: maintnotifications.ModeDisabled,
		},
	}
	scheme := ""
	for _, raw := range c.URLs {
		u, err := url.Parse(raw)
		if err != nil {
			return nil, fmt.Errorf("rediscache: URL: %w", errors.Unwrap(err)) // without the URL: it may hold a password
		}
		if scheme != "" && u.Scheme != scheme {
			return nil, fmt.Errorf("rediscache: URLs of scheme %q and %q; want one scheme", scheme, u.Scheme)
		}
		scheme = u.Scheme
		if err := c.add(o, u); err != nil {
			return nil, err
		}
	}
	if c.PasswordFile != "" {
		user := o.Username
		o.CredentialsProvider = func() (string, string) {
			b, err := os.ReadFile(c.PasswordFile)
			if err != nil {
				return user, "" // the server's refusal is the error that shows
			}
			return user, strings.TrimSpace(string(b))
		}
	}
	return o, nil
}

// add takes one URL's part into o.
func (c Config) add(o *redis.UniversalOptions, u *url.URL) error {
	switch u.Scheme {
	case "redis", "rediss":
	case "redis-cluster", "rediss-cluster":
		o.IsClusterMode = true
		if c.MasterName != "" {
			return errors.New("rediscache: MasterName is for Sentinel; want the scheme redis or rediss with it")
		}
	default:
		return fmt.Errorf("rediscache: scheme %q; want redis, rediss, redis-cluster or rediss-cluster", u.Scheme)
	}
	if u.Hostname() == "" {
		return errors.New("rediscache: URL without a host; want redis://host:port")
	}
	port := u.Port()
	if port == "" {
		port = "6379"
	}
	o.Addrs = append(o.Addrs, u.Hostname()+":"+port)
	if strings.HasPrefix(u.Scheme, "rediss") {
		o.TLSConfig = c.TLS
		if o.TLSConfig == nil {
			o.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12}
		}
	}
	if o.Username == "" {
		o.Username = u.User.Username()
	}
	if password, ok := u.User.Password(); ok && o.Password == "" {
		o.Password = password
	}
	return c.database(o, u)
}

// database takes the path of a URL, /3.
func (c Config) database(o *redis.UniversalOptions, u *url.URL) error {
	path := strings.Trim(u.Path, "/")
	if path == "" {
		return nil
	}
	if o.IsClusterMode {
		return errors.New("rediscache: a cluster has no databases; want a URL without a path")
	}
	if _, err := fmt.Sscanf(path, "%d", &o.DB); err != nil || fmt.Sprint(o.DB) != path || o.DB < 0 {
		return fmt.Errorf("rediscache: database %q; want a number", path)
	}
	return nil
}
