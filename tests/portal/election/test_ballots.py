"""What the portal shows of the election's folder: ballots, lists, pages and questions."""

import tomllib
from datetime import UTC, datetime
from typing import Any

import httpx
import msgspec
import pytest

from mock_server.election.folder import SAMPLE, read_folder
from tests.portal.conftest import Portal, refused
from tests.portal_process import DEMO_VOTER, OTHER_VOTER, SAMPLE_LANGUAGES
from tui_voter.contract.ballots import Ballot, Ballots, CandidateLists
from tui_voter.contract.election import Document, DocumentKind, Faq
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.languages import Language

pytestmark = pytest.mark.each_database

FILE = tomllib.loads((SAMPLE / "ballots.toml").read_text(encoding="utf-8"))["ballots"]
ROWS = (SAMPLE / "voters.csv").read_text(encoding="utf-8").splitlines()[1:]
ROLLS = {row.partition(",")[0]: row.rpartition(",")[2].split() for row in ROWS}
LISTS_FROM = datetime(2022, 11, 16, 7, tzinfo=UTC)


def get(portal: Portal, session: str, path: str, language: str = "fr") -> httpx.Response:
    headers = {"Authorization": f"Bearer {session}", "Accept-Language": language}
    return portal.http.get(f"/api/{path}", headers=headers)


def ballots(portal: Portal, session: str, language: str = "fr") -> tuple[Ballot, ...]:
    response = get(portal, session, "ballots", language)
    assert response.status_code == 200, response.text
    return msgspec.json.decode(response.content, type=Ballots).ballots


def lists(portal: Portal, session: str, ballot: str, language: str = "fr") -> Any:
    response = get(portal, session, f"ballots/{ballot}/lists", language)
    assert response.status_code == 200, response.text
    return msgspec.json.decode(response.content, type=CandidateLists).lists


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_voter_sees_their_ballots_and_lists_as_the_folder_has_them(
    portal: Portal, language: str
) -> None:
    portal.clock.now = LISTS_FROM
    for address in (DEMO_VOTER, OTHER_VOTER):
        session = portal.activated(address)[2]
        own = [item for item in FILE if item["id"] in ROLLS[address]]
        for ballot, item in zip(ballots(portal, session, language), own, strict=True):
            texts = item["texts"][language]
            assert (ballot.id, ballot.seats) == (item["id"], item["seats"])
            assert (ballot.name, ballot.description) == (texts["name"], texts["description"])
            assert ballot.voters == sum(ballot.id in roll for roll in ROLLS.values())
            found = lists(portal, session, ballot.id, language)
            for one, written in zip(found, item["lists"], strict=True):
                texts = written["texts"][language]
                assert (one.id, one.name, one.union) == (
                    written["id"], texts["name"], texts["union"]
                )  # fmt: skip
                assert [msgspec.to_builtins(candidate) for candidate in one.candidates] == [
                    {"affiliation": "", **candidate} for candidate in written["candidates"]
                ]
                path = SAMPLE / "statements" / ballot.id / f"{one.id}.{language}.md"
                assert one.statement == path.read_text(encoding="utf-8").strip()


def test_no_list_is_shown_before_its_day(portal: Portal) -> None:
    portal.clock.now = LISTS_FROM.replace(hour=6, minute=59, second=59)
    session = portal.activated()[2]
    for ballot in ballots(portal, session):
        assert lists(portal, session, ballot.id) == ()
    portal.clock.now = LISTS_FROM
    for ballot in ballots(portal, session):
        assert lists(portal, session, ballot.id)


@pytest.mark.parametrize("now", [datetime(2022, 10, 18, tzinfo=UTC), LISTS_FROM])
def test_the_lists_of_a_ballot_of_others_are_not_found(portal: Portal, now: datetime) -> None:
    portal.clock.now = now
    session = portal.activated(OTHER_VOTER)[2]
    others = {item["id"] for item in FILE} - set(ROLLS[OTHER_VOTER])
    assert others
    for ballot in (*others, "nothing"):
        refused(get(portal, session, f"ballots/{ballot}/lists"), ErrorCode.NOT_FOUND)


@pytest.mark.parametrize("language", SAMPLE_LANGUAGES)
def test_pages_and_questions_are_the_folders(portal: Portal, language: Language) -> None:
    headers = {"Accept-Language": language}
    for kind in DocumentKind:
        response = portal.http.get(f"/api/documents/{kind}", headers=headers)
        document = msgspec.json.decode(response.content, type=Document)
        file = (SAMPLE / "pages" / f"{kind}.{language}.md").read_text(encoding="utf-8")
        assert file.strip() == f"# {document.title}\n\n{document.text}"
    faq = msgspec.json.decode(portal.http.get("/api/faq", headers=headers).content, type=Faq)
    assert faq.entries == read_folder(SAMPLE, LISTS_FROM).election.faq[language]
    lines = (SAMPLE / f"faq.{language}.md").read_text(encoding="utf-8").splitlines()
    headings = [line[4:].strip() for line in lines if line.startswith("### ")]
    assert [entry.question for entry in faq.entries] == headings
    groups = [line[3:].strip() for line in lines if line.startswith("## ")]
    assert list(dict.fromkeys(entry.group for entry in faq.entries)) == groups


def test_another_document_is_refused_and_no_path_leads_elsewhere(portal: Portal) -> None:
    for kind in ("nothing", "edito.fr", "EDITO", "%00"):
        refused(portal.http.get(f"/api/documents/{kind}"), ErrorCode.INVALID_REQUEST)
    for kind in ("", "..%2Fvoters.csv", "edito/more"):
        refused(portal.http.get(f"/api/documents/{kind}"), ErrorCode.NOT_FOUND)
