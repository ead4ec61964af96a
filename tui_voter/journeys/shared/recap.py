"""What is about to be sent is read back before it cannot be undone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from tui_voter.dialogue import (
    BACK,
    SEND,
    Answers,
    CaptchaField,
    ChoiceField,
    Correct,
    Dialogue,
    Field,
    LongTextField,
    Menu,
    Option,
    SecretField,
    Verbatim,
)
from tui_voter.messages import gettext as _

TOLD: Final = 200
"""Characters of a long text that are read back; its field has the rest."""

LINES: Final = 6
"""Lines of it."""


async def read_back(
    dialogue: Dialogue,
    title: str,
    send: str,
    fields: Sequence[Field[Any]],
    answers: Answers,
    *said: str,
) -> None:
    """Read the ``answers`` of a form back to the voter, within its ``submit``, and return once they
    choose to send them. ``send`` names that act, ``said`` is to be known before it. Raises
    :class:`Correct` where they would rather change an answer, or only go back to the form."""
    told = [field for field in fields if not _goes_without_saying(field)]
    chosen = await dialogue.choose(_menu(title, send, told, answers, said))
    if chosen == BACK:
        raise Correct("")
    if chosen != SEND:
        raise Correct(chosen)


def _menu(
    title: str,
    send: str,
    told: Sequence[Field[Any]],
    answers: Answers,
    said: Sequence[str],
) -> Menu:
    return Menu(
        title=title,
        place=_("Check"),
        text=[
            *(
                Verbatim(
                    _("{label}: {value}").format(label=field.label, value=_value(field, answers))
                )
                for field in told
                if not isinstance(field, SecretField)
            ),
            *said,
        ],
        options=[
            Option(SEND, send),
            *(Option(field.name, _("Change: {label}").format(label=field.label)) for field in told),
        ],
        irrevocable=True,
        help=_(
            "Nothing has been done yet. Check each answer; you can correct one without typing "
            "the others again."
        ),
    )


def _goes_without_saying(field: Field[Any]) -> bool:
    """A second entry is that of the first, and a captcha's answer is used up."""
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
    start = "\n".join("\n".join(lines)[:TOLD].splitlines()[:LINES]).rstrip()
    if start == "\n".join(lines):
        return start
    return _("{start}… {count} characters in all.").format(start=start, count=len(typed.strip()))
