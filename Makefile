# Every command of the project; `make` alone lists them. Each sets itself up in .venv on first use and needs nothing
# beforehand but make and a Python 3.11 or newer. ARGS are handed on: make test ARGS="-k rio-treaty".

.DEFAULT_GOAL := help
.PHONY: help site serve check test test-browser zensical answers consequences upkeep mutants bench lint lock clean

# Which Python to set up with; found where not given.
PYTHON ?=
ARGS ?=

BIN := .venv/bin
LOCKED := .venv/locked
READY := .venv/ready
ZENSICAL := .cache/zensical/ready
NODE := $(if $(shell command -v npm),tests/node/node_modules/.package-lock.json)

# A folder may have an apostrophe in its name, so recipes take it from the environment.
export HERE := $(CURDIR)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

help: ## Show this list
	@echo 'Usage: make COMMAND [ARGS="..."]'
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | awk -F'|' '{ printf "  %-12s  %s\n", $$1, $$2 }'

site: $(READY) ## Check everything and build the site into site/ (PAIRS=all: a page for every pair)
	@$(BIN)/allies build $(if $(PAIRS),--pairs $(PAIRS)) $(ARGS)

serve: $(READY) ## Show the site while you edit; a changed fact, schema, page or rule reloads it
	@$(BIN)/allies serve $(ARGS)

check: $(READY) ## Check the facts and pages, without building a site
	@$(BIN)/allies check $(ARGS)

test: $(READY) ## Run the tests: the editorial rules, the engine, the pages, the built site (all but the next two)
	@$(BIN)/python -m pytest -m "not browser and not zensical" -n auto --dist worksteal $(ARGS)

test-browser: $(READY) $(NODE) ## Look at the built site in Chromium: keyboard, phone, dark, paper, disk, axe (ARGS="--site=site")
	@$(BIN)/python -m pytest -m browser -n auto --dist worksteal $(ARGS)

zensical: $(READY) $(ZENSICAL) ## Build every page with Zensical, and hold them against the site's (ARGS="--site=site")
	@$(BIN)/python -m pytest -m zensical $(ARGS)

answers: $(READY) ## Derive the answers anew and write them to answers/
	@$(BIN)/allies answers --write $(ARGS)

mutants: $(READY) ## Plant errors in a copy of the facts and pages, and count how many the gate catches
	@$(BIN)/python -m tests.mutants $(ARGS)

consequences: $(READY) ## Mend what is mechanical, write answers/ anew, and say what differs for readers SINCE a revision
	@mkdir -p .cache/consequences
	@$(BIN)/allies fix >/dev/null || true
	@$(BIN)/allies diff "$(or $(SINCE),HEAD)" | tee .cache/consequences/diff.txt
	@$(BIN)/allies answers --write >/dev/null && git diff -- facts answers > .cache/consequences/mended.patch

upkeep: $(READY) ## Look, with network and clock, for links that are gone and facts that are due for another look
	@mkdir -p .cache
	@{ $(BIN)/python -m upkeep.stale; echo; $(BIN)/python -m upkeep.links; } | tee .cache/upkeep.md

bench: $(READY) ## Measure against check-jsonschema, a plain mkdocs build, and many more facts
	@$(BIN)/python bench/bench.py $(ARGS)

lint: $(READY) ## Look over the form of code and facts: ruff's rules and its form, types with mypy, allies fmt
	@$(BIN)/ruff check $(ARGS)
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/allies fmt --check
	@$(BIN)/check-jsonschema -q --builtin-schema vendor.github-workflows .github/workflows/*.yml
	@$(BIN)/check-jsonschema -q --builtin-schema vendor.github-issue-forms $(filter-out %/config.yml,$(wildcard .github/ISSUE_TEMPLATE/*.yml))
	@! test -x $(BIN)/actionlint || $(BIN)/actionlint -shellcheck= -pyflakes=
	@$(BIN)/zizmor --offline --quiet --no-progress .github/workflows

lock: .cache/uv/bin/uv ## Write requirements.lock from pyproject.toml (ARGS=--upgrade for the newest versions)
	@.cache/uv/bin/uv pip compile pyproject.toml --group dev --output-file requirements.lock --quiet \
	  --universal --python-version 3.11 --no-python-downloads --generate-hashes \
	  --no-annotate --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' $(ARGS)
	@.cache/uv/bin/uv pip compile --group zensical --output-file tests/zensical/requirements.lock --quiet \
	  --universal --python-version 3.11 --no-python-downloads --generate-hashes \
	  --no-annotate --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' $(ARGS)
	@echo "requirements.lock names $$(grep -c == requirements.lock) packages."

clean: ## Remove everything that make made; the next command sets up anew
	@rm -rf .venv .cache site .site .pytest_cache .ruff_cache .mypy_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +


# Setting up, once: first the locked packages, then the package itself. Each leaves a stamp when it is whole.

# A copied or moved folder would run the engine of the place it came from, so its stamp names the place.
ifneq ($(shell test -x $(BIN)/python && cat $(LOCKED) 2>/dev/null),$(CURDIR))
.PHONY: $(LOCKED)
endif

$(READY): $(LOCKED) pyproject.toml
	@$(BIN)/python -m pip install -qq --no-deps --no-build-isolation --editable .
	@touch $@

$(LOCKED): requirements.lock
	@$(find_python); \
	echo "Setting up .venv with $$("$$python" --version), once; half a minute or so ..."; \
	rm -rf .venv && "$$python" -m venv .venv || exit 1; \
	$(BIN)/python -m pip install -qq --require-hashes --requirement requirements.lock || { \
	  echo 'The packages of requirements.lock could not be installed; the lines above say why.' >&2; \
	  echo '  To mend: see that the package index can be reached, then run the same command again.' >&2; exit 1; }; \
	printf '%s\n' "$$HERE" > $@

# What writes requirements.lock, and nothing else; hence not among the locked packages.
.cache/uv/bin/uv: Makefile
	@$(find_python); \
	rm -rf .cache/uv && "$$python" -m venv .cache/uv && .cache/uv/bin/python -m pip install -qq uv==0.13.9
	@touch $@

# Another generator; it serves tests only, in an environment of its own, and they are skipped where it is not.
$(ZENSICAL): tests/zensical/requirements.lock
	@$(find_python); \
	rm -rf $(@D) && "$$python" -m venv $(@D) && $(@D)/bin/python -m pip install -qq --require-hashes --requirement $<
	@touch $@

# What looks at the HTML of pages, and at facts as editors do; it serves tests only, skipped where there is no npm.
tests/node/node_modules/.package-lock.json: tests/node/package-lock.json
	@npm ci --prefix tests/node --silent --no-audit --no-fund
	@touch $@

# Sets $python to the first Python that is new enough and can make a virtual environment, or says how to mend.
define find_python
	python= old= bare=; \
	for each in $(if $(PYTHON),'$(PYTHON)',python3 python3.14 python3.13 python3.12 python3.11 python); do \
	  version=$$("$$each" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue; \
	  "$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { old="$$old $$each is $$version."; continue; }; \
	  "$$each" -c 'import ensurepip, venv' 2>/dev/null || { bare="$${bare:-$$version}"; continue; }; \
	  python=$$each; break; \
	done; \
	if [ -z "$$python" ] && [ -n "$$bare" ]; then \
	  echo "Python $$bare is here, but cannot make a virtual environment: its venv package is missing." >&2; \
	  echo "  To mend: on Debian and Ubuntu, sudo apt install python$$bare-venv; elsewhere, install Python whole." >&2; exit 1; \
	elif [ -z "$$python" ]; then \
	  echo "No Python 3.11 or newer was found.$$old" >&2; \
	  echo '  To mend: install one (sudo apt install python3 python3-venv; sudo dnf install python3; brew install python),' >&2; \
	  echo '  or name yours: make site PYTHON=/path/to/python3' >&2; exit 1; \
	fi
endef
