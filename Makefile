# run · test · fuzz · ui · lint · fmt: each does its own set-up, and skips what is up to date.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup run test fuzz ui lint fmt

PYTHON ?= python3
BIN := .venv/bin
# Inside the environment: who removes it removes what says that it is up to date.
READY := .venv/.ready

help:
	@echo "make run    demo company's bills if the inbox is empty, the whole graph, a summary"
	@echo "make test   lint, unit tests, and the build on DuckDB and on a real PostgreSQL"
	@echo "make fuzz   12,000 damaged bill files, 200 killed loads, 20 rounds of eight loads at once"
	@echo "make ui     the Dagster UI"
	@echo "make lint   ruff, sqlfluff and dbt-bouncer"
	@echo "make fmt    format Python and SQL"

setup: $(READY) profiles.yml
	@mkdir -p "$${STORELEDGER_DATA:-data}"

$(READY): requirements.lock
	@$(PYTHON) tools/environment.py .venv requirements.lock
	@touch $@

profiles.yml: profiles.example.yml
	@mkdir -p data && cp profiles.example.yml profiles.yml

run: setup
	@$(BIN)/python -m orchestration run

ui: setup
	@$(BIN)/python -m orchestration ui

test: setup
	@$(BIN)/python -m tools.steps test

fuzz: setup
	@STORELEDGER_KILLS=100 STORELEDGER_ROUNDS=20 $(BIN)/python -m tools.steps fuzz

lint: setup
	@$(BIN)/python -m tools.steps lint

fmt: setup
	@$(BIN)/python -m tools.steps fmt
