"""Texts that stand in both languages alike, and so in one of them untranslated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Final

from tui_voter import messages
from tui_voter.audit.ledger import Ledger
from tui_voter.audit.record import Shown
from tui_voter.audit.rules import Rule
from tui_voter.contract.languages import Language

NAMES: Final = (*(language.own_name for language in Language), "tui-voter")
"""Languages are named in themselves, and the program has one name."""
_WORD: Final = re.compile(r"[^\W\d_]{2,}")


def check(
    shown: Iterable[Shown], other: Iterable[Shown], data: Iterable[str]
) -> Iterator[tuple[Shown, Ledger]]:
    """Whether the texts of each screen are not said in the same words by the same walk in the
    ``other`` language, unless the catalogue has them so, or they are made of ``data``."""
    there = {text for screen in other for text in screen.said} - _same()
    known = {word for text in (*NAMES, *data) for word in _words(text)}
    for screen in shown:
        ledger = Ledger()
        for text in dict.fromkeys(screen.said) if there else ():
            keeps = text not in there or known.issuperset(_words(text))
            ledger.hold(Rule.TRANSLATED, keeps, text, text[:60], screen.language)
        yield screen, ledger


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


@cache
def _same() -> frozenset[str]:
    """What a catalogue says as English does."""
    from babel.messages.mofile import read_mo

    found: set[str] = set()
    for path in messages.LOCALE_DIR.glob(f"*/LC_MESSAGES/{messages.DOMAIN}.mo"):
        with path.open("rb") as file:
            forms = [(_forms(m.id), _forms(m.string)) for m in read_mo(file) if m.id and m.string]
        found |= {
            english
            for pair in forms
            for english, translated in zip(*pair, strict=False)
            if english == translated
        }
    return frozenset(found)


def _forms(text: str | Sequence[str]) -> Sequence[str]:
    """A text, or its singular and plural."""
    return [text] if isinstance(text, str) else text
