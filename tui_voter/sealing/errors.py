"""What is refused here, each with a reason of one word that a journey puts into a sentence."""

from __future__ import annotations


class SealingError(Exception):
    """``reason`` is a word for programs, with hyphens."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotCanonical(SealingError):
    """A text that is not in the one form that it may have: no two texts say the same."""


class MistypedCode(SealingError):
    """A code whose ``groups``, counted from 1, are not as they were printed."""

    def __init__(self, groups: tuple[int, ...]) -> None:
        super().__init__("mistyped")
        self.groups = groups


class BadBallot(SealingError):
    """A ballot, or an opened one, that does not hold."""


class BadShare(SealingError):
    """A member's key or share, or a quorum, that does not hold."""


class BadReceipt(SealingError):
    """A receipt that the portal did not sign, or that is another election's."""


class BadArchive(SealingError):
    """An archive that does not hold; ``what`` is the file in it or the place that does not."""

    def __init__(self, reason: str, what: str) -> None:
        super().__init__(reason)
        self.what = what

    def __str__(self) -> str:
        return f"{self.reason}: {self.what}"
