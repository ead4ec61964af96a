"""What the tool for traces says of two tiny ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.traces import __main__ as command
from tests.traces.compare import beside, differences, told
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


SAME_AT_MORE = "  the same at 2 more:"
HOME = "80x24-en/01-invited  at: Home  after: password: …"
GONE = "\n80x24-en/01-invited  at: Sign in  after: submit (enter) (gone)"


@pytest.mark.parametrize(
    ("new", "width", "lines"),
    [
        (FRAMES, 80, {"0 of 3 steps differ, in 0 ways."}),
        (changed(FRAMES, "Home", "Start"), 80, {f"\n{HOME}", f"  {'Home':37} ≠ Start"}),
        (changed(FRAMES, "Esc back", "Esc stop"), 80, {SAME_AT_MORE, f"    {HOME}"}),
        (changed(FRAMES, "back", "stop and go back"), 24, {"  - Esc back"}),
        (FRAMES[:1] + FRAMES[2:], 80, {GONE, "1 of 2 steps differ, in 1 ways."}),
        (
            [FRAMES[0]._replace(cursor="3,0"), *FRAMES[1:]],
            80,
            {f"  {'cursor: 2,4':37} ≠ cursor: 3,0"},
        ),
    ],
)
def test_differences_are_told(new: list[Step], width: int, lines: set[str]) -> None:
    """Named by place and act, beside each other or above, and once where they are the same."""
    told_of = told([*differences({SCREEN: FRAMES}, {SCREEN: new})], len(new), width)
    assert lines <= {*told_of}


def test_a_line_more_moves_no_other() -> None:
    step = HEARD[1]._replace(rows=("New.", *HEARD[1].rows))
    (found,) = differences({SPOKEN: HEARD}, {SPOKEN: [HEARD[0], step]})
    assert [old == new for old, new in found.pairs] == [False, True, True, True, True]


def test_a_row_that_is_not_there_is_none_beside_one_that_is_empty() -> None:
    assert [*beside([(None, "")], 20)] == [" " * 9 + "≠"]


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
