"""Numbered lines to choose from, ten at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from tui_voter.dialogue import Action, Menu, Option
from tui_voter.linear.commands import Command
from tui_voter.linear.prompts import Remark
from tui_voter.linear.voice import Question, Scene, Voice
from tui_voter.messages import gettext as _

AT_A_TIME: Final = 10


async def choose(voice: Voice, menu: Menu) -> str | Command | Action:
    """The key of a menu's option, or the command that the voter gave instead."""
    scene = Scene(menu)
    voice.open(scene)
    voice.say(*menu.text)
    return await pick(voice, scene, _("your choice"), menu.options, before=(menu.title, *menu.text))


async def pick(
    voice: Voice,
    scene: Scene,
    purpose: str,
    options: Sequence[Option],
    *,
    chosen: str = "",
    before: Sequence[str] = (),
    remark: Remark | None = None,
) -> str | Command | Action:
    """The key of one of ``options``. ``chosen`` is the key that Enter alone keeps;
    ``before`` is what the repeat command says before the options."""
    keys = [option.key for option in options]
    kept = chosen in keys
    many = len(options) > AT_A_TIME
    start = 0
    told = False
    while True:
        lines = list(_lines(options, start, chosen))
        if not told:
            voice.say(*lines)
        heard = await voice.hear(
            scene,
            Question(
                _("{purpose}, 1 to {last}").format(purpose=purpose, last=len(options)),
                again=(*before, *lines),
                remark=remark,
                offered=(Command.MORE,) if many else (),
            ),
        )
        told, remark = False, None
        if heard is Command.MORE or (many and heard == "" and not kept):
            start = start + AT_A_TIME if start + AT_A_TIME < len(options) else 0
        elif not isinstance(heard, str):
            return heard
        elif kept and not heard.strip():
            return chosen
        elif number := _number(heard, len(options)):
            return keys[number - 1]
        else:
            told = True
            remark = Remark(
                _("Answer with a number from 1 to {last}.").format(last=len(options)),
                _("not in the list"),
            )


def _lines(options: Sequence[Option], start: int, chosen: str) -> Iterator[str]:
    shown = options[start : start + AT_A_TIME]
    for number, option in enumerate(shown, start + 1):
        line = _("{number}. {label}").format(number=number, label=option.label)
        yield _("{option}, chosen").format(option=line) if option.key == chosen else line
    if len(options) > AT_A_TIME:
        last = start + len(shown)
        yield _("{first} to {last} of {total}, {command}: {what}").format(
            first=start + 1,
            last=last,
            total=len(options),
            command=Command.MORE.word,
            what=_("the next ones") if last < len(options) else _("the first ones"),
        )
    kept = next((n for n, option in enumerate(options, 1) if option.key == chosen), 0)
    if kept:
        yield _("Enter keeps: {answer}").format(answer=kept)


def _number(answer: str, last: int) -> int:
    """The number that was answered, 0 when it is none of the list's."""
    digits = answer.strip().rstrip(".")
    if not digits.isdecimal() or len(digits) > len(str(last)):
        return 0
    return number if (number := int(digits)) <= last else 0
