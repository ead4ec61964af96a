"""Read out a page: its blocks as lines, a long page piece by piece, a countdown on request."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from tui_voter.dialogue import (
    BACK,
    PART,
    Action,
    Bars,
    Block,
    Countdown,
    Dictation,
    Facts,
    Items,
    Left,
    Page,
    Prose,
    Role,
    Title,
    Took,
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
    numbered_actions,
    or_enter,
    reading_stopped,
)
from tui_voter.linear.commands import Command, Said, pair, word_of
from tui_voter.linear.countdowns import Timekeeper
from tui_voter.linear.prompts import Remark, step_words
from tui_voter.linear.scene import Heard, Question, Scene
from tui_voter.linear.spoken import spoken
from tui_voter.linear.telling import sentences
from tui_voter.linear.voice import Voice
from tui_voter.messages import gettext as _

Lines = list[str]

_END: Final = re.compile(r"[.?!…][)”»\s]*$")
"""The end of a sentence, at the end of a line."""


class _Unfinished(Verbatim):
    """A line of an entry that continues on the next line."""

    __slots__ = ()


class _Heading(_Unfinished):
    """A heading, which belongs to the lines below it."""

    __slots__ = ()


class PageTalk:
    """One page while the voter reads it: how far they have read, and what was said last."""

    def __init__(self, voice: Voice, page: Page, before: PageTalk | None = None) -> None:
        """``before`` is the same page as the voter left it earlier: the lines that they have heard
        are not said again."""
        known = before.lines if before is not None else ()
        self.page = page
        self._voice = voice
        self._scene = Scene(page)
        self._whole = list(pieces(page.blocks))
        self._pieces = list(pieces(page.blocks, known))
        self._next = 0  # the index of the next piece
        self._said: Lines = []
        has_same_title = before is not None and before.page.title == page.title
        if before is not None and has_same_title:
            self._resume(before)
        self._is_known = bool(known) and has_same_title
        countdown = next((b for b in page.blocks if isinstance(b, Countdown)), None)
        self._clock = countdown and Timekeeper(countdown)
        self._words = next((b.words for b in page.blocks if isinstance(b, Dictation)), ())
        self._default = page.actions[0] if page.actions else None  # the action of Enter
        ways = [a for a in numbered_actions(page.actions) if a.role not in (Role.SAVE, Role.CLOSE)]
        # If there is only one action, Enter takes it, and it needs no number.
        by_enter_alone = ways == [self._default] and not (self._clock or len(self._whole) > 1)
        self._ways = [] if by_enter_alone else ways
        self._last = len(self._words) + len(self._ways)  # the last number; words come before ways
        # A voter who comes back hears the ways only if they have changed.
        self._names_ways = before is None or before.ways != self.ways

    @property
    def ways(self) -> Sequence[str]:
        """The labels of the action of Enter and of the numbered actions."""
        default = [self._default.label] if self._default else []
        return [*default, *(action.label for action in self._ways)]

    def _resume(self, before: PageTalk) -> None:
        """Continue in the middle of the page, where the voter left it, if its text is the same."""
        if before._has_more() and before._whole == self._whole:
            self._pieces, self._next, self._said = before._pieces, before._next, before._said

    @property
    def lines(self) -> Collection[str]:
        """The lines that the voter has heard."""
        heard = self._pieces[: self._next] if self._has_more() else self._whole
        return {line for piece in heard for line in piece}

    @property
    def _way_of_enter(self) -> Left:
        return Took(self._default.name) if self._default else BACK

    async def run(self) -> Left:
        """Read the page out. Returns how the voter left it."""
        if not self._next:
            if len(self._pieces) > 1:
                self._voice.limits.notify_vote()
            self._voice.telling.open(self._scene, is_known=self._is_known)
        elif self._clock is None:
            self._voice.telling.come_back(self._scene)  # the voter was just here, and continues
        await self._tell(len(self._pieces) if self._clock else max(self._next, 1))
        remark = self._clock.time() if self._clock is not None else None
        try:
            while True:
                heard = await self._hear(remark)
                if isinstance(heard, Action):
                    return Took(heard.name)
                if heard is Role.BACK:
                    return BACK
                can_end = not (self._clock or self._has_more())
                if heard == "" and can_end and (self._default or self.page.can_go_back):
                    return self._way_of_enter
                remark = await self._react(heard)
        finally:
            if self._clock is not None:
                self._clock.close()

    async def _hear(self, remark: Remark | None) -> Heard:
        """Ask once. Returns the answer, or the action that its number stands for. No word is an
        answer here, so that a command needs no slash."""
        parts = [Command.PREVIOUS, Command.ALL] if len(self._pieces) > 1 else []
        question = Question(
            [*self._purposes()],
            words=False,
            offered=[Role.TIME] if self._clock else parts,
            remark=remark,
            again=self._again,
            hints=[*self._enter()],
            news=self._news if self._clock else None,
            tells_vote=self._clock is not None,
        )
        heard = await self._voice.asking.hear(self._scene, question)
        if not isinstance(heard, str):
            return heard
        number = number_in(heard)
        if number is not None and len(self._words) < number <= self._last:
            return self._ways[number - len(self._words) - 1]
        return heard.strip()

    async def _react(self, heard: str | Said) -> Remark | None:
        """Say what the voter asked for. Returns the remark of the next prompt."""
        if self._clock is not None and heard in ("", Role.TIME):
            await self._voice.limits.synchronise(self._clock.countdown)
            return self._clock.time()
        if heard is Command.PREVIOUS:
            if self._next < 2:
                return beginning_reached()
            self._next -= 2
            return await self._tell(self._next + 1)
        if heard is Command.ALL:
            return await self._tell(len(self._pieces)) if self._has_more() else end_reached()
        if heard == "" and self._has_more():
            return await self._tell(self._next + 1)
        if isinstance(heard, str) and 0 < (number := number_in(heard) or 0) <= len(self._words):
            word, letters = self._words[number - 1]
            self._voice.telling.say(pair(word, letters))
            return Remark("", _("“{name}”").format(name=word))
        if self._clock is not None and self._clock.has_changed():
            self._voice.telling.notify(self._clock.time().text)
        if self._last:
            return not_listed(self._last)
        return Remark(_("Only Enter and the commands are accepted here."), _("not understood"))

    def _news(self) -> Remark | None:
        """A remark when the vote has opened or closed, unless the voter is typing. Nothing else is
        said unasked, so that the page can be left open."""
        if self._clock is None:
            return None
        self._clock.keep_in_step()
        is_due = self._clock.has_changed() and not self._voice.keyboard.is_half_typed
        return self._clock.time() if is_due else None

    def _again(self) -> Lines:
        """The lines that were said last, and on a page with a countdown the current ones."""
        if self._clock:
            self._whole = self._pieces = list(pieces(self.page.blocks))
        elif len(self._whole) > 1:
            ways = (line for line in self._numbered_ways() if line not in self._said)
            return [*self._said, *ways]
        lines = [line for piece in self._whole for line in piece]
        return [*lines, *self._ending()]

    # --- what is said

    async def _tell(self, end: int) -> Remark | None:
        """Say the pieces up to the index ``end``, and the ways on after the last one. Returns a
        remark if Ctrl-C stopped the reading."""
        with self._voice.keyboard.ctrl_c_sets() as stopped:
            while self._next < end and not stopped.is_set():
                self._tell_next()
                await asyncio.sleep(0)  # lets Ctrl-C be handled between two pieces
        return reading_stopped() if stopped.is_set() and self._has_more() else None

    def _tell_next(self) -> None:
        """Say the next piece. After the first one, say the numbered ways, which can be chosen from
        then on; after the last one, say them again, and what Enter does."""
        self._said = [*self._pieces[self._next]]
        is_new = self._names_ways or not (self._is_known and any(self._pieces))
        is_first = not self._next
        self._next += 1
        if is_new and not self._has_more():
            self._said += self._ending()
        elif is_new and is_first:
            self._said += [*self._numbered_ways(), *self._enter()]
        self._voice.telling.say(*self._said)

    def _has_more(self) -> bool:
        return self._next < len(self._pieces)

    def _purposes(self) -> Iterator[str]:
        """The prompt's words: which part was read, or what can be typed at the end."""
        total = len(self._pieces)
        if self._has_more():
            count = step_words(self._next, total)
            yield count if self._scene.place else _("part {count}").format(count=count)
            return
        if self._last:
            numbers = from_one_to(self._last)
            yield from or_enter(numbers)
            yield numbers
        elif self._default or self.page.can_go_back:
            yield _("Enter")
        else:
            yield word_of(Role.QUIT)

    def _numbered_ways(self) -> Iterator[str]:
        if self._words:
            yield _("1 to {last}: letter by letter").format(last=len(self._words))
        for number, way in enumerate(self._ways, len(self._words) + 1):
            yield numbered(number, way.label)

    def _ending(self) -> Iterator[str]:
        if len(self._pieces) > 1:
            yield _("End of the text.")
        yield from self._numbered_ways()
        yield from self._enter()

    def _enter(self) -> Iterator[str]:
        """The line that says what Enter alone does."""
        if self._has_more():
            yield enter(_("the next part"))
        elif self._clock:
            yield enter(_("time left"))
        elif self._default in self._ways:
            yield enter(str(len(self._words) + self._ways.index(self._default) + 1))
        elif self._default:
            yield enter(self._default.label)
        elif self.page.can_go_back:
            yield enter(_("go back"))


def pieces(blocks: Sequence[Block], known: Collection[str] = ()) -> Iterator[Lines]:
    """The lines of ``blocks`` in pieces of about ten; a section stays together if possible. Lines
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
    """How many of ``lines`` make a piece: at most ``most``, and fewer to end with a sentence or at
    least with an entry: a piece must not end in a heading, a colon or half an address."""
    counts = [*range(most, most // 2, -1)]
    entries = [count for count in counts if not isinstance(lines[count - 1], _Unfinished)]
    sentence = (count for count in entries if _END.search(lines[count - 1]))
    return next(sentence, entries[0] if entries else most)


def _sections(blocks: Sequence[Block], known: Collection[str]) -> Iterator[list[Lines]]:
    """The lines of ``blocks`` by section, in units that stay together: a heading with its text."""
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
                # A known sentence is repeated after a new one that ends in a colon.
                if each not in known or (before.endswith(":") and before not in known)
            ]
            lines += map(_Unfinished, new[:-1]) if is_entry else new[:-1]
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
            name, *more = bar.label.split(PART)  # figures follow the name
            yield Verbatim("\n".join([pair(name, bar.said), *map(spoken, more)]))
    else:
        yield from block.view().sentences
