# Two commands: 'make run' starts everything, 'make test' checks everything.
# make run PORT=9000 DEMO=0 PYTHON=/path/to/python3.12

PYTHON ?= $(firstword $(foreach name,python3 python3.13 python3.12 python3.11 python,$(shell command -v $(name) 2>/dev/null)))
VENV_PYTHON := .venv/bin/python

.PHONY: run test install lock schema format more-titles bench-model bench-graph help

help:
	@echo "make run      install what is missing, start Titleloom, print its address (PORT=8000, DEMO=0 for no demo data)"
	@echo "make test     every check and test (ARGS='-k name' goes to pytest)"
	@echo "make more-titles  fetch and import 74,000 more raw titles"
	@echo "make bench-model  measure the learner beside its peers (DATA=folder of the data sets, SEED=1)"
	@echo "make bench-graph  measure the graph engine beside its peers (TITLES=100000 EDGES=1000000)"
	@echo "make install  only install (with the tools for development)"
	@echo "make format   format the Python sources"
	@echo "make schema   write docs/openapi.json anew"
	@echo "make lock     write requirements/lock*.txt from what is installed"

# 'exec': a signal to make has to reach the launcher, and no shell in between.
run: python
	@exec "$(PYTHON)" scripts/setup.py run

test: python
	@exec "$(PYTHON)" scripts/setup.py test $(ARGS)

install: python
	@exec "$(PYTHON)" scripts/setup.py install

lock: installed
	@$(VENV_PYTHON) scripts/lock.py

schema: installed
	@$(VENV_PYTHON) manage.py check_schema --write

format: installed
	@$(VENV_PYTHON) -m ruff check --fix-only --quiet . && $(VENV_PYTHON) -m ruff format .

.PHONY: python installed
installed:
	@test -x $(VENV_PYTHON) || { echo "Titleloom is not installed here yet: run 'make run' first (or 'make install')." >&2; exit 2; }

python:
	@test -n "$(PYTHON)" || { echo "Titleloom needs Python 3.11 or newer, and no Python was found. Install it (for example 'apt install python3 python3-venv')." >&2; exit 2; }
	@"$(PYTHON)" -c "" >/dev/null 2>&1 || { echo "'$(PYTHON)' does not start. Name a Python that does, 3.11 or newer: make run PYTHON=/path/to/python3.11" >&2; exit 2; }

more-titles: installed
	@$(VENV_PYTHON) -m pip install --disable-pip-version-check --quiet --no-deps find-job-titles==0.7.0
	@$(VENV_PYTHON) manage.py import_titles find-job-titles

DATA ?= ../shared/data
SEED ?= 1
bench-model: install
	@$(VENV_PYTHON) -m pip install --disable-pip-version-check --quiet -r requirements/lock-bench.txt
	@$(VENV_PYTHON) -m benchmarks.learner all --data "$(DATA)" --seed "$(SEED)" --output var/benchmarks/learner --verbose

TITLES ?= 100000
EDGES ?= 1000000
bench-graph: install
	@$(VENV_PYTHON) -m pip install --disable-pip-version-check --quiet -r requirements/lock-bench.txt
	@$(VENV_PYTHON) -m benchmarks.graph --titles $(TITLES) --edges $(EDGES)
