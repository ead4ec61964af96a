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
"""The symbols of a group: those that carry the code, and one that checks them."""


def new_code() -> str:
    return code_of("".join(secrets.choice(ALPHABET) for _ in range(DATA * len(GROUPS))))


def code_of(data: str) -> str:
    """The code as it is printed: five groups, each with its check."""
    parts = [data[start : start + DATA] for start in range(0, len(data), DATA)]
    return "-".join(part + _check(part, group) for group, part in zip(GROUPS, parts, strict=True))


def read_code(text: str) -> str:
    """The 20 symbols of a typed code, without the checks. Small letters and any separators are
    accepted.

    Raises :class:`.MistypedCode`. Section 9 of docs/protocol.md.
    """
    right = right_groups(text)
    if wrong := tuple(group for group in GROUPS if group not in right):
        raise MistypedCode(wrong)
    return "".join(right[group][:DATA] for group in GROUPS)


def right_groups(text: str) -> dict[int, str]:
    """The groups of a typed code that are as they were printed, by their numbers.

    If no separators tell the groups apart, a symbol too many or too few moves all groups after it,
    and one group in 31 passes its check by chance. So a group only counts as right if its place is
    certain, whichever group has the mistake; if there must be two mistakes, the groups beside them
    do not count. Two mistakes may still pass a check by chance.
    """
    words = [
        "".join(char.upper() if char.isascii() else char for char in word)
        for word in re.findall(r"[^\W_]+", text)
    ]
    symbols = "".join(words)
    from_front = {group: symbols[SIZE * (group - 1) :][:SIZE] for group in GROUPS}
    front = 0  # the number of right groups from the front
    while front < len(GROUPS) and _is_right(from_front[front + 1], front + 1):
        front += 1
    if front == len(GROUPS) and len(symbols) == SIZE * len(GROUPS):
        return from_front
    if len(words) == len(GROUPS):
        return {
            group: word for group, word in zip(GROUPS, words, strict=True) if _is_right(word, group)
        }
    from_back = {
        group: symbols[: max(0, len(symbols) - SIZE * (len(GROUPS) - group))][-SIZE:]
        for group in GROUPS
    }
    back = len(GROUPS)  # the last wrong group, from the back
    while back and _is_right(from_back[back], back):
        back -= 1
    if front + 1 < back and len(symbols) % SIZE:  # not just groups that are still to be typed
        front, back = max(front - 1, 0), min(back + 1, len(GROUPS))
    first, last = sorted((front + 1, back))  # the mistakes are in these
    return {group: from_front[group] for group in GROUPS if group < first} | {
        group: from_back[group] for group in GROUPS if group > last
    }


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
