# Two commands do everything: `make demo` and `make test`. Both set up what is missing first, and are safe to run again.

VENV   := .venv
BIN    := $(VENV)/bin
# The first interpreter that is new enough; say PYTHON=... to choose another.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3 python; do \
            $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

.PHONY: demo test quick lint bench golden wheel clean help
.DEFAULT_GOAL := help

help:  ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: $(VENV)/.runs  ## set up, then play the flagship scenario (no display: render it to out/demo/)
	@sh .ci/system-libraries $(BIN)/python
	@$(BIN)/hud demo -o out/demo

test: $(VENV)/.tests lint  ## set up, then lint, types, layers and every test
	@DISPLAY= sh .ci/system-libraries $(BIN)/python
	@$(BIN)/pytest -q -n auto

quick: $(VENV)/.tests  ## the tests without the slow ones
	@$(BIN)/pytest -q -n auto -m "not slow"

lint: $(VENV)/.tests  ## ruff, mypy --strict, import-linter
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports --no-logo

bench: $(VENV)/.tests  ## measure, as ratios in one run
	@$(BIN)/python -m tests.benchmarks

golden: $(VENV)/.tests  ## draw the golden panels anew; look at what git shows before committing them
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m tests.golden.update

wheel: $(VENV)/.tests  ## build the wheel into dist/
	@$(BIN)/pip --quiet wheel --no-deps --wheel-dir dist .

clean:  ## remove the virtual environment and everything made
	rm -rf $(VENV) out build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; on Debian: apt-get install python3 python3-venv"; exit 3; }
	@sh .ci/system-libraries "$(PYTHON)"
	@rm -rf $(VENV) && $(PYTHON) -m venv $(VENV)

$(VENV)/.runs: pyproject.toml | $(BIN)/python
	@echo "Setting up $(VENV) (once; a minute or two)"
	@$(BIN)/python -m pip --quiet --disable-pip-version-check install --editable .
	@$(BIN)/python -m compileall -q hud # also where Python is told not to keep what it compiles
	@touch $@

$(VENV)/.tests: pyproject.toml | $(VENV)/.runs
	@echo "Adding the test tools to $(VENV) (once)"
	@$(BIN)/python -m pip --quiet --disable-pip-version-check install --editable '.[dev]'
	@touch $@
