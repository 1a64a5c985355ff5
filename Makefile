# Bollettario. A machine needs Python 3.11 or later and make; every target sets up what it needs.
#   make demo    runs the main job end to end on an embedded database and writes out/demo/
#   make year    runs a year against simulated distributors and compares what was invoiced with what was used
#   make test    the tests
#   make check   the whole gate: format, lint, types, import contracts, parameters, tests, generated files
PYTHON ?= $(firstword $(wildcard $(shell command -v python3.11 2>/dev/null)) $(shell command -v python3 2>/dev/null) python3)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
JOBS ?= 2

.PHONY: setup demo year test check format lint types contracts parameters generated docs bench lock clean help

help:
	@sed -n '1,6p' Makefile

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Bollettario needs Python 3.11 or later, this is %s: make PYTHON=/path/to/python3.11" % sys.version.split()[0])'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing into $(VENV) (once, about a minute) ..."
	@PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_CONSTRAINT=constraints.txt $(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

demo: setup
	@$(BIN)/bollettario demo

# A year of an invented utility with simulated counterparts, on a database of its own that starts afresh.
year: setup
	@rm -rf var/year && BOLLETTARIO_DATA_DIR=var/year $(BIN)/bollettario year

test: setup
	@$(BIN)/pytest -n $(JOBS) --dist loadfile

check: format lint types contracts parameters test generated
	@echo "check: all green"

format: setup
	@$(BIN)/ruff format --check .

lint: setup
	@$(BIN)/ruff check .

types: setup
	@$(BIN)/mypy

contracts: setup
	@$(BIN)/lint-imports

parameters: setup
	@$(BIN)/bollettario parameters check

# Files written by a program are written again and must come out the same.
generated: setup
	@$(BIN)/bollettario docs --check
	@$(BIN)/python -m tests.house --check

docs: setup
	@$(BIN)/bollettario docs
	@$(BIN)/python -m tests.house

bench: setup
	@$(BIN)/python -m tests.bench

# Resolve afresh and pin what came out.
lock:
	@rm -rf $(VENV)-lock && $(PYTHON) -m venv $(VENV)-lock
	@$(VENV)-lock/bin/python -m pip install --quiet --editable '.[dev]'
	@{ echo "# Every package this project installs, pinned. Made by 'make lock'; read by pip (-c) and uv (--constraints)."; \
	   $(VENV)-lock/bin/python -m pip freeze --exclude-editable; } > constraints.txt
	@rm -rf $(VENV)-lock

clean:
	@rm -rf $(VENV) out var .pytest_cache .mypy_cache .ruff_cache
