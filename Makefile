# The newcomer's two commands are `make run` and `make test`. Everything is installed into .venv, from hashed locks.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
RIG := tests/e2e

.PHONY: install dev run test lint coverage e2e faults faults-short rolling fuzz fuzz-short shared-check bench lock clean

install: $(VENV)/installed
dev: $(VENV)/dev

$(VENV)/installed: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Policywire needs Python 3.11 or newer; name one with: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/dev: requirements-dev.lock $(VENV)/installed
	$(PIP) install --require-hashes -r requirements-dev.lock
	touch $@

run: install
	$(BIN)/policywire run

test: dev
	$(BIN)/python -m pytest -n auto -m "not e2e and not rolling and not shared"

lint: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/deptry .

coverage: dev
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest tests/core tests/jobs/test_send_digests.py tests/jobs/test_watch_feeds.py tests/jobs/test_match_items.py tests/jobs/test_read_topics.py
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report --include 'core/*' --fail-under 100 --skip-covered --show-missing

# What the product is made of, from the lock: a list for machines (CycloneDX) with hashes, one of licences for people.
.PHONY: sbom audit
sbom: dev
	mkdir -p build
	$(BIN)/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --mc-type application --output-reproducible --validate --output-file build/sbom.json
	$(BIN)/python packaging/licences.py requirements.lock > build/licences.txt

# Published advisories on the locked libraries; where their source cannot be reached it says so and passes.
audit: dev
	PYTHON=$(BIN)/python .ci/audit

# A real Slack on loopback and Microsoft's Teams test client, from npm. Node 20 or newer and Chromium must be there.
e2e: dev
	npm ci --prefix $(RIG) --no-audit --no-fund --loglevel=error
	$(BIN)/python -m pytest -m e2e -n 2 --dist loadfile tests/e2e

# Storms: workers and web killed and frozen, the clock set, the disk full, PostgreSQL restarted, the chat server lying; about 15 minutes.
faults: dev
	$(BIN)/python -m tests.faults.storm --seed 1 2 3

# A part of it for every change, about two minutes: fewer blows, one seed.
faults-short: dev
	$(BIN)/python -m tests.faults.storm --seed 7 --short

# The last commit with older tables, from this checkout's own history, works on the tables of this one; about a minute.
rolling: dev
	$(BIN)/python -m pytest -m rolling tests/rolling

# Whatever reads bytes and texts of strangers, under libFuzzer, and the API against its description: each for SECONDS.
SECONDS ?= 600
FUZZED := feed listing query text document
fuzz: dev
	for target in $(FUZZED); do $(BIN)/python -m tests.fuzz $$target --seconds $(SECONDS) || exit 1; done

# The same in some twenty seconds, seeded.
fuzz-short: dev
	for target in $(FUZZED); do $(BIN)/python -m tests.fuzz $$target --seconds 2 --seed 1 --quiet || exit 1; done
	$(BIN)/python -m pytest -n0 tests/fuzz/api.py

# What can only be tried on the real input that lies beside the checkout, in ../shared.
shared-check: dev
	$(BIN)/python -m pytest -m shared tests/shared

bench: dev
	$(BIN)/python -m bench

# uv (https://docs.astral.sh/uv/) writes the locks; nothing else needs it.
lock:
	echo 'setuptools>=80' | uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet pyproject.toml - --output-file requirements.lock
	echo 'setuptools>=80' | uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet --extra dev --extra bench pyproject.toml - --constraints requirements.lock --output-file requirements-dev.lock

clean:
	rm -rf $(VENV) $(RIG)/node_modules .mypy_cache .ruff_cache .pytest_cache .coverage*
