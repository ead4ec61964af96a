"""A portal that shows something else than was sealed, behind which somebody has written into its
database: the voter's program stops before it asks for the voting code, in each language."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import pytest

from mock_server.core.errors import Fault
from mock_server.core.settings import Settings
from mock_server.vote.preparing import prepare
from tests import portal_database
from tests.portal.conftest import Stopping
from tests.portal.vote.conftest import CLOSES, EVERYBODYS, Vote, sealed_and_open
from tests.scripted.machine import FakeMeter
from tui_voter import messages
from tui_voter.audit.player import (
    Player,
    Reply,
    act,
    choose,
    fill,
    leave,
    open_row,
    play,
    sees,
    take,
)
from tui_voter.contract.election import READ_ELECTION
from tui_voter.contract.endpoint import Endpoint, Q, R
from tui_voter.contract.languages import LANGUAGES
from tui_voter.contract.vote import CHECK_CODE
from tui_voter.countdown import PortalClock
from tui_voter.dialogue import BACK, Dialogue, SignOut
from tui_voter.journeys.home.menu import home
from tui_voter.journeys.shared.machine import Here
from tui_voter.journeys.shared.session import Session
from tui_voter.journeys.vote.hours import VoteCountdown
from tui_voter.journeys.vote.kept import Keeping
from tui_voter.machine.files import LocalFiles
from tui_voter.portal.client import PortalClient
from tui_voter.sealing.codes import code_of, spoken
from tui_voter.sealing.election import read_election, seal_of
from tui_voter.sealing.group import b64_hash
from tui_voter.sealing.paper import paper_digest, paper_digests
from tui_voter.secret import NO_SECRET, Secret

pytestmark = pytest.mark.each_database

PARIS: Final = Here(ZoneInfo("Europe/Paris"), "Europe/Paris")
CAMILLE: Final = 1
OUT: Final = (choose("sign_out"),)
STOPS: Final = "Stop: do not vote here"
STOPPED: Final = sees(STOPS)

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
            now = await client.call(READ_ELECTION, None)
            clock = PortalClock(lambda: 0.0)
            clock.set(now.portal_time, 0.0)
            with suppress(SignOut):
                await home(
                    dialogue,
                    Session(client, token, never, 900.0),
                    VoteCountdown(client, now, PARIS, clock),
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


def seats(shown: Shown, _language: str) -> Shown:
    return shown._replace(seats=shown.seats + 1)


def unions(shown: Shown, language: str) -> Shown:
    """Two lists exchange theirs, so that all of it is still there."""
    one, other = (each["texts"][language] for each in shown.lists[:2])
    one["union"], other["union"] = other["union"], one["union"]
    return shown


def order_of_candidates(shown: Shown, _language: str) -> Shown:
    shown.lists[0]["candidates"].reverse()
    return shown


def order_of_lists(shown: Shown, _language: str) -> Shown:
    return shown._replace(lists=[*shown.lists[1::-1], *shown.lists[2:]])


def one_list_fewer(shown: Shown, _language: str) -> Shown:
    return shown._replace(lists=shown.lists[:-1])


UNION: Final = "a list's union"
ORDER: Final = "the lists' order"
EXCHANGES: Final = {
    "the ballot's seats": seats,
    UNION: unions,
    "the candidates' order": order_of_candidates,
    ORDER: order_of_lists,
    "the lists' number": one_list_fewer,
}
"""Something of a ballot, of its lists and of their candidates: a digest covers all that there is of
them."""


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
def test_whatever_is_exchanged_stops_the_vote_before_the_code_and_is_shown_nowhere(
    vote: Vote, language: str
) -> None:
    unseen = []
    for thing in EXCHANGES:
        for way in ("vote", "lists"):
            with exchanged(vote, thing, language):
                try:
                    said, asked = visit(vote, language, choose(way), STOPPED, take("close"), *OUT)
                except AssertionError:
                    unseen.append((thing, way))
                    continue
            assert CHECK_CODE.path not in asked
            assert [menu.title for menu in said.menus if menu.can_go_back] == []
            assert said.listings == []
    assert unseen == []


def test_the_record_of_the_alarm_has_what_was_shown_and_what_was_sealed(
    vote: Vote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with exchanged(vote, UNION, "en"):
        visit(vote, "en", choose("vote"), STOPPED, take("save"), fill(), take("close"), *OUT)
    record = (tmp_path / "alarm.txt").read_text(encoding="utf-8")
    election = vote.sealed.elections[EVERYBODYS]
    assert election.text.decode() in record
    (shown,) = (line for line in record.splitlines() if line.startswith('{"name":'))
    unions = [each["union"] for each in json.loads(shown)["lists"]]
    sealed = [union for _name, union in lists_in(read(vote), "en")]
    assert unions[:2] == sealed[1::-1]
    assert b64_hash(shown.encode()) != paper_digest(election, "en")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_nothing_is_said_where_everything_is_as_sealed(vote: Vote, language: str) -> None:
    name = read(vote).texts[language]["name"]
    said, _asked = visit(
        vote,
        language,
        *(choose("lists"), open_row(name), take(BACK), take(BACK)),
        *(choose("vote"), fill(code=code_of(vote.sealed.codes[CAMILLE])), choose(BACK)),
        *OUT,
    )
    assert messages.gettext(STOPS) not in said.titles


def test_characters_that_a_program_replaces_as_it_reads_raise_no_alarm(
    settings: Settings, tmp_path: Path, stopping: Stopping
) -> None:
    """As long as they are those that were sealed."""
    sql = partial(portal_database.sql, settings.database)
    (*rows,) = sql("SELECT id, texts, candidates FROM candidate_list")
    for key, texts, candidates in rows:
        odd = json.loads(texts)
        for each in odd.values():
            each["statement"] += (
                "\n\n-\ttab\r\n\u200bzero, soft\u00ad, \U0001f468\u200d\U0001f33e\x07"
            )
        people = json.loads(candidates)
        people[0]["affiliation"] += "\u202e\t\u00ad"
        sql(
            "UPDATE candidate_list SET texts = ?, candidates = ? WHERE id = ?",
            json.dumps(odd),
            json.dumps(people),
            key,
        )
    with sealed_and_open(settings, tmp_path, stopping) as vote:
        for language in LANGUAGES:
            visit(vote, language, choose("lists"), take(BACK), *OUT)
            visit(vote, language, choose("vote"), leave(), *OUT)


def test_what_another_language_shows_is_not_this_voters(vote: Vote) -> None:
    """Each program checks what it is shown; the other one is told by its own."""
    with exchanged(vote, UNION, "fr"):
        visit(vote, "en", choose("lists"), take(BACK), *OUT)
        visit(vote, "fr", choose("lists"), STOPPED, take("close"), *OUT)


def take_digests_away(vote: Vote) -> str:
    """From what was sealed, and from the seal over it, whose text is returned."""
    ((seal,),) = vote.portal.sql("SELECT text FROM seal")
    for key, text in vote.portal.sql("SELECT ballot_id, election FROM sealed_ballot"):
        bare = re.sub(f" (?:{'|'.join(LANGUAGES)}):[A-Za-z0-9+/]{{43}}", "", text)
        assert paper_digests(read_election(text.encode()))
        assert not paper_digests(read_election(bare.encode()))
        seal = seal.replace(b64_hash(text.encode()), b64_hash(bare.encode()))
        vote.portal.sql("UPDATE sealed_ballot SET election = ? WHERE ballot_id = ?", bare, key)
    vote.portal.sql("UPDATE seal SET text = ?", seal)
    return str(seal)


def test_digests_that_are_taken_away_are_another_seal(vote: Vote) -> None:
    """Either the ballots are not those that were sealed, or the seal is not the one on the notice,
    and the voting code opens nothing."""
    ((before,),) = vote.portal.sql("SELECT text FROM seal")
    after = take_digests_away(vote)
    code = fill(code=code_of(vote.sealed.codes[CAMILLE]))
    said, _asked = visit(vote, "en", choose("vote"), code, leave(), *OUT)
    seals = [spoken(seal_of(text.encode())) for text in (before, after)]
    assert [any(seal in text for text in said.said) for seal in seals] == [False, True]
    assert "The portal does not recognise this voting code." in said.refusals[0].text
    vote.portal.sql("UPDATE seal SET text = ?", before)
    altered = sees("This ballot is not the one that the polling board sealed: {election}.")
    visit(vote, "en", choose("vote"), altered, take("close"), *OUT)


def test_an_election_that_was_sealed_by_official_names_alone_is_served_as_before(
    vote: Vote,
) -> None:
    """As the portals' databases have them that were sealed before: their lists' official names are
    held against the seal, and nothing is said of the rest."""
    take_digests_away(vote)
    with exchanged(vote, UNION, "en"):
        visit(vote, "en", choose("lists"), take(BACK), *OUT)
        visit(vote, "en", choose("vote"), leave(), *OUT)
    with exchanged(vote, ORDER, "en"):
        visit(vote, "en", choose("vote"), STOPPED, take("close"), *OUT)


# --- The results ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fr", "en"])
def test_exchanged_names_are_told_at_the_results_too(vote: Vote, language: str) -> None:
    vote.vote(CAMILLE)
    vote.portal.clock.now = CLOSES + timedelta(hours=1)
    with exchanged(vote, UNION, language):
        said, _asked = visit(vote, language, choose("vote"), STOPPED, take("close"), *OUT)
    assert said.listings == []
    said, _asked = visit(vote, language, choose("vote"), take(BACK), *OUT)
    assert len(said.listings) == 1


def lists_in(shown: Shown, language: str) -> list[tuple[str, str]]:
    """The lists' names and unions."""
    texts = (each["texts"][language] for each in shown.lists)
    return [(each["name"], each["union"]) for each in texts]


@pytest.mark.parametrize("entry", ["lists", "roll"])
def test_lists_that_are_not_published_yet_raise_no_alarm(vote: Vote, entry: str) -> None:
    """A clock that is a little ahead, or was set back once the election was sealed."""
    told = vote.portal.http.get("/api/election").json()["lists_from"]
    published = datetime.fromisoformat(told.replace("Z", "+00:00"))
    vote.portal.clock.now = published + timedelta(seconds=1)

    def set_back() -> None:
        vote.portal.clock.now = published - timedelta(seconds=1)

    said, _asked = visit(vote, "en", act(set_back), choose(entry), take(BACK), *OUT)
    assert STOPS not in said.titles
    assert said.titles.count("My elections and their candidate lists") or entry == "roll"


def test_two_ballots_of_one_name_are_not_sealed(settings: Settings, tmp_path: Path) -> None:
    """In whichever languages: each is known by its name alone in the results."""
    texts = "SELECT id, texts FROM ballot ORDER BY position"
    (_one, of_one), (other, of_other), *_more = portal_database.sql(settings.database, texts)
    name = json.loads(of_one)["en"]["name"]
    changed = json.loads(of_other)
    changed["fr"]["name"] = name
    portal_database.sql(
        settings.database, "UPDATE ballot SET texts = ? WHERE id = ?", json.dumps(changed), other
    )
    with pytest.raises(Fault, match="Two ballots have the same name"):
        prepare(settings, tmp_path / "board", lambda _sentence: None)
