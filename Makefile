# make serve   the page, at http://127.0.0.1:7860
# make test    every test
# make quick   the tests without model, browser or installation: seconds
# make check   style and types
# make bench   this product and what others would pick, side by side, and under load: a quarter of an hour, kept in build/bench.txt;
#              sets up build/peers the first time; PEERS='--peer NAME=COMMAND' adds one

PYTHON ?= python3
unexport PYTHONDONTWRITEBYTECODE # without compiled files every test run compiles all tests again
BIN = .venv/bin
READY = .venv/ready
PEERS_READY = build/peers/ready

serve: $(READY)
	$(BIN)/hcpc-guidance serve

test: $(READY)
	$(BIN)/pytest

quick: $(READY)
	$(BIN)/pytest -m "not (model or browser or install or mutation or slow)"

bench: SHELL = bash
bench: .SHELLFLAGS = -o pipefail -c
bench: $(READY) $(PEERS_READY)
	$(BIN)/python -m tests.bench.compare --plot build/bench.svg $(PEERS) | tee build/bench.txt
	$(BIN)/python -m tests.bench.warm | tee -a build/bench.txt
	$(BIN)/python -m tests.bench.clients --seconds 60 | tee -a build/bench.txt

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

$(READY): pyproject.toml constraints.txt
	@echo "Setting up .venv: about 2 GB, some minutes the first time ..."
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --constraint constraints.txt --editable '.[dev]'
	@touch $@

# Without it the benchmark says that they are absent.
$(PEERS_READY): tests/bench/peers/requirements.txt
	@echo "Setting up build/peers: about 2 GB, some minutes the first time ..."
	-$(PYTHON) -m venv build/peers && build/peers/bin/pip install --requirement $< && touch $@

.PHONY: serve test quick check bench
