"""A portal that shows something else than was sealed, behind which somebody has written into its
database: the voter's program stops before it asks for the voting code, in each language."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import pytest

from tests.portal.vote.conftest import EVERYBODYS, Vote
from tui_voter import messages
from tui_voter.audit.machine import FakeMeter
from tui_voter.audit.player import Player, Reply, choose, fill, open_row, play, sees, take
from tui_voter.contract import endpoints
from tui_voter.contract.endpoints import Endpoint, Q, R
from tui_voter.countdown import PortalClock
from tui_voter.dialogue import BACK, YES, Dialogue
from tui_voter.journeys.home.menu import home
from tui_voter.journeys.shared.machine import Here
from tui_voter.journeys.shared.session import Session
from tui_voter.journeys.vote.hours import VoteCountdown
from tui_voter.journeys.vote.kept import Keeping
from tui_voter.machine.files import LocalFiles
from tui_voter.portal.client import PortalClient
from tui_voter.sealing.codes import code_of
from tui_voter.secret import NO_SECRET, Secret

pytestmark = pytest.mark.both_databases

PARIS: Final = Here(ZoneInfo("Europe/Paris"), "Europe/Paris")
CAMILLE: Final = 1
OUT: Final = (choose("sign_out"),)
STOPS: Final = "Stop: do not vote here"

Texts = dict[str, Any]
Rows = list[dict[str, Any]]


class Asked(PortalClient):
    """Keeps which endpoints were called."""

    paths: set[str]

    async def call(
        self,
        endpoint: Endpoint[Q, R],
        request: Q,
        session: Secret | None = None,
        about: str = "",
    ) -> R:
        self.paths.add(endpoint.path)
        return await super().call(endpoint, request, session, about)


def visit(vote: Vote, language: str, *script: Reply) -> tuple[Player, set[str]]:
    """The demo voter's visit from the home on, and what the portal was asked in it."""

    async def played() -> tuple[Player, set[str]]:
        messages.use(language)
        client = Asked(str(vote.portal.http.base_url), language=language)
        client.paths = set()
        token = Secret(vote.session(CAMILLE))

        async def never() -> Secret | None:
            return None

        async def journey(dialogue: Dialogue) -> None:
            election = await client.election()
            clock = PortalClock(lambda: 0.0)
            clock.set(election.portal_time, 0.0)
            await home(
                dialogue,
                Session(client, token, never, 900.0),
                VoteCountdown(client, election, PARIS, clock),
                lambda _words: FakeMeter(),
                lambda _policy: NO_SECRET,
                LocalFiles(),
                origin=str(vote.portal.http.base_url),
                idle=900,
                keeping=Keeping(dialogue, None, "", ""),
            )

        try:
            return await play(journey, *script), client.paths
        finally:
            await client.aclose()

    return asyncio.run(played())


# --- What is exchanged ----------------------------------------------------------------------------


class Shown(NamedTuple):
    """What the database has of a ballot: its texts by language, its seats, and its lists."""

    texts: Texts
    seats: int
    lists: Rows


def of_ballot(name: str) -> Callable[[Shown, str], Shown]:
    def exchanged(shown: Shown, language: str) -> Shown:
        shown.texts[language][name] += " bis"
        return shown

    return exchanged


def of_list(name: str) -> Callable[[Shown, str], Shown]:
    """Two lists exchange it, so that all of it is still there."""

    def exchanged(shown: Shown, language: str) -> Shown:
        one, other = (each["texts"][language] for each in shown.lists[:2])
        one[name], other[name] = other[name], one[name]
        return shown

    return exchanged


def of_candidate(name: str) -> Callable[[Shown, str], Shown]:
    def exchanged(shown: Shown, _language: str) -> Shown:
        one, other = shown.lists[0]["candidates"][:2]
        one[name], other[name] = other[name], one[name]
        return shown

    return exchanged


def order_of_candidates(shown: Shown, _language: str) -> Shown:
    shown.lists[0]["candidates"].reverse()
    return shown


def one_candidate_fewer(shown: Shown, _language: str) -> Shown:
    shown.lists[0]["candidates"].pop()
    return shown


def order_of_lists(shown: Shown, _language: str) -> Shown:
    return shown._replace(lists=[*shown.lists[1::-1], *shown.lists[2:]])


def one_list_fewer(shown: Shown, _language: str) -> Shown:
    return shown._replace(lists=shown.lists[:-1])


def seats(shown: Shown, _language: str) -> Shown:
    return shown._replace(seats=shown.seats + 1)


EXCHANGES: Final = {
    "the ballot's name": of_ballot("name"),
    "the ballot's description": of_ballot("description"),
    "its seats": seats,
    "a list's name": of_list("name"),
    "its union": of_list("union"),
    "its statement": of_list("statement"),
    "a candidate's family name": of_candidate("family_name"),
    "a candidate's first name": of_candidate("first_name"),
    "a candidate's affiliation": of_candidate("affiliation"),
    "the candidates' order": order_of_candidates,
    "the candidates' number": one_candidate_fewer,
    "the lists' order": order_of_lists,
    "the lists' number": one_list_fewer,
}


def read(vote: Vote) -> Shown:
    ((texts, number),) = vote.portal.sql("SELECT texts, seats FROM ballot WHERE id = ?", EVERYBODYS)
    lists = vote.portal.sql(
        "SELECT id, texts, candidates FROM candidate_list WHERE ballot_id = ? ORDER BY position",
        EVERYBODYS,
    )
    return Shown(
        json.loads(texts),
        number,
        [
            {"id": key, "texts": json.loads(text), "candidates": json.loads(candidates)}
            for key, text, candidates in lists
        ],
    )


def write(vote: Vote, shown: Shown) -> None:
    vote.portal.sql(
        "UPDATE ballot SET texts = ?, seats = ? WHERE id = ?",
        json.dumps(shown.texts),
        shown.seats,
        EVERYBODYS,
    )
    vote.portal.sql("DELETE FROM candidate_list WHERE ballot_id = ?", EVERYBODYS)
    for position, one in enumerate(shown.lists):
        vote.portal.sql(
            "INSERT INTO candidate_list (ballot_id, id, position, texts, candidates) "
            "VALUES (?, ?, ?, ?, ?)",
            EVERYBODYS,
            one["id"],
            position,
            json.dumps(one["texts"]),
            json.dumps(one["candidates"]),
        )


@contextmanager
def exchanged(vote: Vote, thing: str, language: str) -> Iterator[Shown]:
    """Meanwhile the portal shows something else in this language; what it shows."""
    before = read(vote)
    other = EXCHANGES[thing](read(vote), language)
    assert other != before, thing
    write(vote, other)
    yield other
    write(vote, before)


# --- What the voter is told -----------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fr", "en"])
def test_whatever_is_exchanged_stops_the_vote_before_the_code(
    vote: Vote, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And is not shown among the lists; the record has what the portal showed, and the digest
    that was sealed."""
    monkeypatch.chdir(tmp_path)
    passed = []
    for thing in EXCHANGES:
        for way in ("vote", "lists"):
            with exchanged(vote, thing, language):
                try:
                    said, asked = visit(
                        vote, language, choose(way), sees(STOPS), take("close"), *OUT
                    )
                except AssertionError:
                    passed.append((thing, way))
                    continue
            assert endpoints.CHECK_CODE.path not in asked
            assert not any(menu.title == messages.gettext("My ballots") for menu in said.menus)
            assert not said.listings
    assert passed == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_nothing_is_said_where_everything_is_as_sealed(vote: Vote, language: str) -> None:
    ((name, *_more), *_rest) = names(vote, language)
    said, _asked = visit(
        vote,
        language,
        *(choose("lists"), open_row(name), take(BACK), take(BACK)),
        *(choose("vote"), fill(code=code_of(vote.sealed.codes[CAMILLE])), choose(BACK)),
        *(choose("sign_out"), choose(YES)),
    )
    assert messages.gettext(STOPS) not in said.titles


def names(vote: Vote, language: str) -> list[tuple[str, ...]]:
    """The ballots by their names, and those of everybody's with its lists' names and unions."""
    shown = read(vote)
    lists = (each["texts"][language] for each in shown.lists)
    return [
        (shown.texts[language]["name"],),
        *((each["name"], each["union"]) for each in lists),
    ]
