"""A portal that shows something else than was sealed, behind which somebody has written into its
database: the voter's program stops before it asks for the voting code, in each language."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from sqlalchemy import delete, insert, select, update

from mock_server.core.errors import Fault
from mock_server.core.settings import Settings
from mock_server.db import schema
from mock_server.vote.preparing import prepare
from tests import portal_database
from tests.journeys.conftest import Visitor
from tests.portal.conftest import Stopping
from tests.portal.vote.conftest import EVERYBODYS, Vote, sealed_and_open
from tests.portal_process import RunningPortal
from tests.scripted.visits import Call
from tui_voter import messages
from tui_voter.audit.player import (
    Player,
    Reply,
    act,
    choose,
    fill,
    leave,
    open_row,
    sees,
    take,
)
from tui_voter.contract.election import read_election
from tui_voter.contract.endpoint import Endpoint
from tui_voter.contract.languages import LANGUAGES
from tui_voter.contract.vote import CHECK_CODE
from tui_voter.dialogue import BACK
from tui_voter.portal.client import PortalClient
from tui_voter.sealing.codes import code_of, spoken
from tui_voter.sealing.election import read_election as read_sealed
from tui_voter.sealing.election import seal_of
from tui_voter.sealing.group import b64_hash
from tui_voter.sealing.paper import paper_digests
from tui_voter.secret import Secret

pytestmark = pytest.mark.each_database

CAMILLE: Final = 1
STOPS: Final = "Stop: do not vote here"
STOPPED: Final = sees(STOPS)


def visit(vote: Vote, language: str, *script: Reply) -> tuple[Player, set[str]]:
    """The demo voter's visit from the home on, and what the portal was asked in it."""
    asked = set[str]()

    async def note(endpoint: Endpoint[Any, Any], _request: object, call: Call) -> Any:
        asked.add(endpoint.path)
        return await call()

    async def played() -> Player:
        messages.use(language)
        url = str(vote.portal.http.base_url)
        client = PortalClient(url, language=language)
        there = RunningPortal(url, Path(), vote.portal.settings, None)  # type: ignore[arg-type]
        visitor = Visitor(there, "", client)
        visitor.reach_through(note)
        visitor.token, visitor.idle = Secret(vote.session(CAMILLE)), 900
        visitor.election = await read_election(client)
        try:
            return await visitor.play(*script)
        finally:
            await client.aclose()

    return asyncio.run(played()), asked


class Shown(NamedTuple):
    """What the database has of a ballot: its seats, and the rows of its lists."""

    seats: int
    lists: list[dict[str, Any]]


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
EXCHANGES: Final = {
    "the ballot's seats": seats,
    UNION: unions,
    "the candidates' order": order_of_candidates,
    "the lists' order": order_of_lists,
    "the lists' number": one_list_fewer,
}
"""Something of a ballot, of its lists and of their candidates: a digest covers all that there is of
them."""
_ballot, _list = schema.ballot, schema.candidate_list
_OF_BALLOT: Final = _ballot.c.id == EVERYBODYS
_OF_LISTS: Final = _list.c.ballot_id == EVERYBODYS
_JSON: Final = ("texts", "candidates")


def read(vote: Vote) -> Shown:
    with portal_database.transaction(vote.portal.settings.database) as tx:
        seats = tx.execute(select(_ballot.c.seats).where(_OF_BALLOT)).scalar_one()
        found = tx.execute(select(_list).where(_OF_LISTS).order_by(_list.c.position)).mappings()
        return Shown(seats, [{**row, **{k: json.loads(row[k]) for k in _JSON}} for row in found])


def write(vote: Vote, shown: Shown) -> None:
    rows = [
        {**row, "position": position, **{key: json.dumps(row[key]) for key in _JSON}}
        for position, row in enumerate(shown.lists)
    ]
    with portal_database.transaction(vote.portal.settings.database, writes=True) as tx:
        tx.execute(update(_ballot).where(_OF_BALLOT).values(seats=shown.seats))
        tx.execute(delete(_list).where(_OF_LISTS))
        tx.execute(insert(_list), rows)


@contextmanager
def exchanged(vote: Vote, thing: str, language: str) -> Iterator[None]:
    """Meanwhile the portal shows something else in this language."""
    before = read(vote)
    other = EXCHANGES[thing](read(vote), language)
    assert other != before, thing
    write(vote, other)
    yield
    write(vote, before)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_whatever_is_exchanged_stops_the_vote_before_the_code_and_is_shown_nowhere(
    vote: Vote, language: str
) -> None:
    for thing, way in product(EXCHANGES, ("vote", "lists")):
        with exchanged(vote, thing, language):
            said, asked = visit(vote, language, choose(way), STOPPED, take("close"))
        assert CHECK_CODE.path not in asked, thing
        assert [menu.title for menu in said.menus if menu.can_go_back] == []
        assert said.listings == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_characters_that_a_program_replaces_as_it_reads_raise_no_alarm(
    settings: Settings, tmp_path: Path, stopping: Stopping, language: str
) -> None:
    sql = partial(portal_database.sql, settings.database)
    for key, texts, candidates in sql("SELECT id, texts, candidates FROM candidate_list"):
        odd, people = json.loads(texts), json.loads(candidates)
        for each in odd.values():
            each["statement"] += (
                "\n\n-\ttab\r\n\u200bzero, soft\u00ad, \U0001f468\u200d\U0001f33e\x07"
            )
        people[0]["affiliation"] += "\u202e\t\u00ad"
        change = "UPDATE candidate_list SET texts = ?, candidates = ? WHERE id = ?"
        sql(change, json.dumps(odd), json.dumps(people), key)
    ((ballot,),) = sql("SELECT texts FROM ballot WHERE id = ?", EVERYBODYS)
    with sealed_and_open(settings, tmp_path, stopping) as vote:
        said, _asked = visit(
            vote,
            language,
            *(choose("lists"), open_row(json.loads(ballot)[language]["name"])),
            *(take(BACK), take(BACK)),
            *(choose("vote"), fill(code=code_of(vote.sealed.codes[CAMILLE])), choose(BACK)),
        )
    assert messages.gettext(STOPS) not in said.titles


def test_what_another_language_shows_is_not_this_voters(vote: Vote) -> None:
    """Each program checks what it is shown; the other one is told by its own."""
    with exchanged(vote, UNION, "fr"):
        visit(vote, "en", choose("lists"), take(BACK))
        visit(vote, "fr", choose("lists"), STOPPED, take("close"))


def test_digests_that_are_taken_away_are_another_seal(vote: Vote) -> None:
    """Either the ballots are not those that were sealed, or the seal is not the one on the notice,
    and the voting code opens nothing."""
    sql = vote.portal.sql
    ((before,),) = sql("SELECT text FROM seal")
    after = before
    for key, text in sql("SELECT ballot_id, election FROM sealed_ballot"):
        bare = re.sub(f" (?:{'|'.join(LANGUAGES)}):[A-Za-z0-9+/]{{43}}", "", text)
        assert not paper_digests(read_sealed(bare.encode()))
        after = after.replace(b64_hash(text.encode()), b64_hash(bare.encode()))
        sql("UPDATE sealed_ballot SET election = ? WHERE ballot_id = ?", bare, key)
    sql("UPDATE seal SET text = ?", after)
    code = fill(code=code_of(vote.sealed.codes[CAMILLE]))
    said, _asked = visit(vote, "en", choose("vote"), code, leave())
    seals = [spoken(seal_of(text.encode())) for text in (before, after)]
    assert [any(seal in text for text in said.said) for seal in seals] == [False, True]
    assert "The portal does not recognise this voting code." in said.refusals[0].text
    sql("UPDATE seal SET text = ?", before)
    altered = sees("This ballot is not the one that the polling board sealed: {election}.")
    visit(vote, "en", choose("vote"), altered, take("close"))


@pytest.mark.parametrize("entry", ["lists", "roll"])
def test_lists_that_are_not_published_yet_raise_no_alarm(vote: Vote, entry: str) -> None:
    """A clock that is a little ahead, or was set back once the election was sealed."""
    told = vote.portal.http.get("/api/election").json()["lists_from"]
    published = datetime.fromisoformat(told.replace("Z", "+00:00"))
    vote.portal.clock.now = published + timedelta(seconds=1)

    def set_back() -> None:
        vote.portal.clock.now = published - timedelta(seconds=1)

    said, _asked = visit(vote, "en", act(set_back), choose(entry), take(BACK))
    assert STOPS not in said.titles
    assert said.titles.count("My elections and their candidate lists") or entry == "roll"


def test_two_ballots_of_one_name_are_not_sealed(settings: Settings, tmp_path: Path) -> None:
    """In whichever languages: each is known by its name alone in the results."""
    sql = partial(portal_database.sql, settings.database)
    ((_one, first), (other, second), *_more) = sql("SELECT id, texts FROM ballot ORDER BY position")
    changed = json.loads(second)
    changed["fr"]["name"] = json.loads(first)["en"]["name"]
    sql("UPDATE ballot SET texts = ? WHERE id = ?", json.dumps(changed), other)
    with pytest.raises(Fault, match="Two ballots have the same name"):
        prepare(settings, tmp_path / "board", lambda _sentence: None)
