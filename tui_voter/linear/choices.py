"""Ask for a choice among numbered options: ten at a time, in sections, filtered by a word."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import chain, starmap
from typing import Final

from tui_voter.conversation.choosing import Choosing
from tui_voter.dialogue import PART, Action, Dictation, Menu, Role, Verbatim
from tui_voter.linear.commands import Command, Said, here, pair
from tui_voter.linear.prompts import Remark, capital
from tui_voter.linear.scene import Question, Scene
from tui_voter.linear.spoken import Entry, saying, spoken
from tui_voter.linear.voice import Voice
from tui_voter.messages import gettext as _
from tui_voter.messages import ngettext

AT_A_TIME: Final = 10

TOO_FEW: Final = 2
"""So many last lines are said along with the ten before them, and need no further Enter."""

Chosen = str | Said | Action
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
        voice.telling.say(_countdown(voice, menu), *_texts_of(menu))
    choosing = Choosing(
        menu.options,
        actions=numbered_actions(menu.actions),
        chosen="" if menu.filters else menu.chosen,
        filters=menu.filters,
    )
    names = ["" if scene.place else _("choice")]
    choice = Choice(
        voice,
        scene,
        names,
        choosing,
        before=lambda: [scene.title, _countdown(voice, menu), *_texts_of(menu)],
    )
    if known is not None:
        voice.telling.say(choice.taken_by_enter())
    return await choice.run(listed=known is not None)


def numbered_actions(actions: Sequence[Action]) -> Sequence[Action]:
    """The actions that have a number at a menu or page. Signing out has a command everywhere."""
    return [action for action in actions if action.role is not Role.SIGN_OUT]


def _countdown(voice: Voice, menu: Menu) -> str:
    """The time left for the option that matters now; "" without one."""
    countdown = voice.telling.heading.countdown
    return countdown.view().told if countdown is not None and menu.spotlight else ""


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
    does. If Enter alone ``keeps`` an earlier answer, its option is marked. ``before`` is said
    before the options on repeat.
    """

    def __init__(
        self,
        voice: Voice,
        scene: Scene,
        names: Sequence[str],
        choosing: Choosing,
        *,
        keeps: bool = False,
        before: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        self._voice = voice
        self._scene = scene
        self._names = names
        self._choosing = choosing
        self._keeps = keeps
        self._before = before
        self._last = len(choosing.options)
        self._start = 0  # where the current ten options begin among those that are left

    async def run(self, *, remark: Remark | None = None, listed: bool = False) -> Chosen:
        """Ask until the voter chooses. The options are said first unless they are ``listed``."""
        choosing = self._choosing
        while True:
            if not listed:
                self._voice.telling.say(*self._lines())
            heard = await self._voice.asking.hear(
                self._scene,
                Question(
                    [*self._purposes(counts=remark is None)],
                    where=self._before,
                    again=lambda: [*self._lines()],
                    hints=[self.taken_by_enter(), *self._hints()],
                    remark=remark,
                    words=False,
                    offered=self._offered(),
                ),
            )
            if isinstance(heard, str):
                index = self._chosen_by(heard)
                if index is not None:
                    return choosing.answer(index)
                remark = self._react(heard.strip())
                listed = remark is not None
            elif heard is Command.PREVIOUS:
                listed = not self._start
                remark = beginning_reached() if listed else None
                self._start = max(0, self._start - AT_A_TIME)
            elif heard is Command.ALL:
                self._voice.telling.say(*self._lines(whole=True))
                self._start, remark, listed = 0, None, True
            elif heard is Role.BACK and not self._voice.asking.goes_home and choosing.back():
                self._start, remark, listed = 0, None, False
            else:
                return heard

    def _chosen_by(self, heard: str) -> int | None:
        """The index of the option that the voter chose: by Enter, its number or its name."""
        number = number_in(heard)
        if number is not None:
            return self._choosing.numbered(number)
        return self._choosing.named(heard) if heard.strip() else self._choosing.taken

    def _react(self, heard: str) -> Remark | None:
        """Narrow the options down, or say others of them. Returns a remark if neither is meant."""
        choosing = self._choosing
        if heard and choosing.filters and number_in(heard) is None:
            return self._narrow(heard)
        if heard:
            return not_listed(self._last, yes_or_no=choosing.is_yes_or_no)
        if choosing.back():
            self._start = 0
        elif self._has_more():
            self._start = self._end() % len(choosing.found)
        else:
            remark = not_listed(self._last, yes_or_no=choosing.is_yes_or_no)
            return remark._replace(short=_("empty"))
        return None

    def _narrow(self, word: str) -> Remark | None:
        if not self._choosing.type(word):
            return Remark(self._choosing.nothing_found, _("nothing found"))
        self._start = 0
        self._voice.asking.new_question()
        return None

    def _has_more(self) -> bool:
        return len(self._choosing.found) > AT_A_TIME + TOO_FEW

    def _end(self) -> int:
        """The index after the last of the current options."""
        end, count = self._start + AT_A_TIME, len(self._choosing.found)
        return end if end + TOO_FEW < count else count

    def _lines(self, *, whole: bool = False) -> Iterator[str]:
        options, found = self._choosing.options, self._choosing.found
        start, end = (0, len(found)) if whole else (self._start, self._end())
        section = options[found[start - 1]].section if start else ""
        for index in found[start:end]:
            option = options[index]
            # A heading would be heard twice if the option below began with it.
            is_said = option.section == section or option.label.startswith(option.section)
            if not is_said:
                yield option.section
            section = option.section
            label = on_own_lines(option.label)
            if self._keeps and index == self._choosing.taken:
                label = saying(_("Chosen: {option}"), option=label)
            yield numbered(index + 1, label)
        if self._choosing.word:
            yield self._count()
        if self._has_more() and not whole:
            yield from self._span()
        yield self.taken_by_enter()

    def _count(self) -> str:
        """The line that says how many options have the word that was typed."""
        found = len(self._choosing.found)
        left = ngettext(
            "{count} choice of {total} for “{word}”, Enter: all choices",
            "{count} choices of {total} for “{word}”, Enter: all choices",
            found,
        )
        word = Verbatim(self._choosing.word)
        return saying(left, word=word, count=found, total=len(self._choosing.own))

    def _span(self) -> Iterator[str]:
        """The lines that say which options were said, and how to hear the others."""
        first, last, total = self._start + 1, self._end(), len(self._choosing.found)
        if self._choosing.taken is None and not self._choosing.typed:
            what = _("the next ones") if last < total else _("the first ones")
            line = _("{first} to {last} of {total}, Enter: {what}")
            yield line.format(first=first, last=last, total=total, what=what)
        else:  # Enter does something else
            span = _("{first} to {last}").format(first=first, last=last)
            yield _("{span} of {total}").format(span=span, total=total)
            yield from starmap(pair, here([Command.ALL]).items())

    def taken_by_enter(self) -> str:
        """The line that says which number Enter alone takes; "" if it takes none."""
        taken = self._choosing.taken
        return "" if taken is None else enter(str(taken + 1))

    def _purposes(self, *, counts: bool) -> Iterator[str]:
        """The prompt's words. If it ``counts``, it says how many options a word has left."""
        alone = from_one_to(self._last)
        names = self._names
        if self._choosing.word and counts:  # all numbers can still be chosen
            found = len(self._choosing.found)
            names = [ngettext("{n} found", "{n} found", found).format(n=found), ""]
        numbers = [", ".join(filter(None, [name, alone])) for name in names]
        if (taken := self._choosing.taken) is not None:
            for each in numbers:
                yield _("{question} or Enter for {number}").format(question=each, number=taken + 1)
            for each in numbers:
                yield from or_enter(each)
        yield from numbers
        if alone not in numbers:
            yield alone

    def _hints(self) -> Iterator[str]:
        if self._choosing.is_yes_or_no:
            yield _("You can answer yes or no.")
        if self._choosing.filters:
            yield _("Type the number of a choice, or a word to filter the list.")

    def _offered(self) -> Collection[Said]:
        whole = [Role.BACK] if self._choosing.typed else []
        return [Command.PREVIOUS, Command.ALL, *whole] if self._has_more() else whole


def or_enter(question: str) -> Iterator[str]:
    """The ``question``, and that Enter alone is an answer, in two lengths."""
    yield _("{question} or Enter").format(question=question)
    yield _("{question}, Enter").format(question=question)


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
    first, *parts = [text] if isinstance(text, Verbatim) else text.split(PART)
    return Verbatim(".\n".join([spoken(first), *(capital(spoken(part)) for part in parts)]))


def number_in(answer: str) -> int | None:
    """The number in ``answer``, which may end in a full stop; None if it is not a number."""
    digits = answer.strip().rstrip(".")
    if not digits.isdecimal():
        return None
    return int(digits) if len(digits) < 10 else 0
