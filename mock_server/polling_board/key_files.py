"""A member's key in a file of its own, protected by the member's passphrase: argon2id and
secretbox."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path
from typing import Annotated, Final, Literal, NamedTuple

import msgspec
from msgspec import Meta
from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id
from nacl.secret import SecretBox
from nacl.utils import random

from mock_server.core.errors import Fault
from mock_server.core.handover import read_as
from tui_voter.sealing.group import G, b64_hash


class Cost(NamedTuple):
    """The cost of each try for a thief of the file: passes over a number of bytes of memory."""

    passes: int
    memory: int


USUAL: Final = Cost(argon2id.OPSLIMIT_MODERATE, argon2id.MEMLIMIT_MODERATE)
"""The usual cost: 256 MiB, about half a second."""
REHEARSAL: Final = Cost(argon2id.OPSLIMIT_MIN, argon2id.MEMLIMIT_MIN)
"""The least cost, of a rehearsal, where the passphrases are in a file anyway."""

_Hex = Annotated[str, Meta(pattern="^([0-9a-f]{2})+$", max_length=200)]


class KeyFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The content of a key file. ``owner`` is the member's number on the board, ``trustees`` the
    hash of the board's file."""

    format: Literal["tui-voter key 1"] = "tui-voter key 1"
    trustees: str
    owner: Annotated[int, Meta(ge=1)]
    member: str
    public_key: _Hex
    passes: Annotated[int, Meta(ge=1, le=16)]
    memory: Annotated[int, Meta(ge=8192, le=2**31)]
    salt: Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]
    box: _Hex

    @property
    def text(self) -> bytes:
        return msgspec.json.format(msgspec.json.encode(self), indent=2) + b"\n"


def protect(
    secret: int, passphrase: str, *, trustees: bytes, owner: int, member: str, cost: Cost = USUAL
) -> KeyFile:
    salt = random(argon2id.SALTBYTES)
    box = SecretBox(_stretched(passphrase, salt, cost))
    return KeyFile(
        trustees=b64_hash(trustees),
        owner=owner,
        member=member,
        public_key=(secret * G).text,
        passes=cost.passes,
        memory=cost.memory,
        salt=salt.hex(),
        box=box.encrypt(secret.to_bytes(32, "big")).hex(),
    )


def read_key(path: Path) -> KeyFile:
    """Read a key file. Raises :class:`.Fault`."""
    return read_as(path, KeyFile)


def unlock(key: KeyFile, passphrase: str, path: Path) -> int:
    """Decrypt the member's secret. Raises :class:`.Fault` if the passphrase is wrong or the file is
    damaged."""
    box = SecretBox(_stretched(passphrase, bytes.fromhex(key.salt), Cost(key.passes, key.memory)))
    try:
        secret = int.from_bytes(box.decrypt(bytes.fromhex(key.box)), "big")
    except (CryptoError, ValueError) as exc:
        raise Fault(
            _("The passphrase does not open {path}: it is mistyped, or the file damaged.").format(
                path=path
            )
        ) from exc
    if (secret * G).text != key.public_key:
        raise Fault(_("{path} is damaged: the key in it is another one.").format(path=path))
    return secret


def _stretched(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    return argon2id.kdf(
        SecretBox.KEY_SIZE, passphrase.encode(), salt, opslimit=cost.passes, memlimit=cost.memory
    )
