"""The audit as evidence: each clause with its verdict, the reason, and what was seen or heard."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.audit.test_seeded_faults import DARK, ERRORS, FORM, LISTING, MENU, PAGE, shown
from tui_voter import messages
from tui_voter.audit.criteria import Criterion, Outcome, added, clauses
from tui_voter.audit.earl import as_json
from tui_voter.audit.evidence import Evidence, Judgement, rate, weigh
from tui_voter.audit.ledger import Ledger
from tui_voter.audit.report import as_text
from tui_voter.audit.rules import CLAUSES, Rule
from tui_voter.audit.run import judge

ROOT = Path(__file__).parents[2]
ALL = [*clauses(), *added()]
IDS = [criterion.number for criterion in ALL]
OPEN_CLAUSES = {  # of clause 11, where open and closed functionality are told apart
    *("11.1.1.1", "11.1.2.1", "11.1.2.3", "11.1.3.1", "11.1.3.2", "11.1.3.5", "11.1.4.4"),
    *("11.1.4.5", "11.2.1.1", "11.2.1.4", "11.2.5.3", "11.3.1.1", "11.3.3.1"),
    *("11.4.1.1", "11.4.1.2", "11.4.1.3"),
}
OTHER_CLAUSES = {
    *("5.2", "11.1.2.2", "11.1.2.4", "11.1.2.5", "11.1.3.3", "11.1.3.4", "11.1.4.1", "11.1.4.2"),
    *("11.1.4.3", "11.1.4.10", "11.1.4.11", "11.1.4.12", "11.1.4.13", "11.2.1.2", "11.2.2.1"),
    *("11.2.2.2", "11.2.3.1", "11.2.4.3", "11.2.4.4", "11.2.4.6", "11.2.4.7", "11.2.5.1"),
    *("11.2.5.2", "11.2.5.4", "11.3.2.1", "11.3.2.2", "11.3.3.2", "11.3.3.3", "11.3.3.4"),
    *("11.5.1", *(f"11.5.2.{n}" for n in range(1, 18)), "11.6.1", "11.6.2", "11.7"),
    *(f"11.8.{n}" for n in range(1, 6)),
    *("12.1.1", "12.1.2", "12.2.2", "12.2.3", "12.2.4"),
}
ADDED_BY_WCAG = {
    *("2.4.11", "2.4.12", "2.4.13", "2.5.7", "2.5.8", "3.2.6", "3.3.7", "3.3.8", "3.3.9"),
}


@pytest.fixture
async def evidence() -> Evidence:
    messages.use("en")
    screens = [shown(FORM, *ERRORS), shown(MENU), shown(LISTING), shown(PAGE)]
    return weigh(await judge(screens, looks=[DARK]), "en")


def of(evidence: Evidence, number: str) -> Judgement:
    made = [*evidence.clauses, *evidence.added]
    (found,) = (one for one in made if one.criterion.number == number)
    return found


def test_every_clause_is_listed_once() -> None:
    told_apart = {f"{number}.{n}" for number in OPEN_CLAUSES for n in (1, 2)}
    listed = Counter(criterion.number for criterion in clauses())
    assert set(listed) == OTHER_CLAUSES | told_apart
    assert {criterion.number for criterion in added()} == ADDED_BY_WCAG
    assert max(listed.values()) == 1


@pytest.mark.parametrize("criterion", ALL, ids=IDS)
def test_every_verdict_has_rules_or_a_reason(criterion: Criterion) -> None:
    assert criterion.title
    assert criterion.rules if criterion.outcome is None else criterion.reason
    assert not criterion.reason or criterion.reason.endswith(".")
    if criterion.outcome is Outcome.PASSED:
        assert criterion.tests
    assert [test for test in criterion.tests if not (ROOT / test).is_file()] == []


@pytest.mark.parametrize("name", ["docs/using.md", "docs/fr/utiliser.md"])
def test_the_guides_name_the_accessibility_features(name: str) -> None:
    features = ("--linear", "ACCESSIBLE=1", "--theme accessible", "NO_COLOR", "TERM=dumb")
    text = (ROOT / name).read_text(encoding="utf-8")
    assert [feature for feature in features if feature not in text] == []


def test_no_rule_claims_more_than_it_sees() -> None:
    """Names and states are characters, a language is not told, and what the house asks for
    beyond a clause is its own."""
    for rule in (Rule.TRANSLATED, Rule.TIME_TOLD, Rule.CONTRAST_HIGH, Rule.PROMPT_WIDTH):
        assert CLAUSES[rule] == ()
    assert CLAUSES[Rule.CONTRAST] == ("11.1.4.3",)
    assert CLAUSES[Rule.PROMPT_CHANGES] == ("11.4.1.3.1",)
    assert "11.5.2.5" in CLAUSES[Rule.STATE_IN_WORDS]


async def test_a_clause_is_met_by_what_was_seen(evidence: Evidence) -> None:
    contrast = of(evidence, "11.1.4.3")
    (trial,) = contrast.trials
    assert contrast.outcome is Outcome.PASSED
    assert trial.times > 50
    (example,) = trial.examples
    assert example.screen == "About you"
    assert example.voice == "fullscreen accessible dark 80x24"
    assert re.fullmatch(r".*\w.* \d+\.\d\d:1", example.quote)


async def test_what_was_heard_and_what_was_seen_is_quoted(evidence: Evidence) -> None:
    quotes = {
        (trial.rule, example.voice): example.quote
        for trial in evidence.trials
        for example in trial.examples
    }
    assert quotes[Rule.PROMPT_PURPOSE, "linear"] == "2 of 4, family name:"
    assert "1 out of 3" in quotes[Rule.PROMPT_ERROR, "linear"]
    assert "Enter to keep: 2" in quotes[Rule.STATE_IN_WORDS, "linear"]
    assert quotes[Rule.STATE_IN_WORDS, str(DARK)] == "( ) Red"


async def test_a_terminal_has_no_accessibility_service_whatever_is_seen(
    evidence: Evidence,
) -> None:
    told = of(evidence, "11.5.2.5")
    assert {trial.outcome for trial in told.trials} == {Outcome.PASSED}
    assert told.outcome is Outcome.FAILED


async def test_a_fault_of_one_rule_fails_its_clauses_alone(evidence: Evidence) -> None:
    ledger = Ledger("linear")
    ledger.hold(Rule.TITLE, False, "", "page", "nothing")
    ledger.hold(Rule.LABEL_WIDTH, False, "x" * 30, "x")
    first, *others = evidence.reports
    worse = weigh([first._replace(ledger=ledger), *others], "en")
    before = {one.criterion.number for one in evidence.clauses if one.outcome is Outcome.FAILED}
    after = {one.criterion.number for one in worse.clauses if one.outcome is Outcome.FAILED}
    assert after - before == {"11.2.4.6"}
    assert worse.faults == 2


async def test_what_no_rule_was_held_against_is_not_tested(evidence: Evidence) -> None:
    page = weigh(evidence.reports[-1:], "en")
    assert of(evidence, "11.3.3.1.1").outcome is Outcome.PASSED
    assert of(page, "11.3.3.1.1").outcome is Outcome.UNTESTED
    assert rate(page.clauses)[0] < rate(evidence.clauses)[0]
    assert rate(page.clauses)[1] == rate(evidence.clauses)[1]


@pytest.mark.parametrize("language", messages.LANGUAGES)
async def test_the_text_tells_clauses_criteria_and_house_rules_apart(
    evidence: Evidence, language: str
) -> None:
    messages.use(language)
    lines = [*as_text(weigh(evidence.reports, language))]
    headings = [line for line in lines if line and not line.startswith(" ")]
    *_, audit, of_the_standard, of_wcag, of_the_house, rules, clauses_ = headings
    assert "EN 301 549 V3.2.1" in of_the_standard
    assert "WCAG 2.2" in of_wcag
    places = {line: place for place, line in enumerate(lines)}
    ruled = lines[places[of_the_house] :]
    assert [line for line in ruled if re.match(r"  \d+\.", line)] == []
    assert any("contrast-high" in line for line in ruled)
    assert any("80x24" in line for line in lines[places[audit] : places[of_the_standard]])
    assert "EN 301 549" not in rules
    assert "EN 301 549 V3.2.1" in clauses_


# --- JSON-LD in EARL's shape

OUTCOMES = {"earl:passed", "earl:failed", "earl:cantTell", "earl:inapplicable", "earl:untested"}
MODES = {"earl:automatic", "earl:manual", "earl:semiAuto"}


def nodes_of(document: dict[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    return {
        node["@id"]: node
        for node in document["@graph"]
        if "@id" in node and kind in ([node["@type"]] if kind == node["@type"] else node["@type"])
    }


async def test_the_report_has_earl_s_shape(evidence: Evidence) -> None:
    document = json.loads(as_json(evidence))
    context = document["@context"]
    assert context["earl"] == "http://www.w3.org/ns/earl#"
    assertors = nodes_of(document, "earl:Assertor")
    subjects = nodes_of(document, "earl:TestSubject")
    criteria = nodes_of(document, "earl:TestRequirement") | nodes_of(document, "earl:TestCase")
    assertions = [node for node in document["@graph"] if node["@type"] == "earl:Assertion"]
    assert len(criteria) == len(ALL) + len(Rule)
    assert len(subjects) == 1 + len(evidence.reports)
    for one in assertions:
        assert one["earl:assertedBy"]["@id"] in assertors
        assert one["earl:subject"]["@id"] in subjects
        assert one["earl:test"]["@id"] in criteria
        assert one["earl:mode"]["@id"] in MODES
        result = one["earl:result"]
        assert result["@type"] == "earl:TestResult"
        assert result["earl:outcome"]["@id"] in OUTCOMES
        assert result["dct:description"]
    judged = Counter(one["earl:test"]["@id"] for one in assertions)
    assert judged == dict.fromkeys(criteria, 1)
    for node in criteria.values():
        assert {part["@id"] for part in node.get("dct:isPartOf", [])} <= criteria.keys()


async def test_every_name_of_the_report_is_in_its_context(evidence: Evidence) -> None:
    document = json.loads(as_json(evidence))
    names: set[str] = set()

    def gather(value: object) -> None:
        if isinstance(value, dict):
            names.update(value)
            for each in value.values():
                gather(each)
        elif isinstance(value, list):
            for each in value:
                gather(each)

    gather(document["@graph"])
    prefixes = {name.partition(":")[0] for name in names if not name.startswith("@")}
    assert prefixes <= document["@context"].keys()
