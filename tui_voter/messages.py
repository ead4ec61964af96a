"""The voter's language: gettext catalogues.

Message ids are the English texts, so English needs no catalogue; every other language has one
with every text (a test extracts the ids and compares). A process speaks one language at a
time; :func:`use` is called once by the composition root, before the first text.
"""

from __future__ import annotations

import gettext as _gettext
import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import cache, cached_property, partial
from pathlib import Path
from struct import unpack_from
from typing import Final

from tui_voter.contract import languages
from tui_voter.contract.languages import LANGUAGES as LANGUAGES
from tui_voter.contract.languages import Language

DOMAIN: Final = "tui_voter"
LOCALE_DIR: Final = Path(__file__).with_name("locale")

_catalogue: _gettext.NullTranslations = _gettext.NullTranslations()
_language: str = Language.EN.value
_plain: str = Language.EN.value


def use(language: str, plain: str = "") -> str:
    """Speak ``language``, one of :data:`LANGUAGES`, from now on: "", or where its catalogue was
    not installed a sentence that says so, and English goes on. ``plain`` is the language of the
    next start that names none, where it is another."""
    global _catalogue, _language, _plain  # one voice per process; see the module's docstring
    if language not in LANGUAGES:
        raise ValueError(f"no catalogue for {language!r}")
    _plain = plain or language
    if (catalogue := _read(language)) is not None:
        _catalogue, _language = catalogue, language
        return ""
    _catalogue, _language = _gettext.NullTranslations(), Language.EN.value
    return (
        f"The texts in {Language(language).own_name} are not installed: there is no "
        f"{LOCALE_DIR / language / 'LC_MESSAGES' / DOMAIN}.mo. Install tui-voter again; it goes "
        "on in English."
    )


@cache
def _read(language: str) -> _gettext.NullTranslations | None:
    """The catalogue of a language; None where it was not installed."""
    if language == Language.EN:
        return _gettext.NullTranslations()
    try:
        return Catalogue((LOCALE_DIR / language / "LC_MESSAGES" / f"{DOMAIN}.mo").read_bytes())
    except FileNotFoundError:
        return None


class Catalogue(_gettext.NullTranslations):
    """The texts of a ``.mo`` file, whose entries are sorted: each text is looked up when it is
    first said. Python's own reader takes them all in, which takes longer than anything else before
    the first question."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        order = "<" if data[:4] == b"\xde\x12\x04\x95" else ">"
        count, ids, texts = unpack_from(f"{order}3I", data, 8)
        self._data = data
        self._ids = unpack_from(f"{order}{2 * count}I", data, ids)
        self._texts = unpack_from(f"{order}{2 * count}I", data, texts)
        self._found: dict[str, Sequence[str]] = {}

    def gettext(self, message: str) -> str:
        return (self._forms(message) or [message])[0]

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        forms = self._forms(singular)
        return forms[self._form(count)] if forms else super().ngettext(singular, plural, count)

    @cached_property
    def _form(self) -> Callable[[int], int]:
        """Which of its forms a text has for a count."""
        rule = re.search(r"plural=([^;\n]+)", self._forms("")[0])
        return _gettext.c2py(rule[1] if rule else "n != 1")

    def _forms(self, message: str) -> Sequence[str]:
        """What is said for ``message``, in each of its forms; nothing where it has no entry."""
        if message not in self._found:
            key, entries = message.encode(), len(self._ids) // 2
            place = bisect_left(range(entries), key, key=partial(self._entry, self._ids))
            is_there = place < entries and self._entry(self._ids, place).split(b"\0")[0] == key
            texts = self._entry(self._texts, place) if is_there else b""
            self._found[message] = texts.decode().split("\0") if texts else ()
        return self._found[message]

    def _entry(self, table: Sequence[int], place: int) -> bytes:
        """A text of one of the two tables, which have the length and the start of each."""
        length, start = table[2 * place : 2 * place + 2]
        return self._data[start : start + length]


def language() -> str:
    """The language spoken now."""
    return _language


def language_option() -> tuple[str, ...]:
    """What a command to type has to be given as well, so that it answers in this language."""
    return () if _language == _plain else ("--lang", _language)


def in_every_language(message: str) -> set[str]:
    """What people who think in another language than the one spoken may say for it."""
    catalogues = filter(None, map(_read, LANGUAGES))
    return {catalogue.gettext(message) for catalogue in catalogues}


def gettext(message: str) -> str:
    return _catalogue.gettext(message)


def gettext_noop(message: str) -> str:
    """A message id that is translated later, where it is said."""
    return message


def ngettext(singular: str, plural: str, count: int) -> str:
    return _catalogue.ngettext(singular, plural, count)


def within_a_sentence(label: str) -> str:
    """``label`` as it stands inside a sentence of the language spoken now."""
    return languages.within_a_sentence(label, _language)


def listed(words: Sequence[str]) -> str:
    """Words one after the other, as a sentence has them: "1, 2 and 3". There is one at least."""
    *first, last = words
    if not first:
        return last
    return gettext("{items} and {last}").format(items=", ".join(first), last=last)
