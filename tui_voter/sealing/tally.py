"""The sum of the ballots, the shares of it, and the count. Section 6 of docs/protocol.md."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from tui_voter.sealing.ballot import Ballot
from tui_voter.sealing.election import Election
from tui_voter.sealing.errors import BadShare, NotCanonical
from tui_voter.sealing.group import (
    NEUTRAL,
    G,
    Point,
    Q,
    Scalar,
    canonical_json,
    canonical_reader,
    total,
)
from tui_voter.sealing.proofs import Ciphertext, Proof, holds, prove
from tui_voter.sealing.trustees import Owner, Trustees


class Tally(msgspec.Struct, frozen=True):
    """The number of ballots that were added, and their sum for each answer."""

    count: int
    sums: tuple[Ciphertext, ...]

    @property
    def text(self) -> bytes:
        """The text ``encrypted_tally``. Section 6.1 of docs/protocol.md."""
        return canonical_json([self.sums])


class Share(msgspec.Struct, frozen=True):
    """A partial decryption. A factor may be the neutral element, if no ballot was added."""

    decryption_factors: tuple[tuple[str, ...]]
    decryption_proofs: tuple[tuple[Proof, ...]]


class Result(msgspec.Struct, frozen=True):
    result: tuple[tuple[int, ...]]


def empty(election: Election) -> Tally:
    return Tally(0, tuple(Ciphertext(NEUTRAL, NEUTRAL) for _ in election.answers))


_sums_in: Final = canonical_reader(tuple[tuple[Ciphertext, ...]])


def read_tally(data: bytes, count: int, election: Election) -> Tally:
    """Read the sum of so many ballots from its :attr:`Tally.text`."""
    if count == 0:
        tally = empty(election)
    else:
        (sums,) = _sums_in(data)
        tally = Tally(count, sums)
    if tally.text != data or len(tally.sums) != len(election.answers):
        raise NotCanonical("sum")
    return tally


_result_in: Final = canonical_reader(Result)


def read_result(data: bytes) -> tuple[int, ...]:
    """Read the votes of each answer from what :func:`result_text` made."""
    (votes,) = _result_in(data).result
    return votes


def add(ballots: Iterable[Ballot], election: Election, to: Tally | None = None) -> Tally:
    """Add checked ballots to an earlier sum, or to nothing. Section 6.1."""
    tally = to or empty(election)
    count = tally.count
    alphas = [each.alpha for each in tally.sums]
    betas = [each.beta for each in tally.sums]
    for ballot in ballots:
        count += 1
        for index, sealed in enumerate(ballot.answers[0].choices):
            alphas[index] += sealed.alpha
            betas[index] += sealed.beta
    return Tally(count, tuple(map(Ciphertext, alphas, betas)))


def share(key: int, tally: Tally, election: Election) -> bytes:
    """A member's partial decryption of the sum. Section 6.2 of docs/protocol.md."""
    alphas = [each.alpha for each in tally.sums]
    prefix = _prefix(election, key * G)
    return canonical_json(
        Share(
            (tuple((key * alpha).text for alpha in alphas),),
            (tuple(prove(prefix, key, (G, alpha)) for alpha in alphas),),
        )
    )


_share_in: Final = canonical_reader(Share)


def check_share(data: bytes, owner: Owner, tally: Tally, election: Election) -> tuple[Point, ...]:
    """Check that a share's owner made it of this sum. Returns its factors. Section 6.2."""
    (texts,), (proofs,) = msgspec.structs.astuple(_share_in(data))
    if {len(texts), len(proofs)} != {len(tally.sums)}:
        raise NotCanonical("answers")
    factors = tuple(NEUTRAL if text == NEUTRAL.text else Point.read(text) for text in texts)
    prefix = _prefix(election, owner.public_key)
    for sealed, factor, proof in zip(tally.sums, factors, proofs, strict=True):
        if not holds(proof, prefix, (owner.public_key, factor), (G, sealed.alpha)):
            raise BadShare("decryption-proof")
    return factors


def is_quorum(numbers: Iterable[int], trustees: Trustees) -> bool:
    """Whether the members with these numbers can count: enough of them in each item."""
    given = set(numbers)
    return all(
        sum(owner.number in given for owner in members) >= members[0].threshold
        for members in _items(trustees)
    )


def result(
    tally: Tally, shares: Mapping[int, bytes], trustees: Trustees, election: Election
) -> tuple[int, ...]:
    """The votes of each answer, from shares by their owners' numbers, which are checked.

    Sections 6.3 and 6.4 of docs/protocol.md.
    """
    owners = {owner.number: owner for owner in trustees.owners}
    if not shares.keys() <= owners.keys():
        raise BadShare("owner")
    factors = {
        number: check_share(data, owners[number], tally, election)
        for number, data in shares.items()
    }
    return counts(tally, factors, trustees)


def counts(
    tally: Tally, factors: Mapping[int, tuple[Point, ...]], trustees: Trustees
) -> tuple[int, ...]:
    """The votes of each answer, from factors that :func:`check_share` gave."""
    if not is_quorum(factors, trustees):
        raise BadShare("quorum")
    opened = [sealed.beta for sealed in tally.sums]
    for members in _items(trustees):
        supplied = [owner for owner in members if owner.number in factors]
        indices = [owner.index for owner in supplied]
        for answer in range(len(opened)):
            opened[answer] -= total(
                _lagrange(owner.index, indices) * factors[owner.number][answer]
                for owner in supplied
            )
    return _logarithms(opened, tally.count)


def result_text(votes: Iterable[int]) -> bytes:
    """The text ``result``. Section 6.4 of docs/protocol.md."""
    return canonical_json(Result((tuple(votes),)))


def _items(trustees: Trustees) -> list[list[Owner]]:
    """The board's members, item by item."""
    return [
        [owner for owner in trustees.owners if owner.item == item]
        for item in range(1, len(trustees.items) + 1)
    ]


def _lagrange(index: int, indices: Iterable[int]) -> Scalar:
    above, below = 1, 1
    for other in indices:
        if other != index:
            above, below = above * other, below * (other - index)
    return Scalar.of(above * pow(below, -1, Q))


def _logarithms(points: list[Point], most: int) -> tuple[int, ...]:
    """The n of each point n·g, found by counting up; together they are ``most``."""
    wanted, found = set(points), dict[Point, int]()
    point = NEUTRAL
    for number in range(most + 1):
        if point in wanted:
            found[point] = number
            if len(found) == len(wanted):
                break
        point += G
    votes = tuple(found.get(point, -1) for point in points)
    if -1 in votes or sum(votes) != most:
        raise BadShare("result")
    return votes


def _prefix(election: Election, public: Point) -> str:
    return f"decrypt|{election.fingerprint}|{public}|"
