"""Password strength: a guarded adapter of zxcvbn. See SECURITY.md and PERFORMANCE.md.

(signatures; to be filled)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from tui_voter.secret import Secret


class CrackTime(StrEnum):
    """How soon the password would be guessed, as a coarse unit."""

    SECONDS = "seconds"
    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"
    CENTURIES = "centuries"


class Advice(StrEnum):
    """zxcvbn's warnings and suggestions, as a closed set of keys (words: journeys)."""

    ADD_WORDS = "add_words"


@dataclass(frozen=True, slots=True)
class Strength:
    """The score from 0 to 4, the time to crack as (count, unit), warning, suggestions.

    ``count`` is a rounded whole number of ``unit``, 1 or more.
    """

    score: int
    count: int
    unit: CrackTime
    warning: Advice | None
    suggestions: tuple[Advice, ...]


class Meter(Protocol):
    async def measure(self, password: Secret) -> Strength: ...


def meter(words: Sequence[str]) -> Meter:
    """A meter for one voter: ``words`` are their name and address in parts."""
    raise NotImplementedError
