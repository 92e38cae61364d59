# Everything a developer or a user of a checkout runs; `make` alone lists it.
# VENV names the virtual environment (made when it is missing), PYTHON the interpreter it is made of.

VENV ?= .venv
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN = $(VENV)/bin

# Arguments of pytest, as in `make test ARGS="-k cluster -x"`.
ARGS ?=

# setup.cfg holds the settings of all tools that read it; ruff does not.
SOURCES = mock_ecs tests examples
RUFF = $(BIN)/ruff
RUFF_FLAGS = --line-length 120 --target-version py311
# AWS's own messages have the quotation marks that RUF001 takes for a mistake.
RUFF_RULES = --select E,F,W,I,UP,B,C4,SIM,RUF,PT,RET --ignore RUF001

.DEFAULT_GOAL := help
.PHONY: help run test demo bench scale docs lint format clean

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile

run: $(VENV)/.installed ## install and serve on 127.0.0.1:4566
	@$(BIN)/mock-ecs serve

test: $(VENV)/.installed-test ## install and run the tests
	@$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

demo: $(VENV)/.installed ## install and show a rolling deployment in the terminal
	@$(BIN)/mock-ecs demo

bench: $(VENV)/.installed-test ## measure against moto's server and a constant answer
	@$(BIN)/python -m tests.perf

scale: $(VENV)/.installed-test ## measure how it grows: 10,000 instances, 100,000 tasks, a day
	@$(BIN)/python -m tests.perf.scale

docs: $(VENV)/.installed ## write docs/errors.md anew
	@mkdir -p docs && $(BIN)/mock-ecs errors --format markdown > docs/errors.md

lint: $(VENV)/.installed-dev ## check style, types and layers
	$(RUFF) check $(RUFF_FLAGS) $(RUFF_RULES) $(SOURCES)
	$(RUFF) format --check $(RUFF_FLAGS) $(SOURCES)
	$(BIN)/mypy --strict
	$(BIN)/lint-imports

format: $(VENV)/.installed-dev ## let ruff format the sources
	$(RUFF) check --fix $(RUFF_FLAGS) $(RUFF_RULES) $(SOURCES)
	$(RUFF) format $(RUFF_FLAGS) $(SOURCES)

clean: ## remove the virtual environment, caches and build output
	rm -rf .venv .cache build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is younger than what it was made of, so a second run installs nothing.
$(VENV)/.installed: setup.cfg pyproject.toml | $(BIN)/pip
	$(BIN)/python -m pip install -q --disable-pip-version-check -e .
	@touch $@

$(VENV)/.installed-test: setup.cfg pyproject.toml | $(BIN)/pip
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[test]'
	@touch $(VENV)/.installed $@

$(VENV)/.installed-dev: setup.cfg pyproject.toml | $(BIN)/pip
	$(BIN)/python -m pip install -q --disable-pip-version-check -e '.[dev]'
	@touch $(VENV)/.installed $(VENV)/.installed-test $@

$(BIN)/pip:
	@test -n "$(PYTHON)" || { echo "mock-ecs needs Python 3.11 or newer: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
