"""The accessibility statement: the French form, made from an audit, and the pages that have it."""

import re

import pytest

from docs.statement import PAGES, filled_in
from tests.walks import walked
from tui_voter import messages
from tui_voter.audit.clauses import Outcome
from tui_voter.audit.report import Report, rate, report_of
from tui_voter.audit.rules import Ledger, Rule, ScreenReport

FORM = {
    *("État de conformité", "Résultats des tests", "Contenus non accessibles"),
    *("Établissement de cette déclaration d’accessibilité", "Retour d’information et contact"),
    "Voies de recours",
}


async def report_in(language: str, *, broken: Rule | None = None) -> Report:
    """Of an audit that holds every rule against something, and finds a fault in one at most."""
    ledger = Ledger()
    for rule in Rule:
        ledger.note(rule, rule is not broken, "where")
    screens = [
        ScreenReport(shown.language, shown.kind, shown.screen.title, {}, ledger)
        for each in messages.LANGUAGES
        for shown in await walked(each)
    ]
    messages.use(language)
    return report_of(screens)


def page_in(language: str) -> str:
    return PAGES[language].read_text(encoding="utf-8")


def joined(text: str) -> str:
    return re.sub(r"\n +", " ", text)


def part(text: str, name: str) -> str:
    return text.partition(f"<!-- {name} -->")[2].partition("<!-- / -->")[0]


@pytest.mark.parametrize("language", PAGES)
async def test_the_page_is_the_statement_of_an_audit_without_faults(language: str) -> None:
    """If not: ``python -m docs.statement``. Day and environment are those of its audit,
    and some screens are two where a time passes between them."""

    def lasting(text: str) -> str:
        text = re.sub(r"\d+ (screens|écrans)", "", text)
        return joined(text.replace(part(text, "made"), ""))

    page = page_in(language)
    assert lasting(filled_in(page, await report_in(language))) == lasting(page)


def test_it_has_every_part_of_the_french_form() -> None:
    page = page_in("fr")
    assert {*re.findall(r"^## (.*)", page, re.M)} == FORM
    assert "loi n° 2005-102 du 11 février 2005" in joined(page)
    assert "fictive" in page.partition("##")[0]
    assert "71120, 75342 Paris CEDEX 07" in page


async def test_the_rate_and_the_list_are_those_of_the_verdicts() -> None:
    """Half of the clauses that apply are met, and not all: "partially" stands on the pages."""
    report = await report_in("fr")
    page = filled_in(page_in("fr"), report)
    met, applying = rate(report.standard)
    assert f"{met} / {applying} ({met * 100 // applying}\u00a0%)" in part(page, "results")
    assert 0.5 <= met / applying < 1
    assert "est en conformité partielle" in page
    assert "conforms partially" in page_in("en")
    failed = joined(part(page, "failed"))
    assert sorted(re.findall(r"\*\*(\d[\d.]+) ", failed)) == sorted(
        one.clause.number for one in report.standard if one.outcome is Outcome.FAILED
    )


async def test_what_an_audit_finds_is_in_the_statement() -> None:
    page = filled_in(page_in("en"), await report_in("en", broken=Rule.CONTRAST))
    found = next(line for line in joined(part(page, "failed")).splitlines() if "11.1.4.3" in line)
    assert "Text has a contrast of at least 4.5:1. Checked " in found
