"""Secret and public credentials. Section 4 of docs/protocol.md."""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import sha256
from itertools import pairwise
from typing import Final

from tui_voter.sealing.codes import BASE58
from tui_voter.sealing.errors import NotCanonical
from tui_voter.sealing.group import G, Point, Scalar, canonical_json, canonical_reader

CREDENTIAL: Final = re.compile("-".join(f"[{BASE58}]{{{size}}}" for size in (5, 6, 5, 6)))


def secret_key(credential: str, uuid: str) -> int:
    """The voter's key x in the election. Section 4 of docs/protocol.md."""
    if not CREDENTIAL.fullmatch(credential):
        raise NotCanonical("credential")
    digits = "".join(
        sha256(f"derive_credential|{uuid}|{half}|{credential}".encode()).hexdigest()
        for half in (0, 1)
    )
    return Scalar.of(int(digits, 16))


def public_key(credential: str, uuid: str) -> str:
    """The text of X = x·g, which stands on the roll of the ballot."""
    return (secret_key(credential, uuid) * G).text


def public_creds_text(public_keys: Iterable[str]) -> bytes:
    """``public_creds.json``: sorted, so that their order tells nothing."""
    return canonical_json(sorted(public_keys))


_points_in: Final = canonical_reader(tuple[Point, ...])


def read_public_creds(data: bytes) -> tuple[str, ...]:
    """The texts of the roll's credentials: sorted, each of them once."""
    texts = tuple(point.text for point in _points_in(data))
    if any(first >= second for first, second in pairwise(texts)):
        raise NotCanonical("order")
    return texts
