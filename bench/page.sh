#!/bin/sh
# Requests per second of a cached product page beside those of a bare net/http
# server that writes the same bytes, in turns on one machine, since only their
# ratio means anything. Needs wrk (Debian: apt-get install wrk).
#
#	bench/page.sh [ROUNDS] [SECONDS]      three rounds of five seconds each
#	PROFILE=cpu.pprof bench/page.sh       writes a CPU profile of the server too
set -eu

rounds=${1:-3}
seconds=${2:-5}
connections=${CONNECTIONS:-32}
here=$(dirname "$0")
work=$(mktemp -d)
bff=127.0.0.1:18080
admin=127.0.0.1:19090
bare=127.0.0.1:19191

command -v wrk >/dev/null || { echo "bench/page.sh needs wrk; on Debian: apt-get install wrk" >&2; exit 1; }
stop() { kill $pids 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"; }
pids=""
trap stop EXIT INT TERM

go build -o "$work/bff" ./cmd/bff
go build -o "$work/bare" ./bench/bare
"$work/bff" serve --clients web --listen $bff --admin $admin --shop-port 0 >"$work/bff.out" 2>"$work/bff.log" &
pids="$!"

python='import json,sys; print(json.dumps({"query": sys.stdin.read()}), end="")'
if command -v node >/dev/null; then
	node -e 'process.stdout.write(JSON.stringify({query: require("fs").readFileSync(0, "utf8")}))' <"$here/page.graphql" >"$work/body.json"
else
	python3 -c "$python" <"$here/page.graphql" >"$work/body.json"
fi
for _ in $(seq 100); do
	curl -fs "http://$bff/ready" >/dev/null 2>&1 && break
	sleep 0.1
done
ask() { curl -fs -H 'Content-Type: application/json' --data-binary "@$work/body.json" "http://$bff/graphql"; }
ask >/dev/null
ask >"$work/answer.json"
! grep -q '"errors"' "$work/answer.json" || { cat "$work/answer.json" >&2; exit 1; }
"$work/bare" -listen $bare -answer "$work/answer.json" &
pids="$pids $!"

cat >"$work/post.lua" <<LUA
local file = io.open("$work/body.json", "rb")
wrk.method = "POST"
wrk.body = file:read("*a")
wrk.headers["Content-Type"] = "application/json"
LUA
load() { wrk -t1 -c"$connections" -d"${seconds}s" -s "$work/post.lua" "http://$1/graphql" | awk '/Requests\/sec/ {print $2}'; }
load $bff >/dev/null # warm

echo "cached page of $(wc -c <"$work/answer.json") bytes, $connections connections"
if [ -n "${PROFILE:-}" ]; then
	curl -fs -o "$PROFILE" "http://$admin/debug/pprof/profile?seconds=$seconds" &
	profile=$!
	load $bff >/dev/null
	wait $profile
	go tool pprof -top -nodecount=10 "$PROFILE" 2>/dev/null
fi
for round in $(seq "$rounds"); do
	a=$(load $bff)
	b=$(load $bare)
	echo "$round $a $b" | awk '{printf "round %d: bff %.0f/s, bare %.0f/s, ratio %.3f\n", $1, $2, $3, $2/$3}'
done
