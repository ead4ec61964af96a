"""No figure is told of what was not looked at, and no program that is measured reads what is the
caller's; and each benchmark says what it looks at."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import ALL
from benchmarks.shared.figures import FILE, Subject
from benchmarks.shared.programs import Running
from docs.benchmarks import PAGE, subjects, written

ROOT = Path(__file__).parents[1]


@pytest.fixture
def subject(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Subject:
    monkeypatch.chdir(tmp_path)
    return Subject("Each answer is a 200.")


def test_a_figure_of_what_was_looked_at_is_told_and_kept(
    subject: Subject, capsys: pytest.CaptureFixture[str]
) -> None:
    subject.check(True, "200")
    subject.note("seconds", 7.0, "s", goal=5)
    subject.note("seconds", 3.0, "s", goal=5, beside=4.0)
    assert capsys.readouterr().out == (
        "seconds 7.000 s, goal 5: NOT MET\nseconds 3.000 s, goal 5: met; beside it 4.000\n"
    )
    (figure,) = json.loads(FILE.read_text(encoding="utf-8"))
    assert (figure["name"], figure["value"], figure["beside"]) == ("seconds", 3.0, 4.0)


def test_nothing_is_met_of_which_nothing_was_looked_at(
    subject: Subject, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="nothing was looked at"):
        subject.note("seconds", 3.0, "s", goal=5)
    with pytest.raises(SystemExit, match=r"NOT MEASURED.*Each answer is a 200\. Found: 429"):
        subject.check(False, "429")
    assert not FILE.exists()
    assert "met" not in capsys.readouterr().out


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


@pytest.mark.slow
@pytest.mark.parametrize("name", [*ALL, "training_room"])
def test_each_benchmark_still_finds_what_it_measures(name: str, tmp_path: Path) -> None:
    """Two of them waited for words that the form had no longer, and nobody ran them."""
    command = [sys.executable, "-m", f"benchmarks.{name}", "--smoke"]
    ours = ("PYTHON_KEYRING_BACKEND", "LANGUAGE")  # which the tests set for themselves
    environment = {key: value for key, value in os.environ.items() if key not in ours}
    environment["PYTHONPATH"] = str(ROOT)
    told = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout + told.stderr
    assert not (tmp_path / FILE).exists(), "no figure is told of what was not measured"


def test_each_benchmark_says_what_it_looks_at() -> None:
    """If not: python -m docs.benchmarks"""
    assert set(ALL) <= {name for name, _times, _subject in subjects()}
    page = PAGE.read_text("utf-8")
    assert written(page) == page
