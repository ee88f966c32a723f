# Regatta. `make demo` and `make test` each work alone on a fresh machine with Swift.

regatta := .build/release/regatta
demo_output := runs/first-failover

.PHONY: help demo test build bench format lint clean
.DEFAULT_GOAL := help

help: ## Say what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: build ## Install what is needed, build, fail a region, write a report
	@# Status 1 says that an objective was missed, which a demonstration may.
	$(regatta) run scenarios/first-failover --output $(demo_output) || [ $$? -eq 1 ]
	@echo
	@echo "Open the report in a browser: file://$(CURDIR)/$(demo_output)/report.html"
	@echo "Then change a number in scenarios/first-failover/scenario.yaml and run 'make demo' again."

test: ## Install what is needed, run every test
	@.ci/install-dependencies --tests
	swift test

build: ## Build the release
	@.ci/install-dependencies
	swift build -c release --product regatta

bench: ## Measure Regatta itself; prints ratios against baselines measured in the same run
	@.ci/install-dependencies
	benchmarks/run

format: ## Format all Swift sources
	swift format --in-place --parallel --recursive Package.swift Sources Tests benchmarks

lint: ## Say what is not formatted
	swift format lint --strict --parallel --recursive Package.swift Sources Tests benchmarks

clean: ## Remove what builds and runs leave behind
	rm -rf .build benchmarks/.build runs
