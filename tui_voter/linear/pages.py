"""A page: its blocks as lines, a long one piece by piece, a countdown on request."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Final

from tui_voter.dialogue import (
    BACK,
    Action,
    Bars,
    Block,
    Countdown,
    Detailed,
    Dictation,
    Facts,
    Hint,
    Items,
    Page,
    Prose,
    Step,
    Title,
    Verbatim,
)
from tui_voter.linear.choices import (
    AT_A_TIME,
    TOO_FEW,
    not_listed,
    number_in,
    numbered,
    reading_stopped,
)
from tui_voter.linear.commands import SLASH, Command, action_lines, enter_or, find, here, pair
from tui_voter.linear.countdowns import Timekeeper
from tui_voter.linear.prompts import COLUMNS, Remark, step_words
from tui_voter.linear.spelling import columns, folded
from tui_voter.linear.spoken import spoken
from tui_voter.linear.verbosity import in_full
from tui_voter.linear.voice import APART, Heard, Question, Scene, Voice, not_understood, sentences
from tui_voter.messages import gettext as _

Lines = list[str]

MARK: Final = 3
"""Columns of what ends a prompt: a colon, with the spaces around it."""

_END: Final = re.compile(r"[.?!…][)”»\s]*$")
"""Of a sentence, in its line."""


class _GoesOn(Verbatim):
    """A line of an entry that has more of them."""

    __slots__ = ()


class _Heading(_GoesOn):
    """A line above a list, which is no entry of it."""

    __slots__ = ()


class PageTalk:
    """One page while the voter reads it: how far they are, and what was said last."""

    def __init__(self, voice: Voice, page: Page, known: Collection[str] = ()) -> None:
        """``known`` are lines that the voter has just heard."""
        self.page = page
        self._voice = voice
        self._scene = Scene(page)
        self._known = known
        self._whole = list(pieces(page.blocks))
        self._pieces = list(pieces(page.blocks, voice.verbosity.said, known))
        self._next = 0  # the place of the piece that comes next
        self._said: Lines = []

    def go_on_from(self, before: PageTalk) -> None:
        """Be where the voter was when they left ``before`` in the middle, which has the same
        text."""
        if before._has_more() and before._whole == self._whole:
            self._pieces, self._next, self._said = before._pieces, before._next, before._said

    @property
    def lines(self) -> Collection[str]:
        """What the voter knows of it: all that was told, in short as well."""
        told = self._pieces[: self._next] if self._has_more() else self._whole
        return {line for piece in told for line in piece}

    def stays_open(self, way: str) -> bool:
        """Whether the voter, who took this ``way``, will be back: all ways but the usual one."""
        return way not in (BACK, self._usual.name if self._usual else BACK)

    async def hold(self) -> str:
        """The name of the action taken, or BACK."""
        countdown = next((b for b in self.page.blocks if isinstance(b, Countdown)), None)
        if not self._next:
            if self._has_parts:
                self._voice.tell_time_due()
            self._voice.open(self._scene)
        elif countdown is None:
            self._voice.come_back(self._scene)  # the voter was just here, and continues
        if countdown is not None:
            await self._tell(len(self._pieces))
            return await CountdownTalk(self._voice, self, countdown).hold()
        if not self._next:
            await self._tell(1)
        remark = None
        while True:
            heard = await self.hear(self._question(remark))
            if taken := self.taken(heard):
                return taken
            remark = None
            if self._words and isinstance(heard, str) and (number := number_in(heard)) is not None:
                remark = self._tell_word(number)
            elif heard is Command.TOP:
                self._next = 0
                await self._tell(1)
            elif heard is Command.PREVIOUS:
                self._next -= 2
                await self._tell(self._next + 1)
            elif heard is Command.ALL:
                remark = await self._tell(len(self._pieces))
            elif self._has_more() and heard in ("", Command.MORE):
                await self._tell(self._next + 1)
            elif heard == "" and (self.page.actions or self.page.can_go_back):
                return self._usual.name if self._usual else BACK
            elif self._words and self._dictation.stands_above:
                last = len(self._words)
                remark = Remark(
                    _(
                        "Here you type the number of a group, 1 to {last}, to have it letter by "
                        "letter, or nothing but Enter."
                    ).format(last=last),
                    _("1 to {last}").format(last=last),
                )
            elif self._words:
                remark = Remark(
                    _("These words are not typed here: press Enter first."), _("not here")
                )
            else:
                remark = not_understood()

    def _tell_word(self, number: int) -> Remark:
        """Say the letters of one word; the word itself is for the cursor's line."""
        last = len(self._words)
        if not 0 < number <= last:
            return not_listed(last)
        word, letters = self._words[number - 1]
        self._voice.say(pair(word, letters))
        return Remark("", _("“{name}”").format(name=word))

    @property
    def _dictation(self) -> Dictation:
        """What is dictated."""
        return next((b for b in self.page.blocks if isinstance(b, Dictation)), Dictation(()))

    @property
    def _words(self) -> Sequence[tuple[str, str]]:
        return self._dictation.words

    async def hear(self, question: Question) -> Heard:
        """An answer. Nothing is asked here, so a command's word counts without its slash."""
        question.again = self._again
        heard = await self._voice.hear(self._scene, question)
        if not isinstance(heard, str):
            return heard
        return find(heard, question.offered, self.page.actions) or heard.strip()

    def _again(self) -> Lines:
        """What was said last, with what was left out; a page that counts says what is true now."""
        if self._counts:
            self._whole = self._pieces = list(pieces(self.page.blocks))
        elif len(self._whole) > 1:
            return self._said
        lines = [line for piece in self._whole for line in piece]
        return [*lines, *self._ways(), *action_lines(self._other_actions)]

    def taken(self, heard: Heard) -> str:
        """The way on that was chosen, "" when it was none."""
        if isinstance(heard, Action):
            return heard.name
        return BACK if heard is Command.BACK and self.page.can_go_back else ""

    # --- what is said

    async def _tell(self, end: int) -> Remark | None:
        """Say the pieces up to the place ``end``; behind the last one, the ways on. Where Ctrl-C
        stops that in between, a remark says so."""
        is_stopped = False

        def stop() -> None:
            nonlocal is_stopped
            is_stopped = True

        with self._voice.terminal.interrupted_by(stop):
            while self._next < end and not is_stopped:
                self._tell_next(is_alone=end == 1)
                await asyncio.sleep(0)  # signals are heard between two pieces
        if not is_stopped or not self._has_more():
            return None
        return reading_stopped()

    def _tell_next(self, *, is_alone: bool) -> None:
        self._said = [*self._pieces[self._next]]
        self._next += 1
        if not self._has_more():
            self._said += self._ways()
        self._voice.say(*self._said)
        if self._known and not any(self._pieces):  # or it would seem empty
            self._voice.say(pair(Command.REPEAT.word, _("in full")))
        if not self._has_more():
            self._said += action_lines(self._other_actions)
            # an outcome can be kept now alone; where the voter comes back to, they know the way
            needed = self.page.is_outcome or (self.page.sends_on and not self._known)
            kind = Detailed if needed else Hint
            self._voice.tell_commands(here({}, self._other_actions), kind=kind)
            if needed:  # and known from then on
                self._voice.tell_commands(here({}, self._other_actions), aloud=False)
            if self._leaves_out:
                self._voice.say(Hint(pair(Command.REPEAT.word, _("in full"))))
        elif is_alone:
            if self.page.sends_on and self._next == 1:
                self._voice.tell_commands(here({}, self._other_actions), kind=Detailed)
            elif self.page.is_outcome and self._next == 1:  # what Enter takes is far as yet
                self._voice.tell_commands(here({}, self.page.actions), kind=Detailed)
            if not self._prompt_holds(next(self._purposes())):
                on = enter_or(Command.MORE.word)[0]
                self._voice.say(Hint(pair(on, _("the next part"))))
            self._voice.tell_commands(here({Command.ALL: _("all the rest at once")}, ()))

    @property
    def _leaves_out(self) -> bool:
        """Whether the repeat command says more of it than the voter has heard."""
        if self._counts or self._known or len(self._whole) > 1:
            return False
        return self._whole != self._pieces

    @property
    def _has_parts(self) -> bool:
        return len(self._pieces) > 1

    def _has_more(self) -> bool:
        return self._next < len(self._pieces)

    def _question(self, remark: Remark | None) -> Question:
        return Question(
            [*self._purposes()],
            remark=remark,
            offered=self._moves(),
            spent=self._spent(),
            leads_on=self._has_more() or self._usual is not None,
        )

    def _purposes(self) -> Iterator[str]:
        """Which part it is, and where Enter leads."""
        total = len(self._pieces)
        count = step_words(Step(self._next, total)) if total > 1 else ""
        part = count and _("part {count}").format(count=count)
        if self._has_more():
            word = Command.MORE.word
        elif self._usual:
            word = SLASH + self._usual.word
        elif self.page.can_go_back:
            word = Command.BACK.word
        else:
            yield Command.QUIT.word
            return
        words = self._words
        if words:
            asked = (
                _("group 1 to {last}") if self._dictation.stands_above else _("word 1 to {last}")
            )
            part = asked.format(last=len(words))
        named, key = enter_or(word)
        yield ", ".join(filter(None, [part, named]))
        if (
            count and not words and not self._has_more()
        ):  # the end is told: what Enter does is worth more than the part
            yield named
        yield ", ".join(filter(None, [part, key]))
        if words:
            yield ", ".join([_("1 to {last}").format(last=len(words)), _("Enter")])
        yield ", ".join(filter(None, [count, _("Enter")]))
        yield _("Enter")

    def _moves(self) -> Mapping[Command, str]:
        if len(self._pieces) == 1:
            return {}
        more = {Command.MORE: _("the next part"), Command.ALL: _("all the rest at once")}
        moves = more if self._has_more() else {}
        if self._next > 1:
            moves |= {Command.PREVIOUS: _("the previous part")}
        return moves | {Command.TOP: _("from the top")}

    def _spent(self) -> Mapping[Command, Remark]:
        if len(self._pieces) == 1:
            return {}
        beginning = Remark(
            _("This is the beginning of the text."), _("beginning of the text"), _("beginning")
        )
        end = Remark(_("This is the end of the text."), _("end of the text"), _("end"))
        spent = {} if self._has_more() else dict.fromkeys((Command.MORE, Command.ALL), end)
        return spent if self._next > 1 else spent | {Command.PREVIOUS: beginning}

    def _ways(self) -> Iterator[str]:
        """Where Enter leads, which is no more than a hint where the prompt has room to name it."""
        if self._words:
            yield Hint(
                _("The number of a group, then Enter: that group, letter by letter")
                if self._dictation.stands_above
                else _("The number of a word, then Enter: that word, letter by letter")
            )
        if len(self._pieces) > 1:
            yield _("End of the text.")
        if self._counts:
            yield Hint(_("Enter to repeat the time left"), "")
        elif usual := self._usual:
            way = _("Enter or {command}: {label}")
            told = way.format(command=SLASH + usual.word, label=usual.label)
            tells_all = self.page.is_outcome or folded(usual.label) == folded(usual.word)
            if self._prompt_holds(next(self._purposes())):
                yield Hint(told, "" if tells_all else None)
            else:
                yield told
        elif self.page.can_go_back:
            yield Hint(_("Enter: {label}").format(label=_("go back")), "")

    def _prompt_holds(self, purpose: str) -> bool:
        """Whether the prompt has the room to say all that."""
        prompt = ", ".join(filter(None, [self._scene.place, purpose]))
        return columns(prompt) <= COLUMNS - MARK

    @property
    def _usual(self) -> Action | None:
        """What Enter takes."""
        return self.page.actions[self.page.place_of_usual] if self.page.actions else None

    @property
    def _other_actions(self) -> Sequence[Action]:
        """Those that Enter does not take."""
        if self._counts:
            return self.page.actions
        return [action for action in self.page.actions if action is not self._usual]

    @property
    def _counts(self) -> bool:
        return any(isinstance(block, Countdown) for block in self.page.blocks)


class CountdownTalk:
    """A page that is left open: Enter tells the time, and nothing is said by itself but the
    opening and the closing."""

    def __init__(self, voice: Voice, page: PageTalk, countdown: Countdown) -> None:
        self._voice = voice
        self._page = page
        self._timekeeper = Timekeeper(countdown)

    async def hold(self) -> str:
        """The name of the action taken, or BACK."""
        remark = self._timekeeper.time()
        try:
            while True:
                heard = await self._page.hear(
                    Question(
                        [_("Enter repeats the time"), _("Enter repeats it"), _("Enter")],
                        remark=remark,
                        offered={Command.TIME: _("time left")},
                        news=self._news,
                    )
                )
                if taken := self._page.taken(heard):
                    return taken
                if heard in ("", Command.TIME):
                    await self._voice.keep_in_step(self._timekeeper.countdown)
                    remark = self._timekeeper.time()
                    continue
                remark = not_understood()
                if self._timekeeper.has_turned():
                    self._voice.notify(self._timekeeper.time().text)
        finally:
            self._timekeeper.close()

    def _news(self) -> Remark | None:
        """The opening or the closing, unless the voter is typing; the clock is kept right."""
        self._timekeeper.keep_in_step()
        if not self._timekeeper.has_turned() or self._voice.terminal.is_half_typed():
            return None
        return self._timekeeper.time()


def pieces(
    blocks: Sequence[Block],
    said: Callable[[str], str] = in_full,
    known: Collection[str] = (),
) -> Iterator[Lines]:
    """The lines of ``blocks``, about ten at a time; a section stays together where it can.
    ``said`` tells how much of a text is wanted; lines that are ``known`` are left out."""
    sections = list(_sections(blocks, said, known))
    total = sum(len(unit) for section in sections for unit in section)
    most = AT_A_TIME if total > AT_A_TIME + TOO_FEW else total
    piece: Lines = []
    for section in sections:
        if piece and len(piece) + sum(map(len, section)) > most:
            yield piece
            piece = []
        for unit in section:
            if piece and len(unit) <= most < len(piece) + len(unit):
                yield piece
                piece = []
            piece += unit
            while len(piece) > most + TOO_FEW + isinstance(next(iter(piece), ""), _Heading):
                cut = _cut(piece, most)
                yield piece[:cut]
                piece = piece[cut:]
    yield piece


def _cut(lines: Lines, most: int) -> int:
    """How many of ``lines`` make a piece: ``most``, or somewhat fewer where a sentence ends there,
    or an entry at least, since a heading, a colon or half an address is no end."""
    places = [*range(most, most // 2, -1)]
    entries = [place for place in places if not isinstance(lines[place - 1], _GoesOn)]
    sentence = (place for place in entries if _END.search(lines[place - 1]))
    return next(sentence, entries[0] if entries else most)


def _sections(
    blocks: Sequence[Block], said: Callable[[str], str], known: Collection[str]
) -> Iterator[list[Lines]]:
    """Blocks as lines, in a list for each heading; a heading goes with what follows it."""
    section: list[Lines] = []
    heading: Lines = []
    for block in blocks:
        texts = filter(None, map(said, _texts(block)))
        is_entry = isinstance(block, Items | Facts | Bars)
        lines: Lines = []
        for text in texts:
            whole = [each for each in sentences(text) if each.strip()]
            new = [
                each
                for before, each in zip(["", *whole], whole, strict=False)
                # What a new sentence ends in a colon for is told with it.
                if each not in known or (before.endswith(":") and before not in known)
            ]
            lines += map(_GoesOn, new[:-1]) if is_entry else new[:-1]
            lines += new[-1:]
        if isinstance(block, Title):
            if section:
                yield section
                section = []
            heading += map(_Heading, lines)
        else:
            section.append(heading + lines)
            heading = []
    if heading:
        section.append(heading)
    yield section


def _texts(block: Block) -> Iterator[str]:
    if isinstance(block, Title | Prose):
        yield block.text
    elif isinstance(block, Items):
        for number, text in enumerate(block.texts, 1):
            yield Verbatim(numbered(number, text)) if block.numbered else text
    elif isinstance(block, Facts):
        for label, value in block.rows:
            line = pair(label, value)
            yield Hint(line, "") if isinstance(label, Hint) else line
    elif isinstance(block, Dictation):
        if block.stands_above:
            return
        for number, (word, _letters) in enumerate(block.words, 1):
            yield numbered(number, word)
    elif isinstance(block, Bars):
        for bar in block.rows:
            name, *more = bar.label.split(APART)  # the figures follow the name that is known
            yield Verbatim("\n".join([pair(name, bar.said), *map(spoken, more)]))
    else:
        yield from block.view().sentences
