"""How large the program is, counted from its sources, beside the goals: ``make figures``.

A goal is the most that a figure is meant to be; none is a limit. How long the first frame and the
first prompt take is measured by ``make bench ARGS="first_frame first_words"``.
"""

import ast
from collections.abc import Iterator
from typing import Final

from benchmarks.first_frame import GOALS_OF_MODULES
from benchmarks.shared.programs import modules, visit
from benchmarks.shared.voters import NEW
from tests.structure import PROGRAMS, ROOT, sizes

KINDS: Final = ("class", "module")
VOCABULARY: Final = "tui_voter/dialogue"
VOICES: Final = ("tui_voter/fullscreen", "tui_voter/linear", "tui_voter/conversation")
JOURNEYS: Final = "tui_voter/journeys"
AUDIT: Final = "tui_voter/audit"
CORE_TESTS: Final = "tests/conversation"
TESTS: Final = ("tests/fullscreen", "tests/linear", CORE_TESTS)


def texts(*rooms: str) -> Iterator[str]:
    for room in rooms:
        yield from (path.read_text(encoding="utf-8") for path in (ROOT / room).rglob("*.py"))


def lines(*rooms: str) -> int:
    return sum(text.count("\n") for text in texts(*rooms))


def attributes() -> int:
    """The annotated attributes of all classes of the vocabulary."""
    nodes = (node for text in texts(VOCABULARY) for node in ast.walk(ast.parse(text)))
    classes = (node for node in nodes if isinstance(node, ast.ClassDef))
    return sum(isinstance(each, ast.AnnAssign) for found in classes for each in found.body)


def figures() -> Iterator[tuple[str, int, int | None]]:
    """What is counted, how much it is, and the goal if there is one."""
    sized = [*sizes(VOCABULARY, *VOICES, JOURNEYS, AUDIT)]
    longest = {kind: max(size for each, size, _place in sized if each == kind) for kind in KINDS}
    every = [*sizes(*PROGRAMS)]
    yield "vocabulary: lines", lines(VOCABULARY), 800
    yield "vocabulary: attributes", attributes(), 145
    yield "both voices with the core: lines", lines(*VOICES), 12_500
    yield "journeys: lines", lines(JOURNEYS), 8_500
    yield "audit: lines", lines(AUDIT), 3_000
    yield "tests of voices and core: lines", lines(*TESTS), 12_000
    yield "  those of the core, without a voice", lines(CORE_TESTS), None
    yield "longest class of these rooms: lines", longest["class"], 400
    yield "longest module of these rooms: lines", longest["module"], 600
    yield "classes over 300 lines", sum(it[0] == "class" and it[1] > 300 for it in every), None
    yield "functions over 50 lines", sum(it[0] == "function" and it[1] > 50 for it in every), None
    own = modules(visit(), NEW.shown)[1]
    yield "own modules at the first frame", own, GOALS_OF_MODULES["own_modules_at_first_frame"]


def main() -> None:
    for what, count, goal in figures():
        beside = f"  goal {goal:>6,}  {'reached' if count <= goal else ''}" if goal else ""
        print(f"{what:<38}{count:>6,}{beside}".rstrip())  # noqa: T201 what the command is for


if __name__ == "__main__":
    main()
