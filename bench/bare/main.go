// Command bare is the yardstick of the benchmarks here: a net/http server that
// does nothing but read a POST's body and write the same bytes to everybody.
//
//	bare -listen 127.0.0.1:9191 -answer answer.json
package main

import (
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:9191", "`HOST:PORT`")
	file := flag.String("answer", "", "`FILE` with the bytes to answer")
	flag.Parse()
	if err := serve(*listen, *file); err != nil {
		fmt.Fprintln(os.Stderr, "bare:", err)
		os.Exit(1)
	}
}

func serve(listen, file string) error {
	answer, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	server := &http.Server{
		Addr:              listen,
		ReadHeaderTimeout: 5 * time.Second,
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			w.Header().Set("Content-Type", "application/graphql-response+json; charset=utf-8")
			_, _ = w.Write(answer)
		}),
	}
	return server.ListenAndServe()
}
