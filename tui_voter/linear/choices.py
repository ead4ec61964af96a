"""Ask for a choice among numbered options: ten at a time, in sections, filtered by a word."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import chain
from typing import Final

from tui_voter.dialogue import NO, PART, YES, Action, Dictation, Menu, Option, Role, Verbatim
from tui_voter.linear.commands import Command
from tui_voter.linear.prompts import Remark
from tui_voter.linear.scene import Question, Scene
from tui_voter.linear.spelling import folded
from tui_voter.linear.spoken import Entry, saying, spoken
from tui_voter.linear.voice import Voice
from tui_voter.messages import gettext as _
from tui_voter.messages import gettext_noop, in_every_language, ngettext

AT_A_TIME: Final = 10

TOO_FEW: Final = 2
"""So many last lines are said along with the ten before them, and need no further Enter."""

Chosen = str | Command | Action
"""An option's key, or the command or action that the voter gave instead."""


async def choose(voice: Voice, menu: Menu, *, known: Menu | None = None) -> Chosen:
    """Ask the voter to choose from ``menu``. If it is ``known`` from before, only changed
    options are said, and all of them on request."""
    scene = Scene(menu)
    voice.telling.open(scene, is_known=known is not None)
    if known is not None:
        for number, (before, option) in enumerate(zip(known.options, menu.options, strict=True), 1):
            if before.label != option.label:
                voice.telling.say(
                    Entry(saying(_("Now: {line}"), line=numbered(number, option.label)))
                )
    else:
        voice.telling.say(*_texts_of(menu))
    choice = Choice(
        voice,
        scene,
        ["" if scene.place else _("choice")],
        menu.options,
        before=lambda: [scene.title, *_texts_of(menu)],
        actions=numbered_actions(menu.actions),
        filters=menu.filters,
        default="" if menu.filters else menu.chosen,
    )
    if known is not None:
        voice.telling.say(choice.taken_by_enter())
    return await choice.run(listed=known is not None)


def numbered_actions(actions: Sequence[Action]) -> Sequence[Action]:
    """The actions that have a number at a menu or page. Signing out has a command everywhere."""
    return [action for action in actions if action.role is not Role.SIGN_OUT]


def _texts_of(menu: Menu) -> Iterator[str]:
    """The texts above the options. A dictation is given with its letters, and the end of a text of
    several lines is marked."""
    for text in menu.text:
        if isinstance(text, Dictation):
            yield from chain.from_iterable(text.words)
            continue
        yield text
        if isinstance(text, Verbatim) and "\n" in text:
            yield _("End of the text.")


class Choice:
    """Numbered options, ten at a time, and the question that chooses among them.

    ``names`` say in the prompt what is asked for, the longer one first; "" if the scene's place
    does. ``chosen`` is the key that Enter alone keeps, ``default`` the one that it takes;
    ``before`` is said before the options on repeat, and the ``actions`` are numbered after them.
    With ``filters``, a word narrows the options down.
    """

    def __init__(
        self,
        voice: Voice,
        scene: Scene,
        names: Sequence[str],
        options: Sequence[Option],
        *,
        chosen: str = "",
        before: Callable[[], Sequence[str]] = tuple,
        actions: Sequence[Action] = (),
        filters: bool = False,
        default: str = "",
    ) -> None:
        self._voice = voice
        self._scene = scene
        self._names = names
        self._options = [*options, *(Option(action.name, action.label) for action in actions)]
        self._chosen = next((n for n, o in enumerate(options, 1) if chosen and o.key == chosen), 0)
        self._default = next((option for option in options if option.key == default), None)
        self._yes_or_no = {YES, NO} == {option.key for option in options}
        self._before = before
        self._actions = actions
        self._filters = filters
        self._first_action = len(options) + 1
        self._last = len(self._options)
        self._word = ""
        self._found: Sequence[int] = range(self._last)  # the indexes that the word leaves
        self._start = 0  # where the current ten options begin among them

    async def run(self, *, remark: Remark | None = None, listed: bool = False) -> Chosen:
        """Ask until the voter chooses. The options are said first unless they are ``listed``."""
        while True:
            if not listed:
                self._voice.telling.say(*self._lines())
            heard = await self._voice.asking.hear(
                self._scene,
                Question(
                    [*self._purposes()],
                    where=self._before,
                    again=lambda: [*self._lines()],
                    hints=[self.taken_by_enter(), *self._hints()],
                    remark=remark,
                    words=False,
                    offered=self._offered(),
                ),
            )
            if heard is Command.PREVIOUS:
                listed = not self._start
                remark = beginning_reached() if listed else None
                self._start = max(0, self._start - AT_A_TIME)
                continue
            if heard is Command.ALL:
                self._voice.telling.say(*self._lines(whole=True))
                self._start, remark, listed = 0, None, True
                continue
            if heard is Command.BACK and self._word and not self._voice.asking.goes_home:
                self._narrow("")
                remark, listed = None, False
                continue
            if not isinstance(heard, str):
                return heard
            answer = heard.strip()
            if not answer and self._chosen:
                return self._options[self._chosen - 1].key
            if not answer and self._default is not None:
                return self._default.key
            if self._yes_or_no and (key := yes_or_no(answer)):
                return key
            number = number_in(answer)
            if number is not None and 0 < number <= self._last:
                if number >= self._first_action:
                    return self._actions[number - self._first_action]
                return self._options[number - 1].key
            remark = self._move(answer, number)
            listed = remark is not None

    def _move(self, answer: str, number: int | None) -> Remark | None:
        """Page or filter the options, as ``answer`` says. Returns a remark if it says neither."""
        if not answer and self._word:
            self._narrow("")
        elif not answer and self._has_more():
            self._start = self._end() % len(self._found)
        elif not answer and self._filters:
            return None  # the options are said again
        elif answer and number is None and self._filters:
            return self._narrow(answer)
        else:
            remark = not_listed(self._last, yes_or_no=self._yes_or_no)
            return remark if answer else remark._replace(short=_("empty"))
        return None

    def _narrow(self, word: str) -> Remark | None:
        wanted = folded(word)
        texts = [folded(option.sought) for option in self._options]
        found = [n for n, text in enumerate(texts) if wanted in text]
        for closer in (rf"\b{re.escape(wanted)}\b", rf"\b{re.escape(wanted)}"):
            if near := [n for n in found if re.search(closer, texts[n])]:
                found = near
                break
        if not found:  # all options again, not those that another word found
            self._word, self._found, self._start = "", range(self._last), 0
            none = saying(_("No choice contains “{word}”."), word=Verbatim(word))
            return Remark(none, _("nothing found"))
        self._word, self._found, self._start = word, found, 0
        self._voice.asking.new_question()
        return None

    def _has_more(self) -> bool:
        return len(self._found) > AT_A_TIME + TOO_FEW

    def _end(self) -> int:
        """The index after the last of the current options."""
        end = self._start + AT_A_TIME
        return end if end + TOO_FEW < len(self._found) else len(self._found)

    def _lines(self, *, whole: bool = False) -> Iterator[str]:
        start, end = (0, len(self._found)) if whole else (self._start, self._end())
        indexes = self._found[start:end]
        section = self._options[self._found[start - 1]].section if start else ""
        for index in indexes:
            option = self._options[index]
            # A heading would be heard twice if the option below began with it.
            is_said = option.section == section or option.label.startswith(option.section)
            if not is_said:
                yield option.section
            section = option.section
            label = on_own_lines(option.label)
            if index + 1 == self._chosen:
                label = saying(_("Chosen: {option}"), option=label)
            yield numbered(index + 1, label)
        if self._word:
            left = ngettext(
                "{count} choice of {total} contains “{word}”, Enter: all choices",
                "{count} choices of {total} contain “{word}”, Enter: all choices",
                len(self._found),
            )
            yield saying(
                left,
                word=Verbatim(self._word),
                count=len(self._found),
                total=len(self._options),
            )
        if self._has_more() and not whole:
            yield _("{first} to {last} of {total}, Enter: {what}").format(
                first=self._start + 1,
                last=self._end(),
                total=len(self._found),
                what=self._what_is_next(),
            )
        yield self.taken_by_enter()

    def taken_by_enter(self) -> str:
        """The line that says which number Enter alone takes; "" if it takes none."""
        number = self._number_of_enter()
        return "" if number is None else enter(str(number))

    def _what_is_next(self) -> str:
        return _("the next ones") if self._end() < len(self._found) else _("the first ones")

    def _purposes(self) -> Iterator[str]:
        alone = from_one_to(self._last)
        names = self._names
        if self._word:  # all numbers can still be chosen
            found = len(self._found)
            names = [ngettext("{n} found", "{n} found", found).format(n=found), ""]
        numbers = [", ".join(filter(None, [name, alone])) for name in names]
        if (taken := self._number_of_enter()) is not None:
            for each in numbers:
                yield _("{question} or Enter for {number}").format(question=each, number=taken)
            yield from (_("{question} or Enter").format(question=each) for each in numbers)
        yield from numbers
        if alone not in numbers:
            yield alone

    def _number_of_enter(self) -> int | None:
        """The number that Enter alone takes."""
        if self._default is not None:
            return self._options.index(self._default) + 1
        return self._chosen or None

    def _hints(self) -> Sequence[str]:
        hints = [_("You can answer yes or no.")] if self._yes_or_no else []
        if self._filters:
            hints.append(_("Type the number of a choice, or a word to filter the list."))
        return hints

    def _offered(self) -> Collection[Command]:
        whole = [Command.BACK] if self._word else []
        return [Command.PREVIOUS, Command.ALL, *whole] if self._has_more() else whole


def from_one_to(last: int) -> str:
    """The numbers up to ``last``, in words."""
    if last == 1:
        return "1"
    return _("1 or 2") if last == 2 else _("1 to {last}").format(last=last)


def not_listed(last: int, *, yes_or_no: bool = False) -> Remark:
    """The remark on an answer that is none of the numbers up to ``last``."""
    wanted = (
        _("Answer yes or no, or with a number from 1 to {last}.")
        if yes_or_no
        else _("Answer with a number from 1 to {last}.")
    )
    return Remark(wanted.format(last=last), _("not listed"))


def enter(what: str) -> Entry:
    """The line that says what Enter alone does."""
    return Entry(saying(_("Enter: {label}"), label=what))


def beginning_reached() -> Remark:
    return Remark(_("This is the beginning."), _("beginning"))


def end_reached() -> Remark:
    return Remark(_("This is the end."), _("end"))


def reading_stopped() -> Remark:
    return Remark(_("Reading was stopped here."), _("stopped"))


def numbered(number: int, text: str) -> Entry:
    """An entry of a numbered list; a text in parts takes a line for each part."""
    return Entry(saying(_("{number}. {label}"), number=number, label=on_own_lines(text)))


def on_own_lines(text: str) -> Verbatim:
    """``text`` with each of its parts on a line of its own."""
    parts = [text] if isinstance(text, Verbatim) else text.split(PART)
    return Verbatim(".\n".join(map(spoken, parts)))


def yes_or_no(answer: str) -> str:
    """The key for "yes" or "no" in any language, or its first letter; "" for another answer."""
    for key, word in _YES_AND_NO:
        words = {folded(each) for each in in_every_language(word)}
        if folded(answer) in words | {each[:1] for each in words}:
            return key
    return ""


_YES_AND_NO: Final = ((YES, gettext_noop("yes")), (NO, gettext_noop("no")))


def number_in(answer: str) -> int | None:
    """The number in ``answer``, which may end in a full stop; None if it is not a number."""
    digits = answer.strip().rstrip(".")
    if not digits.isdecimal():
        return None
    return int(digits) if len(digits) < 10 else 0
