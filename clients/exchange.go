package clients

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// deadlineHeader tells the backend how many milliseconds it has. The name is
// Envoy's, so service meshes and many frameworks read it already.
const deadlineHeader = "X-Envoy-Expected-Rq-Timeout-Ms"

// errTooLarge is a body over the limit.
var errTooLarge = errors.New("the body is larger than the limit")

// exchange sends the request once and takes the answer.
func (b *Backends) exchange(ctx context.Context, e *endpoint, p plan, number int) (found bool, failure *Error) {
	resp, failure := b.send(ctx, e, &p.rendered, number)
	if failure != nil {
		return false, failure
	}
	defer resp.Body.Close()
	if p.interpret != nil {
		return e.interpret(ctx, resp, p)
	}
	if slices.Contains(p.notFound, resp.StatusCode) {
		_, _ = io.CopyN(io.Discard, resp.Body, maxErrorBody) // so that the connection can be used again
		return false, nil
	}
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return false, e.badStatus(resp, p.repeatable)
	}
	body, err := readBody(resp, e.src.opts.MaxResponseBytes)
	if err != nil {
		return false, e.badBody(ctx, resp, err, p.repeatable)
	}
	if err := checkContent(resp, body, p.method); err != nil {
		return false, e.badResponse(resp, err)
	}
	if err := e.guard(func() error { return p.accept(resp.Header, body) }); err != nil {
		if failure, ok := errors.AsType[*Error](err); ok {
			return false, failure // a panic
		}
		return false, e.badResponse(resp, fmt.Errorf("decode: %w", err))
	}
	return true, nil
}

// send makes the request and waits for the answer's headers. Redirects within
// the source are followed.
func (b *Backends) send(ctx context.Context, e *endpoint, rq *rendered, number int) (*http.Response, *Error) {
	req, err := rq.newRequest(e.src.url)
	if err != nil {
		return nil, e.fail(CodeInternal, Permanent, withoutURL(err))
	}
	if deadline, ok := ctx.Deadline(); ok { // a stream has none
		req.Header.Set(deadlineHeader, strconv.FormatInt(max(1, time.Until(deadline).Milliseconds()), 10))
	}
	resp, err := b.http.Do(req.WithContext(withAttempt(ctx, e, number)))
	if err != nil {
		return nil, e.sendFailed(ctx, withoutURL(err), rq.repeatable)
	}
	return resp, nil
}

// readBody reads at most limit bytes, counted after decompression. It returns
// nil for an answer without content.
func readBody(resp *http.Response, limit int64) ([]byte, error) {
	if resp.Request.Method == http.MethodHead {
		return nil, nil // its Content-Length is that of GET
	}
	if resp.ContentLength > limit {
		return nil, errTooLarge
	}
	if n := resp.ContentLength; n > 0 {
		body := make([]byte, n)
		_, err := io.ReadFull(resp.Body, body)
		return body, err
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	switch {
	case err != nil:
		return nil, err
	case int64(len(body)) > limit:
		return nil, errTooLarge
	case len(body) == 0:
		return nil, nil
	}
	return body, nil
}

// checkContent reports why a 2xx answer isn't JSON. No content is fine where
// the status or the method says so.
func checkContent(resp *http.Response, body []byte, method string) error {
	if body == nil {
		if resp.StatusCode == http.StatusNoContent || resp.StatusCode == http.StatusResetContent || method != http.MethodGet {
			return nil
		}
		return errors.New("the body is empty")
	}
	if enc := resp.Header.Get("Content-Encoding"); enc != "" && !strings.EqualFold(enc, "identity") {
		return fmt.Errorf("content encoding %q was not asked for", enc)
	}
	media, _, err := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if err != nil || (media != "application/json" && !strings.HasSuffix(media, "+json")) {
		return fmt.Errorf("content type %q; expected JSON", resp.Header.Get("Content-Type"))
	}
	return nil
}
