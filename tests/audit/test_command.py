"""``tui-voter audit``: what it prints, and its exit code."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from tui_voter import cli, messages
from tui_voter.audit.kinds import Role
from tui_voter.audit.record import State
from tui_voter.audit.report import ControlReport, ScreenReport
from tui_voter.audit.rules import Finding, Rule

CONTROL = ControlReport(Role.SECRET, "Mot de passe", State.HIDDEN, 1, "2 sur 4, mot de passe : ")
GOOD = ScreenReport("fr", "form", "Créez votre mot de passe", [CONTROL], [])
BAD = GOOD._replace(faults=[Finding(Rule.LABEL_WIDTH, "Un libellé bien trop long ici", "29")])


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str]]:
    """The languages that were asked for; the audit finds a fault in English alone."""
    asked: list[Sequence[str]] = []

    def audit(languages: Sequence[str]) -> list[ScreenReport]:
        asked.append(languages)
        return [GOOD if language == "fr" else BAD for language in languages]

    monkeypatch.setattr("tui_voter.audit.run.audit", audit)
    return asked


def test_no_fault_is_success(
    asked: list[Sequence[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["audit", "--lang", "fr", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert asked == [["fr"]]
    assert report["standard"] == "EN 301 549 V3.2.1"
    assert report["faults"] == 0
    assert set(report["rules"]) == set(Rule)
    assert report["screens"][0]["controls"] == [
        {
            "role": "secret",
            "name": "Mot de passe",
            "state": "hidden",
            "focus": 1,
            "prompt": "2 sur 4, mot de passe : ",
            "columns": 24,
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
    assert "1 screen, 1 fault against EN 301 549 V3.2.1, clause 11." in told


def test_both_languages_unless_told(
    asked: list[Sequence[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["audit", "--json"]) == 1
    (fault,) = json.loads(capsys.readouterr().out)["screens"][1]["faults"]
    assert asked == [messages.LANGUAGES]
    assert fault == {
        "rule": "label-width",
        "clauses": [],
        "voice": None,
        "where": "Un libellé bien trop long ici",
        "found": "29",
    }


def test_what_is_not_understood(asked: list[Sequence[str]]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["audit", "--xml"])
    assert left.value.code == 2
    assert asked == []
