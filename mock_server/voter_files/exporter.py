"""The portal's voters as a file that can be imported again, without anything secret."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select

from mock_server.core.settings import Settings
from mock_server.db import schema
from mock_server.election.context import open_database
from mock_server.election.voters import Voter
from mock_server.election.voters_csv import write_voters
from tui_voter.contract.languages import Language

_AT_ONCE: Final = 2000

_voter, _entry, _ballot = schema.voter, schema.roll_entry, schema.ballot
_ALL = (
    select(
        _voter.c.id,
        _voter.c.address,
        _voter.c.family_name,
        _voter.c.first_name,
        _voter.c.language,
        _voter.c.affiliation,
        _voter.c.body,
        _ballot.c.id.label("ballot"),
    )
    .join(_entry, _entry.c.voter_id == _voter.c.id)
    .join(_ballot, _ballot.c.id == _entry.c.ballot_id)
    .order_by(_voter.c.id, _ballot.c.position)
    .execution_options(yield_per=_AT_ONCE)
)


def export_voters(settings: Settings, path: Path) -> int:
    """Write all voters, in the order of their numbers. Returns how many there are. Raises
    :class:`Fault`."""
    database, _election, _url = open_database(settings)
    with closing(database), database.read() as tx:
        return write_voters(path, _voters(tx))


def _voters(tx: Connection) -> Iterator[Voter]:
    rows = tx.execute(_ALL)
    for _id, own in groupby(rows, key=lambda row: row.id):
        row, *others = own
        yield Voter(
            address=row.address,
            family_name=row.family_name,
            first_name=row.first_name,
            language=Language(row.language),
            affiliation=row.affiliation,
            body=row.body,
            ballots=(row.ballot, *(other.ballot for other in others)),
        )
