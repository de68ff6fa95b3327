# Run `make help` for what each target does.
PYTHON ?= python3
EXTRAS ?=
RECORDS ?= 1000000
VENV := .venv
BIN := $(VENV)/bin
UV := UV_PROJECT_ENVIRONMENT=$(VENV) UV_LINK_MODE=copy $(BIN)/uv
SYNC := $(UV) sync --quiet --frozen --inexact

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo test lint bench

help:  ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Vitrola needs Python 3.11 or later; this is $$($(PYTHON) --version). Set PYTHON=/path/to/python3.11."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "Could not make a virtual environment. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

setup: $(BIN)/uv  ## install vitrola into .venv (EXTRAS=spark adds PySpark)
	@$(SYNC) --no-dev $(if $(EXTRAS),--extra $(EXTRAS))

setup-dev: $(BIN)/uv
	@$(SYNC) --extra spark --group bench


demo: setup  ## not built yet: says so and stops
	@echo "The pipeline is not built yet: there is nothing to demonstrate."; exit 1

test: setup-dev  ## install what the tests need and run all of them
	@$(BIN)/python -m pytest -n auto --dist loadgroup $(PYTEST_ARGS)

lint: setup-dev  ## style, types, import rules, generated references
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports


bench: setup-dev  ## not built yet: says so and stops
	@echo "The benchmark is not built yet."; exit 1
