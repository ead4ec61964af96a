"""The codes in reserve, sealed under a key of their own.

The portal's key is in every backup. With a backup from before a code was given out, another from
after it with the hash of the code's verifier, and a key that opens the reserve, one would know
which voter got which code, and so which ballot is theirs. That is why the reserve is under another
key, which is in no backup. What it seals is erased when the urns are closed.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from random import SystemRandom
from typing import Final

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from mock_server.core.errors import Fault
from mock_server.core.files import unwritable
from mock_server.core.refusals import Refusal
from mock_server.db import schema
from mock_server.db.engine import erase
from mock_server.security.credentials import PortalKey
from tui_voter.contract.errors import ErrorCode

_CODES: Final = "reserve"
"""The purpose for which the reserve's key seals its codes."""

_reserve = schema.reserve
_ANY = select(_reserve.c.code).limit(1)
_PICK = (
    select(_reserve.c.id, _reserve.c.code)
    .order_by(func.random())
    .limit(1)
    .with_for_update(skip_locked=True)  # voters at once get different codes
)
_TAKE = delete(_reserve).where(_reserve.c.id == bindparam("taken"))

_log = logging.getLogger(__name__)


def make_reserve_key(file: Path) -> PortalKey:
    """The reserve's key, made in a new file if there is none. The file stays if the loading then
    fails: the next loading uses it. Raises :class:`Fault`."""
    try:
        if not file.exists():
            PortalKey.create(file)
    except OSError as exc:
        raise unwritable(file, exc) from exc
    return PortalKey.read(file)


def fill_reserve(tx: Connection, key: PortalKey, codes: Sequence[str]) -> None:
    """Store the codes, shuffled and sealed, so that their places tell nothing of the order in which
    the board made them."""
    shuffled = SystemRandom().sample(codes, len(codes))
    rows = [{"id": place, "code": key.seal(_CODES, code)} for place, code in enumerate(shuffled, 1)]
    if rows:
        tx.execute(insert(_reserve), rows)


def erase_reserve(tx: Connection) -> None:
    """Erase the reserve, once nothing can be cast any more. No code may be given out in the
    meantime."""
    erase(tx, _reserve)
    erase(tx, schema.replacement)  # it contains the codes given out last


def check_reserve(tx: Connection, file: Path) -> None:
    """Raise :class:`Refusal` unless a code is left that this key opens."""
    sealed = tx.execute(_ANY).scalar_one_or_none()
    if sealed is None:
        raise Refusal(ErrorCode.RESERVE_EMPTY)
    unsealed(reserve_key(file), _CODES, sealed)


def reserve_key(file: Path) -> PortalKey:
    """Read the reserve's key, each time anew, so that it can be put back while the portal serves.
    Raises :class:`Refusal`, ``reserve_locked``."""
    try:
        return PortalKey.read(file)
    except Fault as exc:
        raise _locked() from exc


def unsealed(key: PortalKey, purpose: str, sealed: str) -> str:
    """Decrypt a sealed text. Raises :class:`Refusal`, ``reserve_locked``, if it was sealed under
    another key."""
    try:
        return key.unseal(purpose, sealed)
    except ValueError as exc:
        raise _locked() from exc


def take_code(tx: Connection, key: PortalKey) -> str:
    """Take a random code out of the reserve. Raises :class:`Refusal`."""
    row = tx.execute(_PICK).one_or_none()
    if row is None:
        raise Refusal(ErrorCode.RESERVE_EMPTY)
    tx.execute(_TAKE, {"taken": row.id})
    return unsealed(key, _CODES, row.code)


def _locked() -> Refusal:
    _log.warning(
        "no voting code can be replaced: the key file of the reserve is missing, open to others, "
        "or not the one that load-seal made"
    )
    return Refusal(ErrorCode.RESERVE_LOCKED)
