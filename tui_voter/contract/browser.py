"""What passes between a training room's portal and the voter's program that it runs for a browser.

The two share a pair of sockets that nobody else has. The portal says how the program begins; from
then on the program hands over each file that the voter saves, and waits until the browser has it.
Each message is a line of JSON.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec


class Begin(msgspec.Struct, frozen=True):
    """How the program begins: in a language, at the portal of a room ``code``, and with the token
    of an activation link; "" for a learner whose account is active, who signs in."""

    language: str
    code: str
    token: str

    def __repr__(self) -> str:
        return "Begin(...)"


class Save(msgspec.Struct, frozen=True):
    """A file that the voter saves: the browser downloads it."""

    name: str
    content: bytes

    def __repr__(self) -> str:
        return "Save(...)"


class Saved(msgspec.Struct, frozen=True):
    """Whether a browser was there to take the file."""

    done: bool


T = TypeVar("T")


def line(message: msgspec.Struct) -> bytes:
    return msgspec.json.encode(message) + b"\n"


def read(text: bytes, kind: type[T]) -> T:
    """Raises ``msgspec.DecodeError`` for a line that is no such message."""
    return msgspec.json.decode(text, type=kind)
