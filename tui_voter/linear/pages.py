"""A page: its blocks as lines, a long one piece by piece, a countdown on request."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from tui_voter.dialogue import (
    BACK,
    Action,
    Bars,
    Block,
    Countdown,
    Dictation,
    Facts,
    Items,
    Page,
    Prose,
    Role,
    Step,
    Title,
    Verbatim,
)
from tui_voter.linear.choices import (
    AT_A_TIME,
    TOO_FEW,
    beginning_reached,
    end_reached,
    enter,
    from_one_to,
    not_listed,
    number_in,
    numbered,
    numbered_ones,
    reading_stopped,
)
from tui_voter.linear.commands import Command, pair
from tui_voter.linear.countdowns import Timekeeper
from tui_voter.linear.prompts import Remark, step_words
from tui_voter.linear.spoken import spoken
from tui_voter.linear.voice import APART, Heard, Question, Scene, Voice, sentences
from tui_voter.messages import gettext as _

Lines = list[str]

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

    def __init__(self, voice: Voice, page: Page, before: PageTalk | None = None) -> None:
        """``before`` is the same page, which the voter left and comes back to."""
        known = before.lines if before is not None else ()
        self.page = page
        self._voice = voice
        self._scene = Scene(page)
        self._whole = list(pieces(page.blocks))
        self._pieces = list(pieces(page.blocks, known))
        self._is_known = bool(known)
        self._next = 0  # the place of the piece that comes next
        self._said: Lines = []
        self._counts = any(isinstance(block, Countdown) for block in page.blocks)
        ways = [a for a in numbered_ones(page.actions) if a.role not in (Role.SAVE, Role.CLOSE)]
        # A number for the only way would say no more than Enter, which takes it at once.
        by_enter_alone = ways == [self._usual] and not (self._counts or len(self._whole) > 1)
        self._ways = [] if by_enter_alone else ways
        self._tells_ways = before is None or before.ways != self.ways

    @property
    def ways(self) -> Sequence[str]:
        """What Enter takes, then what has a number."""
        usual = [self._usual.label] if self._usual else []
        return [*usual, *(action.label for action in self._ways)]

    def go_on_from(self, before: PageTalk) -> None:
        """Be where the voter was when they left ``before`` in the middle, which has the same
        text."""
        if before._has_more() and before._whole == self._whole:
            self._pieces, self._next, self._said = before._pieces, before._next, before._said

    @property
    def lines(self) -> Collection[str]:
        """What the voter knows of it: all that was told."""
        told = self._pieces[: self._next] if self._has_more() else self._whole
        return {line for piece in told for line in piece}

    def stays_open(self, way: str) -> bool:
        """Whether the voter, who took this ``way``, will be back: all ways but the usual one."""
        return way not in (BACK, self._usual.name if self._usual else BACK)

    async def hold(self) -> str:
        """The name of the action taken, or BACK."""
        countdown = next((b for b in self.page.blocks if isinstance(b, Countdown)), None)
        if not self._next:
            if len(self._pieces) > 1:
                self._voice.tell_time_due()
            self._voice.open(self._scene, is_known=self._is_known)
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
            if heard is Command.PREVIOUS and self._next > 1:
                self._next -= 2
                await self._tell(self._next + 1)
            elif heard is Command.PREVIOUS:
                remark = beginning_reached()
            elif heard is Command.ALL and not self._has_more():
                remark = end_reached()
            elif heard is Command.ALL:
                remark = await self._tell(len(self._pieces))
            elif heard == "" and self._has_more():
                await self._tell(self._next + 1)
            elif heard == "" and (self._usual or self.page.can_go_back):
                return self._usual.name if self._usual else BACK
            elif isinstance(heard, str) and (number := number_in(heard)) in self._numbers_of_words:
                remark = self._tell_word(number or 0)
            else:
                remark = self.not_listed()

    def _tell_word(self, number: int) -> Remark:
        """Say the letters of one word; the word itself is for the cursor's line."""
        word, letters = self._words[number - 1]
        self._voice.say(pair(word, letters))
        return Remark("", _("“{name}”").format(name=word))

    def not_listed(self) -> Remark:
        if self._last:
            return not_listed(self._last)
        return Remark(_("Only Enter and the commands are accepted here."), _("not understood"))

    @property
    def _dictation(self) -> Dictation:
        """What is dictated."""
        return next((b for b in self.page.blocks if isinstance(b, Dictation)), Dictation(()))

    @property
    def _words(self) -> Sequence[tuple[str, str]]:
        return self._dictation.words

    @property
    def _numbers_of_words(self) -> range:
        return range(1, len(self._words) + 1)

    @property
    def _last(self) -> int:
        """The last number that is taken: those of the ways follow those of the words."""
        return len(self._words) + len(self._ways)

    async def hear(self, question: Question) -> Heard:
        """An answer, or the action of its number. Nothing else is asked here, so a command's word
        counts without its slash."""
        question.again, question.words = self._again, False
        heard = await self._voice.hear(self._scene, question)
        if not isinstance(heard, str):
            return heard
        number = number_in(heard)
        if number is not None and len(self._words) < number <= self._last:
            return self._ways[number - len(self._words) - 1]
        return heard.strip()

    def _again(self) -> Lines:
        """What was said last; a page that counts says what is true now."""
        if self._counts:
            self._whole = self._pieces = list(pieces(self.page.blocks))
        elif len(self._whole) > 1:
            told = {*self._said}
            return [*self._said, *(line for line in self._told_numbers() if line not in told)]
        lines = [line for piece in self._whole for line in piece]
        return [*lines, *self._told_end()]

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
                self._tell_next()
                await asyncio.sleep(0)  # signals are heard between two pieces
        if not is_stopped or not self._has_more():
            return None
        return reading_stopped()

    def _tell_next(self) -> None:
        """Say the next piece: behind the first one, where the numbers lead, which are taken from
        then on; behind the last one again, and where Enter does."""
        self._said = [*self._pieces[self._next]]
        is_new = self._tells_ways or not (self._is_known and any(self._pieces))
        is_first = not self._next
        self._next += 1
        if is_new and not self._has_more():
            self._said += self._told_end()
        elif is_new and is_first:
            self._said += [*self._told_numbers(), *self.enter()]
        self._voice.say(*self._said)

    def _has_more(self) -> bool:
        return self._next < len(self._pieces)

    def _question(self, remark: Remark | None) -> Question:
        has_parts = len(self._pieces) > 1
        return Question(
            self.purposes,
            enter="".join(self.enter()),
            remark=remark,
            offered=[Command.PREVIOUS, Command.ALL] if has_parts else [],
        )

    @property
    def purposes(self) -> Sequence[str]:
        return [*self._purposes()]

    def _purposes(self) -> Iterator[str]:
        """Which part it is; or what may be typed, and that Enter leads on."""
        total = len(self._pieces)
        if self._has_more():
            count = step_words(Step(self._next, total))
            yield count if self._scene.place else _("part {count}").format(count=count)
            return
        if self._last:
            numbers = from_one_to(self._last)
            yield _("{question} or Enter").format(question=numbers)
            yield numbers
        elif self._usual or self.page.can_go_back:
            yield _("Enter")
        else:
            yield Command.QUIT.word

    def _told_numbers(self) -> Iterator[str]:
        if self._words:
            yield _("1 to {last}: letter by letter").format(last=len(self._words))
        for number, way in enumerate(self._ways, len(self._words) + 1):
            yield numbered(number, way.label)

    def _told_end(self) -> Iterator[str]:
        if len(self._pieces) > 1:
            yield _("End of the text.")
        yield from self._told_numbers()
        yield from self.enter()

    def enter(self) -> Iterator[str]:
        """What Enter alone does."""
        if self._has_more():
            yield enter(_("the next part"))
        elif self._counts:
            yield enter(_("time left"))
        elif self._usual in self._ways:
            yield enter(str(len(self._words) + self._ways.index(self._usual) + 1))
        elif self._usual:
            yield enter(self._usual.label)
        elif self.page.can_go_back:
            yield enter(_("go back"))

    @property
    def _usual(self) -> Action | None:
        """What Enter takes."""
        return self.page.actions[0] if self.page.actions else None


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
                        self._page.purposes,
                        enter="".join(self._page.enter()),
                        remark=remark,
                        offered=[Command.TIME],
                        news=self._news,
                    )
                )
                if taken := self._page.taken(heard):
                    return taken
                if heard in ("", Command.TIME):
                    await self._voice.keep_in_step(self._timekeeper.countdown)
                    remark = self._timekeeper.time()
                    continue
                remark = self._page.not_listed()
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


def pieces(blocks: Sequence[Block], known: Collection[str] = ()) -> Iterator[Lines]:
    """The lines of ``blocks``, about ten at a time; a section stays together where it can. Lines
    that are ``known`` are left out."""
    sections = list(_sections(blocks, known))
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


def _sections(blocks: Sequence[Block], known: Collection[str]) -> Iterator[list[Lines]]:
    """Blocks as lines, in a list for each heading; a heading goes with what follows it."""
    section: list[Lines] = []
    heading: Lines = []
    for block in blocks:
        texts = filter(None, _texts(block))
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
            yield pair(label, value)
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
