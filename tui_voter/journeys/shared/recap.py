"""The menu that reads answers back before they are sent for good."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from tui_voter.dialogue import (
    SEND,
    Answers,
    CaptchaField,
    ChoiceField,
    Correct,
    Dialogue,
    Field,
    LongTextField,
    Menu,
    Opened,
    Option,
    SecretField,
    Verbatim,
)
from tui_voter.messages import gettext as _

SHOWN_CHARACTERS: Final = 200
"""The characters of a long text that are read back."""

SHOWN_LINES: Final = 6
"""The lines of a long text that are read back."""


async def read_back(
    dialogue: Dialogue,
    title: str,
    send: str,
    fields: Sequence[Field[Any]],
    answers: Answers,
    *said: str,
) -> None:
    """Read the answers back to the voter, within the form's ``submit``, and return once they choose
    to send them. ``send`` is the label of that choice, ``said`` what the voter should know first.
    Raises :class:`Correct` if they would rather change an answer or go back."""
    shown = [field for field in fields if not _is_omitted(field)]
    chosen = await dialogue.choose(_menu(title, send, shown, answers, said))
    if chosen != Opened(SEND):
        raise Correct(chosen.key if isinstance(chosen, Opened) else "")


def _menu(
    title: str, send: str, shown: Sequence[Field[Any]], answers: Answers, said: Sequence[str]
) -> Menu:
    return Menu(
        title=title,
        place=_("Check"),
        text=[
            *(
                Verbatim(
                    _("{label}: {value}").format(label=field.label, value=_value(field, answers))
                )
                for field in shown
                if not isinstance(field, SecretField)
            ),
            *said,
        ],
        options=[
            Option(SEND, send),
            *(
                Option(field.name, _("Change: {label}").format(label=field.label))
                for field in shown
            ),
        ],
        irrevocable=True,
        help=_(
            "Nothing has been done yet. Check each answer; you can correct one without typing "
            "the others again."
        ),
    )


def _is_omitted(field: Field[Any]) -> bool:
    """Tell whether a field is left out: a confirmation repeats its field, and a captcha is used
    up."""
    return isinstance(field, CaptchaField) or (
        isinstance(field, SecretField) and bool(field.repeats)
    )


def _value(field: Field[Any], answers: Answers) -> str:
    typed = answers.typed.text(field.name)
    if isinstance(field, ChoiceField):
        return next(option.label for option in field.options if option.key == typed)
    if not isinstance(field, LongTextField):
        return " ".join(typed.split())
    lines = [" ".join(line.split()) for line in typed.splitlines() if line.strip()]
    start = "\n".join("\n".join(lines)[:SHOWN_CHARACTERS].splitlines()[:SHOWN_LINES]).rstrip()
    if start == "\n".join(lines):
        return start
    return _("{start}… {count} characters in all.").format(start=start, count=len(typed.strip()))
