"""What the tool for traces says of two tiny ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.traces import __main__ as command
from tests.traces.compare import beside, differences, told
from tests.traces.steady import steady
from tests.traces.trace import LINES, Name, Step, load, read, save, written

SCREEN = Name("80x24", "en", "01-early")
SPOKEN = Name(LINES, "en", "01-early")
FRAMES = (
    Step("Sign in", "start", "2,4", ("Sign in", "", "Password ______", "Esc back")),
    Step("Sign in", "submit (enter)", "2,4", ("Sign in", "✗ Wrong", "Password ______", "Esc back")),
    Step("Home", "password: …", "1,0", ("Home", "1 Vote", "", "Esc back")),
)
HEARD = (
    Step("Sign in", "start", "10", ("Enter your password.", "Password:")),
    Step("Home", "password: …", "6", ("1. Vote", "2. Help", "1 or 2:")),
)


def changed(steps: tuple[Step, ...], old: str, new: str) -> list[Step]:
    return [step._replace(rows=tuple(row.replace(old, new) for row in step.rows)) for step in steps]


@pytest.mark.parametrize(("steps", "are_frames"), [(FRAMES, True), (HEARD, False)])
def test_what_is_written_is_read(steps: tuple[Step, ...], are_frames: bool) -> None:
    assert read(written(steps, are_frames=are_frames), are_frames=are_frames) == [*steps]


def test_rows_that_stay_are_written_once() -> None:
    assert written(FRAMES, are_frames=True).count("Esc back") == 1


def test_a_start_that_two_visits_have_in_common_is_written_once(tmp_path: Path) -> None:
    other = SCREEN._replace(visit="02-early")
    longer = [*FRAMES, Step("Vote", "choose 1 (1 enter)", "", ("Vote", "1 Vote", "", "Esc back"))]
    save(tmp_path, {SCREEN: FRAMES, other: longer, SPOKEN: HEARD})
    assert load(tmp_path) == {SCREEN: [*FRAMES], other: longer, SPOKEN: [*HEARD]}
    text = (tmp_path / other.path).read_text("utf-8")
    assert text == "<\t01-early\t3\n=\tVote\tchoose 1 (1 enter)\t\n 0 Vote\n"


def test_equal_traces_do_not_differ() -> None:
    traces = {SCREEN: FRAMES, SPOKEN: HEARD}
    assert not [*differences(traces, traces)]
    assert [*told([], 5, 80)] == ["0 of 5 steps differ, in 0 ways."]


def test_a_frame_that_differs_is_shown_beside_the_old_one() -> None:
    found = [*differences({SCREEN: FRAMES}, {SCREEN: changed(FRAMES, "1 Vote", "1 My vote")})]
    text = "\n".join(told(found, 3, 80))
    assert "80x24-en/01-early  at: Home  after: password: …" in text
    assert f"\n  {'Home':37}   Home\n  {'1 Vote':37} ≠ 1 My vote\n" in text
    assert text.endswith("1 of 3 steps differ, in 1 ways.")


def test_a_footer_that_differs_at_several_steps_is_shown_once() -> None:
    found = [*differences({SCREEN: FRAMES}, {SCREEN: changed(FRAMES, "Esc back", "Esc stop")})]
    text = "\n".join(told(found, 3, 80))
    assert "the same at 2 more:\n    80x24-en/01-early  at: Sign in  after: submit (enter)" in text
    assert text.count("≠ Esc stop") == 1
    assert text.endswith("3 of 3 steps differ, in 1 ways.")


def test_lines_that_differ_stand_above_each_other_where_the_width_does_not_do() -> None:
    new = changed(HEARD, "Enter your password.", "Type your password.")
    found = [*differences({SPOKEN: HEARD}, {SPOKEN: new})]
    lines = [*told(found, 2, 40)]
    assert "  - Enter your password." in lines
    assert "  + Type your password." in lines
    assert "    Password:" in lines


def test_a_line_more_moves_no_other() -> None:
    step = HEARD[1]._replace(rows=("New.", *HEARD[1].rows))
    (found,) = differences({SPOKEN: HEARD}, {SPOKEN: [HEARD[0], step]})
    assert [old == new for old, new in found.pairs] == [False, True, True, True]


def test_a_step_that_is_missing_is_told_as_gone_and_no_other_differs() -> None:
    (found,) = differences({SCREEN: FRAMES}, {SCREEN: [FRAMES[0], FRAMES[2]]})
    assert found.heading() == "80x24-en/01-early  at: Sign in  after: submit (enter) (gone)"


def test_a_trace_that_is_missing_is_told_step_by_step() -> None:
    assert [each.new for each in differences({SCREEN: FRAMES}, {})] == [None] * 3


def test_a_cursor_that_has_moved_is_told() -> None:
    moved = [FRAMES[0]._replace(cursor="3,0"), *FRAMES[1:]]
    found = [*differences({SCREEN: FRAMES}, {SCREEN: moved})]
    assert "  the cursor was at 2,4, and is at 3,0" in [*told(found, 3, 80)]


def test_a_row_that_is_not_there_is_none_beside_one_that_is_empty() -> None:
    assert [*beside([(None, "")], 20)] == [" " * 9 + "≠"]


def test_what_looks_random_is_painted_over() -> None:
    assert steady("See https://a.example/activation/8DRu0rnqHjgE5WSKJ4N3 ") == (
        "See https://a.example/activation/####################"
    )
    assert steady("Camille.Dumont-of-the-Academy 2026") == "Camille.Dumont-of-the-Academy 2026"


def test_the_command_compares_and_accepts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "NEW", tmp_path / "new")
    monkeypatch.setattr(command, "ACCEPTED", tmp_path / "accepted")

    def run(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["traces", *arguments])
        return command.main(), capsys.readouterr().out

    assert run("accept")[0] == 1  # there is nothing to accept: what was accepted stays
    save(tmp_path / "new", {SPOKEN: HEARD, SCREEN: FRAMES})
    ended, said = run("compare")
    assert (ended, said.splitlines()[-1]) == (1, "5 of 5 steps differ, in 5 ways.")
    assert run("accept", "--voice", "lines")[0] == 0
    assert [*load(tmp_path / "accepted")] == [SPOKEN]
    assert run("compare", "--voice", "lines")[0] == 0
    assert run("compare", "--place", "Home")[1].endswith("1 of 5 steps differ, in 1 ways.\n")
    assert run("accept")[0] == 0
    assert run("compare")[0] == 0
