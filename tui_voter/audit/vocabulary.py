"""Check the objects of the vocabulary, whichever voice renders them, and whether their texts are in
the voter's language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from tui_voter import messages
from tui_voter.audit.record import ROWS, Shown
from tui_voter.audit.rules import Ledger, Rule, ScreenReport
from tui_voter.contract.languages import Language
from tui_voter.dialogue import (
    CaptchaField,
    ChoiceField,
    FieldError,
    Form,
    Listing,
    Role,
    SecretField,
    told,
)
from tui_voter.letters import folded
from tui_voter.linear.commands import WORDS, word_of
from tui_voter.linear.spelling import columns

LABEL: Final = 24
SHORT: Final = 18
"""The most columns of a label and of a short error, as the vocabulary promises them."""
DRAWN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2500-\u25ff\ue000-\uf8ff]")
"""Control characters, box drawing, blocks, geometric shapes, and private use."""
SENTENCE: Final = re.compile(r".*\w.*([.?…]|: \S.*)", re.S)
"""A sentence, or one that ends in another program's words after a colon."""
NAMES: Final = (*(language.own_name for language in Language), "tui-voter")
"""The names that are the same in all languages: those of the languages, and the program's."""
_WORD: Final = re.compile(r"[^\W\d_]{2,}")


def check(shown: Shown) -> Ledger:
    """Check the texts of one screen by the rules."""
    ledger, screen = Ledger(), shown.screen
    ledger.note(Rule.TITLE, bool(screen.title.strip()), shown.kind)
    _names(ledger, shown)
    _actions(ledger, shown)
    _errors(ledger, shown.errors)
    for text in shown.texts():
        drawn = DRAWN.search(text)
        ledger.note(Rule.PLAIN_LETTERS, not drawn, text[:40], repr(drawn and drawn[0]))
    if isinstance(screen, Form):
        _fields(ledger, screen)
        ledger.note(Rule.RECAP, not shown.acts, screen.title, ", ".join(shown.acts))
    searched = isinstance(screen, Listing) and screen.search_label
    if isinstance(screen, Form) or searched:
        ledger.note(Rule.HELP, bool(screen.help.strip()), screen.title)
    return ledger


def _names(ledger: Ledger, shown: Shown) -> None:
    # rows come from the portal, where two voters may have the same name
    names = [control.name for control in shown.controls() if control.stop != ROWS]
    ledger.note(Rule.WAY_OUT, bool(names) or shown.screen.can_go_back, shown.screen.title)
    _each_once(ledger, Rule.UNIQUE_NAME, names)


def _each_once(ledger: Ledger, rule: Rule, names: Sequence[str]) -> None:
    for name, times in Counter(folded(name).strip() for name in names).items():
        if name:
            ledger.note(rule, times == 1, name, f"{times} ×")


def _actions(ledger: Ledger, shown: Shown) -> None:
    """Check that actions have words at forms and listings, where a number is an answer. Elsewhere,
    and at a hidden answer, they are numbered lines. Saving has the word of a command."""
    screen = shown.screen
    asks = isinstance(screen, Form) and not all(isinstance(f, SecretField) for f in screen.fields)
    if not (asks or isinstance(screen, Listing)):
        return
    commands = {folded(word_of(said)[1:]) for said in WORDS}
    for action in screen.actions:
        if action.role is Role.SAVE:
            continue
        word = folded(action.word)
        keeps = bool(word) and word not in commands and word.isalpha()
        ledger.note(Rule.ACTION_WORD, keeps, action.label, action.word)
    _each_once(ledger, Rule.ACTION_WORD, [a.word for a in screen.actions if a.word])


def _errors(ledger: Ledger, errors: Iterable[FieldError]) -> None:
    for error in errors:
        keeps = bool(SENTENCE.fullmatch(error.text))
        ledger.note(Rule.ERROR_SENTENCE, keeps, error.field, error.text)
        short = error.short
        keeps = 0 < columns(short) <= SHORT and not short.endswith(".")
        ledger.note(Rule.ERROR_SHORT, keeps, error.field, f"{short} ({columns(short)})")


def _fields(ledger: Ledger, form: Form[object]) -> None:
    for item in form.fields:
        width = columns(item.label)
        ledger.note(Rule.LABEL_WIDTH, width <= LABEL, item.label, str(width))
        if isinstance(item, ChoiceField):
            labels = [option.label for option in item.options]
            named = bool(labels) and all(label.strip() for label in labels)
            ledger.note(Rule.CHOICES, named, item.label, " / ".join(labels))
            _each_once(ledger, Rule.CHOICES, labels)
        if isinstance(item, CaptchaField):
            ledger.note(Rule.CAPTCHA_WORDS, bool(told(item.question).strip()), item.label)
            ledger.note(Rule.TIME_TOLD, bool(form.time_left()), item.label)


# --- Texts that are the same in two languages, and so not translated in one of them


def check_translated(screens: Sequence[ScreenReport], data: Iterable[str]) -> None:
    """Check that no text is the same in two languages, unless the catalogue has it so or it
    consists of ``data``."""
    known = {word for text in (*NAMES, *data) for word in _words(text)}
    said: dict[str, set[str]] = {}
    for screen in screens:
        said.setdefault(screen.language, set()).update(screen.said)
    alike = Counter(text for texts in said.values() for text in texts - _same())
    for screen in screens:
        for text in dict.fromkeys(screen.said) if len(said) > 1 else ():
            keeps = alike[text] < 2 or known.issuperset(_words(text))
            screen.ledger.note(Rule.TRANSLATED, keeps, text[:60], screen.language)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


@cache
def _same() -> frozenset[str]:
    """The texts whose translation is the same as the English text."""
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
    """The text, or its singular and plural, as a sequence."""
    return [text] if isinstance(text, str) else text
