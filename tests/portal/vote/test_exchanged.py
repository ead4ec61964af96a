"""A portal that shows something else than was sealed, behind which somebody has written into its
database: the voter's program stops before it asks for the voting code, in each language."""

import asyncio
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest

from mock_server.core.errors import Fault
from mock_server.core.settings import Settings
from mock_server.vote.preparing import prepare
from tests import portal_database
from tests.journeys.conftest import Visitor
from tests.portal.vote.conftest import EVERYBODYS, Vote
from tests.portal_process import RunningPortal
from tests.scripted.visits import Call
from tui_voter import messages
from tui_voter.audit.player import Player, Reply, act, choose, fill, leave, sees, take
from tui_voter.contract.election import read_election
from tui_voter.contract.endpoint import Endpoint
from tui_voter.contract.languages import LANGUAGES
from tui_voter.contract.printed import printed
from tui_voter.contract.vote import CHECK_CODE
from tui_voter.dialogue import BACK
from tui_voter.portal.client import PortalClient
from tui_voter.sealing.codes import spoken
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


@contextmanager
def exchanged(vote: Vote, language: str) -> Iterator[None]:
    """Meanwhile two lists have each other's union in this language: all of it is still there. The
    digest that tells it covers whatever is shown (tests/sealing/test_election.py)."""
    sql = partial(portal_database.sql, vote.portal.settings.database)
    kept = "SELECT texts, id FROM candidate_list WHERE ballot_id = ? ORDER BY position LIMIT 2"
    change = "UPDATE candidate_list SET texts = ? WHERE id = ? AND ballot_id = ?"
    before = sql(kept, EVERYBODYS)
    one, other = (json.loads(texts) for texts, _key in before)
    mine, theirs = one[language], other[language]
    mine["union"], theirs["union"] = theirs["union"], mine["union"]
    for texts, (_before, key) in zip((one, other), before, strict=True):
        sql(change, json.dumps(texts), key, EVERYBODYS)
    yield
    for texts, key in before:
        sql(change, texts, key, EVERYBODYS)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("way", ["vote", "lists"])
def test_what_is_exchanged_stops_the_vote_before_the_code_and_is_shown_nowhere(
    vote: Vote, language: str, way: str
) -> None:
    with exchanged(vote, language):
        said, asked = visit(vote, language, choose(way), STOPPED, take("close"))
    assert CHECK_CODE.path not in asked
    assert [menu.title for menu in said.menus if menu.can_go_back] == []
    assert said.listings == []


def test_what_another_language_shows_is_not_this_voters(vote: Vote) -> None:
    """Each program checks what it is shown; the other one is told by its own."""
    with exchanged(vote, "fr"):
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
    code = fill(code=printed(vote.sealed.codes[CAMILLE]))
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
