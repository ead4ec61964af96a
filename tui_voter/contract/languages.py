"""The languages that both programs speak, and what is true of a language besides its texts."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import Final


class Language(StrEnum):
    """A language that texts exist in, by its code (ISO 639). The first is the default."""

    FR = "fr"
    EN = "en"

    @property
    def own_name(self) -> str:
        """As it is called in itself, at the start of a line: "Français"."""
        name = self.name_in(self)
        return name[:1].upper() + name[1:]

    def name_in(self, language: str) -> str:
        """As it is called in ``language``, within a sentence: "anglais"."""
        return _name(self.value, language)


@cache
def _name(language: str, other: str) -> str:
    """The name that Unicode's data (CLDR) has for a ``language`` in an ``other`` one."""
    from babel import Locale  # late: Babel is slow to load

    return str(Locale.parse(other).languages[language])


LANGUAGES: Final = tuple(language.value for language in Language)

_NOUNS_WITH_CAPITALS: Final = ("de", "lb")
"""Languages that write every noun with a capital: German and Luxembourgish."""


def within_a_sentence(label: str, language: str) -> str:
    """``label`` as it stands inside a sentence: with a small first letter, except for the English
    "I", abbreviations, and languages in which that letter may be a noun's. Capitals further on, as
    in names, are kept."""
    has_i = label[:1] == "I" and not label[1:2].isalnum()
    if has_i or label[1:2].isupper() or language in _NOUNS_WITH_CAPITALS:
        return label
    return label[:1].lower() + label[1:]
