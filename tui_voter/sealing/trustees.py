"""The polling board's keys, in items of which all are needed. Section 3 of docs/protocol.md."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from functools import cached_property
from hashlib import sha256
from typing import Final, Literal

import msgspec

from tui_voter.sealing.codes import BASE58
from tui_voter.sealing.errors import BadShare
from tui_voter.sealing.group import G, Point, Q, Scalar, canonical_json, canonical_reader, total
from tui_voter.sealing.proofs import Proof, holds, prove

SEED: Final = 22
"""The length of a seed, in Base58 characters."""


class Context(msgspec.Struct, frozen=True):
    group: Literal["Ed25519"]
    size: int
    threshold: int
    index: int


class Cert(msgspec.Struct, frozen=True):
    context: Context
    verification: Point
    encryption: Point


class Coefexps(msgspec.Struct, frozen=True):
    coefexps: tuple[Point, ...]


class Signed(msgspec.Struct, frozen=True):
    message: str
    signature: Proof


class CertsAndCoefexps(msgspec.Struct, frozen=True):
    certs: tuple[Signed, ...]
    coefexps: tuple[Point, ...]


class VerificationKey(msgspec.Struct, frozen=True):
    pok: Proof
    public_key: Point
    signature: Proof


class Pedersen(msgspec.Struct, frozen=True):
    threshold: int
    certs: tuple[Signed, ...]
    coefexps: tuple[Signed, ...]
    signatures: tuple[Proof, ...]
    verification_keys: tuple[VerificationKey, ...]


Item = tuple[Literal["Pedersen"], Pedersen]


class Owner(msgspec.Struct, frozen=True):
    """A member of the board: ``number`` and ``item`` count from 1 in the file, ``index`` from 1
    in the item, of whose members ``threshold`` are needed.
    """

    number: int
    item: int
    index: int
    threshold: int
    public_key: Point


class Trustees(msgspec.Struct, frozen=True, dict=True):
    """The items of a verified file, and what follows from them."""

    items: tuple[Item, ...]

    @property
    def text(self) -> bytes:
        return trustees_text(self.items)

    @cached_property
    def owners(self) -> tuple[Owner, ...]:
        """The members, with numbers that run on over the items. Section 3 of docs/protocol.md."""
        members = [
            (place, index, item.threshold, key.public_key)
            for place, (_, item) in enumerate(self.items, 1)
            for index, key in enumerate(item.verification_keys, 1)
        ]
        return tuple(Owner(number, *member) for number, member in enumerate(members, 1))


def make_item(members: int, threshold: int) -> tuple[Item, tuple[int, ...]]:
    """Make an item, and the share of each of its members, which is all that is kept of their
    secrets.

    Section 3 of docs/protocol.md.
    """
    if not _can_count(members, threshold):
        raise ValueError((members, threshold))
    indices = range(1, members + 1)
    seeds = ["".join(secrets.choice(BASE58) for _ in range(SEED)) for _ in indices]
    keys = [_derived("sk", seed) for seed in seeds]
    certs = tuple(
        _signed(
            key,
            Cert(
                Context("Ed25519", members, threshold, index),
                key * G,
                _derived("dk", seed) * G,
            ),
        )
        for index, key, seed in zip(indices, keys, seeds, strict=True)
    )
    polynomials = [[Scalar.random() for _ in range(threshold)] for _ in indices]
    exponents = [Coefexps(tuple(a * G for a in polynomial)) for polynomial in polynomials]
    shares = tuple(
        Scalar.of(sum(_at(polynomial, index) for polynomial in polynomials)) for index in indices
    )
    item = Pedersen(
        threshold,
        certs,
        tuple(_signed(key, each) for key, each in zip(keys, exponents, strict=True)),
        tuple(
            _sign(key, _certs_text(certs, each)) for key, each in zip(keys, exponents, strict=True)
        ),
        tuple(_verification_key(key, share) for key, share in zip(keys, shares, strict=True)),
    )
    return ("Pedersen", item), shares


def _verification_key(key: int, share: int) -> VerificationKey:
    public = share * G
    return VerificationKey(prove(_pok(public), share), public, _sign(key, public.text))


def trustees_text(items: Iterable[Item]) -> bytes:
    """The text of ``trustees.json``."""
    return canonical_json(tuple(items))


_items_in: Final = canonical_reader(tuple[Item, ...])


def read_trustees(data: bytes) -> Trustees:
    """Read the board's keys, and check every certificate, signature and proof. Section 3."""
    items = _items_in(data)
    if not items:
        raise BadShare("trustees")
    for _, item in items:
        _check_item(item)
    return Trustees(items)


def election_key(trustees: Trustees) -> Point:
    """The sum y of the items' keys, under which ballots are sealed. Section 3.7."""
    return total(coefexps[0] for _, item in trustees.items for coefexps in _all_coefexps(item))


def _can_count(members: int, threshold: int) -> bool:
    return 1 <= threshold <= members


_cert_in: Final = canonical_reader(Cert)


def _check_item(item: Pedersen) -> None:
    size = len(item.certs)
    lists: tuple[Sequence[object], ...] = (item.coefexps, item.signatures, item.verification_keys)
    if {len(each) for each in lists} != {size} or not _can_count(size, item.threshold):
        raise BadShare("trustees")
    certs = [_cert_in(cert.message.encode()) for cert in item.certs]
    coefexps = _all_coefexps(item)
    members = zip(
        certs, item.certs, item.coefexps, coefexps, item.signatures, item.verification_keys,
        strict=True,
    )  # fmt: skip
    for index, (cert, signed, exponents, points, signature, key) in enumerate(members, 1):
        signer = cert.verification
        if (
            cert.context != Context("Ed25519", size, item.threshold, index)
            or len(points) != item.threshold
            or not _is_signed(signed.signature, signer, signed.message)
            or not _is_signed(exponents.signature, signer, exponents.message)
            or not _is_signed(signature, signer, _certs_text(item.certs, Coefexps(points)))
            or not _is_signed(key.signature, signer, key.public_key.text)
            or not holds(key.pok, _pok(key.public_key), [key.public_key])
            or key.public_key != total(_at_exponents(each, index) for each in coefexps)
        ):
            raise BadShare("trustees")


_coefexps_in: Final = canonical_reader(Coefexps)


def _all_coefexps(item: Pedersen) -> list[tuple[Point, ...]]:
    return [_coefexps_in(each.message.encode()).coefexps for each in item.coefexps]


def _at(polynomial: Sequence[int], index: int) -> int:
    return sum(a * int(index**power) for power, a in enumerate(polynomial)) % Q


def _at_exponents(coefexps: Sequence[Point], index: int) -> Point:
    return total(int(index**power) * point for power, point in enumerate(coefexps))


def _derived(kind: str, seed: str) -> Scalar:
    return Scalar.of(int(sha256(f"{kind}|{seed}".encode()).hexdigest(), 16))


def _pok(public: Point) -> str:
    return f"pok|Ed25519|{public}|"


def _certs_text(certs: tuple[Signed, ...], coefexps: Coefexps) -> str:
    text = canonical_json(CertsAndCoefexps(certs, coefexps.coefexps)).decode()
    return f"certs_sig|{text}"


def _sign(key: int, message: str) -> Proof:
    return prove(f"sigmsg|{message}|", key)


def _signed(key: int, value: Cert | Coefexps) -> Signed:
    message = canonical_json(value).decode()
    return Signed(message, _sign(key, message))


def _is_signed(signature: Proof, key: Point, message: str) -> bool:
    return holds(signature, f"sigmsg|{message}|", [key])
