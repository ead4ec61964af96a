"""The rules of the audit, each with the clauses (:mod:`clauses`) that it helps to meet, and the
ledger of what they were held against.

What the product promises beyond the standard is a house rule, without a clause: braille lines of
39 columns, contrast of 7:1. A rule names a clause only where it looks at what the clause asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple

from tui_voter import messages
from tui_voter.messages import gettext_noop as _  # translated when it is told


class Rule(StrEnum):
    """What must be so; the values are stable."""

    # the objects, before any voice
    TITLE = "title"
    NAME = "name"
    UNIQUE_NAME = "unique-name"
    LABEL_WIDTH = "label-width"
    HELP = "help"
    CHOICES = "choices"
    ACTION_WORD = "action-word"
    WAY_OUT = "way-out"
    RECAP = "recap"
    TIME_TOLD = "time-told"
    CAPTCHA_WORDS = "captcha-words"
    ERROR_SENTENCE = "error-sentence"
    ERROR_SHORT = "error-short"
    PLAIN_LETTERS = "plain-letters"
    TRANSLATED = "translated"
    # the linear voice
    PROMPT_WIDTH = "prompt-width"
    PROMPT_PURPOSE = "prompt-purpose"
    PROMPT_ERROR = "prompt-error"
    PROMPT_CHANGES = "prompt-changes"
    LINES_PLAIN = "lines-plain"
    ROOM = "room"
    ECHO = "echo"
    HEARD_ONCE = "heard-once"
    # the full screen
    KEYBOARD = "keyboard"
    FOCUS_ORDER = "focus-order"
    CURSOR = "cursor"
    LABEL_ROW = "label-row"
    ERROR_ROW = "error-row"
    STATE_IN_WORDS = "state-in-words"
    NOT_CUT = "not-cut"
    ON_FOCUS = "on-focus"
    ON_INPUT = "on-input"
    CHARACTER_KEYS = "character-keys"
    CONTRAST = "contrast"
    CONTRAST_HIGH = "contrast-high"
    SIGN_CONTRAST = "sign-contrast"

    @property
    def sentence(self) -> str:
        """The rule in the current language."""
        return messages.gettext(RULES[self].sentence)

    @property
    def clauses(self) -> tuple[str, ...]:
        """Those of EN 301 549, and those of WCAG 2.2 that it lacks; none for a house rule."""
        return RULES[self].clauses

    @property
    def is_goal(self) -> bool:
        """Whether it is counted how often the rule is kept, and no fault where it is not."""
        return self in _GOALS


class Meaning(NamedTuple):
    """What a rule asks for, in English, and the clauses that ask for it too."""

    sentence: str
    clauses: tuple[str, ...] = ()


RULES: Final[Mapping[Rule, Meaning]] = {
    Rule.TITLE: Meaning(_("A screen has a title."), ("11.2.4.6",)),
    Rule.NAME: Meaning(
        _("A control is shown and spoken with its name."),
        (
            "11.3.3.2",
            "11.5.2.5",
        ),
    ),
    Rule.UNIQUE_NAME: Meaning(_("No two controls on a screen have the same name."), ("11.2.4.6",)),
    Rule.LABEL_WIDTH: Meaning(_("A field’s label fits in 24 columns.")),
    Rule.HELP: Meaning(
        _("A form has a help text, and so does a list that can be searched."), ("11.3.3.2",)
    ),
    Rule.CHOICES: Meaning(_("A choice has options, each with its own name."), ("11.3.3.2",)),
    Rule.ACTION_WORD: Meaning(_("Each action has its own word, distinct from the commands.")),
    Rule.WAY_OUT: Meaning(_("No screen is a dead end."), ("11.2.1.2",)),
    Rule.RECAP: Meaning(
        _("The answers are read back before what cannot be undone."), ("11.3.3.4",)
    ),
    Rule.TIME_TOLD: Meaning(_("Every time limit is announced.")),
    Rule.CAPTCHA_WORDS: Meaning(_("A captcha is asked in words."), ("11.1.1.1.1",)),
    Rule.ERROR_SENTENCE: Meaning(
        _("An error is explained in a full sentence."),
        (
            "11.3.3.1.1",
            "11.3.3.3",
        ),
    ),
    Rule.ERROR_SHORT: Meaning(
        _("An error has a short form of at most 18 columns, without a full stop.")
    ),
    Rule.PLAIN_LETTERS: Meaning(
        _("Text contains no line drawing and no control characters."), ("11.1.1.1.1",)
    ),
    Rule.TRANSLATED: Meaning(_("Text is in the voter’s language.")),
    Rule.PROMPT_WIDTH: Meaning(_("A prompt fits in 39 columns, including the space at its end.")),
    Rule.PROMPT_PURPOSE: Meaning(
        _("A prompt, or the lines just above it, states the step and what is asked."),
        (
            "11.2.4.6",
            "11.3.3.2",
        ),
    ),
    Rule.PROMPT_ERROR: Meaning(
        _("The prompt after an error repeats its short form; the full sentence is just above."),
        ("11.3.3.1.1",),
    ),
    Rule.PROMPT_CHANGES: Meaning(
        _("A prompt is never the same as the one before."), ("11.4.1.3.1",)
    ),
    Rule.LINES_PLAIN: Meaning(
        _("The line-by-line mode writes no line drawing and no control characters."),
        ("11.1.1.1.1",),
    ),
    Rule.ROOM: Meaning(_("A first prompt leaves 12 of 40 columns for the answer.")),
    Rule.ECHO: Meaning(
        _("The cursor does not come to stand one to three columns right of where it stood.")
    ),
    Rule.HEARD_ONCE: Meaning(_("Nothing is said twice before a prompt.")),
    Rule.KEYBOARD: Meaning(_("Every control can be reached with the keyboard."), ("11.2.1.1.1",)),
    Rule.FOCUS_ORDER: Meaning(
        _("The focus follows the reading order."),
        (
            "11.1.3.2.1",
            "11.2.4.3",
        ),
    ),
    Rule.CURSOR: Meaning(
        _("The cursor is on the control that has the focus."),
        (
            "11.2.4.7",
            "2.4.11",
        ),
    ),
    Rule.LABEL_ROW: Meaning(_("The cursor’s row shows the name of the control."), ("11.1.3.1.1",)),
    Rule.ERROR_ROW: Meaning(
        _("The row of a rejected field shows the error’s short form."), ("11.3.3.1.1",)
    ),
    Rule.STATE_IN_WORDS: Meaning(
        _("A state is shown by a word or a sign, not by colour alone."),
        (
            "11.1.4.1",
            "11.5.2.5",
        ),
    ),
    Rule.NOT_CUT: Meaning(
        _("No text is cut off."),
        (
            "11.1.4.4.1",
            "11.1.4.10",
        ),
    ),
    Rule.ON_FOCUS: Meaning(_("Nothing happens because a control gets the focus."), ("11.3.2.1",)),
    Rule.ON_INPUT: Meaning(
        _("Nothing but the control changes because something is typed in it."), ("11.3.2.2",)
    ),
    Rule.CHARACTER_KEYS: Meaning(
        _("A letter or a digit acts in the control that has the focus only."), ("11.2.1.4.1",)
    ),
    Rule.CONTRAST: Meaning(_("Text has a contrast of at least 4.5:1."), ("11.1.4.3",)),
    Rule.CONTRAST_HIGH: Meaning(_("Text has a contrast of at least 7:1.")),
    Rule.SIGN_CONTRAST: Meaning(_("A sign has a contrast of at least 3:1."), ("11.1.4.11",)),
}

_GOALS: Final = (Rule.ROOM, Rule.ECHO, Rule.HEARD_ONCE)


class Finding(NamedTuple):
    """A violation of a rule: at which control or text (``where``), in which voice, and what was
    ``found``, which needs no translation."""

    rule: Rule
    where: str
    found: str
    voice: str = ""


class Held(NamedTuple):
    """How often a rule was held against something, and what was first found to keep it, as it
    was seen or heard."""

    times: int
    quote: str


@dataclass
class Ledger:
    """One screen, in one voice or in all: "" is before any voice, where a rule looks at words."""

    voice: str = ""
    faults: list[Finding] = field(default_factory=list)
    held: dict[tuple[Rule, str], Held] = field(default_factory=dict)

    def hold(self, rule: Rule, keeps: bool, quote: str, where: str, found: str = "") -> None:
        """Note that ``quote`` keeps a rule, or that it does not: ``where``, and what was
        ``found`` instead, unless it is the quote."""
        quote = " ".join(quote.split())
        times, first = self.held.get((rule, self.voice), Held(0, ""))
        self.held[rule, self.voice] = Held(times + 1, first or (quote if keeps else ""))
        fault = Finding(rule, where, found or quote, self.voice)
        if not keeps and fault not in self.faults:
            self.faults.append(fault)


def merged(ledgers: Iterable[Ledger]) -> Ledger:
    """Of several voices, one; those before any voice look at different rules."""
    whole = Ledger()
    for ledger in ledgers:
        whole.faults += ledger.faults
        whole.held |= ledger.held
    return whole
