"""Scalars, points, their texts and hashes. Section 1 of docs/protocol.md."""

from __future__ import annotations

import re
import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Any, Final, TypeVar

import msgspec

from tui_voter.sealing.errors import NotCanonical

Q: Final = 2**252 + 27742317777372353535851937790883648493
"""The order of the group."""

T = TypeVar("T")


class Scalar(int):
    """An integer mod :data:`Q`, in texts as decimal digits. Section 1 of docs/protocol.md."""

    __slots__ = ()
    TEXT: Final = re.compile("0|[1-9][0-9]{0,75}", re.ASCII)

    @classmethod
    def of(cls, number: int) -> Scalar:
        return cls(number % Q)

    @classmethod
    def random(cls) -> Scalar:
        return cls(secrets.randbelow(Q))

    @classmethod
    def read(cls, text: object) -> Scalar:
        if not isinstance(text, str) or not cls.TEXT.fullmatch(text) or int(text) >= Q:
            raise NotCanonical("scalar")
        return cls(text)

    @property
    def text(self) -> str:
        return str(int(self))


class Point:
    """A point of Ed25519's group of prime order. Section 1 of docs/protocol.md.

    Its text is libsodium's 32 bytes, the last one first. libsodium neither accepts nor returns the
    neutral element, nor a zero scalar in a multiplication: these are treated separately here.
    """

    __slots__ = ("raw",)
    TEXT: Final = re.compile("[0-9a-f]{64}", re.ASCII)

    def __init__(self, raw: bytes) -> None:
        self.raw = raw

    @classmethod
    def read(cls, text: object) -> Point:
        """Read a point from its text. The neutral element is refused."""
        from nacl.bindings import crypto_core_ed25519_is_valid_point as is_valid

        if not isinstance(text, str) or not cls.TEXT.fullmatch(text):
            raise NotCanonical("point")
        raw = bytes.fromhex(text)[::-1]
        if not is_valid(raw):
            raise NotCanonical("point")
        return cls(raw)

    @property
    def text(self) -> str:
        return self.raw[::-1].hex()

    def __add__(self, other: Point) -> Point:
        from nacl.bindings import crypto_core_ed25519_add as add

        return Point(add(self.raw, other.raw))

    def __sub__(self, other: Point) -> Point:
        from nacl.bindings import crypto_core_ed25519_sub as sub

        return Point(sub(self.raw, other.raw))

    def __rmul__(self, number: int) -> Point:
        from nacl.bindings import (
            crypto_scalarmult_ed25519_base_noclamp,
            crypto_scalarmult_ed25519_noclamp,
        )

        number %= Q
        if number == 0 or self == NEUTRAL:
            return NEUTRAL
        if number == 1:
            return self
        scalar = number.to_bytes(32, "little")
        if self == G:
            return Point(crypto_scalarmult_ed25519_base_noclamp(scalar))
        return Point(crypto_scalarmult_ed25519_noclamp(scalar, self.raw))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Point) and self.raw == other.raw

    def __hash__(self) -> int:
        return hash(self.raw)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Point({self.text})"


NEUTRAL: Final = Point(bytes([1, *[0] * 31]))
G: Final = Point(bytes([0x58, *[0x66] * 31]))
"""The base point."""


def total(points: Iterable[Point]) -> Point:
    """The sum of points; the neutral element if there are none."""
    return sum(points, start=NEUTRAL)


def hash_to_scalar(prefix: str, points: Iterable[Point]) -> Scalar:
    """The scalar H(prefix; points). Section 1 of docs/protocol.md."""
    text = prefix + ",".join(point.text for point in points)
    return Scalar.of(int.from_bytes(sha256(text.encode()).digest(), "big"))


def b64_hash(data: bytes) -> str:
    """The hash B64(data), of 43 characters. Section 1 of docs/protocol.md."""
    return b64encode(sha256(data).digest()).decode("ascii").rstrip("=")


def hash_bytes(text: str) -> bytes:
    """The 32 bytes of a hash that is written as B64 or in lower-case hexadecimal digits."""
    if re.fullmatch("[0-9a-f]{64}", text, re.ASCII):
        return bytes.fromhex(text)
    if re.fullmatch("[A-Za-z0-9+/]{43}", text, re.ASCII):
        found = b64decode(text + "=")
        if b64encode(found) == text.encode() + b"=":
            return found
    raise NotCanonical("hash")


def _to_text(value: Any) -> str:
    if isinstance(value, Point | Scalar):
        return value.text
    raise TypeError(type(value))


def _from_text(kind: type, value: object) -> Point | Scalar:
    if kind is Point:
        return Point.read(value)
    if kind is Scalar:
        return Scalar.read(value)
    raise TypeError(kind)


def canonical_json(value: object) -> bytes:
    """The one text of a value: compact, fields in order. Section 1 of docs/protocol.md."""
    return msgspec.json.encode(value, enc_hook=_to_text)


def canonical_reader(kind: type[T]) -> Callable[[bytes], T]:
    """Make the reader of values whose :func:`canonical_json` the bytes are; it raises
    :class:`NotCanonical`.

    There is one reader for each type, made when its module is loaded: msgspec prepares a type when
    it is first used, and if two threads use it first at once, the process crashes.
    """
    decode = msgspec.json.Decoder(kind, dec_hook=_from_text).decode

    def read(data: bytes) -> T:
        try:
            value = decode(data)
            again = canonical_json(value)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            raise NotCanonical("form") from error
        if again != data:
            raise NotCanonical("form")
        return value

    return read
