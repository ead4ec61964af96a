"""The voters, kept in the table ``voter``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from gettext import gettext as _
from typing import Final

import msgspec
from sqlalchemy import Connection, RowMapping, bindparam, insert, select

from mock_server.core.addresses import address_key, is_address
from mock_server.core.errors import Fault
from mock_server.db import schema
from tui_voter.contract.languages import Language
from tui_voter.contract.shapes import MOST_WORDS

_AT_ONCE: Final = 1000
_NUMBER: Final = re.compile("[0-9]{1,9}")
_PARTS: Final = re.compile(r"[^\W_]+")

_key = schema.voter.c.address_key
_NEXT = select(schema.voter).where(_key >= bindparam("key")).order_by(_key).limit(1)
_LAST = select(schema.voter).order_by(_key.desc()).limit(1)
_NUMBERED = select(schema.voter).where(schema.voter.c.id == bindparam("voter"))
_LOCK = _NUMBERED.with_for_update(key_share=True)


class Voter(msgspec.Struct, frozen=True, kw_only=True):
    """A voter, as a line of the file has them; the attributes from ``id`` on come from the
    database."""

    address: str
    family_name: str
    first_name: str
    language: Language
    affiliation: str = ""
    """The place of work; "" if unknown."""
    body: str = ""
    """The corps; "" if unknown."""
    telephone: str = ""
    ballots: tuple[str, ...] = ()
    """The ids of the voter's ballots. In the database, the rolls tell these."""
    id: int = 0
    activated_at: datetime | None = None
    password_hash: str | None = None
    question_id: str | None = None
    answer_hash: str | None = None

    @property
    def address_key(self) -> str:
        return address_key(self.address)

    # The name and the address for a screen that others may see:

    @property
    def masked_name(self) -> str:
        """The name as "Camille D."."""
        return f"{self.first_name} {self.family_name[:1]}."

    @property
    def masked_address(self) -> str:
        """The address as "c•••••@exemple.fr", always with five dots, whatever its length."""
        local, _, host = self.address.rpartition("@")
        return f"{local[:1]}•••••@{host}"

    @property
    def own_words(self) -> tuple[str, ...]:
        """The parts of the name and the address, each once, for the strength meter."""
        text = f"{self.first_name} {self.family_name} {self.address}"
        return tuple(dict.fromkeys(_PARTS.findall(text)))[:MOST_WORDS]

    def __repr__(self) -> str:
        return f"Voter(id={self.id})"


# --- The table ------------------------------------------------------------------------------


def add_voters(tx: Connection, voters: Sequence[Voter]) -> None:
    """Store the voters of a new portal, with the numbers that they have."""
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
    """The voter with this address. For an address that nobody has, the same rows are read, down to
    those of the next voter, so that the time of an answer tells nothing."""
    key = address_key(address)
    row = tx.execute(_NEXT, {"key": key}).mappings().one_or_none()
    row = row or tx.execute(_LAST).mappings().one_or_none()
    voter = voter_of(row) if row else None
    return voter if voter and voter.address_key == key else None


def voter_called(tx: Connection, said: str) -> Voter:
    """The voter whom a trainer or an office names, by address or by the number on their sheet.
    Raises :class:`Fault`."""
    if _NUMBER.fullmatch(said):
        row = tx.execute(_NUMBERED, {"voter": int(said)}).mappings().one_or_none()
        voter = voter_of(row) if row else None
    else:
        voter = find_voter(tx, said) if is_address(said) else None
    if voter is None:
        told = said.encode("utf-8", "replace").decode()  # no half of a character
        raise Fault(_("No voter has the address or number {said}.").format(said=told))
    return voter


def voters_to_invite(tx: Connection, called: Sequence[str]) -> list[Voter]:
    """The voters who are called so, each once, or all whose account is still to be activated.
    Raises :class:`Fault`."""
    if not called:
        return not_active(tx)
    once = {voter.id: voter for voter in (voter_called(tx, said) for said in called)}
    for voter in once.values():
        if voter.activated_at is not None:
            told = _("The account of {address} is already active.")
            raise Fault(told.format(address=voter.address))
    return [*once.values()]


def lock_voter(tx: Connection, voter_id: int) -> Voter:
    """The voter as stored, who stays so until the transaction ends, unless it changes them
    itself."""
    return voter_of(tx.execute(_LOCK, {"voter": voter_id}).mappings().one())


def all_voters(tx: Connection) -> list[Voter]:
    """All voters, in the roll's order."""
    rows = tx.execute(select(schema.voter).order_by(schema.voter.c.id)).mappings()
    return [voter_of(row) for row in rows]


def not_active(tx: Connection) -> list[Voter]:
    """The voters whose account is still to be activated, in the roll's order."""
    rows = tx.execute(
        select(schema.voter)
        .where(schema.voter.c.activated_at.is_(None))
        .order_by(schema.voter.c.id)
    ).mappings()
    return [voter_of(row) for row in rows]
