# The commands of a developer; all set-up is done by the first that needs it.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run demo test lint format migrate bench
BIN := .venv/bin
LOCKED := pyproject.toml uv.lock .ci/setup
PACKAGES := bot handlers nlp backend config

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/.ready-for-run ## start everything on this machine (ARGS="--port 9000" goes to `chuishao serve`)
	@exec $(BIN)/chuishao serve $(ARGS)

demo: .venv/.ready-for-run ## the same with two invented years of cases (folder ./var-demo; the first time fills it)
	@env CHUISHAO_DEMO=1 $(BIN)/chuishao demo --data var-demo --if-empty
	@exec env CHUISHAO_DEMO=1 $(BIN)/chuishao serve --data var-demo $(ARGS)

test: .venv/.ready-for-test ## run all tests (PYTEST_ARGS="tests/unit -x" to choose)
	@.ci/chromium
	@exec env -u PYTHONDONTWRITEBYTECODE $(BIN)/pytest -n auto --maxprocesses 4 --dist worksteal $(PYTEST_ARGS)

lint: .venv/.ready-for-test ## style, types, import directions
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: .venv/.ready-for-test ## put the code into the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

migrate: .venv/.ready-for-run ## bring the database of ./var to the current schema
	@exec $(BIN)/chuishao migrate $(ARGS)

bench: .venv/.ready-for-test ## measure against ceilings of the same run; not part of the tests
	@exec $(BIN)/pytest tests/bench -s $(PYTEST_ARGS)

.venv/.ready-for-run: $(LOCKED)
	@.ci/setup run

.venv/.ready-for-test: $(LOCKED)
	@.ci/setup test
