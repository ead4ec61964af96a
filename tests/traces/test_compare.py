"""What the tool for traces says of two tiny ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.traces import __main__ as command
from tests.traces.compare import differences, told
from tests.traces.performer import steady
from tests.traces.trace import LINES, Name, Step, load, read, save, written

SCREEN = Name("80x24", "en", "01-invited")
SPOKEN = Name(LINES, "en", "01-invited")
FRAMES = [
    Step("Sign in", "start", "2,4", ("Sign in", "", "Password ______", "Esc back")),
    Step("Sign in", "submit (enter)", "2,4", ("Sign in", "✗ Wrong", "Password ______", "Esc back")),
    Step("Home", "password: …", "1,0", ("Home", "=\tVote", "", "Esc back")),
]
HEARD = [
    Step("Sign in", "start", "10", ("Enter your password.", "Password:")),
    Step("Home", "password: …", "6", ("1. Vote", "2. Help", "1 or 2:")),
]


def changed(steps: list[Step], old: str, new: str) -> list[Step]:
    return [step._replace(rows=tuple(row.replace(old, new) for row in step.rows)) for step in steps]


@pytest.mark.parametrize("steps", [FRAMES, HEARD, []])
def test_what_is_written_is_read(steps: list[Step]) -> None:
    assert read(written(steps)) == steps


HOME = "80x24-en/01-invited  at: Home  after: password: …"
GONE = "\n80x24-en/01-invited  at: Sign in  after: submit (enter) (gone)"
MOVED = [FRAMES[0]._replace(cursor="3,0"), *FRAMES[1:]]


@pytest.mark.parametrize(
    ("new", "lines"),
    [
        (FRAMES, ["0 of 3 steps differ, in 0 ways."]),
        (changed(FRAMES, "Home", "Start"), [f"\n{HOME}", "  -Home", "  +Start", "   Esc back"]),
        (changed(FRAMES, "Esc back", "Esc stop"), ["  the same at 2 more:", f"    {HOME}"]),
        (FRAMES[:1] + FRAMES[2:], [GONE, "  -✗ Wrong", "1 of 2 steps differ, in 1 ways."]),
        (MOVED, ["  -cursor: 2,4", "  +cursor: 3,0"]),
    ],
)
def test_differences_are_told(new: list[Step], lines: list[str]) -> None:
    """Named by place and act, and once where they are the same."""
    told_of = [*told([*differences({SCREEN: FRAMES}, {SCREEN: new})], len(new))]
    assert [line for line in told_of if line in lines] == lines


def test_a_line_more_moves_no_other() -> None:
    step = HEARD[1]._replace(rows=("New.", *HEARD[1].rows))
    (found,) = differences({SPOKEN: HEARD}, {SPOKEN: [HEARD[0], step]})
    assert [row[0] for row in found.rows] == ["+", " ", " ", " ", " "]


def test_what_looks_random_is_painted_over() -> None:
    link = "See https://a.example/activation/"
    assert steady(f"{link}8DRu0rnqHjgE5WSKJ4N3 ") == link + "#" * 20
    assert steady("Camille.Dumont-of-the-Academy 2026") == "Camille.Dumont-of-the-Academy 2026"


def test_the_command_compares_and_accepts_what_was_played(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "NEW", tmp_path / "new")
    monkeypatch.setattr(command, "ACCEPTED", tmp_path / "accepted")

    def run(*arguments: str) -> str:
        monkeypatch.setattr("sys.argv", ["traces", *arguments])
        ended = command.main()
        return f"{ended}: {capsys.readouterr().out}"

    with pytest.raises(SystemExit, match="Nothing has been played yet"):
        run("accept")  # what was accepted stays
    save(tmp_path / "new", {SPOKEN: HEARD, SCREEN: FRAMES})
    assert run("compare").startswith("1: ")
    assert run("accept") == "0: "
    assert run("compare").startswith("0: ")
    save(tmp_path / "new", {SPOKEN: HEARD[:1]})
    assert run("compare", "--of", "lines").endswith("1 of 1 steps differ, in 1 ways.\n")
    assert run("compare", "--place", "Sign in").startswith("0: ")
    assert run("accept") == "0: "
    assert load(tmp_path / "accepted") == {SPOKEN: HEARD[:1], SCREEN: FRAMES}
