"""What the audit has found, as JSON-LD in the shape of the W3C's Evaluation and Report Language
(EARL 1.0): who asserts what of which subject, by which test, with which result."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from tui_voter.audit.criteria import Criterion, Outcome
from tui_voter.audit.evidence import Evidence, Judgement, ScreenReport, Trial
from tui_voter.audit.report import environment, quoted, times
from tui_voter.audit.rules import CLAUSES, Finding, Rule, sentence
from tui_voter.linear.spelling import columns
from tui_voter.messages import gettext as _

Node = dict[str, Any]
CONTEXT: Final = {
    "earl": "http://www.w3.org/ns/earl#",
    "dct": "http://purl.org/dc/terms/",
    "doap": "http://usefulinc.com/ns/doap#",
    "audit": "urn:tui-voter:audit:",
    "en301549": "urn:en-301-549:v3.2.1:",
    "wcag22": "urn:wcag:2.2:",
}
PROGRAM: Final = "urn:tui-voter"
AUDIT: Final = "urn:tui-voter:audit"
TESTS: Final = "urn:tui-voter:tests"
AUTHORS: Final = "urn:tui-voter:authors"


def as_json(evidence: Evidence) -> str:
    """The whole report. Its names are stable; it is ASCII, so that it is the same on every
    terminal."""
    screens = [*map(_screen, range(len(evidence.reports)), evidence.reports)]
    made = [*evidence.clauses, *evidence.added]
    graph = [
        *_parties(evidence, screens),
        *(_criterion(one.criterion) for one in made),
        *map(_rule, Rule),
        *screens,
        *(_judgement(one, evidence) for one in made),
        *(_trial(trial, evidence) for trial in evidence.trials),
        *_faults(evidence, screens),
    ]
    return json.dumps({"@context": CONTEXT, "@graph": graph}, indent=2)


def _parties(evidence: Evidence, screens: Iterable[Node]) -> Iterator[Node]:
    made = evidence.environment
    yield {
        "@id": PROGRAM,
        "@type": ["earl:TestSubject", "earl:Software"],
        "dct:title": "tui-voter",
        "doap:revision": made.program,
        "dct:hasPart": [_ref(screen["@id"]) for screen in screens],
    }
    told = "; ".join(f"{name}: {value}" for name, value in environment(made))
    yield _assertor(AUDIT, "earl:Software", "tui-voter audit", told)
    yield _assertor(TESTS, "earl:Software", _("the tests of tui-voter"))
    yield _assertor(AUTHORS, "dct:Agent", _("the authors of tui-voter"))


def _assertor(name: str, kind: str, title: str, told: str = "") -> Node:
    node = {"@id": name, "@type": ["earl:Assertor", kind], "dct:title": title}
    return node | ({"dct:description": told} if told else {})


def _criterion(criterion: Criterion) -> Node:
    return {
        "@id": _id(criterion.number),
        "@type": "earl:TestRequirement",
        "dct:identifier": criterion.number,
        "dct:title": criterion.title,
    }


def _id(number: str) -> str:
    """Clauses of EN 301 549 begin with 5, 11 or 12 here, WCAG's criteria with 2 or 3."""
    return f"{'wcag22' if number[0] in '23' else 'en301549'}:{number}"


def _rule(rule: Rule) -> Node:
    """``dct:isPartOf`` are the criteria that it helps to judge: none for a house rule."""
    return {
        "@id": f"audit:{rule}",
        "@type": "earl:TestCase",
        "dct:title": sentence(rule),
        "dct:isPartOf": [_ref(_id(number)) for number in CLAUSES[rule]],
    }


def _screen(place: int, report: ScreenReport) -> Node:
    return {
        "@id": f"audit:screen-{place}",
        "@type": "earl:TestSubject",
        "dct:title": report.title,
        "dct:language": report.language,
        "dct:isPartOf": _ref(PROGRAM),
        "audit:kind": report.kind,
        "audit:controls": [
            {
                "audit:role": control.role.value,
                "audit:name": control.name,
                "audit:state": control.state.value,
                "audit:focus": control.focus or None,
                "audit:prompt": control.prompt or None,
                "audit:columns": columns(control.prompt) or None,
            }
            for control in report.controls
        ],
        "audit:contrasts": [
            {"audit:look": look, "audit:least": round(ratio, 2)} for look, ratio in report.contrasts
        ],
    }


# --- The assertions


def _judgement(judgement: Judgement, evidence: Evidence) -> Node:
    criterion, outcome, trials = judgement
    if trials:
        by, mode = AUDIT, "semiAuto" if criterion.outcome else "automatic"
    else:
        by, mode = (TESTS, "automatic") if criterion.tests else (AUTHORS, "manual")
    told = [criterion.reason, *(f"{sentence(one.rule)} {times(one)}" for one in trials)]
    seen = [quoted(example) for one in trials for example in one.examples]
    node = _assertion(by, mode, PROGRAM, _id(criterion.number), outcome, told, seen, evidence)
    return node | ({"dct:references": criterion.tests} if criterion.tests else {})


def _trial(trial: Trial, evidence: Evidence) -> Node:
    test, told, seen = f"audit:{trial.rule}", [times(trial)], map(quoted, trial.examples)
    return _assertion(AUDIT, "automatic", PROGRAM, test, trial.outcome, told, seen, evidence)


def _faults(evidence: Evidence, screens: Iterable[Node]) -> Iterator[Node]:
    for report, screen in zip(evidence.reports, screens, strict=True):
        for fault in report.ledger.faults:
            yield _fault(fault, screen, evidence)


def _fault(fault: Finding, screen: Node, evidence: Evidence) -> Node:
    test, told, seen = f"audit:{fault.rule}", [fault.voice, fault.where], [fault.found]
    subject = screen["@id"]
    return _assertion(AUDIT, "automatic", subject, test, Outcome.FAILED, told, seen, evidence)


def _assertion(
    by: str,
    mode: str,
    subject: str,
    test: str,
    outcome: Outcome,
    told: Iterable[str],
    seen: Iterable[str],
    evidence: Evidence,
) -> Node:
    """``told`` is the reason of a result, ``seen`` what was seen or heard."""
    return {
        "@type": "earl:Assertion",
        "earl:assertedBy": _ref(by),
        "earl:subject": _ref(subject),
        "earl:test": _ref(test),
        "earl:mode": _ref(f"earl:{mode}"),
        "earl:result": {
            "@type": "earl:TestResult",
            "earl:outcome": _ref(f"earl:{outcome}"),
            "dct:date": evidence.environment.date.isoformat(timespec="seconds"),
            "dct:description": " ".join(filter(None, told)),
            "earl:info": [*filter(None, seen)],
        },
    }


def _ref(name: str) -> Node:
    return {"@id": name}
