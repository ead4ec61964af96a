"""The voter's code, and hashes that are spoken. Section 9 of docs/protocol.md."""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import Final

from tui_voter.contract.printed import ALPHABET, DATA, printed, read
from tui_voter.sealing.group import hash_bytes

BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
GROUPS: Final = 5
"""The groups of a code."""


def new_code() -> str:
    """A fresh code, as it is printed."""
    return printed("".join(secrets.choice(ALPHABET) for _ in range(DATA * GROUPS)))


def read_code(text: str) -> str:
    """The 20 symbols of a typed code, without the checks. Raises
    :class:`~tui_voter.contract.printed.Mistyped`."""
    return read(text, GROUPS)


def credential(data: str) -> str:
    """The credential that the data of a code gives. Section 9 of docs/protocol.md."""
    digits = _digits(_number(f"tui-voter credential|{data}"), BASE58, 22)
    return "-".join((digits[:5], digits[5:11], digits[11:16], digits[16:]))


def verifier(data: str, seal: str) -> str:
    """The part of a code that the client sends: it reveals neither the code nor the credential."""
    return sha256(f"tui-voter verifier|{seal}|{data}".encode()).hexdigest()


def binding(verifier: str, public_credential: str) -> str:
    """The binding of a voter's code to a ballot's credential, which the portal stores. With it, the
    portal checks the credential of a ballot that the voter casts; without the verifier, it reveals
    no credential."""
    return sha256(f"tui-voter binding|{verifier}|{public_credential}".encode()).hexdigest()


def spoken(hash_text: str) -> str:
    """The short form of a hash, for speech: 12 symbols in three groups, which stay in one line, as
    they are compared with what is printed elsewhere."""
    digits = _digits(int.from_bytes(hash_bytes(hash_text), "big"), ALPHABET, 12)
    return _groups(digits)


def spoken_end(event: str) -> str:
    """The short form of a closed urn, by the hash of its event EndBallots: 24 symbols.

    A dishonest portal could make two urns, and try until both have the same form. With 12 symbols
    that takes 2^30 tries, with 24 as many as 2^59.
    """
    return _groups(_digits(int.from_bytes(hash_bytes(event), "big"), ALPHABET, 24))


def _groups(digits: str) -> str:
    return "\u00a0".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def _number(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest(), "big")


def _digits(number: int, alphabet: str, count: int) -> str:
    """The last digits of a number, the most significant first."""
    digits = ""
    for _ in range(count):
        number, digit = divmod(number, len(alphabet))
        digits = alphabet[digit] + digits
    return digits
