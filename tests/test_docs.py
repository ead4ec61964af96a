"""The documentation names tests and files that exist."""

import ast
import re
from pathlib import Path

import pytest

from docs.contract import PAGE, written
from tui_voter.contract.endpoints import ENDPOINTS

ROOT = Path(__file__).parents[1]
PAGES = [
    *(ROOT / name for name in ("README.md", "README.fr.md", "CONTRIBUTING.md", "SECURITY.md")),
    ROOT / "benchmarks/README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]


def names_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_test_that_is_named_and_every_link_is_there(page: Path) -> None:
    text = page.read_text("utf-8")
    assert [
        f"{file}::{name}"
        for file, name in re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", text)
        if not (ROOT / file).is_file() or (name and name not in names_of(ROOT / file))
    ] == []
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text)
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_nothing_is_cited_that_is_not_in_the_repository() -> None:
    """No numbered row or rule of a list, no document in capitals that is not there."""
    rooms = ("tui_voter", "mock_server", "benchmarks", "tests")
    code = [file for room in rooms for file in (ROOT / room).rglob("*.py")]
    cited = re.compile(r"\b(?:rows?|rules?) \d|\bthe seed\b|\b([A-Z]{4,}\.md)\b")
    assert [
        f"{file.relative_to(ROOT)}: {found[0]}"
        for file in [*code, *PAGES]
        if file != Path(__file__)
        for found in cited.finditer(file.read_text("utf-8"))
        if not (found[1] and (ROOT / found[1]).is_file())
    ] == []


def test_no_picture_and_no_recording_names_the_computer_it_was_made_on() -> None:
    """Commands that are told have the program's path where the shell does not find its name."""
    made = [*(ROOT / "docs/screenshots").glob("*.svg"), *(ROOT / "docs/recording").glob("*.*")]
    assert made
    for file in made:
        found = re.search(r"/[\w/-]+/\.venv/\S*", file.read_text(encoding="utf-8"))
        assert found is None, f"{file}: {found[0]}"


def test_the_contracts_tables_are_the_contracts() -> None:
    """If not: python -m docs.contract"""
    page = PAGE.read_text("utf-8")
    assert written(page) == page
    silent = [name for name, each in ENDPOINTS.items() if each.method != "GET" and not each.again]
    assert silent == [], "each says what the same request does again"
