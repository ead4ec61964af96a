"""The languages that both programs speak."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Language(StrEnum):
    """A language that texts exist in, by its code (ISO 639). The first is the default."""

    FR = "fr"
    EN = "en"

    @property
    def own_name(self) -> str:
        """As it is called in itself."""
        return _OWN_NAMES[self]


_OWN_NAMES: Final = {Language.FR: "Français", Language.EN: "English"}

LANGUAGES: Final = tuple(language.value for language in Language)
