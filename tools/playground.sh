#!/bin/sh
# Builds the playground where that is possible, for `make run` and `make dev`, which go on
# without it: its page then says how to get it. `make playground` fails instead.
set -u

without() {
	echo "$1" >&2
	echo "the server runs without the playground; its page says how to get it" >&2
	exit 0
}

command -v npm >/dev/null || without "no Node with npm here"
# A registry that does not answer costs half a minute, not the quarter of an hour that
# npm would wait and try again.
npm_config_fetch_retries=0 npm_config_fetch_timeout=30000 "${MAKE:-make}" --no-print-directory playground ||
	without "the playground could not be built: see above"
