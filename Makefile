# Two commands: `make run` and `make test`. Everything else is a step of one of them or a tool.
SHELL := bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet
# A lock names all that is needed. Nothing is resolved anew, or a release of tomorrow breaks today's lock.
locked = $(PIP) install --no-deps --require-hashes --only-binary :all: -r $(1) && $(PIP) check >/dev/null
# Tests wait less for a folder in memory than for a disk.
MEMORY := $(firstword $(wildcard /dev/shm) /tmp)
# One more than the cores: many tests wait, for a process or a browser. Who is done first takes some
# of those that others were given: all that need a browser are among the first, for one.
WORKERS := $(shell echo $$(( $$(getconf _NPROCESSORS_ONLN) + 1 )))
pytest = folder=$$(mktemp -d $(MEMORY)/liga-tests.XXXXXX); trap 'rm -rf "$$folder"' EXIT; \
  $(BIN)/pytest -q -n $(WORKERS) --dist worksteal --basetemp="$$folder/run" $(1) tests
# Modules are compiled once, whatever the shell says.
export PYTHONDONTWRITEBYTECODE :=
# Debian's and macOS's usual places of a browser that speaks the DevTools protocol.
CHROMIUM := $(firstword $(wildcard /usr/bin/chromium /usr/bin/chromium-browser))
# What some tests need of the system, and is not there.
WANTED := $(strip $(if $(CHROMIUM),,chromium) $(if $(wildcard /usr/bin/strace),,strace) \
  $(if $(shell command -v soffice),,libreoffice-calc-nogui))

# Each browser asset leaves a mark when its hash was right.
MARKS := $(shell sed -n 's,^dest = "\(static/vendor/.*\)"$$,\1/.integrity,p' pyproject.toml)
# While one is missing nothing counts as installed: whatever is made next tries again.
ifneq ($(filter-out $(wildcard $(MARKS)),$(MARKS)),)
.PHONY: .venv/installed
endif

.PHONY: help run install test check test-fast test-all browser bench lock catalogue clean

help:  ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

run: .venv/installed  ## install, prepare the demo and serve on 127.0.0.1:8000
	@$(BIN)/liga demo --serve

install: .venv/installed-dev  ## everything for working on the code

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Liga needs Python 3.11 to 3.14, this is " + sys.version.split()[0] if not (3, 11) <= sys.version_info[:2] <= (3, 14) else 0)'
	@$(PYTHON) -m venv .venv

.venv/packages: requirements.txt pyproject.toml server/vendoring.py | .venv/bin/python
	@echo "Installing Liga into .venv (about a minute the first time) ..."
	@$(call locked,requirements.txt)
	@$(PIP) install --no-deps --no-build-isolation -e . > .venv/install.log 2>&1 || { cat .venv/install.log; exit 1; }
	@touch $@

.venv/installed: .venv/packages
	@$(BIN)/python -m server.vendoring
	@touch $@

.venv/installed-dev: requirements-dev.txt .venv/packages | .venv/installed
	@$(call locked,requirements-dev.txt)
	@touch $@

test: .venv/installed-dev browser check test-all  ## everything that must hold before a change lands

check: .venv/installed-dev  ## format, lint, types, import contracts, templates
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates

test-fast: .venv/installed-dev  ## the everyday part: rules, core and server on SQLite
	@$(call pytest,--hypothesis-profile everyday -m 'not browser and not postgres and not slow')

test-all: .venv/installed-dev
	@$(call pytest)

browser:  ## install Debian's chromium, strace and LibreOffice Calc where they are missing and apt-get is there
ifneq ($(WANTED),)
	@if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(WANTED) >/dev/null; \
	elif command -v apt-get >/dev/null && command -v sudo >/dev/null && sudo -n true 2>/dev/null; then \
	  sudo apt-get update -qq && sudo DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(WANTED) >/dev/null; \
	else \
	  echo "WARNING: no $(WANTED) and no way to install it here: WHAT NEEDS IT WILL BE SKIPPED"; \
	fi
endif

bench: .venv/installed-dev  ## ratios to a floor, in one run each, and the waits of a person
	$(BIN)/python -m bench.saves
	$(BIN)/python -m bench.live
	$(BIN)/python -m bench.scale
	$(BIN)/python -m bench.workbook
	$(BIN)/python -m bench.typist --faster 1000

# Not the whole install: it is refused while the lock lacks a new dependency.
$(BIN)/uv:
	@$(MAKE) --no-print-directory .venv/installed-dev

lock: $(BIN)/uv  ## write the lock files anew
	$(BIN)/$(LOCK) pyproject.toml --group build -o requirements.txt
	$(BIN)/$(LOCK) pyproject.toml --group build --group dev -c requirements.txt -o requirements-dev.txt

catalogue: .venv/installed-dev  ## gather new sentences into the translation catalogue
	$(BIN)/python -m server.i18n

clean:  ## forget the environment and the local data
	rm -rf .venv var static/vendor
