# Needs Python 3.11 or newer, make, and a package index. Nothing is installed outside .venv.
# With uv the versions of uv.lock are installed; without it pip resolves them from pyproject.toml.

VENV  := .venv
BIN   := $(VENV)/bin
STAMP := $(VENV)/.bwcmeta-installed

export UV_PROJECT_ENVIRONMENT := $(VENV)

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint bench bench-full bench-hundred silence schemas clean

help:    ## say what can be made
	@grep -hE '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## */\t/' | expand -t 12

setup: $(STAMP)   ## create .venv and install bwcmeta with its tests' tools
	@:

$(STAMP): pyproject.toml uv.lock .ci/setup
	@echo "setting up $(VENV) ..." >&2
	@sh .ci/setup $(VENV)
	@touch $@

demo: $(STAMP)    ## read the sample logs, audit them, show the result
	@$(BIN)/bwcmeta demo

test: lint        ## everything: ruff, mypy, the whole test suite
	@$(BIN)/python -m pytest -n auto --dist loadgroup

lint: $(STAMP)    ## ruff and mypy only
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy

bench: $(STAMP)   ## measure, and compare with the committed baseline (minutes)
	@$(BIN)/python -m pytest benchmarks -p no:xdist --benchmark-only

bench-full: $(STAMP) ## the same with 10 million recordings (hours on two cores, 20 GB of disk)
	@$(BIN)/python -m pytest benchmarks -p no:xdist --benchmark-only --full

bench-hundred: $(STAMP) ## ten copies of the 10 million: an hour on two cores, 60 GB of disk
	@$(BIN)/python -m pytest benchmarks/test_hundred.py -p no:xdist --benchmark-only --hundred

silence: $(STAMP) ## audit a clean world of a million recordings: nobody may be accused (minutes)
	@$(BIN)/python -m pytest benchmarks/test_silence.py -p no:xdist

schemas: $(STAMP) ## write schemas/ and the generated pages of docs/reference
	@$(BIN)/python -m bwcmeta.reference

clean:   ## remove what was made here, .venv included
	@rm -rf $(VENV) demo-out dist build .mypy_cache .ruff_cache .hypothesis .benchmarks
