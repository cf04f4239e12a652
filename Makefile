# Every target sets up what it needs. Assumed: python3 (3.11 or later), make, git.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

.PHONY: demo test lint bench golden docs lock clean

# The main job: January 2022, from evidence to report.
demo: $(READY)
	$(BIN)/foedus replay kazakhstan-2022 --runs 2000 --seed 1 --out out/kazakhstan-2022

test: $(READY) lint
	$(BIN)/python -m pytest

lint: $(READY)
	$(BIN)/ruff check src tests benchmarks docs
	$(BIN)/ruff format --check src tests benchmarks docs
	$(BIN)/mypy src tests benchmarks
	$(BIN)/lint-imports

bench: $(READY)
	$(BIN)/python -m benchmarks

# Records the golden tables of law and evidence anew; review the difference before you commit it.
golden: $(READY)
	$(BIN)/python -m pytest tests/treaty tests/evidence -q --record-golden

# The documents as pages, read anew each time; a warning is an error. Needs no network.
docs: $(READY)
	$(BIN)/sphinx-build -q -E -W --keep-going -b html docs docs/_build

$(READY): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "foedus needs Python 3.11 or later, and $(PYTHON) is " + sys.version.split()[0] + "; try: make PYTHON=python3.11")'
	test -x $(BIN)/pip || $(PYTHON) -m venv --clear $(VENV)
	test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@# Compiled once here, so that no command pays for it where Python may not write beside its modules.
	$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	touch $(READY)

# Needs the network: resolves the ranges of pyproject.toml again.
lock: $(READY)
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
		--python-version 3.11 pyproject.toml --group dev --output-file requirements.lock

clean:
	rm -rf $(VENV) out docs/_build
