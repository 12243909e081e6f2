# Short names for `python3 dev.py …`; that program's --help has every option.
PYTHON ?= python3

.DEFAULT_GOAL := help
.PHONY: help run fresh https test fast thorough bench docs lock format

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Prepare everything and start the demo on this machine
	@$(PYTHON) dev.py run

fresh: ## The same with new demo data
	@$(PYTHON) dev.py run --fresh

https: ## Serve the LAN over https, for phones
	@$(PYTHON) dev.py run --https --demo-lan

test: ## Every check and test
	@$(PYTHON) dev.py test

fast: ## The checks of the inner loop
	@$(PYTHON) dev.py test --fast

thorough: ## Every check with large property profiles
	@$(PYTHON) dev.py test --thorough

bench: ## Measure what docs/performance.md reports
	@$(PYTHON) dev.py bench

docs: ## Make the generated pages of docs/ again
	@$(PYTHON) dev.py docs

lock: ## Make the lock files again
	@$(PYTHON) dev.py lock

format: ## Format the Python code and fix what ruff can fix
	@.venv/bin/ruff check --fix . && .venv/bin/ruff format .
