# Everything here sets up what it needs, on a machine with Python 3.11 or newer and make.
# `make help` lists the commands.

.DEFAULT_GOAL := help
.PHONY: help site serve new import translate check diff engine stale links archive test test-story test-thorough lint suite mutants bench lock messages notice modules audit clean browser release

NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c '$(NEW_ENOUGH)' >/dev/null 2>&1 && echo $$p && break; done)
RUN := .venv/bin/python
PIP := $(RUN) -m pip install --quiet --disable-pip-version-check --no-input
EXTRAS := --extra sheets --extra korean  # what this story needs beside the engine
STORY_AT = $(if $(value STORY),--root="$$STORY")
NO_BROWSER := $(filter no,$(BROWSER))
export PYTHONDONTWRITEBYTECODE :=
export NO_MKDOCS_2_WARNING := 1

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /make \1	/p' Makefile | expand -t 20

site: .venv/site.done ## build the site into site/
	@$(RUN) -m mkdocs build --quiet --strict
	@echo "built: site/index.html"

serve: .venv/site.done ## live preview; saving a fact or a page shows in the browser
	@$(RUN) -m mkdocs serve --dirty --livereload

new: .venv/site.done ## begin a fact: make new KIND=person ID=odo-finch asks for what it needs; VALUES="by=guild value=600" says it
	@$(RUN) -m factbook $(STORY_AT) new "$$KIND" "$$ID" $(if $(value VALUES),$$VALUES)

import: .venv/site.done ## facts from a spreadsheet: make import SHEET=figures.xlsx shows them, WRITE=1 writes; NAMES (of columns), VALUES, AGAINST, BECAUSE
	@$(RUN) -m factbook $(STORY_AT) import "$$SHEET" $(if $(value NAMES),--columns="$$NAMES") $(if $(value AGAINST),--against="$$AGAINST") $(if $(value BECAUSE),--because="$$BECAUSE") $(if $(value WRITE),--write) $(if $(value VALUES),$$VALUES)

translate: .venv/site.done ## begin the catalogues of the facts' texts in other languages, or bring them up to date
	@$(RUN) -m factbook $(STORY_AT) translate $(if $(value LANGUAGE),"$$LANGUAGE")

# AGAINST, STORY, FORMAT and the like reach the shell as variables and not as text: a branch may be named a';b
check: .venv/site.done ## read every fact and page, print every problem; with AGAINST=REF, of corrections too; with PUBLISH=1, of what a published site must say
	@$(RUN) -m factbook $(STORY_AT) check $(if $(value AGAINST),--against="$$AGAINST") $(if $(value PUBLISH),--publish) $(if $(value FORMAT),--format="$$FORMAT")

diff: .venv/site.done ## tell what changed for readers since AGAINST=REF
	@$(RUN) -m factbook $(STORY_AT) diff --against="$${AGAINST:-origin/main}" --format="$${FORMAT:-text}"

engine: .venv/site.done ## list what changed since AGAINST=REF that is no fact and no page, for a maintainer to read by hand
	@$(RUN) -m factbook $(STORY_AT) engine --against="$${AGAINST:-origin/main}" $(if $(value FORMAT),--format="$$FORMAT")

stale: .venv/site.done ## list figures that nobody looked at for long, and sources without an archived copy
	@$(RUN) -m factbook check --stale $(if $(value FORMAT),--format="$$FORMAT")

links: .venv/site.done ## ask every address of a source whether it still answers; needs the network
	@$(RUN) -m factbook links $(if $(value FORMAT),--format="$$FORMAT")

archive: .venv/site.done ## have the Internet Archive keep a copy of each source without one, and write its address; needs the network
	@$(RUN) -m factbook archive $(if $(value FORMAT),--format="$$FORMAT")

test: .venv/test.done $(if $(NO_BROWSER),,browser) ## run the whole test suite, a real browser included unless BROWSER=no
	@$(MAKE) --no-print-directory --keep-going --jobs=2 lint suite

test-story: .venv/test.done $(if $(NO_BROWSER),,browser) ## what every story is tested by: the built site's links, pictures, weights and accessibility
	@$(RUN) -m factbook test
	@$(RUN) -m pytest --quiet tests/test_this_story.py

test-thorough: export THOROUGH := 1
test-thorough: test ## the same, with all of what make test tries a tenth of

lint: .venv/test.done
	@$(RUN) -m ruff check --quiet scripts tests
	@$(RUN) -m ruff format --check --quiet scripts tests
	@$(RUN) -m mypy

suite: .venv/test.done
	@$(RUN) -m pytest --numprocesses=auto --dist=loadfile --no-loadscope-reorder --durations=10 $(if $(NO_BROWSER),--ignore=tests/browser)

mutants: .venv/test.done ## change one place of the engine at a time and list what no test notices; MODULES, SAMPLE and SEED choose
	@$(RUN) tests/mutants.py $(MODULES) $(if $(SAMPLE),--sample $(SAMPLE)) $(if $(SEED),--seed $(SEED))

bench: .venv/site.done ## measure builds and checks, print ratios; CLAIMS, PAGES, CHARTS, SIZES, RUNS and ONLY choose
	@PYTHONPATH=tests $(RUN) -m bench $(if $(CLAIMS),--claims $(CLAIMS)) $(if $(PAGES),--pages $(PAGES)) $(if $(CHARTS),--charts $(CHARTS)) $(if $(SIZES),--sizes $(SIZES)) $(if $(RUNS),--runs $(RUNS)) $(if $(ONLY),--only $(ONLY))

release: .venv/site.done ## freeze the facts: make release VERSION=1.0.0; without VERSION, check all releases
	@$(RUN) -m factbook release $(if $(value VERSION),"$$VERSION") $(if $(CHECK),--check)

lock: .venv/test.done ## pin every dependency again, with hashes
	@$(PIP) uv
	@$(RUN) -m uv pip compile pyproject.toml $(EXTRAS) --group build --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade --quiet -o requirements.txt
	@$(RUN) -m uv pip compile pyproject.toml $(EXTRAS) --group build --group test --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet -c requirements.txt -o requirements-test.txt
	@$(RUN) -m uv pip compile pyproject.toml $(EXTRAS) --group audit --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet -c requirements-test.txt -o requirements-audit.txt
	@$(MAKE) --silent notice

notice: .venv/site.done ## write THIRD_PARTY.md: what the site is made with, and its licences
	@$(RUN) scripts/notice.py

messages: .venv/site.done ## collect the engine's sentences for translators; LANGUAGE=fr begins a catalogue
	@$(RUN) scripts/messages.py $(LANGUAGE)

modules: .venv/site.done ## write scripts/MODULES.md: every module of the engine, its size, and the path of one claim through them
	@$(RUN) scripts/module_map.py

audit: .venv/audit.done ## look every locked dependency up among known vulnerabilities; needs the network
	@$(RUN) -m pip_audit --strict --require-hashes --disable-pip --progress-spinner=off --format=markdown -r requirements.txt -r requirements-test.txt -r requirements-audit.txt

clean: ## remove everything that can be made again
	@rm -rf .venv .cache site

.venv/made:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; none was found" >&2; exit 1; }
	@$(PYTHON) -m venv .venv
	@touch .venv/made

.venv/site.done: .venv/made requirements.txt pyproject.toml
	@echo "setting up .venv …" >&2
	@$(PIP) --require-hashes -r requirements.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch .venv/site.done

.venv/test.done: .venv/site.done requirements-test.txt
	@$(PIP) --require-hashes -r requirements-test.txt
	@touch .venv/test.done

.venv/audit.done: .venv/site.done requirements-audit.txt
	@$(PIP) --require-hashes -r requirements-audit.txt
	@touch .venv/audit.done

browser: .venv/test.done
	@$(RUN) tests/browser/find.py || sh tests/browser/install.sh
