"""Phrases proposed as passwords: words drawn at random from a bundled list.

``data/phrases.NOTICE.txt`` says where the lists come from. Their words have no accents, as people
type accents in different ways.
"""

from __future__ import annotations

from math import log2, perm
from pathlib import Path
from secrets import SystemRandom, randbelow
from typing import Final

from tui_voter.contract.languages import Language
from tui_voter.contract.passwords import PasswordPolicy
from tui_voter.secret import Secret

BITS: Final = 80
"""The least entropy of a phrase, in bits (CNIL, délibération 2022-100)."""


def propose(policy: PasswordPolicy, language: str) -> Secret:
    """A phrase that ``policy`` accepts, in words of ``language`` or else English ones, with spaces
    between them. If the policy does not accept phrases, it has a capital letter and a digit as
    well."""
    words = _words(language)
    drawn = next(n for n in range(len(words)) if log2(perm(len(words), n)) >= BITS)
    while True:
        phrase = " ".join(SystemRandom().sample(words, drawn))
        if policy.unmet(phrase):
            phrase = f"{phrase.capitalize()} {randbelow(10)}"
        if not policy.unmet(phrase):
            return Secret(phrase)
        drawn += 1


def _words(language: str) -> list[str]:
    own = Path(__file__).with_name("data") / f"phrases.{language}.txt"
    path = own if own.exists() else own.with_name(f"phrases.{Language.EN}.txt")
    return path.read_text("ascii").split()
