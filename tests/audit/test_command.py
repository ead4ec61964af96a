"""``tui-voter audit``: what it prints, and its exit code."""

import os
import re
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from subprocess import PIPE

import pytest

from tests.terminal import PROGRAM, Terminal
from tui_voter import cli, messages
from tui_voter.audit.rules import Ledger, Rule, ScreenReport

CONTROLS = {"Mot de passe": "2 sur 4, mot de passe : ", "Continuer": ""}
GOOD = ScreenReport("fr", "form", "Créez votre mot de passe", CONTROLS, Ledger())
TOO_LONG = "Un libellé bien trop long ici"


def bad() -> ScreenReport:
    ledger = Ledger()
    ledger.note(Rule.LABEL_WIDTH, False, TOO_LONG, "29")
    return GOOD._replace(language="en", ledger=ledger)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str]]:
    """The languages that were asked for; the audit finds a fault in English alone."""
    asked: list[Sequence[str]] = []

    def audit(languages: Sequence[str]) -> list[ScreenReport]:
        asked.append(languages)
        return [GOOD if language == "fr" else bad() for language in languages]

    monkeypatch.setattr("tui_voter.audit.run.audit", audit)
    return asked


Captured = pytest.CaptureFixture[str]


def test_no_fault_is_success(asked: list[Sequence[str]], capsys: Captured) -> None:
    assert cli.main(["audit", "--lang", "fr", "--all"]) == 0
    told = capsys.readouterr().out
    assert asked == [["fr"]]
    assert told.splitlines()[0].endswith("\u00a0: 1 écran, 0 défaut")
    assert "    Mot de passe\u00a0: 2 sur 4, mot de passe :\n    Continuer\n" in told


def test_faults_are_told_first(asked: list[Sequence[str]], capsys: Captured) -> None:
    assert cli.main(["audit", "--lang", "en"]) == 1
    verdict, screen, fault = capsys.readouterr().out.splitlines()[:3]
    assert verdict.endswith(": 1 screen, 1 fault")
    assert screen == f"  Form (en): {GOOD.title}"
    assert "label-width (house rule)" in fault
    assert f"{TOO_LONG} | 29" in fault
    assert cli.main(["audit"]) == 1
    assert asked == [["en"], messages.LANGUAGES]  # both, unless one is named
    assert re.search(r"2 (screens, 1 fault|écrans, 1 défaut)$", capsys.readouterr().out, re.M)


@pytest.mark.parametrize(
    ("number", "to"),
    [
        (signal.SIGINT, ["killpg"]),
        (signal.SIGTERM, ["kill", "killpg"]),  # as timeout does
    ],
)
def test_a_signal_ends_it_without_a_trace(number: signal.Signals, to: Sequence[str]) -> None:
    with Terminal((*PROGRAM, "audit", "--lang", "en")) as audit:
        audit.wait_to_hear("about three minutes.*en: making the visits")
        since = len(audit.transcript)
        for send in to:
            getattr(os, send)(audit.process.pid, number)
        assert audit.wait_for_exit() == 128 + number
        assert audit.transcript[since:].strip() == ""


def test_how_far_it_is_goes_to_the_error_stream_where_that_is_no_terminal(tmp_path: Path) -> None:
    """Whoever sends the report into a file, or both through a pipe, is told while it is made; and
    whoever ends it finds no file of it."""
    command = (*PROGRAM, "audit", "--lang", "en")
    place = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(
        command, stdout=PIPE, stderr=PIPE, env=place, text=True, encoding="utf-8"
    ) as audit:
        assert audit.stderr is not None
        assert audit.stdout is not None
        told = audit.stderr.readline() + audit.stderr.readline()
        assert [each.name[:16] for each in tmp_path.iterdir()] == ["tui-voter-audit-"]
        audit.terminate()
        assert re.fullmatch("Checking every screen.*\n(en|fr): making the visits.*\n", told)
        assert audit.stdout.read() == ""
        assert audit.wait() == 128 + signal.SIGTERM
    assert [*tmp_path.iterdir()] == []
