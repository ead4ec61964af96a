"""The public urn from a byte on: the same bytes as in the whole, for what they alone cost."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event, insert

from mock_server.db import schema
from mock_server.vote.urn import AT_ONCE
from tests.portal.vote.conftest import EVERYBODYS, Vote
from tests.portal_database import transaction
from tui_voter.sealing.archive import BLOCK, Kind, events
from tui_voter.sealing.ballot import tracker

pytestmark = pytest.mark.both_databases

BALLOTS = 2 * AT_ONCE + 5


def fill(vote: Vote, count: int = BALLOTS) -> None:
    """Put texts into the urn that are no ballots, but as long as some are."""
    bodies = [secrets.token_bytes(number * 37 % (3 * BLOCK) + 1) for number in range(count)]
    (filled,) = vote.counts("urn")
    rows = [
        {
            "ballot_id": EVERYBODYS,
            "position": position,
            "credential": secrets.token_hex(32),
            "tracker": tracker(body),
            "body": body,
        }
        for position, body in enumerate(bodies, filled + 1)
    ]
    with transaction(vote.portal.settings.database, writes=True) as tx:
        tx.execute(insert(schema.urn), rows)


@pytest.fixture
def filled(vote: Vote) -> Iterator[Vote]:
    fill(vote)
    yield vote
    vote.portal.sql("DELETE FROM urn")


@contextmanager
def read_from_the_urn() -> Iterator[list[list[Any]]]:
    """What any engine of this process is given meanwhile to select of it."""
    heard: list[list[Any]] = []

    def hear(_connection: Any, _cursor: Any, said: str, given: Any, *_: Any) -> None:
        if "FROM urn" in said:
            heard.append([*(given.values() if isinstance(given, dict) else given)])

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


def test_from_any_byte_on_it_is_the_same(filled: Vote) -> None:
    before = filled.urn()
    filled.close()
    whole = filled.urn()
    assert whole.startswith(before)
    kinds = [step.event.type for step in events(whole)]
    assert kinds == [Kind.SETUP, *[Kind.BALLOT] * BALLOTS, Kind.END]
    for start in {0, 1, BLOCK, len(before) - 1, len(before), len(whole) - 1} | {
        secrets.randbelow(len(whole)) for _time in range(40)
    }:
        part = filled.part(start)
        assert (part.status_code, part.content) == (206, whole[start:]), start
        assert int(part.headers["content-length"]) == len(part.content)
    beyond = filled.part(len(whole))
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{len(whole)}")


def test_its_last_byte_costs_no_more_than_the_last_ballots(filled: Vote) -> None:
    whole = filled.urn()
    with read_from_the_urn() as heard:
        assert filled.part(len(whole) - 1).content == whole[-1:]
    assert [2 * AT_ONCE in given for given in heard] == [True, True], "lengths, then bodies"
    fill(filled, 1)
    with read_from_the_urn() as heard:
        assert len(filled.part(len(whole)).content) > BLOCK
    assert [2 * AT_ONCE in given for given in heard] == [True, True]


def test_what_was_noted_of_another_database_is_not_used(filled: Vote) -> None:
    filled.urn()
    filled.portal.sql("DELETE FROM urn")
    fill(filled)
    assert len([*events(filled.urn())]) == 1 + BALLOTS
    filled.portal.sql("DELETE FROM urn")
    assert len([*events(filled.urn())]) == 1
