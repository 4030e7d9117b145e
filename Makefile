# Two commands are enough: `make run` and `make test`. Both install what they need; nothing else has to be typed.
PYTHON ?= python3
JOBS ?= 2
ARGS ?=
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif

.DEFAULT_GOAL := help
.PHONY: help run test proof soak fuzz threats coverage pictures check format lock env bench

help:
	@echo "make run     install what is needed, start the node and print the link of its page"
	@echo "make test    install what is needed and run all tests (ARGS='tests/unit -k name' for some)"
	@echo "make proof   run the whole of the long proofs, of which make test runs a part"
	@echo "make soak    simulate N networks with faults and traitors (N=5000) and count what happened"
	@echo "make fuzz    feed every decoder with wrong bytes, N times in all (N=1000000)"
	@echo "make coverage tell how much of keys, codec, entries, roster and session the tests go through"
	@echo "make threats print each row of the threat list with its tests and their result"
	@echo "make pictures draw the pictures of the user guide anew"
	@echo "make check   format, lint, types, import rules, longest files and functions"
	@echo "make format  put the code into its form"
	@echo "make lock    renew the requirement files (ARGS=--upgrade for newer versions)"
ifneq ($(wildcard bench/__main__.py),)
	@echo "make bench   measure, with the goals beside the figures"
endif

run:
	@$(PYTHON) tools/environment.py run
	@$(BIN)/apieka up $(ARGS)

test: env
	@$(BIN)/python tools/fetch_tools.py
	@$(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m "not proof" $(ARGS)

proof: env
	@$(BIN)/python tools/fetch_tools.py
	@$(BIN)/python -m pytest -m proof $(ARGS)

soak: env
	@$(BIN)/python -m tests.sim 0 $(or $(N),5000) --corpus

fuzz: env
	@$(BIN)/python -m tests.fuzz $(or $(N),1000000)

coverage: env
	@$(BIN)/python tools/coverage.py $(ARGS)

threats: env
	@$(BIN)/python tools/threats.py $(ARGS)

check: env
	@$(BIN)/ruff format --check --output-format concise
	@$(BIN)/ruff check --quiet
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo --cache-dir .import_linter_cache
	@$(BIN)/python tools/longest.py

pictures: env
	@mkdir -p docs/pictures
	@APIEKA_PICTURES=docs/pictures $(BIN)/python -m pytest -q tests/browser/test_pictures.py

format: env
	@$(BIN)/ruff format --quiet
	@$(BIN)/ruff check --quiet --fix

lock: env
	@$(BIN)/python tools/lock.py $(ARGS)

env:
	@$(PYTHON) tools/environment.py dev

ifneq ($(wildcard bench/__main__.py),)
bench: env
	@$(BIN)/python -m bench $(ARGS)
endif
