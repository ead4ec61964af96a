"""A voter's ballots and their candidate lists."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from typing import Any

import httpx
import msgspec
import pytest

from mock_server.election.folder import SAMPLE
from tests.portal.conftest import Portal
from tests.portal_process import OTHER_VOTER
from tui_voter.contract.ballots import Ballot, Ballots, CandidateLists

pytestmark = pytest.mark.each_database

FILE = tomllib.loads((SAMPLE / "ballots.toml").read_text(encoding="utf-8"))["ballots"]
LISTS_FROM = datetime(2022, 11, 16, 7, tzinfo=UTC)


def get(portal: Portal, session: str, path: str, language: str = "fr") -> httpx.Response:
    return portal.http.get(
        f"/api/{path}",
        headers={"Authorization": f"Bearer {session}", "Accept-Language": language},
    )


def ballots(portal: Portal, session: str, language: str = "fr") -> tuple[Ballot, ...]:
    response = get(portal, session, "ballots", language)
    assert response.status_code == 200, response.text
    return msgspec.json.decode(response.content, type=Ballots).ballots


def own_ballots(address: str) -> list[str]:
    """As the file has them."""
    lines = (SAMPLE / "voters.csv").read_text(encoding="utf-8").splitlines()
    (line,) = [line for line in lines if line.startswith(address)]
    return line.rpartition(",")[2].split()


def test_a_voter_sees_their_ballots_in_the_elections_order(portal: Portal) -> None:
    for address in ("camille.dumont@ac-armorique.exemple", OTHER_VOTER):
        found = ballots(portal, portal.activated(address)[2])
        own = own_ballots(address)
        assert [ballot.id for ballot in found] == [item["id"] for item in FILE if item["id"] in own]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_ballot_says_what_the_folder_says(portal: Portal, language: str) -> None:
    rows = (SAMPLE / "voters.csv").read_text(encoding="utf-8").splitlines()[1:]
    found = {ballot.id: ballot for ballot in ballots(portal, portal.activated()[2], language)}
    for item in FILE:
        if item["id"] in found:
            ballot = found[item["id"]]
            texts = item["texts"][language]
            assert (ballot.name, ballot.description) == (texts["name"], texts["description"])
            assert ballot.seats == item["seats"]
            assert ballot.voters == sum(ballot.id in row.rpartition(",")[2].split() for row in rows)


# --- Candidate lists ------------------------------------------------------------------------


def lists(portal: Portal, session: str, ballot: str, language: str = "fr") -> Any:
    response = get(portal, session, f"ballots/{ballot}/lists", language)
    assert response.status_code == 200, response.text
    return msgspec.json.decode(response.content, type=CandidateLists).lists


def test_no_list_is_shown_before_its_day(portal: Portal) -> None:
    portal.clock.now = LISTS_FROM.replace(hour=6, minute=59, second=59)
    session = portal.activated()[2]
    for ballot in ballots(portal, session):
        assert lists(portal, session, ballot.id) == ()
    portal.clock.now = LISTS_FROM
    for ballot in ballots(portal, session):
        assert lists(portal, session, ballot.id)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_lists_are_the_folders_in_their_official_order(portal: Portal, language: str) -> None:
    portal.clock.now = LISTS_FROM
    session = portal.activated()[2]
    for item in FILE:
        if item["id"] not in own_ballots("camille.dumont@"):
            continue
        found = lists(portal, session, item["id"], language)
        assert [one.id for one in found] == [one["id"] for one in item["lists"]]
        for one, written in zip(found, item["lists"], strict=True):
            texts = written["texts"][language]
            assert (one.name, one.union) == (texts["name"], texts["union"])
            assert [msgspec.to_builtins(candidate) for candidate in one.candidates] == [
                {"affiliation": "", **candidate} for candidate in written["candidates"]
            ]
            path = SAMPLE / "statements" / item["id"] / f"{one.id}.{language}.md"
            assert one.statement == path.read_text(encoding="utf-8").strip()


@pytest.mark.parametrize("now", [datetime(2022, 10, 18, tzinfo=UTC), LISTS_FROM])
def test_the_lists_of_a_ballot_of_others_are_not_found(portal: Portal, now: datetime) -> None:
    portal.clock.now = now
    session = portal.activated(OTHER_VOTER)[2]
    others = {item["id"] for item in FILE} - set(own_ballots(OTHER_VOTER))
    assert others
    for ballot in (*others, "nothing"):
        response = get(portal, session, f"ballots/{ballot}/lists")
        assert (response.status_code, response.json()["code"]) == (404, "not_found")
