"""The accessibility statement: the French form, made from an audit, and the pages that have it."""

from __future__ import annotations

import re

import pytest

from docs.statement import PAGES
from tests.walks import walked
from tui_voter import __version__, messages
from tui_voter.audit.criteria import Outcome
from tui_voter.audit.evidence import Evidence, ScreenReport, rate, weigh
from tui_voter.audit.ledger import Ledger
from tui_voter.audit.rules import Rule
from tui_voter.audit.statement import as_statement

FORM = [
    "# Déclaration d’accessibilité",
    "## État de conformité",
    "## Résultats des tests",
    "## Contenus non accessibles",
    "### Non-conformités",
    "### Clauses non testées",
    "### Ajouts de WCAG 2.2",
    "### Dérogations pour charge disproportionnée",
    "### Contenus non soumis à l’obligation d’accessibilité",
    "## Établissement de cette déclaration d’accessibilité",
    "### Technologies utilisées",
    "### Environnement de test",
    "### Outils pour évaluer l’accessibilité",
    "### Pages ayant fait l’objet de la vérification de conformité",
    "## Retour d’information et contact",
    "## Voies de recours",
]


async def evidence_of(language: str, *, broken: Rule | None = None) -> Evidence:
    """Of an audit that holds every rule against something, and finds a fault in one at most."""
    ledger = Ledger()
    for rule in Rule:
        ledger.hold(rule, rule is not broken, "text", "where")
    reports = [
        ScreenReport(shown.language, shown.kind, shown.screen.title, [], ledger)
        for each in messages.LANGUAGES
        for shown in await walked(each)
    ]
    messages.use(language)
    return weigh(reports, language)


def joined(text: str) -> str:
    return re.sub(r"\n +", " ", text)


@pytest.mark.parametrize("language", messages.LANGUAGES)
async def test_the_page_is_the_statement_of_an_audit_without_faults(language: str) -> None:
    """If not: ``python -m docs.statement``. Day and environment are those of its audit,
    and some screens are two where a time passes between them."""

    def lasting(text: str) -> str:
        text = re.sub(r"\d+(er)? \w+ 20\d\d, |\d+ (screens|écrans)", "", text)
        return re.sub(r"\n### [^\n]+\n\n- [^\n]+: tui-voter [^#]+", "\n", joined(text))

    made = lasting(as_statement(await evidence_of(language)))
    assert lasting(PAGES[language].read_text(encoding="utf-8")) == f"{made}\n"


async def test_it_has_every_part_of_the_french_form() -> None:
    evidence = await evidence_of("fr")
    text = joined(as_statement(evidence))
    assert [line for line in text.splitlines() if line.startswith("#")] == FORM
    assert f"tui-voter {__version__}" in text
    assert "loi n° 2005-102 du 11 février 2005" in text
    assert "fictive" in text.partition("##")[0]
    assert "Libre réponse 71120, 75342 Paris CEDEX 07" in text
    assert "https://formulaire.defenseurdesdroits.fr" in text


async def test_the_rate_and_the_list_are_those_of_the_judgements() -> None:
    evidence = await evidence_of("fr")
    text = re.sub(r"[ \n]+", " ", as_statement(evidence))
    met, applying = rate(evidence.clauses)
    assert f"{met} des {applying} clauses applicables" in text
    assert f"soit {met * 100 // applying}\u00a0%" in text
    failed = text.partition("### Non-conformités")[2].partition("###")[0]
    assert sorted(re.findall(r"\*\*(\d[\d.]+) ", failed)) == sorted(
        one.criterion.number for one in evidence.clauses if one.outcome is Outcome.FAILED
    )


async def test_what_an_audit_finds_is_in_the_statement() -> None:
    evidence = await evidence_of("en", broken=Rule.CONTRAST)
    text = joined(as_statement(evidence))
    failed = text.partition("### Non-conformities")[2].partition("###")[0]
    found = next(line for line in failed.splitlines() if "11.1.4.3" in line)
    assert "Text has a contrast of at least 4.5:1. Checked " in found


@pytest.mark.parametrize(
    ("passing", "state"), [(1.0, "totale"), (0.5, "partielle"), (0.49, "n’est pas en conformité")]
)
async def test_the_state_is_that_of_the_rate(passing: float, state: str) -> None:
    evidence = await evidence_of("fr")
    some = [one._replace(outcome=Outcome.FAILED) for one in evidence.clauses * 2][:100]
    good = [one._replace(outcome=Outcome.PASSED) for one in some[: int(passing * 100)]]
    judged = evidence._replace(clauses=[*good, *some[len(good) :]])
    assert state in as_statement(judged).partition("## Résultats")[0]
