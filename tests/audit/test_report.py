"""The report of an audit: the verdict first, each clause with its reason, and what was seen or
heard."""

from pathlib import Path

import pytest

from tests.audit.test_seeded_faults import DARK, ERRORS, FORM, LISTING, MENU, PAGE, shown
from tui_voter import messages
from tui_voter.audit.clauses import CLAUSES, Clause, Outcome
from tui_voter.audit.report import Report, Verdict, as_text, rate, report_of
from tui_voter.audit.rules import Ledger, Rule
from tui_voter.audit.run import judge

ROOT = Path(__file__).parents[2]
NUMBERS = [clause.number for clause in CLAUSES]


@pytest.fixture
async def report() -> Report:
    messages.use("en")
    screens = [shown(FORM, *ERRORS), shown(MENU), shown(LISTING), shown(PAGE)]
    return report_of(await judge(screens, [DARK]))


def worse(report: Report, *broken: Rule) -> Report:
    """The same where the first screen breaks only these rules."""
    ledger = Ledger("linear")
    for rule in broken:
        ledger.note(rule, False, "x", "30")
    first, *others = report.screens
    return report_of([first._replace(ledger=ledger), *others])


def of(report: Report, number: str) -> Verdict:
    (found,) = (one for one in report.standard if one.clause.number == number)
    return found


def test_each_clause_is_listed_once_and_so_are_those_of_each_rule() -> None:
    assert len({*NUMBERS}) == len(NUMBERS)
    for rule in Rule:
        assert rule.sentence.endswith(".")
        assert {*NUMBERS}.issuperset(rule.clauses)


@pytest.mark.parametrize("clause", CLAUSES, ids=NUMBERS)
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


async def test_a_clause_is_met_by_what_was_seen_unless_judged_otherwise(report: Report) -> None:
    contrast = of(report, "11.1.4.3")
    (trial,) = contrast.trials
    assert contrast.outcome is Outcome.PASSED
    assert trial.times > 50
    service = of(report, "11.5.2.5")  # of accessibility, which a terminal does not have
    assert {trial.outcome for trial in service.trials} == {Outcome.PASSED}
    assert service.outcome is Outcome.FAILED


async def test_a_fault_of_one_rule_fails_its_clauses_alone(report: Report) -> None:
    def failed(report: Report) -> set[str]:
        return {one.clause.number for one in report.standard if one.outcome is Outcome.FAILED}

    broken = worse(report, Rule.TITLE, Rule.LABEL_WIDTH)
    assert failed(broken) - failed(report) == {"11.2.4.6"}
    assert broken.faults == 2


async def test_what_no_rule_was_held_against_is_not_tested(report: Report) -> None:
    page = report_of(report.screens[-1:])
    assert of(report, "11.3.3.1.1").outcome is Outcome.PASSED
    assert of(page, "11.3.3.1.1").outcome is Outcome.UNTESTED
    assert rate(page.standard)[0] < rate(report.standard)[0]
    assert rate(page.standard)[1] == rate(report.standard)[1]


@pytest.mark.parametrize("language", messages.LANGUAGES)
async def test_verdict_and_faults_come_first_and_screens_on_request(
    report: Report, language: str
) -> None:
    messages.use(language)
    broken = worse(report, Rule.LABEL_WIDTH)
    verdict, screen, fault, *rest = as_text(broken)
    assert "4 screens, 1 fault" in verdict or "4 écrans, 1 défaut" in verdict
    assert "About you" in screen
    assert "label-width" in fault
    assert any("12" in line and "40" in line for line in rest)  # what is counted
    assert len([line for line in rest if "EN 301 549" in line]) == 1
    assert "--all" in rest[-1]
    assert not any("80x24" in line for line in rest)
    everything = [*as_text(broken, everything=True)]
    assert any("80x24" in line for line in everything)
    assert sum("About you" in line for line in everything) > 1
    assert any("contrast-high" in line for line in everything)
