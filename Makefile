# Everything starts with `make setup`, which does nothing when nothing changed.
.DEFAULT_GOAL := help
.PHONY: help setup run test check tidy lint format types imports files icons messages lock bench kill-test screenshots video

PYTHON ?= python3
BIN := .venv/bin
KULANZ_HOME ?= var
run bench: export KULANZ_HOME := $(KULANZ_HOME)

help: ## list these targets
	@sed -n 's/^\([a-z-]*\):.*## /make \1\t/p' Makefile | expand -t 16

setup: ## bring or refresh what the working copy needs
	@$(PYTHON) tools/setup.py

run: setup ## the demo, in a browser
	@if [ -e "$(KULANZ_HOME)/demo.unfinished" ]; then \
	  $(BIN)/kulanz db stop; rm -rf "$(KULANZ_HOME)"; fi
	@test -e "$(KULANZ_HOME)" || $(BIN)/kulanz demo
	@exec $(BIN)/kulanz serve

test: setup ## the whole suite
	@$(BIN)/pytest -n auto --dist loadgroup --no-loadscope-reorder -q

kill-test: setup ## kill the mail intake 200 times at random points
	@KILLS=$${KILLS:-200} $(BIN)/pytest -q -p no:cacheprovider tests/concurrency/test_mail_kill.py

check: setup ## style, types, layers and files
	@$(MAKE) --no-print-directory --keep-going lint format types imports files

tidy: setup ## put the code into the form that `make check` asks for
	@$(BIN)/ruff check --quiet --fix --exit-zero . && $(BIN)/ruff format --quiet .

lint:
	@$(BIN)/ruff check --quiet --output-format concise .

format:
	@$(BIN)/ruff format --quiet --check --output-format concise .

types:
	@$(BIN)/mypy --strict

imports:
	@$(BIN)/lint-imports --no-logo

files:
	@$(BIN)/pytest -q -p no:cacheprovider tests/architecture

bench: setup ## measure over HTTP; see docs/benchmarks.md
	@$(BIN)/kulanz bench

messages: setup ## bring the English catalogues up to date with the texts of the screens
	@$(BIN)/python tools/messages.py

screenshots: setup ## take the pictures of the user guide anew
	@$(BIN)/python tools/screenshots.py

video: setup ## record the demo video anew, in German and English
	@.uv/bin/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/video.txt
	@$(BIN)/python tools/video.py

icons: setup ## draw the icon sprite anew, after a change of core/ui/icons.py
	@$(BIN)/python -m kulanz.core.ui.icons node_modules/@tabler/icons/icons

lock: ## pin the newest versions that requirements/*.in allow
	@$(PYTHON) tools/setup.py
	@cd requirements && for name in tools node base dev video; do \
	  UV_PYTHON_DOWNLOADS=never ../.uv/bin/uv pip compile --quiet --universal --python-version 3.11 --upgrade \
	    --generate-hashes --no-header \
	    $$name.in --output-file $$name.txt || exit 1; \
	done
