"""No figure is told of what was not looked at, and no program that is measured reads what is the
caller's; and each benchmark says what it looks at."""

from __future__ import annotations

import json
import os
import sys
from math import inf, nan
from pathlib import Path

import pytest

from benchmarks.__main__ import ALL
from benchmarks.shared.clocks import in_turn
from benchmarks.shared.figures import FILE, Subject
from benchmarks.shared.programs import Running, comparing, tell_instructions
from docs.benchmarks import PAGE, subjects, written


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_figure_of_what_was_looked_at_is_told_and_kept(
    capsys: pytest.CaptureFixture[str],
) -> None:
    subject = Subject("Each answer is a 200.")
    subject.check(True, "200")
    for value in (7.0, 3.0):
        subject.note("seconds", value, "s", goal=5)
    assert capsys.readouterr().out == (
        "seconds 7.000 s, goal 5: NOT MET\nseconds 3.000 s, goal 5: met\n"
    )
    (figure,) = json.loads(FILE.read_text(encoding="utf-8"))
    assert (figure["name"], figure["value"]) == ("seconds", 3.0)


def test_what_is_not_as_it_should_be_ends_the_benchmark_and_is_told() -> None:
    subject = Subject("Each answer is a 200.")
    with pytest.raises(SystemExit, match=r"NOT MEASURED.*Each answer is a 200\. Found: 429"):
        subject.check(False, "429")


@pytest.mark.parametrize("value", [nan, inf])
def test_nothing_is_met_that_is_no_number(value: float) -> None:
    subject = Subject("Each answer is a 200.")
    subject.check(True, "200")
    with pytest.raises(SystemExit, match="NOT MEASURED"):
        subject.note("answers", value, "/s", goal=5, better="higher")
    assert not FILE.exists()


def test_nothing_is_met_of_which_nothing_was_looked_at(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="nothing was looked at"):
        Subject("Each answer is a 200.").note("seconds", 3.0, "s", goal=5)
    assert not FILE.exists()
    assert "met" not in capsys.readouterr().out


def test_another_checkout_s_figure_is_told_and_kept_beside_ours(
    capsys: pytest.CaptureFixture[str],
) -> None:
    subject = Subject("Each answer is a 200.")
    subject.check(True, "200")
    subject.note("frame", 1.25, "ratio", goal=1.3, beside=1.5)
    assert capsys.readouterr().out.endswith("goal 1.3: met; beside it 1.500\n")
    (figure,) = json.loads(FILE.read_text(encoding="utf-8"))
    assert figure["beside"] == 1.5


def test_another_checkout_that_was_never_made_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        comparing("What it times.", 3).parse_args(["--beside", str(tmp_path)])
    assert "run make there first" in capsys.readouterr().err


def test_acts_are_measured_in_turn_and_the_first_round_does_not_count() -> None:
    done: list[str] = []

    def act(name: str) -> int:
        done.append(name)
        return len(done)

    assert in_turn({"a": lambda: act("a"), "b": lambda: act("b")}, 2) == {"a": [3, 5], "b": [4, 6]}
    assert done == ["a", "b"] * 3


def test_a_program_that_is_measured_has_an_empty_home_and_nothing_of_the_caller_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HOME", "XDG_CONFIG_HOME", "DBUS_SESSION_BUS_ADDRESS", "PYTHONPATH"):
        monkeypatch.setenv(name, str(tmp_path))
    code = "import os; print(os.listdir(os.environ['HOME']), *os.environ.values()); exit(3)"
    with Running([sys.executable, "-c", code]) as program:
        assert program.ended() == 3
        program.read_to_the_end()
    told = program.written.decode()
    assert told.startswith("[] ")
    assert str(tmp_path) not in told


def test_instructions_are_not_counted_where_nothing_counts_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    tell_instructions({"this": (["no such program"], "")})
    assert capsys.readouterr().out.count("\n") == 1


def test_each_benchmark_says_what_it_looks_at() -> None:
    """If not: python -m docs.benchmarks"""
    names = {name for name, _times, _subject in subjects()}
    assert set(ALL) <= names
    page = PAGE.read_text("utf-8")
    assert written(page) == page
