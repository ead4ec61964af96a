"""What the tool for traces says of two tiny ones."""

from __future__ import annotations

import pytest

from tests.traces.performer import steady
from tests.traces.trace import Name, Step, differences, read, told, written

SCREEN = Name("80x24", "en", "01-invited")
FRAMES = [
    Step("Sign in", "start", "2,4", ("Sign in", "", "Password ______", "Esc back")),
    Step("Sign in", "submit (enter)", "2,4", ("Sign in", "✗ Wrong", "Password ______", "Esc back")),
    Step("Home", "password: …", "1,0", ("Home", "=\tVote", "", "Esc back")),
]


def changed(old: str, new: str) -> list[Step]:
    return [
        step._replace(rows=tuple(row.replace(old, new) for row in step.rows)) for step in FRAMES
    ]


HOME = "80x24-en/01-invited  at: Home  after: password: …"
GONE = "\n80x24-en/01-invited  at: Sign in  after: submit (enter) (gone)"
MOVED = [FRAMES[0]._replace(cursor="3,0"), *FRAMES[1:]]


@pytest.mark.parametrize(
    ("new", "lines"),
    [
        (FRAMES, ["0 of 3 steps differ, in 0 ways."]),
        (changed("Home", "Start"), [f"\n{HOME}", "  -Home", "  +Start", "   Esc back"]),
        (changed("Esc back", "Esc stop"), ["  the same at 2 more:", f"    {HOME}"]),
        (FRAMES[:1] + FRAMES[2:], [GONE, "  -✗ Wrong", "1 of 2 steps differ, in 1 ways."]),
        (MOVED, ["  -cursor: 2,4", "  +cursor: 3,0"]),
    ],
)
def test_differences_are_told(new: list[Step], lines: list[str]) -> None:
    """Of what was written and read: named by place and act, and once where they are the same."""
    found = [*differences({SCREEN: read(written(FRAMES))}, {SCREEN: read(written(new))})]
    assert [line for line in told(found, len(new)) if line in lines] == lines


def test_what_looks_random_is_painted_over() -> None:
    link = "See https://a.example/activation/"
    assert steady(f"{link}8DRu0rnqHjgE5WSKJ4N3 ") == link + "#" * 20
    assert steady("Camille.Dumont-of-the-Academy 2026") == "Camille.Dumont-of-the-Academy 2026"
