"""``tui-voter audit``: what it prints, and its exit code."""

import json
import os
import re
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from subprocess import PIPE
from xml.etree import ElementTree as ET

import pytest

from tests.terminal import PROGRAM, Terminal
from tui_voter import cli, messages
from tui_voter.audit.clauses import CLAUSES
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


def test_a_program_reads_the_report_as_json(asked: list[Sequence[str]], capsys: Captured) -> None:
    assert cli.main(["audit", "--lang", "en", "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["verdict"] == {"screens": 1, "faults": 1}
    (screen,) = told["screens"]
    (fault,) = screen["faults"]
    assert (screen["title"], screen["kind"]) == (GOOD.title, "form")
    assert (fault["rule"], fault["where"], fault["found"]) == ("label-width", TOO_LONG, "29")
    clauses = {each["number"]: each for part in told["standards"] for each in part["clauses"]}
    assert clauses["11.5.2.5"]["outcome"] == "failed"
    assert clauses["11.5.2.5"]["why"]
    assert {rule["rule"]: rule["faults"] for rule in told["rules"]}["label-width"] == 1


def test_a_build_server_fails_where_the_command_does(
    asked: list[Sequence[str]], capsys: Captured
) -> None:
    """A clause that no terminal meets fails no build."""
    for language, code in (("fr", 0), ("en", 1)):
        assert cli.main(["audit", "--lang", language, "--format", "junit"]) == code
        suites = ET.fromstring(capsys.readouterr().out)  # noqa: S314 our own
        assert sum(int(suite.attrib["failures"]) for suite in suites) == code
        failures = [each.attrib["message"] for each in suites.iterfind(".//failure")]
        assert len(failures) == code
        assert all(TOO_LONG in each for each in failures)
        assert len(suites.findall("testsuite[1]/testcase")) == 1
        assert len(suites.findall("testsuite/testcase")) == 1 + len(CLAUSES)
        assert "11.5.2.5" in " ".join(
            test.attrib["name"] for test in suites.iterfind(".//testcase[skipped]")
        )


@pytest.mark.parametrize(
    ("number", "to"),
    [
        (signal.SIGINT, ["killpg"]),
        (signal.SIGTERM, ["kill", "killpg"]),  # as timeout does
    ],
)
def test_a_signal_ends_it_without_a_trace(number: signal.Signals, to: Sequence[str]) -> None:
    with Terminal((*PROGRAM, "audit", "--lang", "en")) as audit:
        audit.wait_to_hear("takes some minutes.*en: making the visits")
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
