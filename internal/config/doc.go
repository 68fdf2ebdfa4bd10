// Package config reads the configuration of a bff: defaults, then one YAML
// file, then environment variables, then flags, the later one winning key by key.
//
//	cfg, err := config.Load(config.Options{File: "bff.yaml", Environ: os.Environ()})
//
// It is strict, because a misspelled limit is a limit that does not exist: an
// unknown key, an unknown BFF_ variable and a bad value are errors. All of them
// are reported at once, each with its place, what is wrong and what is right:
//
//	bff.yaml:4:3: unknown key "drain_timout"; did you mean "drain_timeout"?
//	bff.yaml:9:12: cache.max_bytes: "64 apples" is not a size; expected a number of bytes with or without a unit, like 2MB or 64MiB
//	BFF_LOG_LEVEL: "loud" is not a level; expected debug, info, warn or error
//
// # Values
//
// A duration has a unit: 250ms, 10s, 1m30s. A size is in bytes, or has a unit
// of thousands (kB, MB, GB) or of 1,024s (KiB, MiB, GiB). In the file, ${VAR}
// stands for an environment variable and ${VAR:-text} for one that may be
// unset; $$ is one dollar sign. The config of a source holds any keys, with
// values of the types that YAML and JSON share; object.go has its rules.
//
// # Variables
//
// Every key has one: its path in upper case after BFF_, joined by "_", as in
// BFF_CACHE_REDIS_URL or BFF_SOURCES_CATALOG_URL. Lists are separated by
// commas; BFF_SOURCES_CATALOG_CONFIG holds a whole config, as in {"key": "s3"}. BFF_CONFIG names the file and belongs to the command line. The
// variables that Kubernetes and Docker invent for a service that happens to be
// called bff (BFF_SERVICE_HOST, BFF_PORT_80_TCP) are passed over.
//
// # What is accepted can be served
//
// A value may be fine by itself and still keep a server from starting. What config
// can't know, a program says by Options.Rules, whose mistakes are reported with their
// place like all others: so that bff check finds all that bff serve would refuse.
//
// Read [Config] first: its fields are the reference. testdata/defaults.yaml
// shows every default, bff.schema.json serves editors; both are made from the
// types by this package's tests.
package config
