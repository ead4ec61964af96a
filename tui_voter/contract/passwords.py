"""What a password must have."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from tui_voter.contract.normal import count_words, is_special, normal_password
from tui_voter.contract.shapes import Response


class PolicyRule(StrEnum):
    """One demand of a password policy."""

    LENGTH = "length"
    LOWER = "lower"
    UPPER = "upper"
    DIGIT = "digit"
    SPECIAL = "special"


class PasswordPolicy(Response, frozen=True, kw_only=True):
    """What a password must have; a setting of the election.

    The default is the 2022 portal's: 12 characters of four classes. A phrase of
    ``phrase_words`` words or of ``phrase_length`` characters needs no classes; 0 takes none
    (CNIL, délibération 2022-100; NIST SP 800-63B-4).
    """

    min_length: Annotated[int, Meta(ge=1, le=64)] = 12
    lower: bool = True
    upper: bool = True
    digit: bool = True
    special: bool = True
    phrase_words: Annotated[int, Meta(ge=0, le=20)] = 7
    phrase_length: Annotated[int, Meta(ge=0, le=64)] = 20

    def rules(self) -> tuple[PolicyRule, ...]:
        """The rules in force, in the order in which they are told."""
        wanted = (
            (PolicyRule.LENGTH, True),
            (PolicyRule.LOWER, self.lower),
            (PolicyRule.UPPER, self.upper),
            (PolicyRule.DIGIT, self.digit),
            (PolicyRule.SPECIAL, self.special),
        )
        return tuple(rule for rule, on in wanted if on)

    def unmet(self, password: str) -> tuple[PolicyRule, ...]:
        """The rules that ``password`` does not meet, in the same order; none, for a phrase."""
        return () if self.is_phrase(password) else self.unmet_by_letters(password)

    def is_phrase(self, password: str) -> bool:
        """Whether it is long enough to be taken for its length alone."""
        password = normal_password(password)
        words = self.phrase_words and count_words(password) >= self.phrase_words
        return bool(words or (self.phrase_length and len(password) >= self.phrase_length))

    def unmet_by_letters(self, password: str) -> tuple[PolicyRule, ...]:
        """The rules that ``password`` does not meet, were it no phrase."""
        password = normal_password(password)
        met = {
            PolicyRule.LENGTH: len(password) >= self.min_length,
            PolicyRule.LOWER: any(c.islower() for c in password),
            PolicyRule.UPPER: any(c.isupper() for c in password),
            PolicyRule.DIGIT: any(c.isdigit() for c in password),
            PolicyRule.SPECIAL: any(map(is_special, password)),
        }
        return tuple(rule for rule in self.rules() if not met[rule])
