.DEFAULT_GOAL := help
.PHONY: help run dev test soak ci generate check-generated check-contracts lint licences playground bench bench-page tools mutants fuzz

# Programs of tools/go.mod, pinned there.
TOOL := go tool -modfile=tools/go.mod
# Where tests find what is not Go; `make test` installs what is missing.
export BROWSER_TESTS ?= 1
export CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: playground-if-node ## Start the server with all clients and the sample backends; ARGS="--listen :8081" adds flags
	go run ./cmd/bff serve $(ARGS)

# Not by go run, which would end before the server when it is terminated.
dev: playground-if-node ## The same, and follow every change of schema/ and Go code; a mistake leaves the old server running
	@go build -buildvcs=false -o bin/bffdev ./cmd/bffdev && exec bin/bffdev $(ARGS)

# The summary at its end names every test that was skipped, with the reason.
GOTESTSUM := $(TOOL) gotestsum --format pkgname

test: tools playground audits backends ## All tests, raced and shuffled; PKG=./cache narrows
	$(GOTESTSUM) -- -race -shuffle=on $(or $(PKG),./...)
	$(if $(PKG),,$(GOTESTSUM) -- -run '^Test(HitAllocations|MillionKeys)$$' ./cache)

soak: tools ## The answer-checked burst for SOAK (10m), with a crowd; BURST_SEED=n repeats a run's choices
	SOAK=$(or $(SOAK),10m) go test -race -count 1 -timeout 0 -v -run '^TestBurst' ./cmd/bff

ci: check-generated check-contracts lint licences test ## What CI runs

generate: ## Compile schema/ into web/, mobile/, desktop/, and the other schemas; CLIENT=web narrows
	go run ./cmd/bffgen $(CLIENT)
	$(if $(CLIENT),,$(foreach dir,$(SCHEMAS),go run ./cmd/bffgen -C $(dir) &&) true)

# Folders with a schema/ of their own.
SCHEMAS := $(patsubst %/gqlgen.yml,%,$(wildcard */*/gqlgen.yml))

# Each folder of schema/ but shared is a client's, and so is the package of its name.
CLIENTS := $(filter-out shared,$(notdir $(patsubst %/,%,$(wildcard schema/*/))))
check-generated: generate ## Fail when generated code is not committed
	@git diff --exit-code --stat -- $(CLIENTS) $(SCHEMAS) || { echo "generated code is not current: commit what 'make generate' wrote"; exit 1; }

# What the sample backends say of themselves; common.yaml is a part of the others.
CONTRACTS := $(filter-out %/common.yaml,$(wildcard internal/shop/openapi/*.yaml))

check-contracts: ## Fail when a connector asks for what its backend's OpenAPI document doesn't have
	go run ./cmd/bffgen check $(foreach file,$(CONTRACTS),--openapi $(basename $(notdir $(file)))=$(file))

lint: ## gofumpt, vet, staticcheck
	@bad=$$($(TOOL) gofumpt -l $$(git ls-files '*.go' | grep -v '_gen\.go$$')); test -z "$$bad" || { echo "not formatted (run: $(TOOL) gofumpt -w FILE):"; echo "$$bad"; exit 1; }
	go vet ./...
	$(TOOL) staticcheck ./...
	go mod tidy -diff

licences: ## Every dependency may be used and shipped
	$(TOOL) go-licenses check ./cmd/... --ignore bff --allowed_licenses=MIT,Apache-2.0,BSD-2-Clause,BSD-3-Clause,ISC,MPL-2.0 2> licences.log || { cat licences.log; rm -f licences.log; exit 1; }
	@rm -f licences.log

UI := graph/playground/ui
playground: $(UI)/dist/index.html ## Build the playground's assets; needs Node 20.19 or later

$(UI)/dist/index.html: $(UI)/package-lock.json $(wildcard $(UI)/*.html $(UI)/*.ts $(UI)/src/*)
	@command -v npm > /dev/null || { echo "the playground needs Node 20.19 or later with npm; see https://nodejs.org"; exit 1; }
	@node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || a == 20 && b >= 19 ? 0 : 1)' || { echo "the playground needs Node 20.19 or later, and this is $$(node --version); see https://nodejs.org"; exit 1; }
	cd $(UI) && npm ci --no-audit --no-fund && npm run build

# For run and dev, which go on without it.
.PHONY: playground-if-node
playground-if-node:
	@MAKE="$(MAKE)" sh ./tools/playground.sh

AUDIT := graph/transport/audit
.PHONY: audits
audits: $(AUDIT)/node_modules/.package-lock.json ## Install the public GraphQL over HTTP audits
$(AUDIT)/node_modules/.package-lock.json: $(AUDIT)/package-lock.json
	cd $(AUDIT) && npm ci --no-audit --no-fund

BACKEND := examples/jsonplaceholder/backend
.PHONY: backends
backends: $(BACKEND)/node_modules/.package-lock.json ## Install the backend of examples/jsonplaceholder
$(BACKEND)/node_modules/.package-lock.json: $(BACKEND)/package-lock.json
	cd $(BACKEND) && npm ci

tools: ## Install what the tests need beside Go and Node (Debian: redis-server, chromium)
	@sh ./tools/install.sh

bench-page: ## Requests per second of a cached page beside bare net/http; needs wrk
	@sh ./bench/page.sh

bench: ## Benchmarks with allocations; PKG=./cache narrows, COUNT=10 repeats
	go test -run '^$$' -bench . -benchmem -count $(or $(COUNT),1) $(or $(PKG),./...)

mutants: ## Plant N (40) faults in PKG=./cache, one at a time, and list those that its tests don't see; SEED draws others
	go run ./internal/mutants --n $(or $(N),40) --seed $(or $(SEED),1) $(or $(PKG),$(error which package? as in make mutants PKG=./cache))

fuzz: ## Each fuzz target for FUZZTIME (10s)
	@sh ./tools/fuzz.sh $(or $(FUZZTIME),10s)
