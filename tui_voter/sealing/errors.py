"""The errors of this room, each with a reason of one word that a journey puts into a sentence."""

from __future__ import annotations


class SealingError(Exception):
    """An error of this room. ``reason`` is a word for programs, with hyphens."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotCanonical(SealingError):
    """A text that is not in its one form: no two texts have the same meaning.

    The reasons for any text: form, scalar, point, hash, uuid. For some: answers, control-character,
    digests, receipt-key, credential, order (a roll's), setup (an archive's), signature (a
    receipt's).
    """


class BadBallot(SealingError):
    """A ballot, or an opened one, that is not valid.

    The reasons: uuid, fingerprint, hash, signature, individual-proof, overall-proof;
    not-in-the-roll, voted-twice; for an opened ballot, tracker, choice, randomness.
    """


class BadShare(SealingError):
    """The board's keys, a member's share, or a count, that are not valid.

    The reasons: trustees, election-key; not-the-sum, number; owner, twice, decryption-proof;
    quorum, result.
    """


class BadReceipt(SealingError):
    """A receipt that the portal did not sign (signature), or that is another's (election)."""


class BadLog(SealingError):
    """A log of replaced voting codes that is not valid, or that an urn contradicts.

    The reasons: reserve (not the sealed one), off-the-roll, chain, signature; unlogged (more
    ballots were cast with codes of the reserve than codes had been replaced by then); shortened,
    backdated (an older copy does not grow into this one).
    """


class BadArchive(SealingError):
    """An archive that is not valid; ``what`` is the file or the place in it.

    The reasons: header, head, cut, hash (a file's name), twice, order, chain, roll (not the sealed
    one), and all reasons of the other errors.
    """

    def __init__(self, reason: str, what: str) -> None:
        super().__init__(reason)
        self.what = what

    def __str__(self) -> str:
        return f"{self.reason}: {self.what}"
