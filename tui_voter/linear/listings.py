"""A listing: ten numbered rows at a time, fetched as they are asked for, and searched."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator, Sequence

from tui_voter.dialogue import BACK, Action, Browsed, Listing, Refused, Row, Verbatim, told
from tui_voter.linear.choices import (
    AT_A_TIME,
    apart,
    beginning_reached,
    end_reached,
    enter,
    number_in,
    numbered,
    reading_stopped,
)
from tui_voter.linear.commands import Command, here, pair
from tui_voter.linear.prompts import PLACE, Remark, small
from tui_voter.linear.scene import Question, Scene
from tui_voter.linear.spelling import columns
from tui_voter.linear.spoken import Entry, saying
from tui_voter.linear.voice import Voice
from tui_voter.linear.waiting import Abandoned, abandoned
from tui_voter.messages import gettext as _
from tui_voter.messages import ngettext


class ListingTalk:
    """One listing while the voter reads it: the rows so far, and the ten of them told last."""

    def __init__(self, voice: Voice, listing: Listing, before: ListingTalk | None = None) -> None:
        """``before`` is the same listing, which the voter left for something else."""
        self._voice = voice
        self._listing = listing
        self._before = before
        self._scene = Scene(listing)
        self._lead: list[str] = []  # said behind what came of the answer before
        self._look_from_the_top(listing.search)

    def _look_from_the_top(self, search: str) -> None:
        self._search = search
        self._rows: list[Row] = []
        self._after = ""
        self._ended = False
        self._total = 0  # rows there are, once that is known
        self._first = self._next = 0  # the places of the first row told last, and behind it
        self._at = 0  # the place of the row that the voter was at
        self._told = 0  # rows that the voter has heard the numbers of
        self._failed = False

    async def hold(self) -> Browsed:
        """How the voter left it."""
        listing = self._listing
        self._voice.telling.open(self._scene, is_known=self._before is not None)
        if not listing.chosen and self._before is None:
            self._voice.telling.say(*self._voice.telling.intro_of(self._scene))
        remark = await self._begin()
        while True:
            question, self._lead = self._question(remark), []
            heard = await self._voice.asking.hear(self._scene, question)
            heard = heard.strip() if isinstance(heard, str) else heard
            if heard == "" and (only := self._only_way()) is not None:
                heard = only
            if isinstance(heard, Action):
                return Browsed(heard.name, self._search)
            if heard is Command.BACK and self._search and not self._voice.asking.goes_home:
                remark = await self._look_for("")
                continue
            if heard is Command.BACK or (heard == "" and self._leads_back()):
                return Browsed(BACK, self._search)
            number = number_in(heard) if isinstance(heard, str) else None
            if number is not None and listing.opens and 0 < number <= self._told:
                return Browsed(self._rows[number - 1].key, self._search)
            remark = self._no_row(number) if number is not None else await self._move(heard)

    async def _begin(self) -> Remark | None:
        """Tell the first rows, or where the voter was."""
        remark = await self._fetch(AT_A_TIME)
        before, self._before = self._before, None
        if before is not None and before.has_told(self._search, self._rows):
            return remark or await self._go_on_from(before)
        keys = [row.key for row in self._rows]
        if self._listing.chosen not in keys:
            remark = remark or await self._tell(0)
            if (only := self._only_way()) is not None:
                self._lead = [enter(only.label)]
            else:
                self._voice.telling.tell_commands(self._offered(), self._listing.actions)
            return remark
        place = keys.index(self._listing.chosen)
        start = place - place % AT_A_TIME
        remark = await self._fetch(start + AT_A_TIME)
        self._be_at(place, start)
        return remark

    async def _go_on_from(self, before: ListingTalk) -> Remark | None:
        """Be where the voter was in the same listing."""
        remark = await self._fetch(max(before._first + AT_A_TIME, before._told))
        if remark is None:
            self._told = min(before._told, len(self._rows))
            keys = [row.key for row in self._rows]
            if (chosen := self._listing.chosen) in keys:  # a row that was opened
                place = keys.index(chosen)
                self._be_at(place, place - place % AT_A_TIME)
            else:
                self._be_at(min(before._at, len(self._rows) - 1), before._first)
        return remark

    def _be_at(self, place: int, start: int) -> None:
        """Be at the row of this ``place``, in the ten rows from ``start`` on."""
        self._put(start)
        self._at = place
        self._say_where(place)

    def has_told(self, search: str, rows: Sequence[Row]) -> bool:
        """Whether the voter has heard these first ``rows`` of this ``search``."""
        return bool(self._told) and search == self._search and [*rows] == self._rows[: len(rows)]

    def _say_where(self, place: int) -> None:
        label = self._rows[place].label
        was_at = saying(_("You were at {number}: {label}"), number=place + 1, label=label)
        self._voice.telling.say(*self._search_line(), Entry(was_at))

    async def _move(self, heard: str | Command) -> Remark | None:
        """Go where the voter wants; what came of it."""
        if heard is Command.PREVIOUS:
            return (
                await self._tell(max(0, self._first - AT_A_TIME))
                if self._first
                else beginning_reached()
            )
        if self._found_nothing() and heard in ("", Command.ALL):
            self._look_from_the_top("")
            return await (self._tell(0) if heard == "" else self._tell_the_rest())
        if heard is Command.ALL:
            return end_reached() if self._is_last() else await self._tell_the_rest()
        if heard == "" or not isinstance(heard, str):
            return await self._tell(0 if self._is_last() else self._next)
        if self._listing.search_label:
            return await self._look_for(" ".join(heard.split()))
        return Remark(_("Only the number of a line is accepted here."), _("not understood"))

    async def _look_for(self, search: str) -> Remark | None:
        self._look_from_the_top(search)
        return await self._tell(0)

    async def _tell(self, start: int) -> Remark | None:
        """Say ten rows from the place ``start`` on; a remark where there are none."""
        remark = await self._fetch(start + AT_A_TIME)
        if remark is not None:
            return remark
        if not self._rows:
            if self._search:
                self._lead = [*self._search_line()]
                sentence = self._listing.nothing_found or told(self._listing.empty)
                return Remark(sentence, _("nothing found"))
            return Remark(self._listing.empty, _("empty list"), _("empty"))
        if start >= len(self._rows):
            return end_reached()
        self._put(start)
        self._voice.telling.say(*self._lines())
        return None

    async def _tell_the_rest(self) -> Remark | None:
        """Say all rows from here on; a remark where Ctrl-C or the portal stops that."""
        remark = None
        with self._voice.keyboard.ctrl_c_sets() as stopped:
            while remark is None and not stopped.is_set():
                remark = await self._tell(self._next)
                if self._is_last():
                    return remark
                await asyncio.sleep(0)  # signals are heard between two parts
        return remark or reading_stopped()

    def _put(self, start: int) -> None:
        """Ten rows from ``start`` on are before the voter."""
        self._first = self._at = start
        self._next = min(start + AT_A_TIME, len(self._rows))
        self._told = max(self._told, self._next)

    async def _fetch(self, count: int) -> Remark | None:
        """Have ``count`` rows, or all there are; a remark when they cannot be had."""
        remark: Remark | None
        self._failed = True
        try:
            if len(self._rows) < count and not self._ended:
                await self._voice.waiting.wait_for(
                    self._fetch_until(count), _("Fetching the list…")
                )
        except Refused as refusal:
            remark = Remark.of(refusal.errors[0])
        except Abandoned:
            remark = abandoned()
        else:
            remark, self._failed = None, False
        self._voice.telling.come_back(self._scene)
        return remark

    async def _fetch_until(self, count: int) -> None:
        while len(self._rows) < count and not self._ended:
            batch = await self._listing.fetch(self._search, self._after)
            self._rows.extend(batch.rows)
            self._after = batch.after
            self._ended = not (batch.rows and batch.after)  # a portal could return batches for ever
            self._total = len(self._rows) if self._ended else batch.total

    # --- what is said

    def _lines(self) -> Iterator[str]:
        if not self._first:
            yield from self._search_line()
        for place in range(self._first, self._next):
            section = self._rows[place].section
            if section and (not place or section != self._rows[place - 1].section):
                yield section
            yield self._line(place)
        if self._is_last():
            yield _("End of the list.")

    def _line(self, place: int) -> str:
        row = self._rows[place]
        line = numbered(place + 1, row.label)
        if not row.detail:
            return line
        detail = apart(row.detail)
        has_commas = any("," in each.label for each in self._rows)  # one more tells nothing apart
        if has_commas or "\n" in detail:
            return Entry(f"{line}.\n{detail}")
        return Entry(saying(_("{label}, {detail}"), label=line, detail=row.detail))

    def _search_line(self) -> Iterator[str]:
        if self._search:
            results = ngettext("{count} result", "{count} results", self._total)
            found = [self._search, *[results.format(count=self._total)] * bool(self._total)]
            yield saying(
                _("{label}: {found}, {command}: the whole list"),
                label=self._listing.search_label,
                found=Verbatim(", ".join(found)),
                command=_("Enter") if self._found_nothing() else Command.BACK.word,
            )

    def _only_way(self) -> Action | None:
        """What Enter does where the list is empty and one thing can be done about it."""
        empty = self._ended and not self._rows and not self._search
        return self._listing.actions[0] if empty and len(self._listing.actions) == 1 else None

    def _leads_back(self) -> bool:
        """Whether Enter does: there is nothing more to hear, to search or to open."""
        opens = self._listing.opens and self._rows
        return not (opens or self._listing.search_label or self._failed) and self._is_last()

    def _found_nothing(self) -> bool:
        return bool(self._search) and self._ended and not self._rows

    def _is_last(self) -> bool:
        return self._ended and self._next == len(self._rows)

    def _span(self) -> str:
        """Which rows are before the voter: "11 to 20"."""
        first, last = self._first + 1, self._next
        return str(last) if first == last else _("{first} to {last}").format(first=first, last=last)

    def _spans(self) -> Iterator[Sequence[str]]:
        """The same with the number of all rows, where that tells more, in several lengths."""
        of_all = _("{span} of {total}")
        if self._next and self._total and not self._is_last():
            yield [of_all.format(span=self._span(), total=self._total)]
            yield [of_all.format(span=self._next, total=self._total)]
        elif self._is_last() and len(self._rows) == 1:
            yield [_("1 line")]
        elif self._next and self._is_last():
            yield [of_all.format(span=self._span(), total=self._next)]
        if self._next:
            yield [self._span()]

    def _question(self, remark: Remark | None) -> Question:
        return Question(
            [*self._purposes()],
            where=lambda: [
                self._scene.title,
                *(pair(*each) for each in here((), self._listing.actions).items()),
            ],
            again=lambda: [*self._lines()] if self._next else [],
            hints=tuple(self._hints()),
            remark=remark,
            lead=self._lead,
            words=bool(self._listing.search_label),
            offered=self._offered(),
        )

    def _purposes(self) -> Iterator[str]:
        if self._failed:
            yield from (_("Enter to retry"), _("Enter"))
            return
        spans = [*self._spans()]
        *ways, least = self._answers_wanted()
        spans = spans or [()]
        if self._listing.opens:
            yield from (", ".join([*span, way]) for span in spans for way in ways)
        else:  # what is searched by is worth more than how many there are
            yield from (", ".join([*span, way]) for way in ways for span in spans)
        yield from (", ".join([*span, least]) for span in spans)
        yield least

    def _answers_wanted(self) -> Sequence[str]:
        """What may be typed, in several lengths, the longest first; the last is not all."""
        label = self._listing.search_label
        what = small(label) if columns(label) <= PLACE else _("word")
        if self._listing.opens and self._next:
            number = _("number")
            return [_("number or {what}").format(what=what), number] if label else [number, number]
        if label:
            search = _("search")
            return [_("search by {what}").format(what=what), search, search]
        return [_("Enter"), _("Enter")]

    def _hints(self) -> Iterator[str]:
        if not self._listing.opens and self._listing.search_label:
            yield _("Type the text to search for.")
        elif self._listing.opens and self._rows:
            yield _("A number opens that line.")
            if self._listing.search_label:
                yield _("Any other text is searched for.")

    def _offered(self) -> Collection[Command]:
        whole = [Command.BACK] if self._search else []
        if self._found_nothing():
            return [Command.ALL, *whole]
        return (
            [Command.PREVIOUS, Command.ALL, *whole] if self._first or not self._is_last() else whole
        )

    def _no_row(self, number: int) -> Remark:
        if not self._told:
            return Remark(_("There is no line to open."), _("no such number"))
        if number > self._told or not number:
            numbers = _("So far, the numbers go from 1 to {last}.")
            if self._is_last():
                numbers = ngettext(
                    "The only number here is 1.", "The numbers go from 1 to {last}.", self._told
                )
            return Remark(numbers.format(last=self._told), _("no such number"))
        self._voice.telling.say(self._line(number - 1))
        return Remark(_("These lines are read-only: a number opens nothing."), _("read-only"))
