"""The electoral roll of a ballot: the table ``roll_entry``, searched and read by pages.

Entries are ordered and searched by one key, the folded "family first": "Dupont-Abel Zoé" stands
among the Duponts, between Abdel and Alice. A page begins after the last entry of the page before,
which is found in the primary key's B-tree: the last page of a million entries costs as much as the
first.
"""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, bindparam, insert, select, tuple_

from mock_server.core.refusals import Refusal
from mock_server.db import schema
from mock_server.election.voters import Voter
from mock_server.security.credentials import PortalKey
from tui_voter.contract.ballots import RollEntry, RollPage, RollQuery
from tui_voter.contract.errors import ErrorCode

_entry, _voter = schema.roll_entry, schema.voter

ROLLS: Final = b"voters.."
"""The subject for which transactions take turns that change the rolls, or make them final."""

_LONGEST_KEY: Final = 202
_AT_ONCE: Final = 1000
_PAST_ALL: Final = "\U0010ffff"
"""Sorts after every character; no key contains it."""

_STANDS_IN = select(_entry.c.name_key).where(
    _entry.c.ballot_id == bindparam("ballot"), _entry.c.voter_id == bindparam("voter")
)
PAGE: Final = (
    select(
        _entry.c.voter_id,
        _voter.c.family_name,
        _voter.c.first_name,
        _voter.c.affiliation,
    )
    .join(_voter, _voter.c.id == _entry.c.voter_id)
    .where(
        _entry.c.ballot_id == bindparam("ballot"),
        tuple_(_entry.c.name_key, _entry.c.voter_id)
        > tuple_(bindparam("after_key"), bindparam("after_voter")),
        _entry.c.name_key < bindparam("before_key"),
    )
    .order_by(_entry.c.name_key, _entry.c.voter_id)
    .limit(bindparam("at_most"))
)
"""Entries from one lower bound on, be it that of a search or of a page: with two bounds SQLite may
seek by the wrong one, and read everything between them."""


# --- The key ----------------------------------------------------------------------------------

_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})
"""Letters that Unicode does not decompose, but people type as two letters or without the stroke."""


def folded(text: str) -> str:
    """A name in the form in which names are sorted and compared: letters and digits without case
    and accents, words separated by one space. A hyphen or an apostrophe separates words, as people
    write "Le Goff", "Le-Goff", "d'Arcy" and "d Arcy" as they please."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    letters = (
        c if c.isalnum() else "" if unicodedata.combining(c) else " "
        for c in plain.translate(_LIGATURES)
    )
    return " ".join("".join(letters).split())


_folded_name: Final = lru_cache(2**14)(folded)  # a roll has far fewer names than people


def name_key(family_name: str, first_name: str) -> str:
    """The key of a name, such as "dupont zoe". It is cut off after the column's length; entries
    with the same key are ordered by the voters' numbers."""
    return f"{_folded_name(family_name)} {_folded_name(first_name)}".strip()[:_LONGEST_KEY]


# --- The table --------------------------------------------------------------------------------


def add_entries(tx: Connection, voters: Sequence[Voter]) -> None:
    """Store the voters' entries on the rolls of their ballots, in the order of the index."""
    rows = sorted(
        (ballot, name_key(voter.family_name, voter.first_name), voter.id)
        for voter in voters
        for ballot in voter.ballots
    )
    for start in range(0, len(rows), _AT_ONCE):
        tx.execute(
            insert(_entry),
            [
                {"ballot_id": ballot, "name_key": key, "voter_id": voter}
                for ballot, key, voter in rows[start : start + _AT_ONCE]
            ],
        )


def stands_in(tx: Connection, ballot_id: str, voter_id: int) -> bool:
    """Whether the voter is on the ballot's roll; False if there is no such ballot."""
    return _key_of(tx, ballot_id, voter_id) is not None


def _key_of(tx: Connection, ballot_id: str, voter_id: int) -> str | None:
    key: str | None = tx.execute(
        _STANDS_IN, {"ballot": ballot_id, "voter": voter_id}
    ).scalar_one_or_none()
    return key


# --- Pages ------------------------------------------------------------------------------------


def roll_page(
    tx: Connection, portal_key: PortalKey, ballot_id: str, query: RollQuery, voter_id: int
) -> RollPage:
    """A page as ``voter_id`` sees it. Raises :class:`Refusal` for a broken ``after``."""
    prefix = folded(query.search)[:_LONGEST_KEY]
    rows = tx.execute(PAGE, page_bounds(tx, portal_key, ballot_id, query, prefix)).all()
    shown = rows[: query.limit]
    more = len(rows) > query.limit
    return RollPage(
        entries=tuple(
            RollEntry(
                family_name=row.family_name,
                first_name=row.first_name,
                affiliation=row.affiliation,
                me=row.voter_id == voter_id,
            )
            for row in shown
        ),
        after=cursor(portal_key, ballot_id, prefix, shown[-1].voter_id) if more else "",
    )


def page_bounds(
    tx: Connection, portal_key: PortalKey, ballot_id: str, query: RollQuery, prefix: str
) -> dict[str, Any]:
    """The parameters of :data:`PAGE`. They ask for one entry more than the page has, to know
    whether another page follows."""
    after_key, after_voter = prefix, 0  # voters are numbered from 1
    if query.after:
        after_voter = _read_cursor(portal_key, ballot_id, prefix, query.after)
        found = _key_of(tx, ballot_id, after_voter)
        if found is None:
            raise Refusal(ErrorCode.INVALID_REQUEST)
        after_key = found
    return {
        "ballot": ballot_id,
        "after_key": after_key,
        "after_voter": after_voter,
        "before_key": prefix + _PAST_ALL,
        "at_most": query.limit + 1,
    }


def page_plan(tx: Connection, bounds: dict[str, Any]) -> list[str]:
    """SQLite's query plan for a page, step by step; for tests and measurements."""
    sql, values = page_statement(tx, bounds)
    return [str(row[3]) for row in tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)]


def page_statement(tx: Connection, bounds: dict[str, Any]) -> tuple[str, tuple[Any, ...]]:
    """The statement for a page as SQLite's driver is given it, and its values; for tests and
    measurements."""
    compiled = PAGE.compile(tx.engine)
    named = compiled.construct_params(bounds)
    return str(compiled), tuple(named[name] for name in compiled.positiontup or ())


def cursor(portal_key: PortalKey, ballot_id: str, prefix: str, voter_id: int) -> str:
    """A token that stands for the last entry of a page, for this roll and this search alone."""
    number = str(voter_id)
    token = portal_key.token("roll", ballot_id.encode(), prefix.encode(), number.encode())
    return f"{number}.{token}"


def _read_cursor(portal_key: PortalKey, ballot_id: str, prefix: str, after: str) -> int:
    number = after.partition(".")[0]
    if number.isascii() and number.isdecimal() and len(number) <= 18:
        expected = cursor(portal_key, ballot_id, prefix, int(number))
        if hmac.compare_digest(expected.encode(), after.encode(errors="replace")):
            return int(number)
    raise Refusal(ErrorCode.INVALID_REQUEST)
