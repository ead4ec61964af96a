"""What the objects of the vocabulary must have, whoever renders them, and whether their texts are
in the voter's language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Final

from tui_voter import messages
from tui_voter.audit.kinds import Role
from tui_voter.audit.record import Shown
from tui_voter.audit.rules import Ledger, Rule
from tui_voter.contract.languages import Language
from tui_voter.dialogue import (
    SAVE,
    CaptchaField,
    ChoiceField,
    FieldError,
    Form,
    Listing,
    SecretField,
    told,
)
from tui_voter.linear.commands import Command
from tui_voter.linear.spelling import columns, folded
from tui_voter.messages import gettext as _

LABEL: Final = 24
SHORT: Final = 18
"""Columns, as the vocabulary promises them."""
DRAWN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2500-\u25ff\ue000-\uf8ff]")
"""Controls, box drawing, blocks and geometric shapes, private use."""
SENTENCE: Final = re.compile(r".*\w.*([.?…]|: \S.*)", re.S)
"""A sentence, or one that ends in what another program said."""
NAMES: Final = (*(language.own_name for language in Language), "tui-voter")
"""Languages are named in themselves, and the program has one name."""
_WORD: Final = re.compile(r"[^\W\d_]{2,}")


def check(shown: Shown) -> Ledger:
    """Hold the words of one screen against the rules."""
    ledger, screen = Ledger(), shown.screen
    ledger.hold(Rule.TITLE, bool(screen.title.strip()), screen.title, shown.kind)
    _names(ledger, shown)
    _actions(ledger, shown)
    _errors(ledger, shown.errors)
    for text in shown.texts():
        drawn = DRAWN.search(text)
        ledger.hold(Rule.PLAIN_LETTERS, not drawn, text, text[:40], repr(drawn and drawn[0]))
    if isinstance(screen, Form):
        _fields(ledger, screen)
        ledger.hold(Rule.RECAP, not shown.acts, screen.title, screen.title, ", ".join(shown.acts))
    searched = isinstance(screen, Listing) and screen.search_label
    if isinstance(screen, Form) or searched:
        ledger.hold(Rule.HELP, bool(screen.help.strip()), screen.help, screen.title)
    return ledger


def _names(ledger: Ledger, shown: Shown) -> None:
    # two voters may have the same name: these come from the portal
    controls = [control for control in shown.controls() if control.role is not Role.ROW]
    ways = [control.name for control in controls] or [_("Back")] * shown.screen.can_go_back
    ledger.hold(Rule.WAY_OUT, bool(ways), ways[-1] if ways else "", shown.screen.title)
    _each_once(ledger, Rule.UNIQUE_NAME, [control.name for control in controls])


def _each_once(ledger: Ledger, rule: Rule, names: Sequence[str]) -> None:
    for name, times in Counter(folded(name).strip() for name in names).items():
        if name:
            ledger.hold(rule, times == 1, " / ".join(names), name, f"{times} ×")


def _actions(ledger: Ledger, shown: Shown) -> None:
    """Where a number is an answer an action has a word, elsewhere it is a numbered line: at menus
    and pages, and behind an empty Enter at a hidden answer. Saving has a command's."""
    screen = shown.screen
    asks = isinstance(screen, Form) and not all(isinstance(f, SecretField) for f in screen.fields)
    if not (asks or isinstance(screen, Listing)):
        return
    commands = {folded(command.word[1:]) for command in Command}
    for action in screen.actions:
        if action.name == SAVE:
            continue
        word = folded(action.word)
        keeps = bool(word) and word not in commands and word.isalpha()
        ledger.hold(Rule.ACTION_WORD, keeps, f"{action.label}: /{action.word}", action.label)
    _each_once(ledger, Rule.ACTION_WORD, [a.word for a in screen.actions if a.word])


def _errors(ledger: Ledger, errors: Iterable[FieldError]) -> None:
    for error in errors:
        keeps = bool(SENTENCE.fullmatch(error.text))
        ledger.hold(Rule.ERROR_SENTENCE, keeps, error.text, error.field)
        short = error.short
        keeps = 0 < columns(short) <= SHORT and not short.endswith(".")
        ledger.hold(Rule.ERROR_SHORT, keeps, f"{short} ({columns(short)})", error.field)


def _fields(ledger: Ledger, form: Form[object]) -> None:
    for item in form.fields:
        width = columns(item.label)
        ledger.hold(Rule.LABEL_WIDTH, width <= LABEL, f"{item.label} ({width})", item.label)
        if isinstance(item, ChoiceField):
            labels = [option.label for option in item.options]
            named = bool(labels) and all(label.strip() for label in labels)
            ledger.hold(Rule.CHOICES, named, " / ".join(labels), item.label)
            _each_once(ledger, Rule.CHOICES, labels)
        if isinstance(item, CaptchaField):
            asked, left = told(item.question).strip(), form.time_left()
            ledger.hold(Rule.CAPTCHA_WORDS, bool(asked), asked, item.label)
            ledger.hold(Rule.TIME_TOLD, bool(left), left, item.label)


# --- Texts that stand in both languages alike, and so in one of them untranslated


def check_translated(
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
