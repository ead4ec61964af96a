"""What the objects of the vocabulary must have, whoever renders them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from tui_voter.audit.kinds import Role
from tui_voter.audit.record import Shown
from tui_voter.audit.rules import Finding, Rule
from tui_voter.dialogue import CaptchaField, ChoiceField, FieldError, Form, Listing, told
from tui_voter.linear.commands import Command
from tui_voter.linear.spelling import columns, folded

LABEL: Final = 24
SHORT: Final = 18
"""Columns, as the vocabulary promises them."""
DRAWN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2500-\u25ff\ue000-\uf8ff]")
"""Controls, box drawing, blocks and geometric shapes, private use."""
SENTENCE: Final = re.compile(r".*\w.*([.?…]|: \S.*)", re.S)
"""A sentence, or one that ends in what another program said."""


def check(shown: Shown) -> Iterator[Finding]:
    """The faults of one screen."""
    screen = shown.screen
    if not screen.title.strip():
        yield Finding(Rule.TITLE, shown.kind, "")
    yield from _names(shown)
    yield from _actions(shown)
    yield from _errors(shown.errors)
    yield from (
        Finding(Rule.PLAIN_LETTERS, text[:40], repr(found[0]))
        for text in shown.texts()
        if (found := DRAWN.search(text))
    )
    if isinstance(screen, Form):
        yield from _fields(screen)
        if shown.acts and screen.fields and screen.review is None:
            yield Finding(Rule.RECAP, screen.title, ", ".join(shown.acts))
    searched = isinstance(screen, Listing) and screen.search_label
    if (isinstance(screen, Form) or searched) and not screen.help.strip():
        yield Finding(Rule.HELP, screen.title, "")


def _names(shown: Shown) -> Iterator[Finding]:
    # two voters may have the same name: these come from the portal
    controls = [control for control in shown.controls() if control.role is not Role.ROW]
    if not controls and not shown.screen.can_go_back:
        yield Finding(Rule.WAY_OUT, shown.screen.title, "")
    yield from _twice(Rule.UNIQUE_NAME, (control.name for control in controls))


def _twice(rule: Rule, names: Iterable[str]) -> Iterator[Finding]:
    for name, times in Counter(folded(name).strip() for name in names).items():
        if name and times > 1:
            yield Finding(rule, name, f"{times} ×")


def _actions(shown: Shown) -> Iterator[Finding]:
    commands = {folded(command.word[1:]) for command in Command}
    actions = shown.screen.actions
    for action in actions:
        word = folded(action.word)
        if not word or word in commands or not word.isalpha():
            yield Finding(Rule.ACTION_WORD, action.label, action.word)
    yield from _twice(Rule.ACTION_WORD, (action.word for action in actions))


def _errors(errors: Iterable[FieldError]) -> Iterator[Finding]:
    for error in errors:
        if not SENTENCE.fullmatch(error.text):
            yield Finding(Rule.ERROR_SENTENCE, error.field, error.text)
        short = error.short
        if not 0 < columns(short) <= SHORT or short.endswith("."):
            yield Finding(Rule.ERROR_SHORT, error.field, f"{short} ({columns(short)})")


def _fields(form: Form[object]) -> Iterator[Finding]:
    for item in form.fields:
        if columns(item.label) > LABEL:
            yield Finding(Rule.LABEL_WIDTH, item.label, str(columns(item.label)))
        if isinstance(item, ChoiceField):
            labels = [option.label for option in item.options]
            if not labels or not all(label.strip() for label in labels):
                yield Finding(Rule.CHOICES, item.label, str(labels))
            yield from _twice(Rule.CHOICES, labels)
        if isinstance(item, CaptchaField):
            if not item.question.strip() or not told(item.hint).strip():
                yield Finding(Rule.CAPTCHA_WORDS, item.label, item.question)
            if not form.time_left():
                yield Finding(Rule.TIME_TOLD, item.label, "")
