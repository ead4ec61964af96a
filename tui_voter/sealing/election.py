"""One ballot's election, and the seal over all of them. Sections 2 and 9 of docs/protocol.md."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from types import MappingProxyType
from typing import Final, Literal

import msgspec

from tui_voter.sealing.codes import BASE58
from tui_voter.sealing.errors import NotCanonical
from tui_voter.sealing.group import Point, b64_hash, canonical_json, canonical_reader, hash_bytes

UUID_SIZE: Final = 14
RECEIPT_KEY: Final = re.compile(r"(?:^|\W)ed25519 ([0-9a-f]{64})\Z", re.ASCII)
DIGEST: Final = re.compile(r"(?:^|\s)([a-z]+):([A-Za-z0-9+/]{43})(?=\s|\Z)", re.ASCII)


class Question(msgspec.Struct, frozen=True):
    answers: tuple[str, ...]
    min: Literal[1]
    max: Literal[1]
    question: str


class Election(msgspec.Struct, frozen=True, dict=True):
    """``election.json``. Section 2 of docs/protocol.md."""

    version: Literal[1]
    description: str
    name: str
    group: Literal["Ed25519"]
    public_key: Point
    questions: tuple[Question]
    uuid: str
    administrator: str
    credential_authority: str

    @cached_property
    def text(self) -> bytes:
        return canonical_json(self)

    @cached_property
    def fingerprint(self) -> str:
        """The fingerprint φ, which stands in every ballot."""
        return b64_hash(self.text)

    @property
    def answers(self) -> tuple[str, ...]:
        """The lists in their official order, and the blank vote."""
        return self.questions[0].answers

    @cached_property
    def digests(self) -> dict[str, str]:
        """The hashes (``B64``) of other documents that were sealed with this election, by their
        names. Raises :class:`.NotCanonical` if a name stands twice."""
        found = DIGEST.findall(self.description)
        if len(digests := dict(found)) < len(found):
            raise NotCanonical("digests")
        return digests

    @property
    def receipt_key(self) -> str:
        """The portal's key that signs receipts, in 64 hexadecimal digits."""
        found = RECEIPT_KEY.search(self.description)
        if found is None:
            raise NotCanonical("receipt-key")
        return found[1]


def new_election(
    name: str,
    answers: Sequence[str],
    *,
    question: str,
    description: str,
    receipt_key: str,
    public_key: Point,
    authority: str,
    digests: Mapping[str, str] = MappingProxyType({}),
    uuid: str | None = None,
) -> Election:
    """The election of one ballot. After its description come the ``digests`` of the documents that
    are sealed with it, each under its name, and the receipt key."""
    parts = (description, *(f"{each}:{digest}" for each, digest in digests.items()))
    election = Election(
        version=1,
        description=f"{' '.join(parts)} ed25519 {receipt_key}",
        name=name,
        group="Ed25519",
        public_key=public_key,
        questions=(Question(tuple(answers), 1, 1, question),),
        uuid=uuid or new_uuid(),
        administrator=authority,
        credential_authority=authority,
    )
    return read_election(election.text)


_election_in: Final = canonical_reader(Election)


def read_election(data: bytes) -> Election:
    """Read an election in its one form. Section 2 of docs/protocol.md."""
    election = _election_in(data)
    (question,) = election.questions
    texts = (election.description, election.name, question.question, election.administrator)
    for text in (*texts, election.credential_authority, *question.answers):
        if any(unicodedata.category(char) in ("Cc", "Cs") for char in text):
            raise NotCanonical("control-character")
    if not is_uuid(election.uuid):
        raise NotCanonical("uuid")
    if len(question.answers) < 2 or len(set(question.answers)) < len(question.answers):
        raise NotCanonical("answers")
    if not election.receipt_key:  # it stands in the description
        raise NotCanonical("receipt-key")
    for digest in election.digests.values():
        hash_bytes(digest)
    return election


def new_uuid() -> str:
    return "".join(secrets.choice(BASE58) for _ in range(UUID_SIZE))


def is_uuid(text: str) -> bool:
    return len(text) == UUID_SIZE and set(text) <= set(BASE58)


class SealedElection(msgspec.Struct, frozen=True):
    """What the seal contains about one ballot: the hashes of its three files."""

    election: str
    trustees: str
    credentials: str

    @classmethod
    def of(cls, election: bytes, trustees: bytes, credentials: bytes) -> SealedElection:
        return cls(b64_hash(election), b64_hash(trustees), b64_hash(credentials))


class Seal(msgspec.Struct, frozen=True):
    elections: tuple[SealedElection, ...]


def seal_text(parts: Iterable[SealedElection]) -> bytes:
    """``seal.json``, in the ballots' order. Section 9 of docs/protocol.md."""
    return canonical_json(Seal(tuple(parts)))


_seal_in: Final = canonical_reader(Seal)


def read_seal(data: bytes) -> tuple[SealedElection, ...]:
    parts = _seal_in(data).elections
    for part in parts:
        for text in (part.election, part.trustees, part.credentials):
            hash_bytes(text)
    return parts


def seal_of(data: bytes) -> str:
    """The seal: the hexadecimal hash of ``seal.json``. Section 9 of docs/protocol.md."""
    return sha256(data).hexdigest()
