"""Read out a listing: numbered rows, ten at a time, fetched when they are needed; and search it."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator, Sequence

from tui_voter.conversation.browsing import Browsing
from tui_voter.conversation.trail import Stand
from tui_voter.dialogue import BACK, Action, Left, Listing, Opened, Role, Took, Verbatim
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
from tui_voter.linear.prompts import PLACE, Remark
from tui_voter.linear.scene import Heard, Question, Scene
from tui_voter.linear.spelling import columns
from tui_voter.linear.spoken import Entry, saying
from tui_voter.linear.voice import Voice
from tui_voter.linear.waiting import Abandoned, abandoned
from tui_voter.messages import gettext as _
from tui_voter.messages import ngettext, within_a_sentence


class ListingTalk:
    """One listing while the voter reads it: its rows, and the ten said last."""

    def __init__(self, voice: Voice, listing: Listing, stand: Stand) -> None:
        """``stand`` says how the voter left the listing before."""
        self._voice = voice
        self._listing = listing
        self._browsing = Browsing(listing, search=stand.search, chosen=stand.at)
        self._before: ListingTalk | None = stand.heard
        self._scene = Scene(listing)
        self._lead: list[str] = []  # lines to say before the next prompt
        self._reset()

    def _reset(self) -> None:
        self._first = self._next = 0  # the indexes of the first row said last, and after the last
        self._current = 0  # the index of the row where the voter was
        self._said = 0  # the number of rows whose numbers the voter has heard
        self._wanted = 0  # the number of rows to fetch for what the voter asked for last

    @property
    def title(self) -> str:
        return self._scene.title

    @property
    def search(self) -> str:
        """What the voter searches for; "" for all rows."""
        return self._browsing.search

    async def run(self) -> Opened | Left:
        """Read the listing out. Returns how the voter left it."""
        is_known = self._before is not None and self._before.title == self._scene.title
        self._voice.telling.open(self._scene, is_known=is_known)
        if self._before is None:
            self._voice.telling.say(*self._voice.telling.intro_of(self._scene))
        remark = await self._begin()
        while True:
            question, self._lead = self._question(remark), []
            heard = await self._voice.asking.hear(self._scene, question)
            heard = heard.strip() if isinstance(heard, str) else heard
            if (way := self._way(heard)) is not None:
                return way
            remark = await self._move(heard)

    def _way(self, heard: Heard) -> Opened | Left | None:
        """How the voter leaves by what they typed; None if they stay."""
        if isinstance(heard, Action):
            return Took(heard.name)
        if heard is Role.BACK:
            ends_search = self._browsing.search and not self._voice.asking.goes_home
            return None if ends_search else BACK
        number = number_in(heard) if isinstance(heard, str) else None
        if heard == "" or (number and number <= self._said):
            does = self._browsing.enter(number or 0)
            if isinstance(does, Opened | Took):
                return does
        return BACK if heard == "" and self._leads_back() else None

    async def _begin(self) -> Remark | None:
        """Say the first rows, or where the voter was when they come back."""
        remark = await self._fetch(AT_A_TIME)
        before, self._before = self._before, None
        if before is not None and before.has_said(self._browsing):
            return remark or await self._resume(before)
        index = self._browsing.begins_at
        if index is None:
            remark = remark or await self._tell(0)
            if (only := self._browsing.only_way) is not None:
                self._lead = [enter(only.label)]
            else:
                self._voice.telling.tell_commands(self._offered(), self._listing.actions)
            return remark
        start = index - index % AT_A_TIME
        remark = await self._fetch(start + AT_A_TIME)
        self._return_to(index, start)
        return remark

    async def _resume(self, before: ListingTalk) -> Remark | None:
        """Return to where the voter was in the same listing."""
        remark = await self._fetch(max(before._first + AT_A_TIME, before._said))
        if remark is None:
            rows = self._browsing.rows
            self._said = min(before._said, len(rows))
            if (index := self._browsing.begins_at) is not None:  # a row that was opened
                self._return_to(index, index - index % AT_A_TIME)
            else:
                self._return_to(min(before._current, len(rows) - 1), before._first)
        return remark

    def _return_to(self, index: int, start: int) -> None:
        """Return to the row ``index``, one of the ten rows from ``start`` on."""
        self._show_from(start)
        self._current = index
        self._say_where(index)

    def has_said(self, now: Browsing) -> bool:
        """Whether the voter has heard rows of the search of ``now``, and the first were its."""
        before = self._browsing
        same = now.search == before.search and now.rows == before.rows[: len(now.rows)]
        return bool(self._said) and same

    def _say_where(self, index: int) -> None:
        label = self._browsing.rows[index].label
        was_at = saying(_("You were at {number}: {label}"), number=index + 1, label=label)
        self._voice.telling.say(*self._search_line(), Entry(was_at))

    async def _move(self, heard: Heard) -> Remark | None:
        """Do what the voter typed. Returns the remark of the next prompt."""
        if heard is Command.PREVIOUS:
            if not self._first:
                return beginning_reached()
            return await self._tell(max(0, self._first - AT_A_TIME))
        finds_nothing = self._browsing.finds_nothing
        if heard is Role.BACK or (finds_nothing and heard in ("", Command.ALL)):
            self._search_for("")
        if heard is Command.ALL:
            return end_reached() if self._is_end() else await self._tell_the_rest()
        if heard == "" or not isinstance(heard, str):
            return await self._tell(0 if self._is_end() else self._next)
        if (number := number_in(heard)) is not None:
            return self._no_row(number)
        if not self._listing.search_label:
            return Remark(_("Only the number of a line is accepted here."), _("not understood"))
        self._search_for(heard)
        return await self._tell(0)

    def _search_for(self, text: str) -> None:
        if self._browsing.search_for(text):
            self._reset()

    async def _tell(self, start: int) -> Remark | None:
        """Say ten rows from the index ``start`` on. Returns a remark if there are none."""
        remark = await self._fetch(start + AT_A_TIME)
        if remark is not None:
            return remark
        browsing = self._browsing
        if not browsing.rows:
            self._lead = [*self._search_line()]
            found = [_("nothing found")] if browsing.search else [_("empty list"), _("empty")]
            return Remark(lambda: browsing.status, *found)
        if start >= len(browsing.rows):
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
        self._next = min(start + AT_A_TIME, len(self._browsing.rows))
        self._said = max(self._said, self._next)

    async def _fetch(self, count: int) -> Remark | None:
        """Fetch until there are ``count`` rows, or all. Returns a remark if that fails."""
        browsing, remark = self._browsing, None
        self._wanted = count
        try:
            if browsing.lacks(count):
                await self._voice.waiting.wait_for(browsing.fetch(count), browsing.status)
                remark = Remark.of(browsing.failure[0]) if browsing.lacks(count) else None
        except Abandoned:
            remark = abandoned()
        self._voice.telling.come_back(self._scene)
        return remark

    # --- what is said

    def _lines(self) -> Iterator[str]:
        if not self._first:
            yield from self._search_line()
        for index in range(self._first, self._next):
            section = self._browsing.rows[index].section
            if section and (not index or section != self._browsing.rows[index - 1].section):
                yield section
            yield self._line(index)
        if self._is_end():
            yield _("End of the list.")
        else:
            go_on = enter(_("the next ones"))
            yield saying(_("{label}, {detail}"), label=self._spans()[0], detail=go_on)

    def _line(self, index: int) -> str:
        rows = self._browsing.rows
        row = rows[index]
        line = numbered(index + 1, row.label)
        if not row.detail:
            return line
        detail = on_own_lines(row.detail)
        has_commas = any("," in each.label for each in rows)  # one more would mislead
        if has_commas or "\n" in detail:
            return Entry(f"{line}.\n{detail}")
        return Entry(saying(_("{label}, {detail}"), label=line, detail=row.detail))

    def _search_line(self) -> Iterator[str]:
        search, total = self._browsing.search, self._browsing.total
        if search:
            results = ngettext("{count} result", "{count} results", total).format(count=total)
            found = [search, results] if total else [search]
            yield saying(
                _("{label}: {found}, {command}: the whole list"),
                label=self._listing.search_label,
                found=Verbatim(", ".join(found)),
                command=_("Enter") if self._browsing.finds_nothing else word_of(Role.BACK),
            )

    def _leads_back(self) -> bool:
        """Whether Enter leads back: there is nothing more to hear, to search or to open."""
        opens = self._listing.opens and self._browsing.rows
        return not (opens or self._listing.search_label) and self._is_end()

    def _is_end(self) -> bool:
        return self._browsing.is_complete and self._next == len(self._browsing.rows)

    def _spans(self) -> Sequence[str]:
        """The numbers of the current rows, the longest text first: "11 to 20 of 60"."""
        first, last, total = self._first + 1, self._next, self._browsing.total
        if not last:
            return [""]
        span = str(last) if first == last else _("{first} to {last}").format(first=first, last=last)
        if last == total == 1:
            return [_("1 line"), span]
        of_all = _("{span} of {total}")
        longer = [of_all.format(span=span, total=total)] if total else []
        if total and not self._is_end():
            longer.append(of_all.format(span=last, total=total))
        return [*longer, span]

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
        if self._browsing.lacks(self._wanted):  # the portal failed, or the voter stopped waiting
            yield from (_("Enter to retry"), _("Enter"))
            return
        spans, (*ways, least) = self._spans(), self._answers_wanted()
        if self._listing.opens:
            parts = [(span, way) for span in spans for way in ways]
        else:  # how to search matters more than how many rows there are
            parts = [(span, way) for way in ways for span in spans]
        for each in [*parts, *((span, least) for span in spans), ("", least)]:
            yield ", ".join(filter(None, each))

    def _answers_wanted(self) -> Sequence[str]:
        """What can be typed, in several lengths, the longest first; the last is incomplete."""
        label = self._listing.search_label
        what = within_a_sentence(label) if columns(label) <= PLACE else _("word")
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
        elif self._listing.opens and self._browsing.rows:
            yield _("A number opens that line.")
            if self._listing.search_label:
                yield _("Any other text is searched for.")

    def _offered(self) -> Collection[Said]:
        whole = [Role.BACK] if self._browsing.search else []
        if self._browsing.finds_nothing:
            return [Command.ALL, *whole]
        has_more = self._first or not self._is_end()
        return [Command.PREVIOUS, Command.ALL, *whole] if has_more else whole

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
