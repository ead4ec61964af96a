"""The voter's language: gettext catalogues, French and English.

Message ids are the English texts, so English needs no catalogue; French has one for
every text (a test extracts the ids and compares). A process speaks one language at a
time; :func:`use` is called once by the composition root, before the first text.
"""

from __future__ import annotations

import gettext as _gettext
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

DOMAIN: Final = "tui_voter"
LOCALE_DIR: Final = Path(__file__).with_name("locale")
LANGUAGES: Final = ("fr", "en")
DEFAULT_LANGUAGE: Final = "fr"

_catalogue: _gettext.NullTranslations = _gettext.NullTranslations()
_language: str = "en"


def use(language: str) -> None:
    """Speak ``language`` ("fr" or "en") from now on.

    Raises ``FileNotFoundError`` when the French catalogue was not compiled.
    """
    global _catalogue, _language  # one voice per process; see the module's docstring
    if language not in LANGUAGES:
        raise ValueError(f"no catalogue for {language!r}")
    _catalogue = (
        _gettext.NullTranslations()
        if language == "en"
        else _gettext.translation(DOMAIN, LOCALE_DIR, [language])
    )
    _language = language


def language() -> str:
    """The language spoken now: "fr" or "en"."""
    return _language


def language_of(environment: Mapping[str, str] = os.environ) -> str:
    """The language a POSIX locale asks for; French where it asks for neither."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        wanted = environment.get(name, "")[:2].lower()
        if wanted in LANGUAGES:
            return wanted
    return DEFAULT_LANGUAGE


def gettext(message: str) -> str:
    return _catalogue.gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    return _catalogue.ngettext(singular, plural, count)
