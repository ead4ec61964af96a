"""The rules of the audit, each with the clauses (:mod:`criteria`) that it helps to meet.

What the product promises beyond the standard is a house rule, without a clause: braille lines of
39 columns, contrast of 7:1. A rule names a clause only where it looks at what the clause asks for.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

from tui_voter.messages import gettext as _


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


CLAUSES: Final[dict[Rule, tuple[str, ...]]] = {
    Rule.TITLE: ("11.2.4.6",),
    Rule.NAME: ("11.3.3.2", "11.5.2.5"),
    Rule.UNIQUE_NAME: ("11.2.4.6",),
    Rule.LABEL_WIDTH: (),
    Rule.HELP: ("11.3.3.2",),
    Rule.CHOICES: ("11.3.3.2",),
    Rule.ACTION_WORD: (),
    Rule.WAY_OUT: ("11.2.1.2",),
    Rule.RECAP: ("11.3.3.4",),
    Rule.TIME_TOLD: (),
    Rule.CAPTCHA_WORDS: ("11.1.1.1.1",),
    Rule.ERROR_SENTENCE: ("11.3.3.1.1", "11.3.3.3"),
    Rule.ERROR_SHORT: (),
    Rule.PLAIN_LETTERS: ("11.1.1.1.1",),
    Rule.TRANSLATED: (),
    Rule.PROMPT_WIDTH: (),
    Rule.PROMPT_PURPOSE: ("11.2.4.6", "11.3.3.2"),
    Rule.PROMPT_ERROR: ("11.3.3.1.1",),
    Rule.PROMPT_CHANGES: ("11.4.1.3.1",),
    Rule.LINES_PLAIN: ("11.1.1.1.1",),
    Rule.KEYBOARD: ("11.2.1.1.1",),
    Rule.FOCUS_ORDER: ("11.1.3.2.1", "11.2.4.3"),
    Rule.CURSOR: ("11.2.4.7", "2.4.11"),
    Rule.LABEL_ROW: ("11.1.3.1.1",),
    Rule.ERROR_ROW: ("11.3.3.1.1",),
    Rule.STATE_IN_WORDS: ("11.1.4.1", "11.5.2.5"),
    Rule.NOT_CUT: ("11.1.4.4.1", "11.1.4.10"),
    Rule.ON_FOCUS: ("11.3.2.1",),
    Rule.ON_INPUT: ("11.3.2.2",),
    Rule.CHARACTER_KEYS: ("11.2.1.4.1",),
    Rule.CONTRAST: ("11.1.4.3",),
    Rule.CONTRAST_HIGH: (),
    Rule.SIGN_CONTRAST: ("11.1.4.11",),
}
"""Of EN 301 549, and those of WCAG 2.2 that it lacks; none for a house rule."""


def sentence(rule: Rule) -> str:
    """The rule in the current language."""
    sentences = {
        Rule.TITLE: _("A screen has a title."),
        Rule.NAME: _("A control is shown and spoken with its name."),
        Rule.UNIQUE_NAME: _("No two controls on a screen have the same name."),
        Rule.LABEL_WIDTH: _("A field’s label fits in 24 columns."),
        Rule.HELP: _("A form has a help text, and so does a list that can be searched."),
        Rule.CHOICES: _("A choice has options, each with its own name."),
        Rule.ACTION_WORD: _("Each action has its own word, distinct from the commands."),
        Rule.WAY_OUT: _("No screen is a dead end."),
        Rule.RECAP: _("The answers are read back before what cannot be undone."),
        Rule.TIME_TOLD: _("Every time limit is announced."),
        Rule.CAPTCHA_WORDS: _("A captcha is asked in words and says who can help."),
        Rule.ERROR_SENTENCE: _("An error is explained in a full sentence."),
        Rule.ERROR_SHORT: _(
            "An error has a short form of at most 18 columns, without a full stop."
        ),
        Rule.PLAIN_LETTERS: _("Text contains no line drawing and no control characters."),
        Rule.TRANSLATED: _("Text is in the voter’s language."),
        Rule.PROMPT_WIDTH: _("A prompt fits in 39 columns, including the space at its end."),
        Rule.PROMPT_PURPOSE: _(
            "A prompt, or the lines just above it, states the step and what is asked."
        ),
        Rule.PROMPT_ERROR: _(
            "The prompt after an error repeats its short form; the full sentence is just above."
        ),
        Rule.PROMPT_CHANGES: _("A prompt is never the same as the one before."),
        Rule.LINES_PLAIN: _(
            "The line-by-line mode writes no line drawing and no control characters."
        ),
        Rule.KEYBOARD: _("Every control can be reached with the keyboard."),
        Rule.FOCUS_ORDER: _("The focus follows the reading order."),
        Rule.CURSOR: _("The cursor is on the control that has the focus."),
        Rule.LABEL_ROW: _("The cursor’s row shows the name of the control."),
        Rule.ERROR_ROW: _("The row of a rejected field shows the error’s short form."),
        Rule.STATE_IN_WORDS: _("A state is shown by a word or a sign, not by colour alone."),
        Rule.NOT_CUT: _("No text is cut off."),
        Rule.ON_FOCUS: _("Nothing happens because a control gets the focus."),
        Rule.ON_INPUT: _("Nothing but the control changes because something is typed in it."),
        Rule.CHARACTER_KEYS: _("A letter or a digit acts in the control that has the focus only."),
        Rule.CONTRAST: _("Text has a contrast of at least 4.5:1."),
        Rule.CONTRAST_HIGH: _("Text has a contrast of at least 7:1."),
        Rule.SIGN_CONTRAST: _("A sign has a contrast of at least 3:1."),
    }
    return sentences[rule]


class Finding(NamedTuple):
    """A violation of a rule: at which control or text (``where``), in which voice, and what was
    ``found``, which needs no translation."""

    rule: Rule
    where: str
    found: str
    voice: str = ""
