"""The texts of the election: pages and frequent questions, in the language asked for."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
import pytest

from mock_server.election.folder import SAMPLE, read_folder
from mock_server.mail.templates import hours_of_the_vote
from tests.portal.conftest import Portal, refused
from tests.portal_process import SAMPLE_LANGUAGES
from tui_voter.contract.election import Document, DocumentKind, Faq
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.languages import Language
from tui_voter.contract.rules import CAPTCHA_LIFETIME, RECOVERY_LIFETIME, RECOVERY_TRIES


@pytest.mark.parametrize("language", SAMPLE_LANGUAGES)
@pytest.mark.parametrize("kind", DocumentKind)
def test_a_document_is_the_folders(portal: Portal, kind: DocumentKind, language: Language) -> None:
    response = portal.http.get(f"/api/documents/{kind}", headers={"Accept-Language": language})
    assert response.status_code == 200
    document = msgspec.json.decode(response.content, type=Document)
    file = (SAMPLE / "pages" / f"{kind}.{language}.md").read_text(encoding="utf-8")
    assert file.strip() == f"# {document.title}\n\n{document.text}"


@pytest.mark.parametrize("file", sorted((SAMPLE / "pages").glob("*.md")), ids=lambda it: it.name)
def test_each_heading_of_a_page_can_be_read_alone(file: Path) -> None:
    """As in a list of headings: none leaves open what it is about."""
    headings = re.findall(r"^#+ (.+)", file.read_text(encoding="utf-8"), re.MULTILINE)
    assert not [each for each in headings if re.search(r"\b(ils?|elles?|it|they)\b", each.lower())]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("faq.{}.md", {"fr": "valable cinq minutes", "en": "valid for five minutes"}),
        ("pages/activation-guide.{}.md", {"fr": "valable cinq minutes", "en": "for five minutes"}),
        ("pages/activation-guide.{}.md", {"fr": "60 minutes", "en": "60 minutes"}),
        ("pages/activation-guide.{}.md", {"fr": "en cinq tentatives", "en": "five attempts"}),
    ],
)
@pytest.mark.parametrize("language", SAMPLE_LANGUAGES)
def test_the_samples_texts_tell_the_contracts_rules(
    file: str, said: dict[str, str], language: Language
) -> None:
    """Whoever changes a rule changes these."""
    text = (SAMPLE / file.format(language)).read_text(encoding="utf-8")
    assert said[language] in text.replace("\N{NO-BREAK SPACE}", " ")
    assert timedelta(minutes=5) == CAPTCHA_LIFETIME
    assert timedelta(minutes=60) == RECOVERY_LIFETIME
    assert RECOVERY_TRIES == 5


def test_another_document_is_refused_and_no_path_leads_elsewhere(portal: Portal) -> None:
    for kind in ("nothing", "edito.fr", "EDITO", "%00"):
        refused(portal.http.get(f"/api/documents/{kind}"), ErrorCode.INVALID_REQUEST)
    for kind in ("", "..%2Fvoters.csv", "edito/more"):
        refused(portal.http.get(f"/api/documents/{kind}"), ErrorCode.NOT_FOUND)


@pytest.mark.parametrize("language", SAMPLE_LANGUAGES)
def test_the_questions_are_the_folders(portal: Portal, language: Language) -> None:
    response = portal.http.get("/api/faq", headers={"Accept-Language": language})
    faq = msgspec.json.decode(response.content, type=Faq)
    now = datetime(2022, 10, 13, tzinfo=UTC)
    assert faq.entries == read_folder(SAMPLE, now).election.faq[language]
    file = (SAMPLE / f"faq.{language}.md").read_text(encoding="utf-8")
    headings = [line[4:].strip() for line in file.splitlines() if line.startswith("### ")]
    assert [entry.question for entry in faq.entries] == headings
    groups = [line[3:].strip() for line in file.splitlines() if line.startswith("## ")]
    assert list(dict.fromkeys(entry.group for entry in faq.entries)) == groups


TOLD: Final = {
    "fr": ("scrutin d’entraînement", "notice de vote", "code de vote", "sceau", "urne",
           "accusé de réception", "sans compte"),
    "en": ("training ballot", "voting notice", "voting code", "seal", "ballot box", "receipt",
           "without an account"),
}  # fmt: skip


@pytest.mark.parametrize("language", SAMPLE_LANGUAGES)
def test_the_sample_tells_the_truth_about_voting_here(language: Language) -> None:
    told = TOLD[language]

    def text(name: str) -> str:
        return " ".join((SAMPLE / name).read_text(encoding="utf-8").split())

    assert all(words in text(f"pages/voting-guide.{language}.md") for words in told)
    assert all(words in text(f"faq.{language}.md") for words in told[:2] + told[5:])
    election = read_folder(SAMPLE, datetime(2022, 10, 13, tzinfo=UTC)).election
    vote = hours_of_the_vote(election, language, election.opens_at)
    for kind in ("activation", "confirmation"):
        mail = text(f"documents/{kind}.{language}.md").replace("{vote}", vote)
        assert all(words in mail for words in told[:3])
