"""No figure is told of what was not looked at; and each benchmark says what it looks at."""

from __future__ import annotations

import json
from math import inf, nan
from pathlib import Path

import pytest

from benchmarks.__main__ import ARGUMENTS
from benchmarks.figures import FILE, Subject
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


def test_each_benchmark_says_what_it_looks_at() -> None:
    """If not: python -m docs.benchmarks"""
    names = {name for name, _times, _subject in subjects()}
    assert set(ARGUMENTS) <= names
    page = PAGE.read_text("utf-8")
    assert written(page) == page
