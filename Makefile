# The two commands: `make run` and `make test`. Each does its own set-up on a fresh Debian 12 or Ubuntu 24.04.

.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: help setup setup-test setup-tools run test check integration fmt lint-docker lock audit sbom clean distclean

BIN := .venv/bin
# Tesseract's own threads make it four times slower; one process a core is faster.
export OMP_THREAD_LIMIT := 1
export OPENBLAS_NUM_THREADS := 1

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

setup: ## system packages, .venv and .venv/bin/pli; nothing when all is there
	@scripts/setup.sh run

setup-test:
	@scripts/setup.sh test

run: setup ## the whole system on this machine, fed with fictional filings (ONCE=1, DATA=folder, PORT=number)
	@exec $(BIN)/python -m pli.demo $(if $(filter-out 0,$(ONCE)),--once) $(if $(DATA),--data "$(DATA)") $(if $(PORT),--port "$(PORT)")

test: check integration ## everything, against real servers that the tests start and stop themselves

check: setup-test ## format, lint, types, unit tests, missing migrations, lock files
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python scripts/check_locks.py
	PLI_DATABASE_URL=sqlite:///:memory: DJANGO_SETTINGS_MODULE=pli.django_settings $(BIN)/python -m django makemigrations --check --dry-run
	$(BIN)/pytest -q -m "not integration"

integration: setup-test
	$(BIN)/pytest -q -m integration

fmt: setup-test ## formats and sorts what can be done by itself
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint-docker: setup-test ## docker/ by hadolint, the schemas of Compose and Kubernetes, a parser of PromQL (part of check)
	scripts/lint_docker.sh
	$(BIN)/pytest -q tests/pli/test_docker.py tests/pli/test_docker_lint.py

lock: setup-test ## writes requirements/*.lock anew from pyproject.toml
	scripts/lock.sh

setup-tools:
	@scripts/setup_tools.sh

audit: setup-tools ## known vulnerabilities of what the locks pin; status 1: some, 3: the network did not answer
	@.venv-tools/bin/python scripts/audit.py

sbom: setup-tools ## what the program is made of, as CycloneDX JSON: build/sbom.cdx.json
	@mkdir -p build
	@PYTHONWARNINGS=ignore .venv-tools/bin/cyclonedx-py requirements requirements/run.lock --pyproject pyproject.toml --mc-type application \
	    --output-reproducible --output-format JSON --output-file build/sbom.cdx.json
	@echo "build/sbom.cdx.json"

clean: ## removes caches; keeps .venv and data
	rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis bench/out build
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

distclean: clean ## removes .venv too; keeps data
	rm -rf .venv .venv-tools
