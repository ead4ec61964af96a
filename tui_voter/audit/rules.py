"""The rules of the audit, each with the clauses (:mod:`clauses`) that it helps to meet, and the
ledger of their checks.

A promise beyond the standard is a house rule, without a clause: braille lines of 39 columns, or a
contrast of 7:1. A rule names a clause only if it checks what the clause asks for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Self

from tui_voter import messages
from tui_voter.messages import gettext_noop as _  # translated when it is shown
from tui_voter.tuples import NamedTuple


class Rule(StrEnum):
    """A rule of the audit. Its value is stable; with it come the rule in English, and the clauses
    that ask for the same: of EN 301 549, or of WCAG 2.2 where that goes further."""

    english: str
    clauses: tuple[str, ...]

    def __new__(cls, value: str, english: str, clauses: str = "") -> Self:
        rule = str.__new__(cls, value)
        rule._value_ = value
        rule.english = english
        rule.clauses = tuple(clauses.split())
        return rule

    # the objects, before any voice
    TITLE = "title", _("A screen has a title."), "11.2.4.6"
    NAME = "name", _("A control is shown and spoken with its name."), "11.3.3.2 11.5.2.5"
    UNIQUE_NAME = "unique-name", _("No two controls on a screen have the same name."), "11.2.4.6"
    LABEL_WIDTH = "label-width", _("A field’s label fits in 24 columns.")
    HELP = "help", _("A form has a help text, and so does a list that can be searched."), "11.3.3.2"
    CHOICES = "choices", _("A choice has options, each with its own name."), "11.3.3.2"
    ACTION_WORD = "action-word", _("Each action has its own word, distinct from the commands.")
    WAY_OUT = "way-out", _("No screen is a dead end."), "11.2.1.2"
    RECAP = "recap", _("The answers are read back before what cannot be undone."), "11.3.3.4"
    TIME_TOLD = "time-told", _("Every time limit is announced.")
    CAPTCHA_WORDS = "captcha-words", _("A captcha is asked in words."), "11.1.1.1.1"
    ERROR_SENTENCE = (
        "error-sentence",
        _("An error is explained in a full sentence."),
        "11.3.3.1.1 11.3.3.3",
    )
    ERROR_SHORT = (
        "error-short",
        _("An error has a short form of at most 18 columns, without a full stop."),
    )
    PLAIN_LETTERS = (
        "plain-letters",
        _("Text contains no line drawing and no control characters."),
        "11.1.1.1.1",
    )
    TRANSLATED = "translated", _("Text is in the voter’s language.")
    # the linear voice
    PROMPT_WIDTH = "prompt-width", _("A prompt fits in 39 columns, including the space at its end.")
    PROMPT_PURPOSE = (
        "prompt-purpose",
        _("A prompt, or the lines just above it, states the step and what is asked."),
        "11.2.4.6 11.3.3.2",
    )
    PROMPT_ERROR = (
        "prompt-error",
        _("The prompt after an error repeats its short form; the full sentence is just above."),
        "11.3.3.1.1",
    )
    PROMPT_CHANGES = (
        "prompt-changes",
        _("A prompt is never the same as the one before."),
        "11.4.1.3.1",
    )
    LINES_PLAIN = (
        "lines-plain",
        _("The line-by-line mode writes no line drawing and no control characters."),
        "11.1.1.1.1",
    )
    ROOM = "room", _("A first prompt leaves 12 of 40 columns for the answer.")
    ECHO = (
        "echo",
        _("The cursor does not come to stand one to three columns right of where it stood."),
    )
    HEARD_ONCE = "heard-once", _("Nothing is said twice before a prompt.")
    # the full screen
    KEYBOARD = "keyboard", _("Every control can be reached with the keyboard."), "11.2.1.1.1"
    FOCUS_ORDER = "focus-order", _("The focus follows the reading order."), "11.1.3.2.1 11.2.4.3"
    CURSOR = "cursor", _("The cursor is on the control that has the focus."), "11.2.4.7 2.4.11"
    LABEL_ROW = "label-row", _("The cursor’s row shows the name of the control."), "11.1.3.1.1"
    ERROR_ROW = (
        "error-row",
        _("The row of a rejected field shows the error’s short form."),
        "11.3.3.1.1",
    )
    STATE_IN_WORDS = (
        "state-in-words",
        _("A state is shown by a word or a sign, not by colour alone."),
        "11.1.4.1 11.5.2.5",
    )
    NOT_CUT = "not-cut", _("No text is cut off."), "11.1.4.4.1 11.1.4.10"
    ON_FOCUS = "on-focus", _("Nothing happens because a control gets the focus."), "11.3.2.1"
    ON_INPUT = (
        "on-input",
        _("Nothing but the control changes because something is typed in it."),
        "11.3.2.2",
    )
    CHARACTER_KEYS = (
        "character-keys",
        _("A letter or a digit acts in the control that has the focus only."),
        "11.2.1.4.1",
    )
    CONTRAST = "contrast", _("Text has a contrast of at least 4.5:1."), "11.1.4.3"
    CONTRAST_HIGH = "contrast-high", _("Text has a contrast of at least 7:1.")
    SIGN_CONTRAST = "sign-contrast", _("A sign has a contrast of at least 3:1."), "11.1.4.11"

    @property
    def sentence(self) -> str:
        """The rule in the current language."""
        return messages.gettext(self.english)

    @property
    def is_goal(self) -> bool:
        """Whether the rule is a goal, whose breaches are counted and are no faults."""
        return self in _GOALS


_GOALS: Final[tuple[Rule, ...]] = (Rule.ROOM, Rule.ECHO, Rule.HEARD_ONCE)
"""The rules that are goals so far. One that is taken out of this list is a rule like the others."""


class Finding(NamedTuple):
    """A breach of a rule: ``where`` names the control or text, ``voice`` the voice, and ``found``
    what was found there, which is not translated."""

    rule: Rule
    where: str
    found: str
    voice: str = ""


@dataclass
class Ledger:
    """The checks of one screen, in one ``voice``; "" is for checks of its texts alone. ``checks``
    counts how often each rule was checked."""

    voice: str = ""
    faults: list[Finding] = field(default_factory=list)
    checks: Counter[Rule] = field(default_factory=Counter)

    def note(self, rule: Rule, keeps: bool, where: str, found: str = "") -> None:
        """Note whether a rule is kept, ``where`` it was checked, and what was ``found`` there."""
        self.checks[rule] += 1
        fault = Finding(rule, where, found, self.voice)
        if not keeps and fault not in self.faults:
            self.faults.append(fault)


def merged(ledgers: Iterable[Ledger]) -> Ledger:
    """The ledgers of several voices in one."""
    whole = Ledger()
    for ledger in ledgers:
        whole.faults += ledger.faults
        whole.checks += ledger.checks
    return whole


class ScreenReport(NamedTuple):
    """The results for a screen. ``controls`` are the names of its controls, with the first prompt
    of each field; ``words`` is the number of words that the linear voice says before it waits."""

    language: str
    kind: str
    title: str
    controls: dict[str, str]
    ledger: Ledger
    words: int = 0
    said: tuple[str, ...] = ()
    """All texts of the screen."""

    @property
    def faults(self) -> list[Finding]:
        return [fault for fault in self.ledger.faults if not fault.rule.is_goal]
