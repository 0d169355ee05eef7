# make demo: sample exports -> warehouse -> dashboard.  make test: everything that must hold.  Both set themselves up.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/installed
FAST := tests/layouts tests/metrics tests/privacy
# Compiled modules are kept, or each of the hundreds of processes that the tests start compiles them anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test test-all check mutants bench sample clean

demo: $(STAMP)
	$(BIN)/manyidu demo

test: $(STAMP)
	$(BIN)/python -m pytest -n logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder --hypothesis-profile=usual -m "not slow"

test-all: $(STAMP)
	$(BIN)/python -m pytest -n logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder

check: $(STAMP)
	$(BIN)/ruff format --check pipeline dashboards tests benchmarks
	$(BIN)/ruff check pipeline dashboards tests benchmarks
	$(BIN)/mypy
	$(BIN)/python -m pytest -n logical --maxprocesses 4 --dist loadfile -q --hypothesis-profile=usual -m "not slow and not browser and not wide" $(FAST)

mutants: $(STAMP)
	$(BIN)/python -m tests.mutants

bench: $(STAMP)
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.figures --warehouse data/warehouse/benchmark
	$(BIN)/python -m benchmarks.pages --warehouse data/warehouse/benchmark
	$(BIN)/python -m benchmarks.shuffled

sample: $(STAMP)
	$(BIN)/python -m pipeline.sample data/raw/_sample

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	touch $(STAMP)

clean:
	rm -rf .venv data/warehouse build dist *.egg-info
