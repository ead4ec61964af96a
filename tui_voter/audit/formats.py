"""The report of an audit for other programs: as JSON, and in the form of JUnit's tests.

JUnit's has a suite of all screens, each a test that fails with its faults, and a suite for each
standard, whose clauses are tests. A clause fails there by what was found alone: what is not met,
not tested or not applicable by a standing judgement is skipped, with its reason. So there are
failures if and only if the command ends with exit code 1.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree as ET

from tui_voter import __version__
from tui_voter.audit.clauses import ADDED, STANDARD, Outcome
from tui_voter.audit.report import Report, Verdict, counted, outcome_words, pair, times
from tui_voter.audit.rules import Finding, ScreenReport


def as_json(report: Report) -> str:
    """The report as one object: ``verdict``, ``standards`` with their ``clauses``, ``rules``, and
    ``screens`` with their ``faults``. Sentences are in the current language, words are not."""
    standards = {STANDARD: report.standard, ADDED: report.added}
    told: dict[str, Any] = {
        "program": "tui-voter",
        "version": __version__,
        "date": report.date.isoformat(timespec="seconds"),
        "verdict": {"screens": len(report.screens), "faults": report.faults},
        "standards": [
            {
                "name": name,
                "outcomes": {each.name.lower(): n for each, n in counted(verdicts).items()},
                "clauses": [_clause(verdict) for verdict in verdicts],
            }
            for name, verdicts in standards.items()
        ],
        "rules": [
            {
                "rule": trial.rule.value,
                "sentence": trial.rule.sentence,
                "clauses": [*trial.rule.clauses],
                "checks": trial.times,
                "faults": len(trial.faults),
                "is_goal": trial.rule.is_goal,
            }
            for trial in report.trials
        ],
        "screens": [_screen(screen) for screen in report.screens],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _clause(verdict: Verdict) -> dict[str, Any]:
    clause = verdict.clause
    return {
        "number": clause.number,
        "name": clause.name,
        "level": clause.level,
        "outcome": verdict.outcome.name.lower(),
        "why": verdict.why,
        "rules": [trial.rule.value for trial in verdict.trials],
        "tests": [*clause.tests],
    }


def _screen(screen: ScreenReport) -> dict[str, Any]:
    return {
        "title": screen.title,
        "kind": screen.kind,
        "language": screen.language,
        "words": screen.words,
        "faults": [
            {
                "rule": fault.rule.value,
                "clauses": [*fault.rule.clauses],
                "sentence": fault.rule.sentence,
                "voice": fault.voice,
                "where": fault.where,
                "found": fault.found,
            }
            for fault in screen.faults
        ],
    }


def as_junit(report: Report) -> str:
    """The report as an XML document of test suites."""
    root = ET.Element("testsuites", name=f"tui-voter {__version__}")
    tests = [_test_of_screen(number, screen) for number, screen in enumerate(report.screens, 1)]
    _add_suite(root, "screens", report, tests)
    for name, verdicts in ((STANDARD, report.standard), (ADDED, report.added)):
        _add_suite(root, name, report, [_test_of_clause(name, each) for each in verdicts])
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True)


def _add_suite(root: ET.Element, name: str, report: Report, tests: Sequence[ET.Element]) -> None:
    figures = {
        "tests": len(tests),
        "failures": sum(test.find("failure") is not None for test in tests),
        "skipped": sum(test.find("skipped") is not None for test in tests),
    }
    stamp = report.date.isoformat(timespec="seconds")
    said = {"name": name, "timestamp": stamp, **{key: str(n) for key, n in figures.items()}}
    ET.SubElement(root, "testsuite", said).extend(tests)


def _test_of_screen(number: int, screen: ScreenReport) -> ET.Element:
    """The number keeps apart the screens that have a title in common."""
    name = f"{number}. {screen.title}"
    test = ET.Element("testcase", classname=f"{screen.kind}.{screen.language}", name=name)
    if screen.faults:
        first, *_others = screen.faults
        failure = ET.SubElement(test, "failure", type=first.rule.value, message=_told(first))
        failure.text = "\n".join(map(_told, screen.faults))
    return test


def _told(fault: Finding) -> str:
    """The fault on one line. A sign that XML has no place for is escaped, as Python does."""
    said = [fault.rule.value, fault.rule.sentence, fault.voice, fault.where, fault.found]
    line = " | ".join(filter(None, said))
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in line)


def _test_of_clause(standard: str, verdict: Verdict) -> ET.Element:
    test = ET.Element("testcase", classname=standard, name=verdict.clause.name)
    broken = [trial for trial in verdict.trials if trial.outcome is Outcome.FAILED]
    if any(not trial.rule.is_goal for trial in broken):
        message = "\n".join(f"{trial.rule.sentence} {times(trial)}" for trial in broken)
        ET.SubElement(test, "failure", type=outcome_words(verdict.outcome), message=message)
    elif verdict.outcome is not Outcome.PASSED:
        message = pair(outcome_words(verdict.outcome), verdict.why)
        ET.SubElement(test, "skipped", message=message)
    return test
