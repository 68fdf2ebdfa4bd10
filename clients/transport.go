package clients

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// maxRedirects is how many redirects on the same host are followed.
const maxRedirects = 3

// errRedirect is a redirect that isn't followed.
var errRedirect = errors.New("redirect not followed")

// newTransport returns a transport for few hosts with many calls each. It has
// no timeouts for the exchange itself: those belong to the attempt.
func newTransport() *http.Transport {
	dialer := &net.Dialer{Timeout: 2 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            dialer.DialContext,
		ForceAttemptHTTP2:      true,
		MaxIdleConns:           1024,
		MaxIdleConnsPerHost:    256, // the default of 2 closes most connections under load
		IdleConnTimeout:        90 * time.Second,
		TLSHandshakeTimeout:    3 * time.Second,
		ExpectContinueTimeout:  time.Second,
		MaxResponseHeaderBytes: 64 << 10,
	}
}

// sameHost follows redirects within a source only: elsewhere they would carry
// propagated headers to a place that nobody configured.
func sameHost(req *http.Request, via []*http.Request) error {
	first := via[0].URL
	if req.URL.Host != first.Host || req.URL.Scheme != first.Scheme {
		return fmt.Errorf("%w: it leaves the source", errRedirect)
	}
	if len(via) > maxRedirects {
		return fmt.Errorf("%w: more than %d in a row", errRedirect, maxRedirects)
	}
	return nil
}
