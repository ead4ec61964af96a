"""Proofs without interaction, and signatures, which are proofs of a key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from tui_voter.sealing.group import G, Point, Scalar, hash_to_scalar


class Proof(msgspec.Struct, frozen=True):
    challenge: Scalar
    response: Scalar


def prove(prefix: str, secret: int, bases: Sequence[Point] = (G,)) -> Proof:
    """Prove the secret by which each base was multiplied.

    Sections 3 (signatures, ``pok``), 5.6 (a ballot's signature) and 6.2 (a share) of
    docs/protocol.md.
    """
    w = Scalar.random()
    challenge = hash_to_scalar(prefix, [w * base for base in bases])
    return Proof(challenge, Scalar.of(w - secret * challenge))


def holds(
    proof: Proof, prefix: str, images: Sequence[Point], bases: Sequence[Point] = (G,)
) -> bool:
    """Whether a proof shows that the images are multiples of the bases by one and the same
    secret."""
    commitments = (
        proof.response * base + proof.challenge * image
        for base, image in zip(bases, images, strict=True)
    )
    return hash_to_scalar(prefix, commitments) == proof.challenge


class Ciphertext(msgspec.Struct, frozen=True):
    alpha: Point
    beta: Point


def encrypt(key: Point, message: int, randomness: int) -> Ciphertext:
    """Encrypt a message. Section 5.1 of docs/protocol.md."""
    return Ciphertext(randomness * G, randomness * key + message * G)


def prove_one_of(
    context: str, key: Point, sealed: Ciphertext, randomness: int, message: int, values: range
) -> tuple[Proof, ...]:
    """Prove that the message is one of the values. Section 5.4 (iprove) of docs/protocol.md.

    The commitments for the other values are computed from what is known of alpha and beta, by
    multiplications of the base point, which cost a fraction of the others.
    """
    w = Scalar.random()
    made: dict[int, Proof] = {}
    commitments = []
    for value in values:
        if value == message:
            commitments += [w * G, w * key]
            continue
        fake = made[value] = Proof(Scalar.random(), Scalar.random())
        together = fake.response + fake.challenge * randomness
        commitments += [
            together * G,
            together * key + (fake.challenge * (message - value)) * G,
        ]
    challenge = Scalar.of(
        _hash(context, sealed, commitments) - sum(fake.challenge for fake in made.values())
    )
    made[message] = Proof(challenge, Scalar.of(w - randomness * challenge))
    return tuple(made[value] for value in values)


def is_one_of(
    proofs: Sequence[Proof], context: str, key: Point, sealed: Ciphertext, values: range
) -> bool:
    """Whether proofs show that the encrypted message is one of the values. Section 5.4."""
    commitments = []
    for proof, value in zip(proofs, values, strict=True):
        rest = sealed.beta - value * G if value else sealed.beta
        commitments += [
            proof.response * G + proof.challenge * sealed.alpha,
            proof.response * key + proof.challenge * rest,
        ]
    challenge = Scalar.of(sum(proof.challenge for proof in proofs))
    return _hash(context, sealed, commitments) == challenge


def _hash(context: str, sealed: Ciphertext, commitments: Iterable[Point]) -> Scalar:
    return hash_to_scalar(f"prove|{context}|{sealed.alpha},{sealed.beta}|", commitments)
