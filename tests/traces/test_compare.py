"""What the tool for traces says of two tiny ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.traces import __main__ as command
from tests.traces.compare import beside, differences, told
from tests.traces.steady import steady
from tests.traces.trace import LINES, Name, Step, Traces, load, read, save, written

SCREEN = Name("80x24", "en", "01-early")
SPOKEN = Name(LINES, "en", "01-early")
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


def said(old: Traces, new: Traces, width: int = 80) -> list[str]:
    return [*told([*differences(old, new)], sum(map(len, new.values())), width)]


@pytest.mark.parametrize("steps", [FRAMES, HEARD, []])
def test_what_is_written_is_read(steps: list[Step]) -> None:
    assert read(written(steps)) == steps


def test_equal_traces_do_not_differ() -> None:
    traces = {SCREEN: FRAMES, SPOKEN: HEARD}
    assert said(traces, traces) == ["0 of 5 steps differ, in 0 ways."]


def test_a_frame_that_differs_is_shown_beside_the_old_one_and_named_by_place_and_act() -> None:
    text = "\n".join(said({SCREEN: FRAMES}, {SCREEN: changed(FRAMES, "Home", "Start")}))
    assert "80x24-en/01-early  at: Home  after: password: …" in text
    assert f"\n  {'Home':37} ≠ Start\n" in text
    assert text.endswith("1 of 3 steps differ, in 1 ways.")


def test_what_differs_at_several_steps_in_the_same_way_is_shown_once() -> None:
    text = "\n".join(said({SCREEN: FRAMES}, {SCREEN: changed(FRAMES, "Esc back", "Esc stop")}))
    assert "the same at 2 more:\n    80x24-en/01-early  at: Sign in  after: submit (enter)" in text
    assert text.count("≠ Esc stop") == 1
    assert text.endswith("3 of 3 steps differ, in 1 ways.")


def test_lines_that_differ_stand_above_each_other_where_the_width_does_not_do() -> None:
    lines = said({SPOKEN: HEARD}, {SPOKEN: changed(HEARD, "Enter your", "Type your")}, 40)
    assert {"  - Enter your password.", "  + Type your password."} <= {*lines}


def test_a_line_more_moves_no_other() -> None:
    step = HEARD[1]._replace(rows=("New.", *HEARD[1].rows))
    (found,) = differences({SPOKEN: HEARD}, {SPOKEN: [HEARD[0], step]})
    assert [old == new for old, new in found.pairs] == [False, True, True, True]


def test_a_step_that_is_missing_is_told_as_gone_and_no_other_differs() -> None:
    (found,) = differences({SCREEN: FRAMES}, {SCREEN: [FRAMES[0], FRAMES[2]]})
    assert found.heading == "80x24-en/01-early  at: Sign in  after: submit (enter) (gone)"


def test_a_cursor_that_has_moved_is_told() -> None:
    moved = [FRAMES[0]._replace(cursor="3,0"), *FRAMES[1:]]
    lines = said({SCREEN: FRAMES}, {SCREEN: moved})
    assert "  the cursor was at 2,4, and is at 3,0" in lines


def test_a_row_that_is_not_there_is_none_beside_one_that_is_empty() -> None:
    assert [*beside([(None, "")], 20)] == [" " * 9 + "≠"]


def test_what_looks_random_is_painted_over() -> None:
    link = "See https://a.example/activation/"
    assert steady(f"{link}8DRu0rnqHjgE5WSKJ4N3 ") == link + "#" * 20
    assert steady("Camille.Dumont-of-the-Academy 2026") == "Camille.Dumont-of-the-Academy 2026"


def test_the_command_compares_and_accepts(
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
    assert run("accept", "--voice", "lines") == "0: "
    assert load(tmp_path / "accepted") == {SPOKEN: HEARD}
    assert run("compare", "--voice", "lines").startswith("0: ")
    assert run("compare", "--place", "Home").endswith("1 of 5 steps differ, in 1 ways.\n")
    assert run("accept") == "0: "
    assert run("compare").startswith("0: ")
