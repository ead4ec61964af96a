"""What the polling board has sealed, as the database stores it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from gettext import gettext as _
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, bindparam, insert, select

from mock_server.core.errors import Fault
from mock_server.core.refusals import Refusal
from mock_server.db import schema
from mock_server.security.credentials import PortalKey
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.vote import Receipt
from tui_voter.sealing.election import Election, read_election
from tui_voter.sealing.receipt import new_receipt_key, sign_receipt

RECEIPTS: Final = "receipts"
"""The purpose for which the portal's key seals the receipts' key."""

_seal, _sealed, _entry = schema.seal, schema.sealed_ballot, schema.roll_entry

SEAL: Final = select(_seal)
SIGNING: Final = select(_seal.c.receipt_key)
SEALED: Final = select(_seal.c.id).where(_seal.c.text != "")
_OWN = (
    select(_sealed.c.election, _sealed.c.closed)
    .join(_entry, _entry.c.ballot_id == _sealed.c.ballot_id)
    .where(_sealed.c.ballot_id == bindparam("ballot"), _entry.c.voter_id == bindparam("voter"))
)

_CLOSED = select(_sealed.c.closed).where(_sealed.c.ballot_id == bindparam("ballot"))

Sign = Callable[[Election, str], Receipt]
"""Makes the receipt of a tracker."""


class OwnBallot(msgspec.Struct, frozen=True):
    """A sealed ballot on whose roll a voter stands."""

    election: Election
    is_closed: bool


def is_sealed(tx: Connection) -> bool:
    return tx.execute(SEALED).first() is not None


def need_seal(tx: Connection) -> Any:
    """The row of the seal. Raises :class:`Refusal`, ``not_sealed``."""
    row = tx.execute(SEAL).one_or_none()
    if row is None or not row.text:
        raise Refusal(ErrorCode.NOT_SEALED)
    return row


def check_unsealed(tx: Connection) -> None:
    """Raise :class:`Fault` if the election is sealed: nothing sealed is changed (CGFP, R.
    211-528)."""
    if is_sealed(tx):
        raise Fault(
            _("The election is sealed: ballots, lists and rolls cannot be changed any more.")
        )


def own_ballot(tx: Connection, ballot_id: str, voter_id: int) -> OwnBallot:
    """A sealed ballot of this voter. Raises :class:`Refusal`."""
    row = tx.execute(_OWN, {"ballot": ballot_id, "voter": voter_id}).one_or_none()
    if row is None:
        need_seal(tx)
        raise Refusal(ErrorCode.NOT_FOUND)
    return OwnBallot(sealed_election(row.election), row.closed)


def is_closed(tx: Connection, ballot_id: str) -> bool:
    """Whether the urn of a sealed ballot accepts no more ballots."""
    return bool(tx.execute(_CLOSED, {"ballot": ballot_id}).scalar_one())


@lru_cache(512)
def sealed_election(text: str) -> Election:
    """The election of a sealed ballot, whose text never changes."""
    return read_election(text.encode())


# --- The key that signs receipts ----------------------------------------------------------------


def receipt_key(tx: Connection, key: PortalKey) -> bytes:
    """The key that signs receipts. The first transaction that asks for it makes it, and must
    write."""
    row = tx.execute(SIGNING).one_or_none()
    if row is not None:
        return bytes.fromhex(key.unseal(RECEIPTS, row.receipt_key))
    made = new_receipt_key()
    tx.execute(insert(_seal).values(id=1, receipt_key=key.seal(RECEIPTS, made.hex()), text=""))
    return made


def signer(tx: Connection, key: PortalKey) -> Sign:
    return partial(_sign, receipt_key(tx, key))


def _sign(secret: bytes, election: Election, tracker: str) -> Receipt:
    signed = sign_receipt(secret, election, tracker)
    return Receipt(
        uuid=signed.uuid,
        election_hash=signed.election_hash,
        tracker=signed.tracker,
        signature=signed.signature,
    )
