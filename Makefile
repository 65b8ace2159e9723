# One place for every command of this house. `make` alone lists them.

VENV    := .venv
BIN     := $(VENV)/bin
PIP     := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq
# one more than there are cores: who waits looks again and again, and with two more they are slower
WORKERS ?= $(shell echo $$(( $$(nproc 2>/dev/null || echo 2) + 1 )))
PYTEST  := $(BIN)/python -m pytest
NEWEST_FIRST := python3 python3.14 python3.13 python3.12 python3.11

PLAYGROUND := .playground

.PHONY: help demo demo-teams test check inspect format bench pictures playground killed long clean
.DEFAULT_GOAL := help

help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

demo: $(VENV)/.demo ## A small company in your browser; nothing to set up (PORT=8765, RESET=1)
	@$(BIN)/tend demo $(if $(filter command,$(origin PORT)),--port $(PORT)) $(if $(filter-out 0 no,$(RESET)),--reset)

demo-teams: $(VENV)/.teams $(PLAYGROUND)/.installed ## The same in Microsoft's local Teams client; needs Node (RESET=1)
	@$(BIN)/tend demo-teams $(if $(filter-out 0 no,$(RESET)),--reset)

test: $(VENV)/.dev ## The whole suite but browsers and long runs, PostgreSQL included
	@$(PYTEST) -n $(WORKERS) --dist worksteal -m "not browser and not long"

check: inspect ## Format, lint, types, import contracts, fast tests: about a minute
	@echo "tests"     && $(PYTEST) -n $(WORKERS) --dist worksteal -m "not browser and not long and not slow"

inspect: $(VENV)/.dev ## The part of check that runs no test
	@echo "format"    && $(BIN)/ruff format --check --quiet --output-format concise .
	@echo "lint"      && $(BIN)/ruff check --quiet --output-format concise .
	@echo "types"     && $(BIN)/mypy --no-error-summary
	@echo "contracts" && $(BIN)/lint-imports --no-cache >$(VENV)/contracts || { cat $(VENV)/contracts; exit 1; }

format: $(VENV)/.dev ## Mend what a machine can mend: format and lint
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

bench: $(VENV)/.dev ## Measure speed and size
	@$(BIN)/python -m benchmarks

pictures: $(VENV)/.dev ## Play the loop and take the pictures in docs/ anew; needs chromium
	@$(BIN)/python -m tests.pictures

playground: $(PLAYGROUND)/.installed ## Microsoft's local Teams client, for demo and tests; needs Node

killed: $(VENV)/.dev ## Four workers and two listeners on PostgreSQL, one killed every few seconds; a quiet machine
	@$(PYTEST) -s -m long -o faulthandler_timeout=0 tests/jobs/test_killed_nodes.py

long: $(VENV)/.dev ## Everything that takes longer; results go into docs/
	@$(PYTEST) -m long -o faulthandler_timeout=0

clean: ## Throw the virtual environment, the demo and all caches away
	rm -rf $(VENV) $(PLAYGROUND) .demo .demo-teams build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

# --- the virtual environment: made once, and again only when pyproject.toml changes --------------

$(VENV)/.demo: pyproject.toml | $(BIN)/pip
	@echo "Installing Tend and its local workspace into $(VENV), once ..."
	@$(PIP) install --no-compile -e '.[demo]'
	@$(BIN)/python -m compileall -qq $(VENV)/lib >/dev/null 2>&1 & # beside the first start, not before
	@touch $@

$(VENV)/.teams: pyproject.toml | $(BIN)/pip
	@echo "Installing Tend and its part for Teams into $(VENV), once ..."
	@$(PIP) install -e '.[demo,teams]'
	@touch $@ $(VENV)/.demo

$(VENV)/.dev: pyproject.toml | $(BIN)/pip
	@echo "Installing what tests and checks need into $(VENV), once ..."
	@$(PIP) install --no-compile -e '.[dev]'
	@$(BIN)/python -m compileall -qq -j 0 $(VENV)/lib >/dev/null 2>&1 || true # some of theirs is no Python
	@touch $@ $(VENV)/.demo $(VENV)/.teams

# --- Microsoft's local Teams client: exact versions, checked by their hashes, no script of theirs --

$(PLAYGROUND)/.installed: sandbox/playground/package.json sandbox/playground/package-lock.json
	@command -v npm >/dev/null || { \
		echo "This needs Node and npm. On Debian or Ubuntu: apt-get install nodejs npm" >&2; exit 1; }
	@echo "Installing Microsoft's local Teams client into $(PLAYGROUND), once ..."
	@mkdir -p $(PLAYGROUND) && cp $^ $(PLAYGROUND)/
	@cd $(PLAYGROUND) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

# pip is the last thing that venv lays down: where it is, the rest is too
$(BIN)/pip:
	@for name in $(or $(PYTHON),$(NEWEST_FIRST)); do \
		if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
		then python=$$name; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
		echo "Tend needs Python 3.11 or newer, and found none (looked for: $(or $(PYTHON),$(NEWEST_FIRST)))." >&2; \
		echo "Name one that is somewhere else with: make PYTHON=/path/to/python3" >&2; \
		exit 1; \
	fi; \
	if ! "$$python" -c 'import venv, ensurepip' 2>/dev/null; then \
		echo "This Python ($$python) has no venv module. On Debian or Ubuntu: apt-get install python3-venv" >&2; \
		exit 1; \
	fi; \
	"$$python" -m venv --clear $(VENV)
