"""The log of replaced voting codes, one beside each urn. Section 9 of docs/protocol.md.

Its first line is the reserve: the public credentials of all codes that may replace a lost one, of
which the election has the hash. Each further line is a replacement, which the portal signs when it
gives out a code: it says how many ballots the urn had then, and not which code it was. So everybody
can count that at no time more ballots were cast with codes of the reserve than codes had been
replaced, while nothing tells which replaced code a ballot was cast with.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Final, Literal

import msgspec

from tui_voter.sealing.archive import Verdict
from tui_voter.sealing.election import Election
from tui_voter.sealing.errors import BadLog, NotCanonical
from tui_voter.sealing.group import b64_hash, canonical_json, canonical_reader

RESERVE: Final = "reserve"
"""The name under which an election has the hash of its reserve's line."""


class Reserve(msgspec.Struct, frozen=True):
    """The log's first line. ``credentials`` are sorted, so that their order tells nothing."""

    format: Literal["tui-voter reserve 2"]
    uuid: str
    credentials: tuple[str, ...]


class Replacement(msgspec.Struct, frozen=True):
    """One replaced code: the ``number``-th of this ballot, counted from 1, given out when the urn
    had so many ``ballots``. ``parent`` is the hexadecimal SHA-256 of the line before."""

    format: Literal["tui-voter replacement 1"]
    uuid: str
    election_hash: str
    number: int
    ballots: int
    parent: str
    signature: str


@dataclass(frozen=True)
class Log:
    """A log that is valid by itself: the ``reserve``'s public credentials, and for each replacement
    how many ballots the urn had when it was logged, which never falls."""

    text: bytes
    reserve: frozenset[str]
    replaced: tuple[int, ...]


@dataclass(frozen=True)
class Counted:
    """What a log says about its urn: so many ``replaced`` codes of so many in the ``reserve``, and
    so many ballots that were ``cast`` with one."""

    reserve: int
    replaced: int
    cast: int


def log_beside(urn: Path) -> Path:
    """The path of an urn's log: in the same folder, with ``.log`` in place of ``.bel``."""
    return urn.with_name(f"{urn.name.removesuffix('.bel')}.log")


def reserve_line(uuid: str, credentials: Iterable[str]) -> bytes:
    """The first line, with its end, for the public credentials of the reserve in this ballot."""
    return _line(Reserve("tui-voter reserve 2", uuid, tuple(sorted(credentials))))


def reserve_digest(line: bytes) -> str:
    """The hash of its reserve that an election has: ``B64`` of the line without its end."""
    return b64_hash(line.removesuffix(b"\n"))


def replacement_line(
    key: bytes, election: Election, number: int, ballots: int, before: bytes
) -> bytes:
    """A further line, with its end, after the line ``before``; signed by the key that signs the
    election's receipts."""
    from nacl.signing import SigningKey

    parent = _hash(before)
    signed = _signed(election.uuid, election.fingerprint, number, ballots, parent)
    signature = SigningKey(key).sign(signed).signature.hex()
    return _line(
        Replacement(
            "tui-voter replacement 1",
            election.uuid,
            election.fingerprint,
            number,
            ballots,
            parent,
            signature,
        )
    )


_reserve_in: Final = canonical_reader(Reserve)
_replacement_in: Final = canonical_reader(Replacement)


def read_log(data: bytes, election: Election, roll: Collection[str]) -> Log:
    """Check a log against its election and the public credentials of its ``roll``.

    Raises :class:`.BadLog`, or :class:`.NotCanonical` if a line is not in its one form.
    """
    if not data.endswith(b"\n"):
        raise NotCanonical("form")
    first, *others = data.splitlines(keepends=True)
    reserve = _read_reserve(first, election)
    if not reserve.issubset(roll):
        raise BadLog("off-the-roll")
    replaced: list[int] = []
    for before, line in pairwise((first, *others)):
        entry = _replacement_in(line.removesuffix(b"\n"))
        _check(entry, election)
        ballots = replaced[-1] if replaced else 0
        if entry.parent != _hash(before) or entry.number != len(replaced) + 1:
            raise BadLog("chain")
        if entry.ballots < ballots or entry.number > len(reserve):
            raise BadLog("chain")
        replaced.append(entry.ballots)
    return Log(data, reserve, tuple(replaced))


def count_replaced(data: bytes, verdict: Verdict) -> Counted:
    """Check the log of an urn that is valid otherwise, and count. The log must not be an older copy
    than the urn.

    Raises :class:`.BadLog`, or :class:`.NotCanonical`.
    """
    log = read_log(data, verdict.election, verdict.roll)
    cast = cast_from_reserve(log, verdict.credentials)
    return Counted(len(log.reserve), len(log.replaced), cast)


def cast_from_reserve(log: Log, credentials: Sequence[str]) -> int:
    """The number of ballots of an urn that were cast with codes of the reserve.

    ``credentials`` are those of its ballots in their order; the log must not be an older copy than
    the urn. Raises :class:`.BadLog`, ``unlogged``, if at some ballot fewer codes had been replaced.
    """
    cast = replaced = 0
    for before, credential in enumerate(credentials):
        if credential not in log.reserve:
            continue
        cast += 1
        while replaced < len(log.replaced) and log.replaced[replaced] <= before:
            replaced += 1
        if cast > replaced:
            raise BadLog("unlogged")
    return cast


def check_growth(older: Log, ballots: int, newer: Log) -> None:
    """Check a log against an ``older`` copy of it, made with or after a copy of the urn of so many
    ``ballots``: what the older copy lacks was logged later. Raises :class:`.BadLog`."""
    if not newer.text.startswith(older.text):
        raise BadLog("shortened")
    if any(logged < ballots for logged in newer.replaced[len(older.replaced) :]):
        raise BadLog("backdated")


def _read_reserve(line: bytes, election: Election) -> frozenset[str]:
    reserve = _reserve_in(line.removesuffix(b"\n"))
    if reserve.uuid != election.uuid or reserve_digest(line) != election.digests.get(RESERVE):
        raise BadLog("reserve")
    if any(first >= second for first, second in pairwise(reserve.credentials)):
        raise NotCanonical("order")
    return frozenset(reserve.credentials)


def _check(entry: Replacement, election: Election) -> None:
    from nacl.exceptions import BadSignatureError
    from nacl.signing import VerifyKey

    if not re.fullmatch("[0-9a-f]{128}", entry.signature, re.ASCII):
        raise NotCanonical("signature")
    if (entry.uuid, entry.election_hash) != (election.uuid, election.fingerprint):
        raise BadLog("chain")
    signed = _signed(entry.uuid, entry.election_hash, entry.number, entry.ballots, entry.parent)
    try:
        VerifyKey(bytes.fromhex(election.receipt_key)).verify(
            signed, bytes.fromhex(entry.signature)
        )
    except (BadSignatureError, ValueError) as error:  # ValueError: not of 64 digits
        raise BadLog("signature") from error


def _signed(uuid: str, fingerprint: str, number: int, ballots: int, parent: str) -> bytes:
    return (
        f"tui-voter replacement 1\n{uuid}\n{fingerprint}\n{number}\n{ballots}\n{parent}\n".encode()
    )


def _line(content: object) -> bytes:
    return canonical_json(content) + b"\n"


def _hash(line: bytes) -> str:
    return sha256(line.removesuffix(b"\n")).hexdigest()
