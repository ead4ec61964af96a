"""Whoever has the database alone cannot tell which ballot is whose, within a batch.

Each attack brings the register's rows and the urn's into an order that it finds in the database,
and takes the one of a place for that of the other. By chance it is right once, however many there
are.
"""

import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from pathlib import Path
from statistics import median
from typing import Any, Final

import psycopg
import pytest
from sqlalchemy import make_url

from tests.portal.vote.backups import taken
from tests.portal.vote.conftest import EVERYBODYS, VOTERS, Vote
from tui_voter.sealing.ballot import Sealed

FEW: Final = 20
"""Whose ballots lie in SQLite's log as they came; that of many is emptied in between."""
LUCK: Final = 8
"""Links that nobody has by chance: once in a million attacks."""

Orders = tuple[Sequence[int], Sequence[str]]
"""Voters' numbers in the register's order, and trackers in the urn's."""


def test_attacks_on_sqlite(vote: Vote, tmp_path: Path) -> None:
    file = Path(vote.portal.settings.database)
    voters = in_any_order()
    cast = cast_by(vote, voters[:FEW])
    assert max(links(cast, *each) for each in in_file(file, cast)) == FEW, "the control"
    cast |= cast_by(vote, voters[FEW:])
    vote.mix()
    for table in ("register", "urn", "pending"):
        with pytest.raises(Exception, match="no such column: rowid"):
            vote.portal.sql(f"SELECT rowid FROM {table}")  # noqa: S608
    report(cast, "file", in_file(file, cast))
    left = file.read_bytes() + file.with_name(file.name + "-wal").read_bytes()
    for ballot in cast.values():
        assert left.count(signature(ballot)) == 1, "nothing is left of where it waited"
    report(cast, "backup", in_file(taken(vote.portal.settings, tmp_path / "b").database, cast))


@pytest.mark.usefixtures("pg_dump")
@pytest.mark.parametrize("kind", ["postgresql"])
def test_attacks_on_postgresql(vote: Vote, tmp_path: Path) -> None:
    cast = cast_by(vote, in_any_order())
    assert max(links(cast, *each) for each in in_rows(vote, "pending")) == len(cast), "the control"
    vote.mix()
    report(cast, "rows", in_rows(vote, "urn"))
    left = files_of(vote)
    # Of the urn: the row, and its index, in which a few stand in inner pages as well.
    assert median(left.count(ballot.tracker.encode()) for ballot in cast.values()) == 2
    rows = taken(vote.portal.settings, tmp_path / "b").rows
    voters = [int(row["voter_id"]) for row in rows["register"]]
    report(cast, "backup", [(voters, [row["tracker"] for row in rows["urn"]])])


def in_any_order() -> list[int]:
    """All but the first: a row of number 1 looks like one of an index that names the ballot."""
    return random.sample(range(2, VOTERS + 1), VOTERS - 1)


def cast_by(vote: Vote, voters: Sequence[int]) -> dict[int, Sealed]:
    """Ballots by voter, in the order in which they were cast."""
    ballots = {voter: vote.sealed.fill(EVERYBODYS, voter, voter % 3) for voter in voters}
    for voter, ballot in ballots.items():
        assert vote.sending(vote.unlocked(voter), ballot)(vote.portal.http).status_code == 201
    return ballots


def report(cast: dict[int, Sealed], name: str, found: Iterable[Orders]) -> None:
    """What the attacks link, printed for the long form; none beyond chance."""
    orders = list(found)
    assert orders
    assert all(len(order) == len(cast) for each in orders for order in each)
    counts = [links(cast, *each) for each in orders]
    print(f"{name}: {len(orders)} attacks on {len(cast)} votes: linked {counts} (chance 1)")  # noqa: T201
    assert max(counts) <= LUCK


def links(cast: dict[int, Sealed], voters: Sequence[int], trackers: Sequence[str]) -> int:
    return sum(
        int(cast[voter].tracker == tracker) for voter, tracker in zip(voters, trackers, strict=True)
    )


def in_rows(vote: Vote, table: str) -> Iterator[Orders]:
    """PostgreSQL's hidden columns: transactions' numbers, places in the table, places in the
    store of long values."""
    signs = ("xmin::text::bigint, ctid", "ctid")
    stored = "pg_column_toast_chunk_id(body) NULLS FIRST, ctid"
    for mine, theirs in product(signs, (*signs, stored)):
        yield column(vote, "voter_id", "register", mine), column(vote, "tracker", table, theirs)


def files_of(vote: Vote) -> bytes:
    """The database's files, once all that is not of use any more was taken away."""
    url = make_url(vote.portal.settings.database)
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        mine = "SELECT oid FROM pg_database WHERE datname = current_database()"
        ((number,),) = connection.execute(mine).fetchall()
    folder = Path(str(url.query["host"])) / "data" / "base" / str(number)
    return b"".join(path.read_bytes() for path in folder.iterdir())


def column(vote: Vote, name: str, table: str, order: str) -> list[Any]:
    rows = vote.portal.sql(f"SELECT {name} FROM {table} ORDER BY {order}")  # noqa: S608 (our own)
    return [value for (value,) in rows]


def in_file(file: Path, cast: dict[int, Sealed]) -> Iterator[Orders]:
    """SQLite's file and its log of writes, as bytes: where each row is, in pages from the front
    and, within one, from either end."""
    wal = file.with_name(file.name + "-wal")
    data = file.read_bytes() + (wal.read_bytes() if wal.exists() else b"")
    page = int.from_bytes(data[16:18], "big")
    registered = {voter: places(data, register_row(voter)) for voter in cast}
    in_urn = {ballot.tracker: places(data, ballot.tracker.encode()) for ballot in cast.values()}
    in_urn_by_body = {ballot.tracker: places(data, signature(ballot)) for ballot in cast.values()}
    by_place: list[Callable[[int], tuple[int, int]]] = [
        lambda at: (at // page, at % page),
        lambda at: (at // page, -at % page),
    ]
    for found in (in_urn, in_urn_by_body):
        for which, mine, theirs in product((0, -1), by_place, by_place):
            yield (
                sorted(registered, key=lambda voter: mine(registered[voter][0])),
                sorted(found, key=lambda tracker: theirs(found[tracker][which])),
            )


def register_row(voter: int) -> bytes:
    """A row of two columns as SQLite writes it: sizes and kinds, the ballot, the voter."""
    name = EVERYBODYS.encode()
    size = 1 if voter < 128 else 2
    return bytes([3, 13 + 2 * len(name), size]) + name + voter.to_bytes(size, "big")


def places(data: bytes, what: bytes) -> list[int]:
    found = [match.start() for match in re.finditer(re.escape(what), data)]
    assert found, what
    return found


def signature(ballot: Sealed) -> bytes:
    """What stands in this ballot alone, and in none of the database's other columns."""
    found = re.search(rb'"signature":\{"hash":"([^"]+)"', ballot.text)
    assert found is not None
    return found[1]
