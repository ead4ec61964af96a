"""The voter's code, and hashes that are spoken. Section 9 of docs/protocol.md."""

from __future__ import annotations

import re
import secrets
from hashlib import sha256
from typing import Final

from tui_voter.sealing.errors import MistypedCode
from tui_voter.sealing.group import hash_bytes

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
GROUPS: Final = range(1, 6)
DATA: Final = 4
SIZE: Final = DATA + 1
"""A group's symbols: those that carry the code, and one that checks them."""


def new_code() -> str:
    return code_of("".join(secrets.choice(ALPHABET) for _ in range(DATA * len(GROUPS))))


def code_of(data: str) -> str:
    """The code as it is printed: five groups, each with its check."""
    parts = [data[start : start + DATA] for start in range(0, len(data), DATA)]
    return "-".join(part + _check(part, group) for group, part in zip(GROUPS, parts, strict=True))


def read_code(text: str) -> str:
    """The 20 symbols of a code without the checks; small letters and any separators will do.

    Section 9 of docs/protocol.md.
    """
    words = [
        "".join(char.upper() if char.isascii() else char for char in word)
        for word in re.findall(r"[^\W_]+", text)
    ]
    symbols = "".join(words)
    if len(symbols) == SIZE * len(GROUPS):
        parts = [symbols[start : start + SIZE] for start in range(0, len(symbols), SIZE)]
    elif len(words) == len(GROUPS):
        parts = words
    else:
        raise MistypedCode(_unplaced(symbols))
    wrong = tuple(
        group for group, part in zip(GROUPS, parts, strict=True) if not _is_right(part, group)
    )
    if wrong:
        raise MistypedCode(wrong)
    return "".join(part[:DATA] for part in parts)


def _unplaced(symbols: str) -> tuple[int, ...]:
    """Where there are too many symbols or too few, and nothing parts them: the groups that are
    right neither from the front on nor from the end back.
    """
    front = 0
    while front < len(GROUPS) and _is_right(symbols[front * SIZE :][:SIZE], front + 1):
        front += 1
    back = len(GROUPS)
    while back > front and _is_right(symbols[-SIZE:], back):
        symbols, back = symbols[:-SIZE], back - 1
    return tuple(range(front + 1, back + 1)) or (max(front, 1),)


def _is_right(part: str, group: int) -> bool:
    return (
        len(part) == SIZE
        and all(symbol in ALPHABET for symbol in part)
        and part[DATA] == _check(part[:DATA], group)
    )


def _check(part: str, group: int) -> str:
    weighed = sum(place * ALPHABET.index(symbol) for place, symbol in enumerate(part, 1))
    return ALPHABET[(weighed + 5 * group) % len(ALPHABET)]


def credential(data: str) -> str:
    """The credential that the data of a code gives. Section 9 of docs/protocol.md."""
    digits = _digits(_number(f"tui-voter credential|{data}"), BASE58, 22)
    return "-".join((digits[:5], digits[5:11], digits[11:16], digits[16:]))


def verifier(data: str, seal: str) -> str:
    """What the client sends of a code: it tells neither the code nor the credential."""
    return sha256(f"tui-voter verifier|{seal}|{data}".encode()).hexdigest()


def spoken(hash_text: str) -> str:
    """The short form of a hash, for speech: 12 symbols in three groups, which stay in one line:
    they are compared with what stands elsewhere."""
    digits = _digits(int.from_bytes(hash_bytes(hash_text), "big"), ALPHABET, 12)
    return "\u00a0".join(digits[start : start + 4] for start in (0, 4, 8))


def _number(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest(), "big")


def _digits(number: int, alphabet: str, count: int) -> str:
    """The last digits of a number, the most significant first."""
    digits = ""
    for _ in range(count):
        number, digit = divmod(number, len(alphabet))
        digits = alphabet[digit] + digits
    return digits
