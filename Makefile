# Everything here installs what it needs into .venv by itself, once. Python 3.11 or newer and make are all it takes.

VENV := .venv
PYTHON := $(VENV)/bin/python
INSTALL := $(PYTHON) -m pip install -qq --disable-pip-version-check --require-virtualenv --require-hashes
RUNTIME := $(VENV)/runtime-installed
TOOLS := $(VENV)/tools-installed
LITELLM := .venv-litellm
COMPILE := CUSTOM_COMPILE_COMMAND="make lock" $(PYTHON) -m piptools compile --quiet --strip-extras \
	--generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host
LOCK := $(COMPILE) --allow-unsafe pyproject.toml

.DEFAULT_GOAL := help
.PHONY: help install run test test-litellm check fmt lint types arch bench crash payments offers screenshots gateways lock clean

help: ## Show this list
	@echo "Atelier. The targets of this Makefile:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile
	@echo "More words for one of them: make test ARGS='-k settings', make run ARGS='--no-browser'"

install: $(TOOLS) ## Install everything, tools of development included
	@echo "All is installed in $(VENV)."

run: $(RUNTIME) ## Run the bot; without TELEGRAM_BOT_TOKEN in a sandbox, with a chat page in the browser
	@exec $(PYTHON) -m bot run $(ARGS)

test: $(TOOLS) ## Run the tests
	@$(PYTHON) -m compileall -q -j 0 bot storage sandbox  # once, not by every worker
	@$(PYTHON) -m pytest $(ARGS)

test-litellm: $(TOOLS) $(LITELLM)/installed ## Run our gateway code against the real LiteLLM proxy, in a venv of its own
	@$(PYTHON) -m pytest -n 0 tests/litellm $(ARGS)

check: lint types arch ## Format, lint, types, import contracts, tidy rules and tests: what must be green
	@$(MAKE) --no-print-directory test

fmt: $(TOOLS) ## Format the code and mend what can be mended by itself
	@$(PYTHON) -m ruff check --quiet --fix-only .
	@$(PYTHON) -m ruff format .

lint: $(TOOLS) ## Check format and style
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m ruff check .

types: $(TOOLS) ## Check types, strictly
	@$(PYTHON) -m mypy

arch: $(TOOLS) ## Check who may import whom
	@$(PYTHON) -c 'from importlinter.cli import lint_imports_command as check; check()'

bench: $(TOOLS) ## Measure a thousand people at once, beside a bare bot
	@$(PYTHON) -m bench $(ARGS)

crash: $(TOOLS) ## Kill the bot at random points for ten minutes and check that nothing is lost or paid twice
	@$(PYTHON) -m tests.crash.campaign --seconds 600 $(ARGS)

payments: $(TOOLS) ## Play 10,000 payments, many told of twice, some never, and check that none is double or lost
	@$(PYTHON) -m tests.till.campaign $(ARGS)

offers: $(TOOLS) ## Ask the bot in the sandbox for every offer of the catalogue, not for one of each kind
	@EVERY_OFFER=1 $(PYTHON) -m pytest tests/e2e/test_media.py tests/protocols/test_shipped_offers.py $(ARGS)

screenshots: $(TOOLS) ## Photograph every screen on a phone, in both languages, light and dark (ARGS='--out FOLDER')
	@$(PYTHON) -m tests.gallery $(ARGS)

gateways: $(RUNTIME) ## Write docs/gateways.md anew from the catalogue
	@$(PYTHON) -m bot gateways > docs/gateways.md.new && mv docs/gateways.md.new docs/gateways.md

lock: $(TOOLS) ## Renew requirements/*.txt from pyproject.toml
	@$(LOCK) --extra dev --extra peers --output-file requirements/dev.txt $(ARGS)
	@$(LOCK) --constraint requirements/dev.txt --output-file requirements/run.txt
	@$(COMPILE) --unsafe-package litellm-enterprise requirements/litellm.in --output-file requirements/litellm.txt $(ARGS)

clean: ## Remove what was installed and cached; var/ with your data stays
	rm -rf $(VENV) $(LITELLM) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The interpreter is a target of its own: when the Python behind it was removed, the venv is made anew.
$(PYTHON):
	@for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
		if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then found=$$name; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "Atelier needs Python 3.11 or newer, and found none. Get it from https://www.python.org/downloads/" >&2; exit 1; \
	fi; \
	if ! $$found -c 'import ensurepip, venv' >/dev/null 2>&1; then \
		echo "This Python cannot make virtual environments. On Debian or Ubuntu: sudo apt install python3-venv" >&2; exit 1; \
	fi; \
	$$found -m venv --clear $(VENV)

$(RUNTIME): requirements/run.txt | $(PYTHON)
	@echo "Installing what the bot needs into $(VENV) (only now) …"
	@$(INSTALL) --requirement requirements/run.txt || { echo "Could not install; is there a way to the internet?" >&2; exit 1; }
	@touch $@

$(TOOLS): requirements/dev.txt $(RUNTIME)
	@echo "Installing the tools of development into $(VENV) (only now) …"
	@$(INSTALL) --requirement requirements/dev.txt || { echo "Could not install; is there a way to the internet?" >&2; exit 1; }
	@touch $@

# Without its dependencies looked up: one of them is for paying users of LiteLLM, is not in the lock, and is not needed.
$(LITELLM)/installed: requirements/litellm.txt | $(PYTHON)
	@echo "Installing the LiteLLM proxy into $(LITELLM) (only now; 700 MB) …"
	@$(PYTHON) -m venv --clear $(LITELLM)
	@$(LITELLM)/bin/python -m pip install -qq --disable-pip-version-check --require-virtualenv --require-hashes --no-deps \
		--requirement requirements/litellm.txt || { echo "Could not install; is there a way to the internet?" >&2; exit 1; }
	@touch $@
