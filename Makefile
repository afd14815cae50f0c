# Every job of a developer in one word; `make help` lists them.
# Kept to what GNU make 3.81 knows, because macOS brings that one.

VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
ifdef UV
INSTALL := uv pip install --quiet --no-deps --python $(BIN)/python
else
INSTALL := $(BIN)/python -m pip install --quiet --no-deps --disable-pip-version-check
endif
# The lock names everything, so nothing is resolved again: an older pip asks for the newest `x[extra]` beside a locked x.
LOCK := $(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 \
  --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
STYLE_SHEET := holdfast/design/static/holdfast/holdfast.css
DESIGN := $(shell find holdfast/design/sass holdfast/design/script holdfast/design/mark.svg -type f 2>/dev/null)
ARGS ?=
# Public files that tests compare with, where they are.
export HOLDFAST_SHARED ?= $(CURDIR)/../shared/data
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo test fix bench docs lock browser check check-style check-types check-imports \
  check-docs check-templates check-migrations check-wheel

help: ## Print this list
	@echo "Usage: make JOB, with ARGS=\"...\" for what the job passes on"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-18s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

setup: $(VENV)/.command $(STYLE_SHEET) ## Install everything needed, in .venv and node_modules

demo: setup ## Start the demo and print its address (PORT=8000 HOLDFAST_STATE=folder ARGS=--no-browser)
	@$(BIN)/holdfast demo $(ARGS)

test: setup browser ## Run every test (ARGS="-k words" for some)
	@$(BIN)/python -m pytest -n auto $(ARGS)

check: check-style check-types check-imports check-docs check-templates check-migrations check-wheel ## Run every check

fix: setup ## Mend style and layout of the code
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: setup ## Measure each job beside its floor
	@$(BIN)/python -m benchmarks $(ARGS)

docs: setup ## Write docs/generated from the code
	@$(BIN)/holdfast docs $(ARGS)

lock: setup ## Choose package versions anew, with hashes and no addresses
	@$(LOCK) requirements.in -o requirements.txt $(ARGS)
	@$(LOCK) requirements-dev.in -o requirements-dev.txt $(ARGS)
	@$(LOCK) requirements-node.in -o requirements-node.txt $(ARGS)

browser: ## Install Chromium for the journeys, where that can be done
	@sh .ci/browser

check-style: setup ## ruff: style and layout
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

check-types: setup ## mypy on the typed modules
	@$(BIN)/mypy

check-imports: setup ## import-linter: each band imports only the bands above it
	@$(BIN)/lint-imports

check-docs: setup ## docs/generated says what the code says
	@$(BIN)/holdfast docs --check

check-templates: setup ## Every template compiles
	@$(BIN)/holdfast templates --check

check-migrations: setup ## Every model has its migration
	@$(BIN)/python manage.py makemigrations --check --dry-run

check-wheel: setup ## The wheel builds, installs and has its static files
	@sh .ci/wheel $(BIN) $(patsubst holdfast/%,%,$(STYLE_SHEET))

# What follows is made once and again when what it stands on changes: a stamp file tells.

$(VENV)/.made:
	@sh .ci/python $(VENV)
	@touch $@

$(VENV)/.packages: $(VENV)/.made requirements.txt requirements-dev.txt
	@echo "Installing the Python packages"
	@$(INSTALL) --require-hashes -r requirements.txt -r requirements-dev.txt
	@touch $@

# Editable, so that the command runs the files of this folder. Nothing is fetched for it.
$(VENV)/.command: $(VENV)/.packages pyproject.toml packaging_hook.py requirements.in
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --offline --no-deps --no-build-isolation --editable .
	@touch $@

# The npm of the computer where its Node.js is new enough, else one from a Python package.
$(VENV)/.npm: $(VENV)/.packages requirements-node.txt .ci/npm
	@if ! sh .ci/npm system > $@; then \
	  echo "Installing Node.js into $(VENV): the computer has none from version 20 on"; \
	  $(INSTALL) --require-hashes -r requirements-node.txt && sh .ci/npm package $(BIN) > $@; \
	fi

node_modules/.installed: package.json package-lock.json $(VENV)/.npm
	@echo "Installing what the style sheet is made of"
	@eval "$$(cat $(VENV)/.npm) ci --silent --no-audit --no-fund --no-update-notifier"
	@touch $@

$(STYLE_SHEET): node_modules/.installed $(DESIGN)
	@echo "Building the style sheet"
	@eval "$$(cat $(VENV)/.npm) run --silent --no-update-notifier build"
	@touch $@
