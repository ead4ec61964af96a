"""``make quick``: the tests that changed, those that name what a change forgot, and those nearest
to what it changed.

What changed is what is not committed yet, else the last commit. All tests of the files that changed
run first, however long they take, but for the readers' (``make screenreader``). Others are found by
imports: the files that import a changed module, then those that import an importer, and so on;
among equally near ones, those that name the module most often. (A
``conftest.py`` counts as imported by all tests below it.) As nearly everything reaches nearly
everything in a few steps, only the nearest :data:`FILES` are read, and none of their tests begins
after :data:`SECONDS`. Of these, what needs a real terminal or is slow is left out, too. All of
this is said at the end, and ``make test`` runs it.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import grimp
import pytest

ROOT: Final = Path(__file__).parents[1]
PACKAGES: Final = ("tui_voter", "mock_server", "tests", "docs", "benchmarks")
FILES: Final = 16
SECONDS: Final = 25.0
UNTIL: Final = "QUICK_UNTIL"
"""The variable that tells the workers when the time is over, in seconds of the system's clock."""

FORGOTTEN: Final = (
    "tests/audit/test_walk.py::test_every_screen_of_the_journeys_is_met",
    "tests/journeys/test_home.py::test_every_entry_is_chosen_by_a_visit_of_the_audit",
    *("tests/test_messages.py", "tests/test_languages.py", "tests/test_docs.py"),
    "tests/test_distribution.py::test_a_manual_page_has_all_that_the_help_says",
    "tests/test_distribution.py::test_the_bill_lists_all_that_is_installed_with_the_program",
    "tests/strength/test_lexicon.py::test_the_file_is_made_of_the_lists",
    *("tests/test_fields.py", "tests/test_roles.py", "tests/test_imports.py"),
    "tests/client/test_requests.py",
    "tests/portal/http/test_contract.py::test_each_endpoint_has_one_handler",
    "tests/portal/db/test_versions.py::test_the_migrations_lead_from_the_first_version_to_what_init_makes",
    "tests/portal/election/test_election_folder.py::test_an_election_that_an_earlier_program_keeps_is_read",
    "tests/portal/election/test_election_folder.py::test_the_bundled_election_shows_every_key_and_a_page_documents_it",
    "tests/portal/captcha/test_captcha.py::test_the_words_alone_give_the_accepted_answer",
    "tests/test_distribution.py::test_what_builds_the_program_is_pinned",
    *("tests/test_mutants.py", "tests/visit/test_whole_visit.py"),
)
"""The tests that name what is easily forgotten, the longest first. They run whatever changed."""


def changed() -> list[Path]:
    """The files that are not committed as they are; if there are none, those of the last commit."""

    def git(*arguments: str) -> list[Path]:
        command = ["git", *arguments]
        told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        return [Path(line) for line in told.splitlines() if line]

    now = git("diff", "--name-only", "HEAD") + git("ls-files", "--others", "--exclude-standard")
    return now or git("log", "-1", "-m", "--first-parent", "--format=", "--name-only")


def modules(files: Iterable[Path]) -> set[str]:
    """The names of the files' modules; a style sheet is of the module beside it."""
    names = (file.with_suffix("") for file in files if file.suffix in (".py", ".tcss"))
    return {".".join(name.parts).removesuffix(".__init__") for name in names}


def nearest(files: Iterable[Path]) -> Iterator[Path]:
    """All test files from which imports lead to ``files``, the nearest first."""
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    ring = modules(files) & graph.modules
    words = {name.rpartition(".")[2] for name in ring}
    seen = set(ring)
    while ring:
        tests = [ROOT.joinpath(*name.split(".")).with_suffix(".py") for name in ring]
        tests = [file for file in tests if file.name.startswith("test_")]
        yield from sorted(tests, key=lambda file: (-_mentions(file, words), file))
        ring = {by for name in ring for by in _importers(graph, name)} - seen
        seen |= ring


def _mentions(file: Path, words: set[str]) -> int:
    text = file.read_text(encoding="utf-8")
    return sum(text.count(word) for word in words)


def _importers(graph: grimp.ImportGraph, name: str) -> set[str]:
    """Whoever imports a part of a package imports the package. A module of the programs that nobody
    imports is loaded by its name: by its package."""
    package, _, last = name.rpartition(".")
    parts = {name, *graph.find_children(name)}
    by = {each for part in parts for each in graph.find_modules_that_directly_import(part)}
    if last == "conftest":
        by |= graph.find_descendants(package)
    is_loaded_by_name = not by and not name.startswith("tests.")
    return {package} & graph.modules if is_loaded_by_name else by


def pytest_runtest_setup(item: pytest.Item) -> None:
    """In each worker: no test of what changed begins once the time is over."""
    if time.time() > float(os.environ[UNTIL]) and not item.nodeid.startswith(FORGOTTEN):
        pytest.skip("no time was left")


def main() -> int:
    files = changed()
    found = [file for file in nearest(files) if "screenreader" not in file.parts]
    own = [str(file) for file in files if ROOT / file in found]
    others = [str(file.relative_to(ROOT)) for file in found if file.relative_to(ROOT) not in files]
    near = others[:FILES]
    print("What changed:", *files, sep="\n  ")  # noqa: T201 the report
    print(f"The nearest {len(near)} of {len(others)} test files that reach it:", *near, sep="\n  ")  # noqa: T201
    sys.stdout.flush()
    until = {UNTIL: str(time.time() + SECONDS), "WITHOUT_TERMINALS": "1"}
    of_others = ["-p", "tests.quick", "-m", "not slow", "-k", "not postgresql"]
    return (_run(own, {}) if own else 0) or _run([*of_others, *FORGOTTEN, *near], until)


def _run(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    command = [
        *(sys.executable, "-m", "pytest", "--quiet", "-rfEs", "--maxfail", "8"),
        *("--numprocesses", "auto", "--dist", "load", "--maxschedchunk", "1"),
        *arguments,
    ]
    return subprocess.run(command, cwd=ROOT, env=os.environ | environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
