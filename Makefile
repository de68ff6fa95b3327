# Run `make help` for what each target does.
PYTHON ?= python3
EXTRAS ?=
RECORDS ?= 1000000
SERVE ?= 1
PORT ?= 8765
VENV := .venv
BIN := $(VENV)/bin
PEERS := .venv-bench
UV := UV_PROJECT_ENVIRONMENT=$(VENV) UV_LINK_MODE=copy $(BIN)/uv
SYNC := $(UV) sync --quiet --frozen --inexact --compile-bytecode
DEMO := demo/$(RECORDS)
TOP_GENRES := SELECT COALESCE(genre, 'Não informado') AS genre, SUM(streams) AS streams \
  FROM genre_mart GROUP BY 1 ORDER BY 2 DESC LIMIT 5

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev page demo test lint references docs golden screenshots bench bench-run bench-scale

help:  ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Vitrola needs Python 3.11 or later; this is $$($(PYTHON) --version). Set PYTHON=/path/to/python3.11."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "Could not make a virtual environment. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

setup: $(BIN)/uv  ## install vitrola into .venv (EXTRAS=spark, aws or mcp adds PySpark, the AWS SDK, the MCP SDK)
	@$(SYNC) --no-dev $(foreach extra,$(EXTRAS),--extra $(extra))
	@tools/build_page.sh $(VENV)
ifneq ($(filter spark,$(EXTRAS)),)
	@$(BIN)/python -m tools.spark_archive
endif

setup-dev: $(BIN)/uv
	@$(SYNC) --extra spark --extra aws --extra mcp
	@tools/build_page.sh $(VENV)

page: $(BIN)/uv  ## build the dashboard's page (setup does it too)
	@tools/build_page.sh $(VENV)

demo: setup  ## sample data through the whole pipeline, then the dashboard (RECORDS=1000000, SERVE=0, PORT=8765)
	@echo "Sample data: invented names, published statistics. Dates, sex and ages will be simulated."
	@$(BIN)/vitrola sample $(DEMO)/data --records $(RECORDS)
	@test -d $(DEMO)/lake || $(BIN)/vitrola init $(DEMO)/lake
	@$(BIN)/vitrola land $(DEMO)/lake $(DEMO)/data/Music_Info.csv $(DEMO)/data/User_Listening_History.csv
	@$(BIN)/vitrola run $(DEMO)/lake --simulate
	@echo; echo "Ask the lake anything in SQL. The most played genres, for example:"
	@echo "  $(BIN)/vitrola sql $(DEMO)/lake \"$(TOP_GENRES)\""; echo
	@$(BIN)/vitrola sql $(DEMO)/lake "$(TOP_GENRES)"
ifneq ($(SERVE),0)
	@$(BIN)/vitrola serve $(DEMO)/lake --port $(PORT)
endif

test: setup-dev  ## install what the tests need and run all of them
	@tools/ensure_java.sh
	@$(BIN)/python -m tools.spark_archive
	@UV_LINK_MODE=copy tools/ensure_connect.sh $(VENV)
	@tools/ensure_chromium.sh
	@$(BIN)/python -m pytest -n auto --dist loadgroup $(PYTEST_ARGS)

lint: setup-dev  ## style, types, import rules
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy
	@cd web && node_modules/.bin/tsc --noEmit
	@$(BIN)/lint-imports

references: setup-dev  ## write the reference pages that come from the code
	@$(BIN)/python -m tools.references

docs: setup-dev  ## build the documentation site into site/, strictly
	@$(BIN)/python -m tools.handbook site

screenshots: setup-dev  ## write the pictures of docs/images from the lake of make demo (RECORDS)
	@tools/ensure_chromium.sh
	@$(BIN)/python -m tools.screenshots $(DEMO)/lake

golden: setup-dev  ## write the compiled SQL of every model and the Power BI project for review
	@$(BIN)/python -m tools.golden_sql
	@$(BIN)/python -m tools.golden_powerbi

bench: bench-run bench-loads bench-handover bench-dashboard  ## time runs, loads over time, hand-over, dashboard

bench-run: setup  ## the run beside DuckDB, Polars, pandas and PySpark (BENCH_ARGS="--records 1000000")
	@tools/ensure_java.sh
	@UV_PROJECT_ENVIRONMENT=$(PEERS) UV_LINK_MODE=copy $(BIN)/uv sync --quiet --frozen --compile-bytecode \
	  --extra spark --group bench
	@$(PEERS)/bin/python -m tools.spark_archive
	@BENCH_PYTHON=$(CURDIR)/$(BIN)/python $(PEERS)/bin/python -m benchmarks.run $(BENCH_ARGS)

bench-scale: setup  ## a run at 1, 3 and 10 times the records on both engines (BENCH_ARGS="--records 1000000")
	@tools/ensure_java.sh
	@UV_PROJECT_ENVIRONMENT=$(PEERS) UV_LINK_MODE=copy $(BIN)/uv sync --quiet --frozen --compile-bytecode \
	  --extra spark --group bench
	@$(PEERS)/bin/python -m tools.spark_archive
	@BENCH_PYTHON=$(CURDIR)/$(BIN)/python $(PEERS)/bin/python -m benchmarks.scale $(BENCH_ARGS)

bench-loads: setup  ## a year of daily increments, nothing to do, ten times the records (BENCH_ARGS)
	@$(BIN)/python -m benchmarks.loads $(BENCH_ARGS)

bench-handover: setup  ## the profile's pages beside DuckDB's SUMMARIZE (BENCH_ARGS="--records 1000000")
	@$(BIN)/python -m benchmarks.handover $(BENCH_ARGS)

bench-dashboard: setup-dev  ## answers, clicks, first load, cube and fifty people (BENCH_ARGS as above)
	@tools/ensure_chromium.sh
	@$(BIN)/python -m benchmarks.dashboard $(BENCH_ARGS)
