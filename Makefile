# Two commands for everybody: make lab, make test. Setting up is the work of bootstrap.py.

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3; do \
	$$p -c 'import ensurepip, venv' 2>/dev/null && echo $$p && break; done)
BOOTSTRAP = $(or $(PYTHON),$(error No Python 3.11, 3.12 or 3.13 with its venv module was found. \
	Install one (Debian, Ubuntu: apt install python3.11-venv) \
	or say where it is: make lab PYTHON=/path/to/python3.11)) bootstrap.py
# Two processes, each with whole files; make test ARGS=-n0 takes one.
TWICE = -n 2 --dist loadfile
RUN = $(if $(filter Windows_NT,$(OS)),.venv/Scripts/python,.venv/bin/python) -m

.PHONY: help setup lab check smoke test tests test-full scale test-scale site bench notebooks slides handouts lock clean
help:
	@echo 'Say what you want:'
	@awk -F ': .*## ' '/^[a-z-]+:.*## / {printf "  make %-10s  %s\n", $$1, $$2}' Makefile
	@echo 'Options follow in ARGS, as in: make lab ARGS=--no-browser'

setup: ## make .venv from requirements.lock (lab and test do it too)
	@$(BOOTSTRAP)

lab: ## open JupyterLab at the first lesson
	@$(BOOTSTRAP) lab $(ARGS)

test: check ## style, types, spelling, unit tests, every notebook, the browser
	@$(RUN) tools.chromium || true
	$(RUN) pytest $(TWICE) $(SELECT) $(ARGS)

check: setup ## style, types and spelling alone: seconds
	$(RUN) ruff check
	$(RUN) ruff format --check
	$(RUN) mypy utils
	$(RUN) codespell_lib

smoke: setup ## the shortest sign of life: data, metrics, spaces, the first lesson
	$(RUN) pytest tests/base tests/data tests/evaluation/test_metrics.py tests/space notebooks/00_start_here.ipynb

tests: test

scale: setup ## add to .venv what lesson 10 measures with: JAX, Orbax, Dask, Arrow
	@$(RUN) pip install --quiet --disable-pip-version-check --require-hashes --only-binary=:all: \
		-r requirements-scale.lock

test-scale: scale ## what runs on many processes, and lesson 10 with it
	$(RUN) pytest tests/scale notebooks/10_what_if_one_machine_is_not_enough.ipynb $(ARGS)

test-full: SELECT = -m ''
test-full: test ## the same, and the solved notebooks from top to bottom

site: setup ## the course as pages to be read, in build/site/index.html
	$(RUN) venv .venv-site
	.venv-site/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		-r site/requirements.lock
	$(firstword $(RUN)) site/prepare.py
	.venv-site/bin/sphinx-build -q -W --keep-going -d build/doctrees -b html -c site . build/site

bench: setup ## measure, and write benchmarks/RESULTS.md
	$(RUN) benchmarks $(ARGS)

notebooks: setup ## run the lessons again and store their outputs
	$(RUN) tools.notebooks $(ARGS)

slides: setup ## slides of each lesson, into teaching/build/slides (needs npm once)
	$(RUN) utils.classroom slides teaching/build/slides

handouts: setup ## plans, answers, wrong answers and quizzes, into teaching/build
	$(RUN) utils.classroom handouts teaching/build

lock: ## write requirements.lock and requirements-scale.lock from pyproject.toml
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip install --quiet uv==0.13.9
	.venv-lock/bin/uv pip compile pyproject.toml --extra test --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --custom-compile-command 'make lock' \
		--quiet --output-file requirements.lock $(ARGS)
	.venv-lock/bin/uv pip compile site/requirements.in --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --custom-compile-command 'make lock' \
		--quiet --output-file site/requirements.lock $(ARGS)
	.venv-lock/bin/uv pip compile pyproject.toml --extra scale -c requirements.lock --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url \
		--custom-compile-command 'make lock' --quiet --output-file requirements-scale.lock $(ARGS)
	rm -r .venv-lock

clean: ## remove .venv and the caches; data stays
	rm -rf .venv .venv-lock .venv-site build .pytest_cache .ruff_cache .mypy_cache .hypothesis

.DEFAULT:
	@echo "There is no 'make $@'."
	@$(MAKE) --no-print-directory help
	@exit 2
