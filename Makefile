# What a newcomer, a developer and CI run. All is installed into .venv, and only what requirements.lock names.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
# A copied or moved folder is another installation: its path is part of the stamp.
STAMP := $(VENV)/.installed-$(shell pwd | cksum | cut -d' ' -f1)

.PHONY: setup demo check browser test test-long images torture fmt lock measure measure-crossed

setup: $(STAMP) ; @:

$(STAMP): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or later is needed: make setup PYTHON=…")'
	@echo "Installing into $(VENV), which takes a minute"
	@$(PY) -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	@$(PY) -m pip install -qq --require-hashes -r requirements.lock
	@$(PY) -m pip install -qq --no-deps --no-build-isolation -e .
	@touch $@

demo: setup
	@$(VENV)/bin/lina demo

check: setup
	$(PY) -m ruff format --check --quiet .
	$(PY) -m ruff check --quiet .
	$(PY) -m mypy
	$(PY) $(VENV)/bin/lint-imports

# The page is tested in Debian's Chromium: installed where that is allowed. Without it CI fails, and others go without those tests.
CHROMIUM := /usr/bin/chromium

browser:
	@test -x $(CHROMIUM) || test "$$(id -u)" != 0 || ! command -v apt-get >/dev/null || { echo "Installing Chromium"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-liberation >/dev/null; }
	@test -x $(CHROMIUM) || { echo "No $(CHROMIUM): the page is not tested" >&2; test -z "$$CI"; }

# A process a core, four at most; each has its own PostgreSQL. WORKERS=0 runs all tests in one process.
WORKERS ?= logical
PARALLEL := -n $(WORKERS) --maxprocesses 4 --dist loadgroup

test: setup browser
	$(PY) -m pytest $(PARALLEL) --cov $$(test -x $(CHROMIUM) || echo --ignore=tests/browser)

# What hypothesis tries a moment for in `make test`, ten times as often: the rota's histories, the stores' models, any moves of a call.
test-long: setup
	$(PY) -m pytest $(PARALLEL) -m hypothesis --hypothesis-profile long --timeout 3600

# The documentation's pictures of the page, taken by its tests.
images: setup browser
	@mkdir -p docs/images
	LINA_IMAGES=docs/images $(PY) -m pytest -q tests/browser/test_page_journey.py

# Figures of this machine, beside a bare Bolt application; nothing is asserted. BENCH_ARGS=--quick takes a minute.
measure: setup
	@$(VENV)/bin/lina bench $(BENCH_ARGS)

# The files and calls between a command and its post, and between an alarm and its ping.
measure-crossed: setup
	@$(PY) -W ignore -m tests.measures.crossed

# Hours of what `make test` does for a moment: the bot killed again and again. STORE=postgres for two bots on a database.
ROUNDS ?= 500
STORE ?= tiny
torture: setup
	$(PY) -m tests.torture --rounds $(ROUNDS) --store $(STORE)

fmt: setup
	$(PY) -m ruff check --fix-only --quiet .
	$(PY) -m ruff format .

# Keeps the pins that still fit; LOCK_ARGS=--upgrade renews them all. The second is what a container needs to run.
COMPILE := piptools compile --quiet --generate-hashes --allow-unsafe --no-strip-extras --no-header \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options

lock: setup
	$(PY) -m $(COMPILE) --all-extras $(LOCK_ARGS) --output-file requirements.lock pyproject.toml
	$(PY) -m $(COMPILE) --build-deps-for wheel --constraint requirements.lock --output-file requirements.run.lock pyproject.toml
	$(PY) -m tests.project.lock_dates $(LOCK_ARGS)
