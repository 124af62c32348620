# The few commands that a person types. 'make course' and 'make test' do all their own set-up.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
AS_ROOT := $(if $(filter 0,$(shell id -u)),--allow-root --no-browser)  # as in a container: a browser is outside of it
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: answers attacks course hub test test-all lab book pdf setup data formgrader bench bench-autograder bench-labs capstone yours day clean

course: $(READY)         ## data, labs, a sample class graded, feedback, the book: everything once
	@$(BIN)/python -m autograder course

test: $(READY)           ## all tests; of answers and attacks a sample, another every day. LAB=zone_maps: one lab's
	@$(BIN)/ruff check .
	@$(BIN)/python -m pytest -n 4 --dist $(if $(LAB),load --lab $(LAB),loadfile --no-loadscope-reorder) --durations=20

test-all: $(READY)       ## all tests on all answers and attacks, a bundle installed from nothing, fifty kills (hours)
	@COURSE_SAMPLE=all COURSE_INTERFERENCE=all COURSE_KILLS=50 $(BIN)/python -m pytest --durations=50

lab: $(READY)            ## open the labs in JupyterLab, at your next exercise, its chapter beside it. ARGS: further words for it, --ip=0.0.0.0 in a container
	@JUPYTER_CONFIG_PATH=$(CURDIR)/autograder/reader/jupyter$${JUPYTER_CONFIG_PATH:+:$$JUPYTER_CONFIG_PATH} $(BIN)/jupyter lab --notebook-dir=labs --LabApp.default_url=/course --LabApp.workspaces_dir=$(CURDIR)/.course/workspaces $(AS_ROOT) $(ARGS)

book: $(READY)           ## build the book, warnings are errors
	@$(BIN)/jupyter-book build book -W -n --keep-going
	@echo "open book/_build/html/index.html"

pdf: book                ## the whole book in one PDF, printed by Chromium (Debian: apt install chromium)
	@$(BIN)/python -m autograder pdf

setup: $(READY)          ## only the virtual environment

data: $(READY)           ## only the TPC-H data
	@$(BIN)/python -m warehouse.data

formgrader: $(READY)     ## JupyterLab for an instructor, nbgrader's formgrader in it. ARGS as above
	@cd autograder && JUPYTER_CONFIG_PATH=$(CURDIR)/autograder$${JUPYTER_CONFIG_PATH:+:$$JUPYTER_CONFIG_PATH} ../$(BIN)/jupyter lab $(AS_ROOT) $(ARGS)

hub: $(READY)            ## on a server, as root: modes, exchange, everybody's configuration; again after every git pull
	@$(BIN)/python -P -m autograder.hub.install

answers: $(READY)        ## all answers of all labs against their checks (minutes)
	@for lab in $$($(BIN)/python -c 'from autograder.paths import labs; print(*labs())'); do $(BIN)/python -m autograder answers $$lab || exit 1; done

bench: $(READY)          ## measure the reference solutions beside the real engines
	@for lab in $$($(BIN)/python -c 'from autograder.paths import labs; print(*labs())'); do test ! -f benchmarks/$$lab.py || $(BIN)/python benchmarks/$$lab.py || exit 1; done

capstone: $(READY)       ## the capstone's reference over TPC-H 0.1 on four processes, beside DuckDB. SF=1: another scale factor
	@$(BIN)/python benchmarks/capstone.py --processes $(if $(SF),--scale $(SF))

yours: $(READY)          ## your own capstone over tables that your earlier labs' parts store, beside DuckDB. SF=0.1
	@$(BIN)/python -m warehouse.capstone.yours --scale $(or $(SF),0.01)

day: $(READY)            ## a day of queries and loads on your own warehouse, with your own policies. SEED="1 2 3" BUDGET=700
	@$(BIN)/python -m warehouse.capstone.day $(if $(SEED),--seed $(SEED)) $(if $(BUDGET),--budget $(BUDGET))

bench-autograder: $(READY)  ## plain nbgrader and this grader on the same class of 60, healthy and troubled (5 minutes)
	@$(BIN)/python benchmarks/grading.py
	@$(BIN)/python benchmarks/grading.py --troubled

bench-labs: $(READY)     ## the same for every lab, a class of 20 each: the table in the appendix (a quarter of an hour)
	@$(BIN)/python benchmarks/grading.py --lab all --students 20

attacks: $(READY)        ## all attacks of the corpus, in the sandbox (minutes)
	@$(BIN)/python -m autograder attacks

clean:                   ## remove what can be made again; submissions and gradebook stay
	rm -rf .venv data book/_build autograder/executed

$(READY): requirements.txt constraints.txt pyproject.toml autograder/hub/package-lock.json book/sql/package-lock.json
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 14) else "Python %d.%d will not do: the course needs 3.11 to 3.14. Say make PYTHON=python3.12 course" % v)'
	@$(PYTHON) -m venv .venv
	@echo "installing the course's packages into .venv (a minute or two)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -c constraints.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -P -m autograder.reader.install
	@$(BIN)/python -P -m autograder.hub.proxy || true  # -P: as root, nothing that lies about here is imported; who has no class on JupyterHub goes on without
	@$(BIN)/python -P -m autograder.authoring.sql_engine || true  # without, the book's SQL stands still
	@touch $(READY)
