# Every command of the project. `make demo` and `make test` write only inside this checkout; `make system` is the one
# target that changes the machine. `make help` lists the targets.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --no-input --no-cache-dir install --quiet --require-hashes
DEMO   := out/handa-2021
DEMO_WEB := out/demo-web
PORT   ?= 8000
# pytest-xdist workers
JOBS   ?= 2
# what `make fuzz` runs, and for how long each
TARGETS ?= form bundle karte bill paper
SECONDS ?= 60
# how often `make soak` kills the server, on each database
KILLS ?= 200

.DEFAULT_GOAL := help
.PHONY: help install install-server dev peers demo demo-web test fuzz soak lint format pages bench system lock wheel clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 17

install-server: $(VENV)/.installed-server ## the same, with what the workspace in the browser needs

install: $(VENV)/.installed ## put the command at .venv/bin/anzenkarte

dev: $(VENV)/.installed-dev ## the same, with the tools for tests and checks

peers: $(VENV)/.installed-peers ## as well the programs that tests and benchmarks compare with (300 MB)

demo: install ## run the main job on the sample handa-2021
	$(BIN)/anzenkarte compile handa-2021 --on 2021-10-30 --editions mhlw-6.0,meti-mic-1.1 --out $(DEMO)
	@echo "The dossier lies in $(DEMO)/ : open $(DEMO)/index.html in a browser."
	@echo "To work in the browser with a hospital, its vendors and a clinic: make demo-web"

demo-web: install-server ## serve the demonstration in the browser, on loopback, with one-time links
	$(BIN)/anzenkarte serve --demonstration $(DEMO_WEB) --port $(PORT)

test: lint ## every check and every test; those of the workspace on both databases
	$(BIN)/python -m pytest -n $(JOBS)
	$(BIN)/python -m tests.postgres $(BIN)/python -m pytest -n $(JOBS) tests/workspace tests/web tests/api

fuzz: dev ## hostile input under the coverage-guided fuzzer, SECONDS for each of TARGETS
	@for target in $(TARGETS); do \
	  echo "$$target: $(SECONDS) s"; \
	  $(BIN)/python -m tests.fuzz $$target $(SECONDS) out/fuzz || exit 1; \
	done

soak: dev ## kill the served workspace KILLS times under load; nothing acknowledged may be lost
	$(BIN)/python -m tests.soak --kills $(KILLS)
	$(BIN)/python -m tests.postgres $(BIN)/python -m tests.soak --kills $(KILLS)

lint: dev ## style, import contracts, types, catalogue
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy
	$(BIN)/anzenkarte catalogue check

format: dev ## rewrite the sources in the house style
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

pages: install ## renew docs/catalogues and the coverage tables of the READMEs
	$(BIN)/anzenkarte catalogue pages --out docs/catalogues --readme README.md --readme README.ja.md

bench: dev ## equality of results first, then work counts and times
	$(BIN)/python -m benchmarks

system: ## as root, on Debian: programs that some tests use
	apt-get -o Acquire::Retries=3 update -q
	DEBIAN_FRONTEND=noninteractive apt-get -o Acquire::Retries=3 install -q -y --no-install-recommends \
	  postgresql chromium libreoffice-writer-nogui libreoffice-calc-nogui poppler-utils fonts-morisawa-bizud-gothic

lock: ## renew requirements/*.txt; needs uv on the PATH
	uv pip compile requirements/build.in $(LOCK) -o requirements/build.txt
	uv pip compile pyproject.toml --extra dev $(LOCK) -o requirements/dev.txt
	uv pip compile pyproject.toml -c requirements/dev.txt $(LOCK) -o requirements/run.txt
	uv pip compile pyproject.toml --extra server --extra analytics -c requirements/dev.txt $(LOCK) -o requirements/server.txt
	uv pip compile pyproject.toml --extra peers -c requirements/dev.txt $(LOCK) -o requirements/peers.txt

LOCK := --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header

wheel: install ## build dist/*.whl with the compiled catalogue inside
	rm -rf src/anzenkarte/catalogue/_compiled build
	$(BIN)/anzenkarte catalogue list > /dev/null
	$(BIN)/python -m pip --disable-pip-version-check --no-cache-dir wheel --quiet --no-deps --no-build-isolation -w dist .

clean: ## remove what the other targets made
	rm -rf $(VENV) out build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	rm -rf src/anzenkarte.egg-info src/anzenkarte/catalogue/_compiled
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamps: a second run is quick, a changed lock or pyproject installs again.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; name one with: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python requirements/build.txt requirements/run.txt pyproject.toml
	$(PIP) -r requirements/build.txt
	$(PIP) -r requirements/run.txt
	$(BIN)/python -m pip --disable-pip-version-check --no-cache-dir install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-server: $(VENV)/.installed requirements/server.txt
	$(PIP) -r requirements/server.txt
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements/dev.txt
	$(PIP) -r requirements/dev.txt
	@touch $@

$(VENV)/.installed-peers: $(VENV)/.installed-dev requirements/peers.txt
	$(PIP) -r requirements/peers.txt
	@touch $@
