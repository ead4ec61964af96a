"""``tui-voter audit``: what it prints, and its exit code."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Sequence
from typing import Any

import pytest

from tests.terminal import PROGRAM, Terminal
from tui_voter import cli, messages
from tui_voter.audit.evidence import ControlReport, ScreenReport
from tui_voter.audit.kinds import Role
from tui_voter.audit.ledger import Ledger
from tui_voter.audit.record import State
from tui_voter.audit.rules import Rule

CONTROL = ControlReport(Role.SECRET, "Mot de passe", State.HIDDEN, 1, "2 sur 4, mot de passe : ")
GOOD = ScreenReport("fr", "form", "Créez votre mot de passe", [CONTROL], Ledger())
TOO_LONG = "Un libellé bien trop long ici"


def bad() -> ScreenReport:
    ledger = Ledger()
    ledger.hold(Rule.LABEL_WIDTH, False, TOO_LONG, TOO_LONG, "29")
    return GOOD._replace(language="en", ledger=ledger)


FAILED = {"@id": "earl:failed"}


def of_rules(report: dict[str, Any]) -> list[dict[str, Any]]:
    """The assertions about rules, not about clauses."""
    return [
        node
        for node in report["@graph"]
        if node.get("earl:test", {}).get("@id", "").startswith("audit:")
    ]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str]]:
    """The languages that were asked for; the audit finds a fault in English alone."""
    asked: list[Sequence[str]] = []

    def audit(languages: Sequence[str]) -> list[ScreenReport]:
        asked.append(languages)
        return [GOOD if language == "fr" else bad() for language in languages]

    monkeypatch.setattr("tui_voter.audit.run.audit", audit)
    return asked


def test_no_fault_is_success(
    asked: list[Sequence[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["audit", "--lang", "fr", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert asked == [["fr"]]
    assert not any(one["earl:result"]["earl:outcome"] == FAILED for one in of_rules(report))
    (screen,) = (node for node in report["@graph"] if node.get("dct:language"))
    assert screen["audit:controls"] == [
        {
            "audit:role": "secret",
            "audit:name": "Mot de passe",
            "audit:state": "hidden",
            "audit:focus": 1,
            "audit:prompt": "2 sur 4, mot de passe : ",
            "audit:columns": 24,
        }
    ]


def test_faults_are_told_with_their_clause(
    asked: list[Sequence[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    messages.use("en")
    assert cli.main(["audit", "--lang", "en"]) == 1
    told = capsys.readouterr().out
    assert "label-width (house rule)" in told
    assert "Un libellé bien trop long ici | 29" in told
    rules, clauses = told.splitlines()[-2:]
    assert rules == "The audit’s own rules: 1 screen, 1 fault."
    assert clauses.startswith("The clauses of EN 301 549 V3.2.1, counted apart: met: ")


def test_without_a_fault_it_says_why_clauses_are_not_met_all_the_same(
    asked: list[Sequence[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["audit", "--lang", "fr"]) == 0
    rules, clauses = capsys.readouterr().out.splitlines()[-2:]
    assert rules == "Règles propres à l’audit\u00a0: 1 écran, 0 défaut."
    assert "non respectée\u00a0: " in clauses
    assert clauses.endswith("chacune porte sa raison, ci-dessus.")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("to", [("kill",), ("killpg",), ("kill", "killpg")])  # as timeout does
def test_a_signal_ends_it_and_leaves_nothing_over(
    number: signal.Signals, to: Sequence[str]
) -> None:
    with Terminal((*PROGRAM, "audit", "--lang", "en")) as audit:
        audit.wait_to_hear("2 to 5 minutes.*en: making the visits")
        since = len(audit.transcript)
        for send in to:
            getattr(os, send)(audit.process.pid, number)
        assert audit.wait_for_exit() == 128 + number
        assert audit.transcript[since:].strip() == ""


def test_both_languages_unless_told(
    asked: list[Sequence[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["audit", "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    of_the_program, of_the_screen = (
        one for one in of_rules(report) if one["earl:result"]["earl:outcome"] == FAILED
    )
    assert asked == [messages.LANGUAGES]
    assert of_the_program["earl:subject"] == {"@id": "urn:tui-voter"}
    assert of_the_screen["earl:subject"] == {"@id": "audit:screen-1"}
    assert of_the_screen["earl:test"] == {"@id": "audit:label-width"}
    assert of_the_screen["earl:result"]["dct:description"] == TOO_LONG
    assert of_the_screen["earl:result"]["earl:info"] == ["29"]


def test_what_is_not_understood(asked: list[Sequence[str]]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["audit", "--xml"])
    assert left.value.code == 2
    assert asked == []
