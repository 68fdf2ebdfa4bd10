package config

import (
	"log/slog"
	"time"
)

// Config is everything that can be configured. Tags drive the decoder: yaml
// names the key; min, max and enum bound a value; check names a rule of
// check.go; base names the sibling field that a map's elements start from, file
// the one that a file's content goes to, upto the one that a value must not exceed.
// secret:"true" is never written out.
type Config struct {
	// Which clients this process serves.
	Clients []string `yaml:"clients"`
	// The two listeners and their time limits.
	Server Server `yaml:"server"`
	// What one request may cost before anything is executed.
	Limits Limits `yaml:"limits"`
	// Automatic persisted queries: clients send a hash in place of a known query.
	APQ APQ `yaml:"apq"`
	// Parsed and validated documents that are kept.
	OperationCache OperationCache `yaml:"operation_cache"`
	// Whether clients may ask for the schema itself. Default true; production
	// usually says false.
	Introspection bool `yaml:"introspection"`
	// Whether a browser that opens an endpoint gets the playground. Default true.
	Playground bool `yaml:"playground"`
	// The backends, by the name that schemas use. One without a url is where its
	// @source says; where that says nothing, the sample backend of its name serves.
	Sources map[string]Source `yaml:"sources"`
	// How backend calls are bounded, retried and broken off.
	TrafficShaping TrafficShaping `yaml:"traffic_shaping"`
	// The two-level cache of backend answers.
	Cache Cache `yaml:"cache"`
	// What spans may record. Exporters are configured by the OTEL_* variables.
	Telemetry Telemetry `yaml:"telemetry"`
	// The log on standard error.
	Log Log `yaml:"log"`
	// Pictures and other files that answers point to.
	Assets Assets `yaml:"assets"`
	// The embedded sample backends.
	Shop Shop `yaml:"shop"`
}

// Server is the two listeners and their time limits.
type Server struct {
	// Address of the GraphQL endpoints, host:port. Default 127.0.0.1:8080;
	// :8080 accepts from other machines.
	Listen string `yaml:"listen" check:"listen"`
	// Address of metrics, profiles and status, host:port. Default
	// 127.0.0.1:9090; empty turns it off. Never expose it to the internet.
	Admin string `yaml:"admin" check:"admin"`
	// Hosts of other sites whose pages may open a WebSocket, with * for any part, as
	// in *.example.com. Default none: only pages of this server's own host.
	AllowedOrigins []string `yaml:"allowed_origins" check:"origin"`
	// Bound of a stop, after drain_delay: running requests may go on so long, and what
	// is left of it, a second at least, is for sending the last telemetry. Default 10s.
	DrainTimeout time.Duration `yaml:"drain_timeout" min:"1ms" max:"1h"`
	// How long to go on accepting requests after readiness turned false, so that
	// load balancers notice first. Default 0s; on Kubernetes about 5s.
	DrainDelay time.Duration `yaml:"drain_delay" min:"0s" max:"10m"`
	// Bound of one query or mutation, all backend calls included. Default 10s.
	RequestTimeout time.Duration `yaml:"request_timeout" min:"1ms" max:"1h"`
	// Whether identical queries that are in flight at the same time share one
	// execution, when all headers that their fields read are equal and no credentials
	// are among them. Default true.
	DeduplicateQuery bool `yaml:"deduplicate_query"`
	// Bound of reading a request's headers. Default 5s.
	ReadHeaderTimeout time.Duration `yaml:"read_header_timeout" min:"1ms" max:"10m"`
	// Bound of reading a request's body. Default 30s.
	ReadBodyTimeout time.Duration `yaml:"read_body_timeout" min:"1ms" max:"1h"`
	// How long an idle connection is kept. Default 1m.
	IdleTimeout time.Duration `yaml:"idle_timeout" min:"1s" max:"1h"`
}

// Limits bounds what one request may cost; in each, 0 means no limit.
type Limits struct {
	// Size of a request's body, bytes. Default 2MB.
	HTTPMaxRequestBytes Bytes `yaml:"http_max_request_bytes" min:"0"`
	// How many tokens a document may have. Default 15000.
	ParserMaxTokens int `yaml:"parser_max_tokens" min:"0"`
	// How deep selections may nest, fragments resolved. Default 15.
	MaxDepth int `yaml:"max_depth" min:"0"`
	// How many fields of an operation may be renamed, fragments resolved.
	// Default 30.
	MaxAliases int `yaml:"max_aliases" min:"0"`
	// How many fields an operation may have, fragments resolved. Default 5000.
	MaxFields int `yaml:"max_fields" min:"0"`
	// How many directives an operation may have, fragments resolved. Default 200.
	MaxDirectives int `yaml:"max_directives" min:"0"`
	// How many selections, directives and values validation may visit; those of a
	// fragment count again for each operation and fragment that reaches it. Default
	// 20000.
	MaxValidationVisits int `yaml:"max_validation_visits" min:"0"`
	// How many comparisons it may take to find out whether fields with one response
	// name can be merged. Default 20000.
	MaxMergeComparisons int `yaml:"max_merge_comparisons" min:"0"`
	// How many errors a response lists. Default 1000.
	MaxErrors int `yaml:"max_errors" min:"0"`
}

// APQ is automatic persisted queries.
type APQ struct {
	// Whether hashes are accepted. Default true.
	Enabled bool `yaml:"enabled"`
	// How many queries are kept. Default 1000.
	MaxEntries int `yaml:"max_entries" min:"1"`
}

// OperationCache keeps parsed and validated documents.
type OperationCache struct {
	// How many documents are kept; 0 keeps none. Default 1000.
	MaxEntries int `yaml:"max_entries" min:"0"`
}

// Source is one backend.
type Source struct {
	// Where it is: http or https, a host, perhaps a path prefix. Default empty: the
	// baseURL that the schema's @source gives, else a sample backend.
	URL string `yaml:"url" check:"httpurl"`
	// Headers of the incoming request that its calls carry on. Default none.
	PropagateHeaders []string `yaml:"propagate_headers" check:"header"`
	// What schemas read as $config: any keys, nested at will, as in {key: "${KEY}",
	// limits: {max: 3}}. Default none. Its values are never written out; prefer
	// config_file or ${VAR}. Its variable holds the whole of it, as YAML or JSON.
	Config map[string]any `yaml:"config"`
	// A file that holds it as YAML or JSON, as secrets are mounted; ${VAR} has no
	// meaning there. Default none.
	ConfigFile string `yaml:"config_file" file:"Config"`
}

// TrafficShaping is how backend calls are bounded, retried and broken off.
type TrafficShaping struct {
	// For every source.
	All Traffic `yaml:"all"`
	// For one source: what is not said here is as in all.
	Sources map[string]Traffic `yaml:"sources" base:"All"`
}

// Source returns what holds for the source called name.
func (t TrafficShaping) Source(name string) Traffic {
	if own, ok := t.Sources[name]; ok {
		return own
	}
	return t.All
}

// Traffic is how the calls to one source are bounded, retried and broken off.
type Traffic struct {
	// Bound of a call with all its attempts. Default 3s.
	Timeout time.Duration `yaml:"timeout" min:"1ms" max:"10m"`
	// Bound of one attempt. Default 1s, or timeout where that is less.
	AttemptTimeout time.Duration `yaml:"attempt_timeout" min:"1ms" max:"10m" upto:"Timeout"`
	// Size of an answer after decompression, bytes. Default 8MiB.
	MaxResponseBytes Bytes `yaml:"max_response_bytes" min:"1"`
	// How many calls may be under way at once; more wait until their time is over. 0
	// means no limit. Default 256.
	MaxConcurrent int `yaml:"max_concurrent" min:"0" max:"1000000"`
	// What happens after a transient failure.
	Retry Retry `yaml:"retry"`
	// When calls are refused at once because most of the last ones failed.
	CircuitBreaker CircuitBreaker `yaml:"circuit_breaker"`
}

// Retry is what happens after a transient failure of a call that may be
// repeated. The waits grow exponentially, with full jitter.
type Retry struct {
	// Default true.
	Enabled bool `yaml:"enabled"`
	// Attempts of one call, the first included. Default 3.
	MaxAttempts int `yaml:"max_attempts" min:"1" max:"10"`
	// Upper bound of the first wait; 0s means none. Default 50ms, or max_interval where
	// that is less.
	Interval time.Duration `yaml:"interval" min:"0s" max:"1m" upto:"MaxInterval"`
	// Upper bound of every wait. Default 1s.
	MaxInterval time.Duration `yaml:"max_interval" min:"0s" max:"1m"`
	// Extra calls that retries may add to a source's load, percent; ten more are kept
	// for quiet times, and 0 means none at all. Default 20.
	BudgetPercent int `yaml:"budget_percent" min:"0" max:"100"`
}

// CircuitBreaker refuses calls at once while most of the last ones failed.
type CircuitBreaker struct {
	// Default true.
	Enabled bool `yaml:"enabled"`
	// How many of the last calls are judged; fewer never open the circuit.
	// Default 20.
	RequestThreshold int `yaml:"request_threshold" min:"1" max:"10000"`
	// The share of them that must have failed, percent. Default 50.
	ErrorThresholdPercentage int `yaml:"error_threshold_percentage" min:"1" max:"100"`
	// How long an open circuit refuses before it tries again. Default 5s.
	SleepWindow time.Duration `yaml:"sleep_window" min:"1ms" max:"10m"`
	// How many calls then try the backend before the circuit closes. Default 3.
	HalfOpenAttempts int `yaml:"half_open_attempts" min:"1" max:"1000"`
}

// Cache is the two-level cache of backend answers.
type Cache struct {
	// Default true; false asks the backend every time.
	Enabled bool `yaml:"enabled"`
	// Bound of level 1, bytes of decoded values in this process. Default 64MiB.
	MaxBytes Bytes `yaml:"max_bytes" min:"1"`
	// Bound of one load, however many callers wait for it. Default 30s.
	LoadTimeout time.Duration `yaml:"load_timeout" min:"1ms" max:"10m"`
	// How long a stale value that stands in for a failed load is served before the
	// next caller tries again. Default 1s.
	RetryAfter time.Duration `yaml:"retry_after" min:"1ms" max:"10m"`
	// When a mutation invalidates for the second time: longer than the lag of the
	// backends' replicas. Default 500ms.
	MutationDelay time.Duration `yaml:"mutation_delay" min:"1ms" max:"10m"`
	// Level 2, shared by all processes.
	Redis Redis `yaml:"redis"`
	// What keeps look-ups of ids that don't exist away from backends.
	ExistenceFilter ExistenceFilter `yaml:"existence_filter"`
	// POST /invalidation on the admin listener.
	Invalidation Invalidation `yaml:"invalidation"`
	// Whether a request with the header bff-cache-debug is told where its data
	// comes from: the header Age and extensions.cache. Default false; the embedded
	// samples turn it on.
	Debug bool `yaml:"debug"`
}

// ExistenceFilter is the bloom filters of ids that exist, read from the
// backends' listings.
type ExistenceFilter struct {
	// Default true.
	Enabled bool `yaml:"enabled"`
	// Between two readings of a listing. Default 10m.
	Refresh time.Duration `yaml:"refresh" min:"1s" max:"24h"`
	// A filter older than that lets everything through; 0s means three times refresh.
	// Default 0s.
	MaxAge time.Duration `yaml:"max_age" min:"0s" max:"240h"`
	// Bound of one reading. Default 1m.
	Timeout time.Duration `yaml:"timeout" min:"1ms" max:"1h"`
	// How many of the ids that don't exist may reach a backend all the same, percent.
	// Default 1.
	FalsePositivePercent int `yaml:"false_positive_percent" min:"1" max:"50"`
	// How many unknown ids a second are let through, so that a new one is found; 0 means
	// none. Default 10.
	Trickle int `yaml:"trickle" min:"0" max:"1000000"`
}

// Invalidation is how backends drop what the cache holds of their data.
type Invalidation struct {
	// What the Authorization header must be. Default empty: the endpoint is off.
	// Never written out; prefer shared_key_file or ${VAR}.
	SharedKey string `yaml:"shared_key" secret:"true"`
	// A file that holds the key, as secrets are mounted. Default none.
	SharedKeyFile string `yaml:"shared_key_file" file:"SharedKey"`
}

// Redis is level 2 of the cache.
type Redis struct {
	// Where it is: redis, rediss (TLS), redis-cluster or rediss-cluster; several
	// seeds of a cluster, or several Sentinels, with commas between. Default empty:
	// level 1 only.
	URL string `yaml:"url" check:"redisurl"`
	// What a slow Redis may cost a request. Default 50ms.
	Timeout time.Duration `yaml:"timeout" min:"1ms" max:"10s"`
	// Prefix of every key, for a Redis that others use too. Default bff.
	Namespace string `yaml:"namespace" check:"namespace"`
	// Default empty, the default user; one in the URL wins.
	Username string `yaml:"username"`
	// Default empty. Never written out; prefer password_file or ${VAR}.
	Password string `yaml:"password" secret:"true"`
	// A file that holds the password, as secrets are mounted. Default none.
	PasswordFile string `yaml:"password_file" file:"Password"`
	// The Sentinels' name for the master; url then names the Sentinels. Default
	// empty: no Sentinel.
	MasterName string `yaml:"master_name"`
	// Account at the Sentinels themselves. Default empty.
	SentinelUsername string `yaml:"sentinel_username"`
	// Default empty. Never written out; prefer sentinel_password_file or ${VAR}.
	SentinelPassword string `yaml:"sentinel_password" secret:"true"`
	// A file that holds it, as secrets are mounted. Default none.
	SentinelPasswordFile string `yaml:"sentinel_password_file" file:"SentinelPassword"`
	// Certificates (PEM) that a rediss server's is checked against. Default empty: those
	// of the system.
	TLSCA string `yaml:"tls_ca" check:"pem"`
	// A file that holds them, as they are mounted. Default none.
	TLSCAFile string `yaml:"tls_ca_file" file:"TLSCA"`
	// Connections per server; 0 means ten per CPU. Default 0.
	PoolSize int `yaml:"pool_size" min:"0" max:"10000"`
	// How long a look-up lets another process load for it. Default 500ms.
	LeaseWait time.Duration `yaml:"lease_wait" min:"1ms" max:"1m"`
	// When a process that does not come back has lost its right to load. Default 3s.
	LeaseTTL time.Duration `yaml:"lease_ttl" min:"1ms" max:"10m"`
	// How much longer level 1 serves an entry while the invalidations of other processes
	// can't be heard. Default 1m.
	CutOffTTL time.Duration `yaml:"cut_off_ttl" min:"1ms" max:"1h"`
}

// Telemetry is what spans may record. Both may hold secrets.
type Telemetry struct {
	// Whether operation spans record the variables. Default false.
	RecordVariables bool `yaml:"record_variables"`
	// Whether operation spans record the query text. Default false.
	RecordDocument bool `yaml:"record_document"`
}

// Log is the log on standard error.
type Log struct {
	// The least important line that is written: debug, info, warn or error.
	// Default info.
	Level slog.Level `yaml:"level"`
	// auto is text on a terminal and json elsewhere. Default auto.
	Format string `yaml:"format" enum:"auto,json,text"`
}

// Assets is pictures and other files that answers point to.
type Assets struct {
	// What goes before their paths: http or https, a host, perhaps a path prefix.
	// Default empty: paths are relative to the page, or to the sample backend that
	// draws the pictures.
	BaseURL string `yaml:"base_url" check:"asseturl"`
}

// Shop is the embedded sample backends. Those run that serve a source which has no
// address otherwise.
type Shop struct {
	// Whether they may run. Default true; production says false, so that a source
	// without an address is an error.
	Enabled bool `yaml:"enabled"`
	// Their first port: catalog has it, the others the ones that follow; 0 lets
	// the system choose. Default 4001.
	Port int `yaml:"port" min:"0" max:"65000"`
}
