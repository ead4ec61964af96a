"""A front end knows an action by its role: it has no word for what a journey calls it."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import tui_voter
from tui_voter import messages
from tui_voter.dialogue import Action, Role
from tui_voter.fullscreen.keys import KEYS, printed

PACKAGE = Path(tui_voter.__file__).parent


def sources(*rooms: str) -> Iterator[tuple[Path, ast.Module]]:
    for file in (file for room in rooms for file in (PACKAGE / room).rglob("*.py")):
        yield file.relative_to(PACKAGE.parent), ast.parse(file.read_text(encoding="utf-8"))


def names_of_actions() -> Iterator[str]:
    """What the journeys call their actions: a text, or a constant of the journey's module."""
    for file, tree in sources("journeys"):
        module = import_module(".".join(file.with_suffix("").parts))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == Action.__name__:
                match node.args[0]:
                    case ast.Constant(value=name):
                        yield str(name)
                    case constant:
                        yield str(getattr(module, ast.unparse(constant)))


def texts_compared(tree: ast.Module) -> Iterator[str]:
    """The texts with which something is compared, by which it is looked up, and that have a name,
    alone or several together."""
    for node in ast.walk(tree):
        parts: list[ast.expr | None] = []
        match node:
            case ast.Compare():
                parts = [node.left, *node.comparators]
            case ast.Dict():
                parts = node.keys
            case ast.MatchValue() | ast.Assign() | ast.AnnAssign():
                parts = [node.value]
        for part in parts:
            several = part.elts if isinstance(part, ast.Tuple | ast.List | ast.Set) else [part]
            for each in several:
                if isinstance(each, ast.Constant) and isinstance(each.value, str):
                    yield each.value


def test_no_front_end_names_an_action_of_a_journey() -> None:
    names = {*names_of_actions()}
    assert len(names) > 30
    named = {
        (str(file), text)
        for file, tree in sources("fullscreen", "linear")
        for text in texts_compared(tree)
        if text in names
    }
    assert named == set()


def test_each_role_has_keys_of_its_own() -> None:
    """Enter takes what closes; all stays in sight, and Esc leads home."""
    assert {*KEYS} == {*Role} - {Role.CLOSE, Role.REPEAT, Role.HOME}
    every = [key for keys in KEYS.values() for key in keys]
    assert len({*every}) == len(every)


@pytest.mark.parametrize(("language", "page"), [("en", "using.md"), ("fr", "fr/utiliser.md")])
def test_the_table_of_keys_has_those_of_every_role(language: str, page: str) -> None:
    messages.use(language)
    text = (PACKAGE.parent / "docs" / page).read_text(encoding="utf-8")
    rows = "\n".join(line.split("|")[1] for line in text.splitlines() if line.startswith("| "))
    told = {word.strip("`") for word in re.split(r"[ ,\n]+", rows)}
    assert {printed(key) for keys in KEYS.values() for key in keys} <= told
