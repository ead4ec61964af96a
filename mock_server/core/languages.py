"""Languages: that of a request, that of a command's texts, and the catalogue of each."""

from __future__ import annotations

import gettext
import os
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from tui_voter.contract.languages import Language

DOMAIN: Final = "mock_server"
LOCALE_DIR: Final = Path(__file__).parents[1] / "locale"


@cache
def catalogue(language: Language) -> gettext.NullTranslations:
    """The catalogue of a language, whatever the command line speaks. Message ids are the English
    texts, so English needs no catalogue."""
    if language is Language.EN:
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, LOCALE_DIR, [language])


def spoken() -> Language:
    """The language of the command line's texts (:func:`mock_server.cli.main`); without any,
    English."""
    wanted = os.environ.get("LANGUAGE")
    return next((language for language in Language if language == wanted), Language.EN)


def language_for(accepted: str | None, languages: tuple[Language, ...]) -> Language:
    """The best of ``languages`` for an ``Accept-Language`` header (RFC 9110, 12.5.4); the first by
    default."""
    return _best((accepted or "")[:500], languages)


@lru_cache  # browsers send few different ones
def _best(accepted: str, languages: tuple[Language, ...]) -> Language:
    best, best_weight = languages[0], 0.0
    for item in accepted.split(","):
        tag, _, parameters = item.partition(";")
        primary = tag.strip().partition("-")[0].lower()
        weight = _weight(parameters)
        for language in languages:
            if primary == language.value and weight > best_weight:
                best, best_weight = language, weight
    return best


def _weight(parameters: str) -> float:
    name, _, value = parameters.partition("=")
    if not name.strip():
        return 1.0
    try:
        weight = float(value)
    except ValueError:
        return 0.0
    return weight if name.strip().lower() == "q" and 0 <= weight <= 1 else 0.0
