package main

import (
	"context"
	"net/http"
	"strconv"

	"bff/clients"
)

// debugHeader asks where the data of an answer comes from.
const debugHeader = "Bff-Cache-Debug"

type debugKey struct{}

// cacheDebug lets a request that brings the header see where its data comes
// from: Age is that of the oldest part, extensions.cache lists the calls. For
// developers: it names sources and calls, so it is off unless configured.
func cacheDebug(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get(debugHeader) == "" || r.Header.Get("Upgrade") != "" {
			next.ServeHTTP(w, r)
			return
		}
		report := &clients.Report{}
		ctx := context.WithValue(clients.WithReport(r.Context(), report), debugKey{}, report)
		next.ServeHTTP(&agedWriter{ResponseWriter: w, report: report}, r.WithContext(ctx))
	})
}

// cacheExtensions gives what cacheDebug collected, for graph.Options.Extensions.
func cacheExtensions(ctx context.Context) map[string]any {
	report, _ := ctx.Value(debugKey{}).(*clients.Report)
	if report == nil {
		return nil
	}
	return map[string]any{"cache": report.Lines()}
}

// agedWriter writes the Age header (RFC 9111, section 5.1) before the answer.
type agedWriter struct {
	http.ResponseWriter

	report *clients.Report
}

func (w *agedWriter) WriteHeader(status int) {
	w.Header().Set("Age", strconv.Itoa(int(w.report.Age().Seconds())))
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the writer below.
func (w *agedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
