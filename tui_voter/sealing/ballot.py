"""A ballot: sealed, read, checked, opened. Sections 5 and 9 of docs/protocol.md."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from tui_voter.sealing import credentials
from tui_voter.sealing.election import Election
from tui_voter.sealing.errors import BadBallot, NotCanonical
from tui_voter.sealing.group import (
    G,
    Point,
    Scalar,
    b64_hash,
    canonical_json,
    canonical_reader,
    total,
)
from tui_voter.sealing.proofs import (
    Ciphertext,
    Proof,
    encrypt,
    holds,
    is_one_of,
    prove,
    prove_one_of,
)
from tui_voter.tuples import NamedTuple

NO_OR_YES = range(2)
ONE = range(1, 2)


class Answer(msgspec.Struct, frozen=True):
    choices: tuple[Ciphertext, ...]
    individual_proofs: tuple[tuple[Proof, Proof], ...]
    overall_proof: tuple[Proof]


class Signature(msgspec.Struct, frozen=True):
    hash: str
    proof: Proof


class Unsigned(msgspec.Struct, frozen=True):
    election_uuid: str
    election_hash: str
    credential: Point
    answers: tuple[Answer]


class Ballot(Unsigned, frozen=True):
    """A ballot. Section 5 of docs/protocol.md. Its text is its ``canonical_json``."""

    signature: Signature


class Sealed(NamedTuple):
    """A ballot that was made here. ``randomness`` opens it, and may only be used for a
    challenge."""

    text: bytes
    tracker: str
    randomness: tuple[int, ...]

    def __repr__(self) -> str:
        return "Sealed(...)"


def tracker(data: bytes) -> str:
    """The tracker of a ballot. Section 5.7 of docs/protocol.md."""
    return b64_hash(data)


def seal_ballot(election: Election, credential: str, choice: int) -> Sealed:
    """Make a ballot for the answer of this index, from 0. Section 5 of docs/protocol.md."""
    if choice not in range(len(election.answers)):
        raise ValueError(choice)
    key, secret = election.public_key, credentials.secret_key(credential, election.uuid)
    public = secret * G
    context = _context(election, public)
    wishes = [int(index == choice) for index in range(len(election.answers))]
    randomness = tuple(Scalar.random() for _ in wishes)
    choices = tuple(encrypt(key, wish, r) for wish, r in zip(wishes, randomness, strict=True))
    individual = tuple(
        prove_one_of(context, key, sealed, r, wish, NO_OR_YES)
        for wish, r, sealed in zip(wishes, randomness, choices, strict=True)
    )
    overall = prove_one_of(
        _whole(context, choices), key, _sum(choices), Scalar.of(sum(randomness)), 1, ONE
    )
    answer = Answer(choices, individual, overall)  # type: ignore[arg-type] # tuples of any length
    filled = (election.uuid, election.fingerprint, public, (answer,))
    digest = b64_hash(canonical_json(Unsigned(*filled)))
    signature = Signature(digest, prove(f"sig|{digest}|", secret))
    text = canonical_json(Ballot(*filled, signature))
    return Sealed(text, tracker(text), randomness)


_ballot_in: Final = canonical_reader(Ballot)


def read_ballot(data: bytes, election: Election) -> Ballot:
    """Read a ballot in its one form, with as many choices as the election has answers.

    Sections 1 and 5.5 of docs/protocol.md.
    """
    ballot = _ballot_in(data)
    (answer,) = ballot.answers
    if {len(answer.choices), len(answer.individual_proofs)} != {len(election.answers)}:
        raise NotCanonical("answers")
    return ballot


def check_ballot(ballot: Ballot, election: Election) -> None:
    """Check a ballot's proofs and signature. Section 5 of docs/protocol.md.

    Whether its credential is on the roll and has not voted is for the caller to check.
    """
    (answer,) = ballot.answers
    key, context = election.public_key, _context(election, ballot.credential)
    unsigned = Unsigned(
        ballot.election_uuid, ballot.election_hash, ballot.credential, ballot.answers
    )
    digest = b64_hash(canonical_json(unsigned))
    if ballot.election_uuid != election.uuid:
        raise BadBallot("uuid")
    if ballot.election_hash != election.fingerprint:
        raise BadBallot("fingerprint")
    if ballot.signature.hash != digest:
        raise BadBallot("hash")
    if not holds(ballot.signature.proof, f"sig|{digest}|", [ballot.credential]):
        raise BadBallot("signature")
    for sealed, proofs in zip(answer.choices, answer.individual_proofs, strict=True):
        if not is_one_of(proofs, context, key, sealed, NO_OR_YES):
            raise BadBallot("individual-proof")
    whole = _whole(context, answer.choices)
    if not is_one_of(answer.overall_proof, whole, key, _sum(answer.choices), ONE):
        raise BadBallot("overall-proof")


def _context(election: Election, public: Point) -> str:
    return f"{election.fingerprint}|{public}"


def _whole(context: str, choices: Iterable[Ciphertext]) -> str:
    return f"{context}|" + ",".join(f"{sealed.alpha},{sealed.beta}" for sealed in choices)


def _sum(choices: tuple[Ciphertext, ...]) -> Ciphertext:
    return Ciphertext(
        total(sealed.alpha for sealed in choices), total(sealed.beta for sealed in choices)
    )


class Opening(msgspec.Struct, frozen=True):
    """A ballot that was challenged: opened, and never cast. Section 9 of docs/protocol.md."""

    ballot: str
    tracker: str
    randomness: tuple[Scalar, ...]
    choice: str


def opening(sealed: Sealed, election: Election, choice: int) -> bytes:
    """The text that opens a ballot instead of casting it. Section 9 of docs/protocol.md."""
    return canonical_json(
        Opening(
            sealed.text.decode(),
            sealed.tracker,
            tuple(Scalar.of(each) for each in sealed.randomness),
            election.answers[choice],
        )
    )


read_opening: Final = canonical_reader(Opening)
"""Reads what :func:`opening` wrote, without checking it."""


def check_opening(data: bytes, election: Election) -> Opening:
    """Check that an opened ballot is valid, and that it is one for its choice."""
    opened = read_opening(data)
    text = opened.ballot.encode()
    ballot = read_ballot(text, election)
    check_ballot(ballot, election)
    if opened.tracker != tracker(text):
        raise BadBallot("tracker")
    if opened.choice not in election.answers:
        raise BadBallot("choice")
    choices = ballot.answers[0].choices
    if len(opened.randomness) != len(choices):
        raise BadBallot("randomness")
    for answer, sealed, r in zip(election.answers, choices, opened.randomness, strict=True):
        if r * G != sealed.alpha:
            raise BadBallot("randomness")
        if sealed != encrypt(election.public_key, int(answer == opened.choice), r):
            raise BadBallot("choice")
    return opened
