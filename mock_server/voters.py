"""The voters: read from ``voters.csv``, kept in the table ``voter``."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence, Set
from datetime import datetime
from gettext import gettext as _
from pathlib import Path
from typing import Final

import msgspec
from sqlalchemy import Connection, RowMapping, bindparam, insert, select, update

from mock_server import schema
from mock_server.addresses import address_key, is_address
from mock_server.faults import Fault, unreadable
from tui_voter.portal.api import Language

COLUMNS: Final = (
    "identifier",
    "family_name",
    "first_name",
    "language",
    "affiliation",
    "body",
    "ballots",
)
"""Of ``voters.csv``; the identifier is the professional address, the ballots are ids with
spaces between. Other columns are ignored."""

_LONGEST: Final = {"family_name": 100, "first_name": 100, "affiliation": 200, "body": 200}
_MAY_BE_EMPTY: Final = ("body",)
_AT_ONCE: Final = 1000

_FIND = select(schema.voter).where(schema.voter.c.address_key == bindparam("key"))
_LOCK = (
    select(schema.voter)
    .where(schema.voter.c.id == bindparam("voter"))
    .with_for_update(key_share=True)
)
_ACTIVATE = (
    update(schema.voter)
    .where(schema.voter.c.id == bindparam("voter"), schema.voter.c.activated_at.is_(None))
    .values(
        activated_at=bindparam("now"),
        password_hash=bindparam("password"),
        question_id=bindparam("question"),
        answer_hash=bindparam("answer"),
    )
)


class Voter(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the file; ``id`` and the rest once it is in the database, where the
    ballots are the roll's. ``affiliation`` is where they work, ``body`` their corps."""

    address: str
    family_name: str
    first_name: str
    language: Language
    affiliation: str = ""
    body: str = ""
    telephone: str = ""
    ballots: tuple[str, ...] = ()
    id: int = 0
    activated_at: datetime | None = None
    password_hash: str | None = None
    question_id: str | None = None
    answer_hash: str | None = None

    @property
    def address_key(self) -> str:
        return address_key(self.address)

    def __repr__(self) -> str:
        return f"Voter(id={self.id})"


# --- The file -------------------------------------------------------------------------------


def read_voters(path: Path, languages: Sequence[Language], ballots: Set[str]) -> tuple[Voter, ...]:
    """Every voter of the file, in its order and numbered by it, from 1 on; ``ballots`` are
    those that there are. Raises :class:`Fault` with the line's number."""
    voters: list[Voter] = []
    lines: dict[str, int] = {}
    for line, row in _rows(path):
        voter = _voter(path, line, row, languages, ballots)
        if first := lines.get(voter.address_key):
            raise Fault(
                _("{path}, line {line}: this address already stands on line {first}.").format(
                    path=path, line=line, first=first
                )
            )
        lines[voter.address_key] = line
        voters.append(msgspec.structs.replace(voter, id=len(voters) + 1))
    if not voters:
        raise Fault(_("{path} holds no voter.").format(path=path))
    return tuple(voters)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise Fault(
                    _("{path} lacks the column {column}.").format(path=path, column=missing[0])
                )
            for row in reader:
                if None in row or None in row.values():
                    raise Fault(
                        _("{path}, line {line}: the number of columns is wrong.").format(
                            path=path, line=reader.line_num
                        )
                    )
                yield reader.line_num, row
    except (OSError, UnicodeDecodeError) as exc:
        raise unreadable(path, exc) from exc
    except csv.Error as exc:
        raise Fault(_("{path} is not valid CSV: {why}.").format(path=path, why=exc)) from exc


def _voter(
    path: Path, line: int, row: dict[str, str], languages: Sequence[Language], ballots: Set[str]
) -> Voter:
    values = {name: row[name].strip() for name in COLUMNS}
    own_ballots = tuple(dict.fromkeys(values["ballots"].split()))
    for ballot in own_ballots:
        if ballot not in ballots:
            raise Fault(
                _("{path}, line {line}: there is no ballot {ballot}.").format(
                    path=path, line=line, ballot=ballot
                )
            )
    if wrong := _wrong_column(values, languages):
        raise Fault(
            _("{path}, line {line}: the value of {column} cannot be used.").format(
                path=path, line=line, column=wrong
            )
        )
    return Voter(
        address=values["identifier"],
        family_name=values["family_name"],
        first_name=values["first_name"],
        language=Language(values["language"]),
        affiliation=values["affiliation"],
        body=values["body"],
        ballots=own_ballots,
    )


def _wrong_column(values: dict[str, str], languages: Sequence[Language]) -> str | None:
    if not is_address(values["identifier"]):
        return "identifier"
    if values["language"] not in languages:
        return "language"
    for name, longest in _LONGEST.items():
        value = values[name]
        if len(value) > longest or not value.isprintable() or not (value or name in _MAY_BE_EMPTY):
            return name
    return None if values["ballots"] else "ballots"


# --- The table ------------------------------------------------------------------------------


def add_voters(tx: Connection, voters: Sequence[Voter]) -> None:
    """The voters of a new portal, with the numbers that they have."""
    for start in range(0, len(voters), _AT_ONCE):
        tx.execute(
            insert(schema.voter),
            [
                {
                    "id": item.id,
                    "address": item.address,
                    "address_key": item.address_key,
                    "family_name": item.family_name,
                    "first_name": item.first_name,
                    "affiliation": item.affiliation,
                    "body": item.body,
                    "telephone": item.telephone,
                    "language": item.language.value,
                }
                for item in voters[start : start + _AT_ONCE]
            ],
        )


def voter_of(row: RowMapping) -> Voter:
    """A voter from a row that holds the table's columns."""
    return Voter(
        id=row["id"],
        address=row["address"],
        family_name=row["family_name"],
        first_name=row["first_name"],
        language=Language(row["language"]),
        affiliation=row["affiliation"],
        body=row["body"],
        telephone=row["telephone"],
        activated_at=row["activated_at"],
        password_hash=row["password_hash"],
        question_id=row["question_id"],
        answer_hash=row["answer_hash"],
    )


def find_voter(tx: Connection, address: str) -> Voter | None:
    row = tx.execute(_FIND, {"key": address_key(address)}).mappings().one_or_none()
    return voter_of(row) if row else None


def lock_voter(tx: Connection, voter_id: int) -> Voter:
    """The voter as they are now and stay until the transaction ends, unless it changes
    them itself."""
    return voter_of(tx.execute(_LOCK, {"voter": voter_id}).mappings().one())


def not_active(tx: Connection) -> list[Voter]:
    """The voters whose account is still to be activated, in the roll's order."""
    rows = tx.execute(
        select(schema.voter)
        .where(schema.voter.c.activated_at.is_(None))
        .order_by(schema.voter.c.id)
    ).mappings()
    return [voter_of(row) for row in rows]


def activate_voter(
    tx: Connection,
    voter_id: int,
    now: datetime,
    *,
    password_hash: str,
    question_id: str,
    answer_hash: str,
) -> bool:
    """Make the account active, once: False when it already was."""
    result = tx.execute(
        _ACTIVATE,
        {
            "voter": voter_id,
            "now": now,
            "password": password_hash,
            "question": question_id,
            "answer": answer_hash,
        },
    )
    return result.rowcount == 1
