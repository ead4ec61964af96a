"""Read out a listing: numbered rows, ten at a time, fetched when they are needed; and search it."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator, Sequence

from tui_voter.conversation.trail import Stand
from tui_voter.dialogue import (
    BACK,
    Action,
    Left,
    Listing,
    Opened,
    Refused,
    Role,
    Row,
    Took,
    Verbatim,
    told,
)
from tui_voter.linear.choices import (
    AT_A_TIME,
    beginning_reached,
    end_reached,
    enter,
    number_in,
    numbered,
    on_own_lines,
    reading_stopped,
)
from tui_voter.linear.commands import Command, Said, here, pair, word_of
from tui_voter.linear.prompts import PLACE, Remark, small
from tui_voter.linear.scene import Question, Scene
from tui_voter.linear.spelling import columns
from tui_voter.linear.spoken import Entry, saying
from tui_voter.linear.voice import Voice
from tui_voter.linear.waiting import Abandoned, abandoned
from tui_voter.messages import gettext as _
from tui_voter.messages import ngettext


class ListingTalk:
    """One listing while the voter reads it: the rows fetched so far, and the ten said last."""

    def __init__(self, voice: Voice, listing: Listing, stand: Stand) -> None:
        """``stand`` says how the voter left the listing before."""
        self._voice = voice
        self._listing = listing
        self._chosen = stand.at
        self._before: ListingTalk | None = stand.heard
        self._scene = Scene(listing)
        self._lead: list[str] = []  # lines to say before the next prompt
        self._reset(stand.search)

    def _reset(self, search: str) -> None:
        self._search = search
        self._rows: list[Row] = []
        self._after = ""
        self._ended = False
        self._total = 0  # the number of all rows, once it is known
        self._first = self._next = 0  # the indexes of the first row said last, and after the last
        self._current = 0  # the index of the row where the voter was
        self._said = 0  # the number of rows whose numbers the voter has heard
        self._failed = False

    @property
    def search(self) -> str:
        """What the voter searches for; "" for all rows."""
        return self._search

    async def run(self) -> Opened | Left:
        """Read the listing out. Returns how the voter left it."""
        listing = self._listing
        self._voice.telling.open(self._scene, is_known=self._before is not None)
        if self._before is None:
            self._voice.telling.say(*self._voice.telling.intro_of(self._scene))
        remark = await self._begin()
        while True:
            question, self._lead = self._question(remark), []
            heard = await self._voice.asking.hear(self._scene, question)
            heard = heard.strip() if isinstance(heard, str) else heard
            if heard == "" and (only := self._only_way()) is not None:
                heard = only
            if isinstance(heard, Action):
                return Took(heard.name)
            if heard is Role.BACK and self._search and not self._voice.asking.goes_home:
                remark = await self._search_for("")
                continue
            if heard is Role.BACK or (heard == "" and self._leads_back()):
                return BACK
            number = number_in(heard) if isinstance(heard, str) else None
            if number is not None and listing.opens and 0 < number <= self._said:
                return Opened(self._rows[number - 1].key)
            remark = self._no_row(number) if number is not None else await self._move(heard)

    async def _begin(self) -> Remark | None:
        """Say the first rows, or where the voter was when they come back."""
        remark = await self._fetch(AT_A_TIME)
        before, self._before = self._before, None
        if before is not None and before.has_said(self._search, self._rows):
            return remark or await self._resume(before)
        keys = [row.key for row in self._rows]
        if self._chosen not in keys:
            remark = remark or await self._tell(0)
            if (only := self._only_way()) is not None:
                self._lead = [enter(only.label)]
            else:
                self._voice.telling.tell_commands(self._offered(), self._listing.actions)
            return remark
        index = keys.index(self._chosen)
        start = index - index % AT_A_TIME
        remark = await self._fetch(start + AT_A_TIME)
        self._return_to(index, start)
        return remark

    async def _resume(self, before: ListingTalk) -> Remark | None:
        """Return to where the voter was in the same listing."""
        remark = await self._fetch(max(before._first + AT_A_TIME, before._said))
        if remark is None:
            self._said = min(before._said, len(self._rows))
            keys = [row.key for row in self._rows]
            if self._chosen in keys:  # a row that was opened
                index = keys.index(self._chosen)
                self._return_to(index, index - index % AT_A_TIME)
            else:
                self._return_to(min(before._current, len(self._rows) - 1), before._first)
        return remark

    def _return_to(self, index: int, start: int) -> None:
        """Return to the row ``index``, one of the ten rows from ``start`` on."""
        self._show_from(start)
        self._current = index
        self._say_where(index)

    def has_said(self, search: str, rows: Sequence[Row]) -> bool:
        """Whether the voter has heard rows of this ``search``, and the first were ``rows``."""
        return bool(self._said) and search == self._search and [*rows] == self._rows[: len(rows)]

    def _say_where(self, index: int) -> None:
        label = self._rows[index].label
        was_at = saying(_("You were at {number}: {label}"), number=index + 1, label=label)
        self._voice.telling.say(*self._search_line(), Entry(was_at))

    async def _move(self, heard: str | Said) -> Remark | None:
        """Do what the voter typed. Returns the remark of the next prompt."""
        if heard is Command.PREVIOUS:
            return (
                await self._tell(max(0, self._first - AT_A_TIME))
                if self._first
                else beginning_reached()
            )
        if self._found_nothing() and heard in ("", Command.ALL):
            self._reset("")
            return await (self._tell(0) if heard == "" else self._tell_the_rest())
        if heard is Command.ALL:
            return end_reached() if self._is_end() else await self._tell_the_rest()
        if heard == "" or not isinstance(heard, str):
            return await self._tell(0 if self._is_end() else self._next)
        if self._listing.search_label:
            return await self._search_for(" ".join(heard.split()))
        return Remark(_("Only the number of a line is accepted here."), _("not understood"))

    async def _search_for(self, search: str) -> Remark | None:
        self._reset(search)
        return await self._tell(0)

    async def _tell(self, start: int) -> Remark | None:
        """Say ten rows from the index ``start`` on. Returns a remark if there are none."""
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
        self._show_from(start)
        self._voice.telling.say(*self._lines())
        return None

    async def _tell_the_rest(self) -> Remark | None:
        """Say all further rows. Returns a remark if Ctrl-C or the portal stopped that."""
        remark = None
        with self._voice.keyboard.ctrl_c_sets() as stopped:
            while remark is None and not stopped.is_set():
                remark = await self._tell(self._next)
                if self._is_end():
                    return remark
                await asyncio.sleep(0)  # lets Ctrl-C be handled between two parts
        return remark or reading_stopped()

    def _show_from(self, start: int) -> None:
        """Make the ten rows from ``start`` on the current ones."""
        self._first = self._current = start
        self._next = min(start + AT_A_TIME, len(self._rows))
        self._said = max(self._said, self._next)

    async def _fetch(self, count: int) -> Remark | None:
        """Fetch until there are ``count`` rows, or all. Returns a remark if that fails."""
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
        for index in range(self._first, self._next):
            section = self._rows[index].section
            if section and (not index or section != self._rows[index - 1].section):
                yield section
            yield self._line(index)
        if self._is_end():
            yield _("End of the list.")

    def _line(self, index: int) -> str:
        row = self._rows[index]
        line = numbered(index + 1, row.label)
        if not row.detail:
            return line
        detail = on_own_lines(row.detail)
        has_commas = any("," in each.label for each in self._rows)  # one more would mislead
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
                command=_("Enter") if self._found_nothing() else word_of(Role.BACK),
            )

    def _only_way(self) -> Action | None:
        """The action of Enter in an empty list that has a single action."""
        empty = self._ended and not self._rows and not self._search
        return self._listing.actions[0] if empty and len(self._listing.actions) == 1 else None

    def _leads_back(self) -> bool:
        """Whether Enter leads back: there is nothing more to hear, to search or to open."""
        opens = self._listing.opens and self._rows
        return not (opens or self._listing.search_label or self._failed) and self._is_end()

    def _found_nothing(self) -> bool:
        return bool(self._search) and self._ended and not self._rows

    def _is_end(self) -> bool:
        return self._ended and self._next == len(self._rows)

    def _span(self) -> str:
        """The numbers of the current rows: "11 to 20"."""
        first, last = self._first + 1, self._next
        return str(last) if first == last else _("{first} to {last}").format(first=first, last=last)

    def _spans(self) -> Iterator[Sequence[str]]:
        """The numbers of the current rows in several lengths, some with the total."""
        of_all = _("{span} of {total}")
        if self._next and self._total and not self._is_end():
            yield [of_all.format(span=self._span(), total=self._total)]
            yield [of_all.format(span=self._next, total=self._total)]
        elif self._is_end() and len(self._rows) == 1:
            yield [_("1 line")]
        elif self._next and self._is_end():
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
        else:  # how to search matters more than how many rows there are
            yield from (", ".join([*span, way]) for way in ways for span in spans)
        yield from (", ".join([*span, least]) for span in spans)
        yield least

    def _answers_wanted(self) -> Sequence[str]:
        """What can be typed, in several lengths, the longest first; the last is incomplete."""
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

    def _offered(self) -> Collection[Said]:
        whole = [Role.BACK] if self._search else []
        if self._found_nothing():
            return [Command.ALL, *whole]
        return (
            [Command.PREVIOUS, Command.ALL, *whole] if self._first or not self._is_end() else whole
        )

    def _no_row(self, number: int) -> Remark:
        if not self._said:
            return Remark(_("There is no line to open."), _("no such number"))
        if number > self._said or not number:
            numbers = _("So far, the numbers go from 1 to {last}.")
            if self._is_end():
                numbers = ngettext(
                    "The only number here is 1.", "The numbers go from 1 to {last}.", self._said
                )
            return Remark(numbers.format(last=self._said), _("no such number"))
        self._voice.telling.say(self._line(number - 1))
        return Remark(_("These lines are read-only: a number opens nothing."), _("read-only"))
