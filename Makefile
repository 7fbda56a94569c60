# Two commands do everything: `make demo` shows the main job, `make check` proves it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo check test slow lint types format model clean

demo: $(VENV)/.installed
	$(BIN)/compassion-nlp demo

check: $(VENV)/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto -m "not slow"

test: $(VENV)/.installed-dev
	$(BIN)/pytest -n auto -m "not slow"

slow: $(VENV)/.installed-dev
	$(BIN)/pytest -m slow

format: $(VENV)/.installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The packaged model, from the project's own corpus alone; its card where gold labels are at hand.
model: $(VENV)/.installed-dev
	rm -f models/default/figures.json models/default/audit.json
	$(BIN)/compassion-nlp train data/corpus --name default -o models/default -j 2
	test ! -d ../shared/gold || for half in A B; do \
	  $(BIN)/compassion-nlp evaluate ../shared/gold/dev.jsonl --half $$half --card models/default; \
	done
	$(BIN)/python benchmarks/audit.py --card

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.installed-dev: $(VENV)/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable ".[dev]"
	touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
