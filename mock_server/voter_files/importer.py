"""Voters imported from a file into a portal that may be serving: all of them, or none.

The file is read once, into temporary tables: that blocks nobody, and the database bounds the
memory. As far as possible, all that is wrong is found there; then one transaction writes the voters
and their entries on the rolls, by a few statements over all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from gettext import gettext as _
from pathlib import Path
from typing import Any, Final

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    case,
    delete,
    func,
    insert,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.exc import OperationalError

from mock_server.core.csv_files import CsvFile, opened
from mock_server.core.findings import Findings
from mock_server.core.settings import Settings
from mock_server.db import schema
from mock_server.db.engine import read_url
from mock_server.db.failures import faults_told
from mock_server.db.locks import take_turns
from mock_server.election.context import open_database
from mock_server.election.rolls import ROLLS, name_key
from mock_server.election.voters import Voter
from mock_server.election.voters_csv import no_voter, read_lines, twice
from mock_server.vote.seal import check_unsealed

_STEP: Final = 1000
_CACHE: Final = 64 * 1024
"""The size of SQLite's cache, in KiB: two indexes grow in another order than their table."""

_voter, _entry, _ballot = schema.voter, schema.roll_entry, schema.ballot

# --- Reading the file into temporary tables ---------------------------------------------------

_staging: Final = MetaData()
_staged = Table(
    "staged_voter",
    _staging,
    Column("number", Integer, primary_key=True, autoincrement=False),  # in the file
    Column("line", Integer, nullable=False),
    Column("address", String, nullable=False),
    Column("address_key", String, nullable=False),
    Column("family_name", String, nullable=False),
    Column("first_name", String, nullable=False),
    Column("name_key", _entry.c.name_key.type, nullable=False),
    Column("affiliation", String, nullable=False),
    Column("body", String, nullable=False),
    Column("language", String, nullable=False),
    Column("ballots", Text, nullable=False),
    Column("voter_id", Integer),  # set if the voter is in the portal already
    prefixes=["TEMPORARY"],
)
_staged_ballots = Table(  # each combination is shared by many voters
    "staged_ballots",
    _staging,
    Column("ballots", Text, nullable=False),
    Column("ballot_id", String, nullable=False),
    prefixes=["TEMPORARY"],
)
_STAGED: Final = [column.name for column in _staged.columns if column is not _staged.c.voter_id]

_first = (
    select(_staged.c.address_key, func.min(_staged.c.line).label("line"))
    .group_by(_staged.c.address_key)
    .having(func.count() > 1)
    .subquery()
)
_TWICE = (
    select(_staged.c.line, _first.c.line)
    .join(_first, _first.c.address_key == _staged.c.address_key)
    .where(_staged.c.line > _first.c.line)
    .order_by(_staged.c.line)
)
_RECOGNISE = (
    update(_staged)
    .values(voter_id=_voter.c.id)
    .where(_voter.c.address_key == _staged.c.address_key)
)
_KNOWN = select(_staged.c.line).where(_staged.c.voter_id.is_not(None)).order_by(_staged.c.line)
_NEW = select(func.count()).select_from(_staged).where(_staged.c.voter_id.is_(None))

# --- Writing the voters -----------------------------------------------------------------------

_UPDATE = (
    update(_voter)
    .values(
        address=_staged.c.address,
        family_name=_staged.c.family_name,
        first_name=_staged.c.first_name,
        affiliation=_staged.c.affiliation,
        body=_staged.c.body,
        # Once the account is active, the language is the voter's own choice.
        language=case(
            (_voter.c.activated_at.is_(None), _staged.c.language), else_=_voter.c.language
        ),
    )
    .where(_voter.c.id == _staged.c.voter_id)
)
_FORGET_ENTRIES = delete(_entry).where(
    _entry.c.voter_id.in_(select(_staged.c.voter_id).where(_staged.c.voter_id.is_not(None)))
)
_COUNT = update(_ballot).values(
    voters=select(func.count()).where(_entry.c.ballot_id == _ballot.c.id).scalar_subquery()
)


def _add(last: int) -> list[Any]:
    """The statements that add the new voters, numbered on from ``last``, and all entries on
    rolls."""
    number = literal(last) + _staged.c.number
    columns = (
        "address", "address_key", "family_name", "first_name", "affiliation", "body", "language",
    )  # fmt: skip
    return [
        insert(_voter).from_select(
            ["id", "telephone", *columns],
            select(number, literal(""), *(_staged.c[name] for name in columns))
            .where(_staged.c.voter_id.is_(None))
            .order_by(_staged.c.number),
        ),
        insert(_entry).from_select(
            ["ballot_id", "name_key", "voter_id"],
            select(
                _staged_ballots.c.ballot_id,
                _staged.c.name_key,
                func.coalesce(_staged.c.voter_id, number).label("voter"),
            )
            .join(_staged_ballots, _staged_ballots.c.ballots == _staged.c.ballots)
            .order_by(_staged_ballots.c.ballot_id, _staged.c.name_key, "voter"),
        ),
    ]


# --- The import ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Imported:
    """How many voters were new, and how many were in the portal already; and the remarks on
    the file, as :class:`.Roll` has them."""

    added: int
    updated: int
    remarks: tuple[str, ...] = ()


class Progress:
    """Reports the progress of an import. This one reports nothing."""

    def read(self, voters: int, position: int) -> None:
        """Report the number of voters read, up to this byte of the file."""

    def writing(self, voters: int) -> None:
        """Report that all voters have been read and are now being written."""


def import_voters(
    settings: Settings, path: Path, *, update_known: bool, progress: Progress
) -> Imported:
    """Import a file ("-" for standard input). Voters whose address is in the portal are a mistake;
    with ``update_known``, all of their data except their account is updated. If it raises
    :class:`.Fault`, which tells all mistakes, nothing was changed."""
    database, election, _url = open_database(settings)
    with (
        closing(database),
        faults_told(read_url(settings.database), _("The database {name} cannot be written to.")),
        opened(path) as file,
    ):
        findings = Findings()
        findings.remarks += file.writing.told(file.path)
        with database.read() as tx:
            check_unsealed(tx)
            ballots = set(tx.execute(select(_ballot.c.id)).scalars())

        def prepare(tx: Connection) -> None:
            _staging.create_all(tx, checkfirst=False)
            _without_limits(tx)
            lines = read_lines(file, election.languages, ballots, findings)
            count = _stage(tx, _reported(lines, progress, file))
            if not count and not findings.count:
                raise no_voter(file.path)
            for line, first in tx.execute(_TWICE):
                findings.add(file.path, partial(twice, file.path, line, first), line)
            progress.writing(count)

        with database.write_prepared(prepare) as tx:
            _without_limits(tx)
            take_turns(tx, ROLLS)
            check_unsealed(tx)
            known: int = tx.execute(_RECOGNISE).rowcount
            if not update_known:
                for (line,) in tx.execute(_KNOWN):
                    findings.add(file.path, partial(_known, file.path, line), line)
            if findings.count:
                raise findings.told(file.path)
            return _write(tx, known, tuple(findings.remarks))


def _known(path: Path, line: int) -> str:
    return _(
        "{path}, line {line}: this address is already in the portal; --update changes its voter."
    ).format(path=path, line=line)


def _without_limits(tx: Connection) -> None:
    """Remove the time limits of the transaction, and give it memory for indexes."""
    if tx.dialect.name == "postgresql":
        tx.execute(text("SET LOCAL statement_timeout = 0"))
    else:
        tx.execute(text(f"PRAGMA cache_size = -{_CACHE}"))


def _reported(
    lines: Iterator[tuple[int, Voter]], progress: Progress, file: CsvFile
) -> Iterator[tuple[int, Voter]]:
    """The voters; the progress is reported on the way."""
    count = 0
    for count, found in enumerate(lines, start=1):
        yield found
        if count % _STEP == 0:
            progress.read(count, file.position)
    progress.read(count, file.position)


def _stage(tx: Connection, voters: Iterator[tuple[int, Voter]]) -> int:
    """Fill the temporary tables by the driver's fastest way. Returns the number of voters."""
    ballots: set[tuple[str, ...]] = set()
    rows = _rows(voters, ballots)
    connection: Any = tx.connection.driver_connection
    names = ", ".join(_STAGED)
    if tx.dialect.name == "postgresql":
        _copy(connection, f"COPY {_staged.name} ({names}) FROM STDIN", rows)
        tx.execute(text(f"ANALYZE {_staged.name}"))
    else:
        places = ", ".join("?" * len(_STAGED))
        connection.executemany(f"INSERT INTO {_staged.name} ({names}) VALUES ({places})", rows)  # noqa: S608 (our own names)
    if ballots:
        tx.execute(
            insert(_staged_ballots),
            [{"ballots": " ".join(ids), "ballot_id": name} for ids in ballots for name in ids],
        )
    count: int = tx.execute(select(func.count()).select_from(_staged)).scalar_one()
    return count


def _rows(
    voters: Iterator[tuple[int, Voter]], ballots: set[tuple[str, ...]]
) -> Iterator[tuple[Any, ...]]:
    """The values of each voter for :data:`_STAGED`; the combinations of ballots are collected on
    the way."""
    for number, (line, voter) in enumerate(voters, start=1):
        own = tuple(sorted(voter.ballots))
        ballots.add(own)
        yield (
            number,
            line,
            voter.address,
            voter.address_key,
            voter.family_name,
            voter.first_name,
            name_key(voter.family_name, voter.first_name),
            voter.affiliation,
            voter.body,
            voter.language.value,
            " ".join(own),
        )


def _copy(connection: Any, statement: str, rows: Iterator[tuple[Any, ...]]) -> None:
    import psycopg

    try:
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except psycopg.OperationalError as exc:
        raise OperationalError(statement, None, exc) from exc


def _write(tx: Connection, known: int, remarks: tuple[str, ...]) -> Imported:
    if known:
        tx.execute(_UPDATE)
        tx.execute(_FORGET_ENTRIES)
    last = tx.execute(select(func.max(_voter.c.id))).scalar_one() or 0
    add_voters, add_entries = _add(last)
    added: int = tx.execute(_NEW).scalar_one()
    tx.execute(add_voters)
    with _index_made_afterwards(tx, many=added > last):
        tx.execute(add_entries)
    tx.execute(_COUNT)
    return Imported(added=added, updated=known, remarks=remarks)


@contextmanager
def _index_made_afterwards(tx: Connection, *, many: bool) -> Iterator[None]:
    """Within this context, SQLite's index of the rolls is gone if ``many`` entries are added, and
    it is made anew afterwards. Entries come in the order of their table, and making the index of
    all of them takes half the time of letting it grow. PostgreSQL sorts as well, but would make
    readers wait."""
    indexes = _entry.indexes if many and tx.dialect.name == "sqlite" else ()
    for index in indexes:
        index.drop(tx)
    yield
    for index in indexes:
        index.create(tx)
