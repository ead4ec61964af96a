"""The report of an audit: the verdict first, each clause with its reason, and what was seen or
heard."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.audit.test_seeded_faults import DARK, ERRORS, FORM, LISTING, MENU, PAGE, shown
from tui_voter import messages
from tui_voter.audit.clauses import CLAUSES, Clause, Outcome
from tui_voter.audit.report import Report, Verdict, as_text, rate, report_of
from tui_voter.audit.rules import Ledger, Rule
from tui_voter.audit.run import judge

ROOT = Path(__file__).parents[2]
IDS = [clause.number for clause in CLAUSES]
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
async def report() -> Report:
    messages.use("en")
    screens = [shown(FORM, *ERRORS), shown(MENU), shown(LISTING), shown(PAGE)]
    return report_of(await judge(screens, [DARK]))


def of(report: Report, number: str) -> Verdict:
    made = [*report.standard, *report.added]
    (found,) = (one for one in made if one.clause.number == number)
    return found


def test_every_clause_is_listed_once() -> None:
    told_apart = {f"{number}.{n}" for number in OPEN_CLAUSES for n in (1, 2)}
    listed = Counter(clause.number for clause in CLAUSES)
    added = {clause.number for clause in CLAUSES if clause.level}
    assert set(listed) - added == OTHER_CLAUSES | told_apart
    assert added == ADDED_BY_WCAG
    assert max(listed.values()) == 1


@pytest.mark.parametrize("clause", CLAUSES, ids=IDS)
def test_rules_decide_or_a_judgement_with_its_tests_or_it_does_not_apply(clause: Clause) -> None:
    assert clause.title
    assert clause.rules if clause.outcome is None else clause.reason
    assert not clause.reason or clause.reason.endswith(".")
    if clause.outcome is Outcome.PASSED:
        assert clause.tests
    assert [test for test in clause.tests if not (ROOT / test).is_file()] == []


@pytest.mark.parametrize("name", ["docs/using.md", "docs/fr/utiliser.md"])
def test_the_guides_name_the_accessibility_features(name: str) -> None:
    features = ("--linear", "ACCESSIBLE=1", "--theme accessible", "NO_COLOR", "TERM=dumb")
    text = (ROOT / name).read_text(encoding="utf-8")
    assert [feature for feature in features if feature not in text] == []


def test_no_rule_claims_more_than_it_sees() -> None:
    """Names and states are characters, a language is not told, and what the house asks for
    beyond a clause is its own."""
    for rule in (Rule.TRANSLATED, Rule.TIME_TOLD, Rule.CONTRAST_HIGH, Rule.PROMPT_WIDTH):
        assert rule.clauses == ()
    assert Rule.CONTRAST.clauses == ("11.1.4.3",)
    assert Rule.PROMPT_CHANGES.clauses == ("11.4.1.3.1",)
    assert "11.5.2.5" in Rule.STATE_IN_WORDS.clauses


async def test_a_clause_is_met_by_what_was_seen(report: Report) -> None:
    contrast = of(report, "11.1.4.3")
    (trial,) = contrast.trials
    assert contrast.outcome is Outcome.PASSED
    assert trial.times > 50


async def test_a_terminal_has_no_accessibility_service_whatever_is_seen(
    report: Report,
) -> None:
    told = of(report, "11.5.2.5")
    assert {trial.outcome for trial in told.trials} == {Outcome.PASSED}
    assert told.outcome is Outcome.FAILED


async def test_a_fault_of_one_rule_fails_its_clauses_alone(report: Report) -> None:
    ledger = Ledger("linear")
    ledger.note(Rule.TITLE, False, "page")
    ledger.note(Rule.LABEL_WIDTH, False, "x", "30")
    first, *others = report.screens
    worse = report_of([first._replace(ledger=ledger), *others])
    before = {one.clause.number for one in report.standard if one.outcome is Outcome.FAILED}
    after = {one.clause.number for one in worse.standard if one.outcome is Outcome.FAILED}
    assert after - before == {"11.2.4.6"}
    assert worse.faults == 2


async def test_what_no_rule_was_held_against_is_not_tested(report: Report) -> None:
    page = report_of(report.screens[-1:])
    assert of(report, "11.3.3.1.1").outcome is Outcome.PASSED
    assert of(page, "11.3.3.1.1").outcome is Outcome.UNTESTED
    assert rate(page.standard)[0] < rate(report.standard)[0]
    assert rate(page.standard)[1] == rate(report.standard)[1]


@pytest.mark.parametrize("language", messages.LANGUAGES)
async def test_the_verdict_and_the_faults_come_first_and_the_screens_on_request(
    report: Report, language: str
) -> None:
    messages.use(language)
    ledger = Ledger("linear")
    ledger.note(Rule.LABEL_WIDTH, False, "x", "30")
    first, *others = report.screens
    worse = report_of([first._replace(ledger=ledger), *others])
    verdict, screen, fault, *rest = as_text(worse)
    assert any("12" in line and "40" in line for line in rest)  # what is counted
    assert "4 screens, 1 fault" in verdict or "4 écrans, 1 défaut" in verdict
    assert "About you" in screen
    assert "label-width" in fault
    assert len([line for line in rest if "EN 301 549" in line]) == 1
    assert "--all" in rest[-1]
    assert not any("80x24" in line for line in rest)
    everything = [*as_text(worse, everything=True)]
    assert any("80x24" in line for line in everything)
    assert sum("About you" in line for line in everything) > 1
    assert any("contrast-high" in line for line in everything)
