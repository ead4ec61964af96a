# Everything sets itself up on the first call: a .venv with pinned packages, by uv where it is
# installed, else by pip. The demo needs the program alone, everything else the tools as well.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PROGRAM := $(VENV)/.program
READY := $(VENV)/.ready
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard */locale/*/LC_MESSAGES/*.po))
ifneq ($(shell command -v uv),)
# The system's certificate authorities, as pip uses them: a school's network may have its own. The
# second name is that of uv before 0.11.
export UV_SYSTEM_CERTS ?= true
export UV_NATIVE_TLS ?= true
NEW_VENV = uv venv --quiet --allow-existing --python $(PYTHON) $(VENV)
INSTALL = UV_CONSTRAINT=constraints.txt UV_BUILD_CONSTRAINT=constraints.txt uv pip install --quiet \
  --python $(BIN)/python
ADD_TOOLS = $(INSTALL) --group dev
else
NEW_VENV = $(PYTHON) -m venv $(VENV)
INSTALL = PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt $(BIN)/python -m pip install \
  --quiet --disable-pip-version-check --no-compile
ADD_TOOLS = $(INSTALL) --upgrade pip && $(INSTALL) --group dev
endif
# What is done, told in the language that the program would speak.
LOCALE = $(firstword $(filter fr% en%,$(ARGS) $(LANGUAGE) $(LC_ALL) $(LC_MESSAGES) $(LANG)) fr)
say = echo "$(if $(filter en%,$(LOCALE)),$(1),$(2))"
tell = @$(call say,$(1),$(2))
# What was compiled of the tests is kept, whatever the environment says: each worker reads all.
export PYTHONDONTWRITEBYTECODE :=
# One more than there are cores: many tests wait for another process.
WORKERS = $(shell $(BIN)/python -c "import os; print((os.cpu_count() or 1) + 1)")

.DEFAULT_GOAL := help
.PHONY: help demo test failed quick screenreader torture audit traces mutants check figures format scene sheet bench screenshots dist clean

help:
	@echo "make demo         play a fictional voter against a portal on this computer"
	@echo "make test         run all tests; with each screen reader, a walk of a kind"
	@echo "make failed       run again, one after the other, what failed in the last make test"
	@echo "make quick        the checks and the tests that changed; then, within a minute, what names a forgotten text, document or entry, and the tests nearest to what changed"
	@echo "make screenreader walk every journey with Fenrir, Orca and BRLTTY, and print the figures"
	@echo "make torture      all tests in each of their ways: databases, voices, languages, themes, sizes; 1,000 links, 8 tries each at once, on SQLite and PostgreSQL; 1,500 bursts of keys and clicks; 10,000 answers of a terminal; 2,000 forms, menus and listings in both voices at once; 200 altered urns; an election of 40 voters; votes cut, killed, raced and attacked; the linear voice without POSIX; the sheets of make sheet in both languages"
	@echo "make audit        hold every screen against the rules, ten times, with all cores kept busy"
	@echo "make traces       play every visit of the audit, and show what differs from the traces that were accepted"
	@echo "make mutants      put faults in, and see that a test catches each"
	@echo "make check        ruff, mypy, import-linter, docs/architecture.md"
	@echo "make figures      how large the program is, beside the goals"
	@echo "make format       let ruff format the code"
	@echo "make scene        list the screens, made up and the product's own; NAME=password THEME=accessible SIZE=80x24 shows one"
	@echo "make sheet        the pages that people look at, at four sizes, a sheet of pictures for each theme in build/sheet; says what is empty, and what scrolls"
	@echo "make bench        measure, and hold against the goals: build/bench.json"
	@echo "make dist         build the wheel and the source archive, the same bytes every time"
	@echo "make screenshots  take docs/screenshots from the running app"

$(PROGRAM): pyproject.toml constraints.txt hatch_build.py
	$(call tell,Only this time: installing into $(VENV). 1 of 2: preparing it.,Cette fois seulement : installation dans $(VENV). 1 sur 2 : préparation.)
	@$(NEW_VENV)
	$(call tell,2 of 2: fetching the packages. This may take up to a minute.,2 sur 2 : téléchargement des paquets. Cela peut prendre jusqu’à une minute.)
	@$(INSTALL) --editable '.[portal]' || { $(call say,Not everything could be installed: the reason is above. Is this computer online? Then run make again.,L’installation n’est pas complète : la raison est indiquée ci-dessus. Cet ordinateur est-il en ligne ? Relancez ensuite make.); exit 1; } >&2
	@touch $@

# The installation compiles them, too; after a change of one, this is enough.
%.mo: %.po | $(PROGRAM)
	@$(BIN)/pybabel --quiet compile --use-fuzzy --input-file $< --output-file $@

$(READY): $(PROGRAM) | $(CATALOGUES)
	$(call tell,The tools for tests and checks: fetching and compiling them.,Les outils des tests et des contrôles : téléchargement et compilation.)
	@$(ADD_TOOLS)
	@$(BIN)/python -m compileall -q $(VENV)/lib tui_voter mock_server tests
	@touch $@

demo: $(PROGRAM) $(CATALOGUES)
	@trap : INT; TUI_VOTER_BY_MAKE=1 $(BIN)/tui-voter demo $(ARGS) || case $$? in 1 | 130) ;; *) exit 1 ;; esac # neither Ctrl+C nor leaving before the end is an error

# Assertions are not rewritten here, which takes a third of the collecting; make failed tells them in
# full. The screen readers, which mostly wait for each other, walk meanwhile, with a cache of their own.
READERS = --timeout 600 -o cache_dir=build/readers tests/screenreader
AT_ONCE = --numprocesses 8 --dist load --maxschedchunk 1
test: $(READY)
	@mkdir -p build; ended=0; \
	$(if $(ARGS),,$(BIN)/python -m pytest --assert=plain $(AT_ONCE) -m smoke $(READERS) > build/readers.txt 2>&1 & \
	readers=$$!; trap "kill $$readers 2> /dev/null" EXIT;) \
	$(BIN)/python -m pytest --assert=plain --numprocesses $(WORKERS) --dist worksteal --ignore tests/screenreader $(ARGS) || ended=1; \
	$(if $(ARGS),,wait $$readers || ended=1; cat build/readers.txt;) \
	exit $$ended

failed: $(READY)
	$(BIN)/python -m pytest --timeout 600 --last-failed --last-failed-no-failures none --ignore tests/screenreader $(ARGS) || test $$? = 5
	$(BIN)/python -m pytest --last-failed --last-failed-no-failures none $(READERS) || test $$? = 5

quick: $(READY) check
	@$(BIN)/python -m tests.quick

screenreader: $(READY)
	rm -f build/screenreader.json
	SCREENREADER_IDLE=1.5 SCREENREADER_LONG_IDLE=30 $(BIN)/python -m pytest $(AT_ONCE) $(READERS) $(ARGS)
	$(BIN)/python -m tests.screenreader.figures

torture: $(READY)
	EACH_WAY=1 $(BIN)/python -m pytest --numprocesses $(WORKERS) --dist worksteal --timeout 600 --ignore tests/screenreader $(ARGS)
	RACE_LINKS=1000 $(BIN)/python -m pytest --timeout 1800 tests/portal/accounts/test_races.py $(ARGS)
	FLIPS=200 $(BIN)/python -m pytest --timeout 3600 tests/sealing/test_belenios.py $(ARGS)
	WHOLE_ELECTION=40 $(BIN)/python -m pytest --timeout 3600 tests/polling_board/test_whole_election.py $(ARGS)
	VOTE_TIMES=500 VOTE_VOTERS=1000 $(BIN)/python -m pytest --timeout 7200 tests/portal/vote/test_casting_at_once.py tests/portal/vote/test_linking.py $(ARGS)
	VOTE_KILLS=200 VOTE_LOAD=1000 $(BIN)/python -m pytest --timeout 7200 tests/portal/vote/test_kills.py $(ARGS)
	$(BIN)/python -m pytest -p tests.without_posix.plugin tests/linear $(ARGS)
	BURSTS=500 $(BIN)/python -m pytest --numprocesses 2 --timeout 7200 tests/typing $(ARGS)
	TALKS=2000 $(BIN)/python -m pytest --numprocesses 2 --maxschedchunk 1 --timeout 7200 tests/conversation/test_both_*.py $(ARGS)
	ANSWERS=10000 $(BIN)/python -m pytest --numprocesses 2 --timeout 7200 tests/any_terminal $(ARGS)
	$(BIN)/python -m docs.sheet --lang fr
	$(BIN)/python -m docs.sheet --lang en
	$(BIN)/python -m tests.traces play

audit: $(READY)
	@for core in $$(seq $$(getconf _NPROCESSORS_ONLN)); do yes > /dev/null & busy="$$busy $$!"; done; trap "kill $$busy" EXIT; \
	for round in 1 2 3 4 5 6 7 8 9 10; do \
	  $(BIN)/tui-voter audit && $(BIN)/python -m pytest --quiet tests/audit/test_seeded_faults.py || exit 1; \
	done

traces: $(READY)
	@$(BIN)/python -m tests.traces play $(ARGS)

mutants: $(READY)
	@$(BIN)/python -m tests.mutants $(ARGS)

check: $(READY)
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.structure

figures: $(READY)
	@$(BIN)/python -m tests.figures

format: $(READY)
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

scene: $(READY)
	@$(BIN)/python -m docs.scene $(if $(NAME),"$(NAME)") \
	  $(if $(THEME),--theme $(THEME)) $(if $(SIZE),--size $(SIZE)) $(if $(SCENE_LANG),--lang $(SCENE_LANG))

sheet: $(READY)
	@$(BIN)/python -m docs.sheet $(ARGS)

bench: $(READY)
	@$(BIN)/python -m benchmarks $(ARGS)

screenshots: $(READY)
	TZ=Europe/Paris $(BIN)/python -m docs.screenshots

dist: $(READY)
	rm -rf dist
	SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(BIN)/python -m hatchling build

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
