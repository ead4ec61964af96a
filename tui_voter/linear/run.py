"""Run a journey in the linear voice: signals, the end, and the exit code."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final, TextIO, TypeVar

from tui_voter import crash
from tui_voter.conversation.filling import FormState
from tui_voter.dialogue import (
    BACK,
    YES,
    Action,
    Browsed,
    Dialogue,
    Form,
    Heading,
    Left,
    Listing,
    Menu,
    Notice,
    Page,
    Quit,
)
from tui_voter.linear.choices import choose
from tui_voter.linear.forms import FormTalk
from tui_voter.linear.prompts import Remark
from tui_voter.linear.voice import Voice
from tui_voter.messages import gettext as _
from tui_voter.system import End, listen, stop
from tui_voter.transcript import Record, unrecorded

if TYPE_CHECKING:
    from tui_voter.linear.listings import ListingTalk
    from tui_voter.linear.pages import PageTalk

T = TypeVar("T")
Journey = Callable[[Dialogue], Awaitable[None]]

LEFT: Final = 1
SIGNALLED: Final = 128
HUNG_UP: Final = SIGNALLED + End.HUNG_UP
CRASHED: Final = 1


class LinearDialogue:
    """The :class:`~tui_voter.dialogue.Dialogue` of one terminal."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self._told: dict[str, Menu] = {}  # by title, the menus to come back to
        self._read: PageTalk | None = None  # the page read last, which may be gone on with
        self._left_open: dict[str, PageTalk] = {}  # by title, those that the voter comes back to
        self._led_on: PageTalk | None = None  # a page that Enter led on from, until the next place
        self._left_for: dict[str, ListingTalk] = {}  # the same of listings
        self._way: list[str] = []  # the titles from the start to here, each opened from the last
        self._passed: set[str] = set()  # the titles of what was passed on the way home

    def _is_passed(self, shown: Form[T] | Menu | Listing | Page) -> bool:
        """Whether the voter is on the way home, and this leads back there: not where something is
        to be confirmed, nor where the way leads in a circle."""
        confirms = isinstance(shown, Menu) and YES in {option.key for option in shown.options}
        leads_back = shown.can_go_back and not confirms and shown.title not in self._passed
        self._voice.asking.goes_home = self._voice.asking.goes_home and leads_back
        self._passed = {*self._passed, shown.title} if self._voice.asking.goes_home else set()
        if not (
            self._voice.asking.goes_home or isinstance(shown, Form)
        ):  # which may stand over anything
            self._arrive(shown.title)
        return self._voice.asking.goes_home

    def _arrive(self, title: str) -> None:
        """The voter is at ``title``: what was opened from there is behind them, and is told as at
        first when they open it again."""
        if self._led_on is not None and self._led_on.page.title != title:
            self._left_open.pop(self._led_on.page.title, None)
        self._led_on = None
        at = self._way.index(title) if title in self._way else len(self._way)
        for behind in self._way[at + 1 :]:
            self._left_open.pop(behind, None)
            self._left_for.pop(behind, None)
        self._way[at:] = [title]

    async def ask(self, form: Form[T]) -> T | Left:
        if self._is_passed(form):
            return FormState(form).leave(BACK)
        if self._led_on is not None:  # Enter saves the page, say: the form stands over it
            self._left_open[self._led_on.page.title] = self._led_on
        return await FormTalk(self._voice, form).hold()

    async def choose(self, menu: Menu) -> str:
        if self._is_passed(menu):
            return BACK
        is_come_back_to = menu.filters or (menu.chosen and not menu.irrevocable)
        known = self._told.get(menu.title) if is_come_back_to else None
        if known is not None and not _has_same_lines(known, menu):
            known = None
        chosen = await choose(self._voice, menu, known=known)
        self._told[menu.title] = menu
        if isinstance(chosen, Action):
            return chosen.name
        return chosen if isinstance(chosen, str) else BACK

    async def browse(self, listing: Listing) -> Browsed:
        if self._is_passed(listing):
            return Browsed(BACK, listing.search)
        from tui_voter.linear.listings import ListingTalk  # late: no first question is a list

        talk = ListingTalk(self._voice, listing, self._left_for.pop(listing.title, None))
        left = await talk.hold()
        if left.to != BACK:
            self._left_for[listing.title] = talk
        return left

    async def show(self, page: Page) -> str:
        if self._is_passed(page):
            return BACK
        before = self._left_open.pop(page.title, None)
        if self._read is None or self._read.page is not page:
            from tui_voter.linear.pages import PageTalk  # late: nor a page

            self._read = PageTalk(self._voice, page, before)
        talk = self._read
        way = await talk.hold()
        if talk.stays_open(way):
            self._left_open[page.title] = talk
        elif way != BACK:
            self._led_on = talk
        return way

    def notify(self, notice: Notice) -> None:
        if notice.short:
            self._voice.telling.keep_outcome(Remark(notice.says, notice.short))
        else:
            self._voice.telling.notify(notice.says)

    def head(self, heading: Heading) -> None:
        self._voice.limits.head(self._voice.telling.heading, heading)
        self._voice.telling.head(heading)


def _has_same_lines(one: Menu, other: Menu) -> bool:
    """Whether what the one offers is offered by the other under the same numbers."""
    keys = [[option.key for option in menu.options] for menu in (one, other)]
    return keys[0] == keys[1] and [*one.text] == [*other.text]


def run(
    journey: Journey,
    *,
    stdin: TextIO | None = None,
    stdout: TextIO | None = None,
    warm_up: Callable[[], None] | None = None,
    record: Record = unrecorded,
) -> int:
    """Run ``journey`` and return the exit code.

    0 at its end; 1 when the voter left before, also by the end of input or Ctrl-C, or after a
    crash, told in one sentence; 128+n on a signal. ``warm_up`` is called once in a thread,
    as soon as the first prompt stands. ``record`` is told every line, prompt and answer,
    secrets masked. The terminal gets back the state it had.
    """
    voice = Voice(stdin or sys.stdin, stdout or sys.stdout, record)
    try:
        return asyncio.run(_Run(journey, voice).until_it_ends(warm_up))
    finally:
        voice.keyboard.close()


class _Run:
    """One run of a journey, and what may cut it short."""

    def __init__(self, journey: Journey, voice: Voice) -> None:
        self._keyboard = voice.keyboard
        self._output = voice.output
        self._voice = voice
        self._journey = journey
        self._cut_short: int | None = None  # the exit code, once it was

    async def until_it_ends(self, warm_up: Callable[[], None] | None) -> int:
        """Run the journey and return the exit code."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(self._note_stray)
        self._playing = asyncio.ensure_future(self._play())
        self._listen_to_signals(loop)
        if warm_up is not None:
            self._keyboard.at_first_prompt = threading.Thread(target=warm_up, daemon=True).start
        try:
            await self._playing
            self._voice.telling.flush_pending()
        except Quit:
            self._cut_short = self._cut_short or (HUNG_UP if self._keyboard.is_hung_up else LEFT)
            with contextlib.suppress(Quit):  # nobody is there to read it
                self._voice.telling.flush_pending()
                self._voice.telling.say(_("You have left tui-voter."))
        except asyncio.CancelledError:
            if self._cut_short is None:
                raise
        except Exception as error:  # noqa: BLE001 top level: it is reported, and sets the exit code
            if self._cut_short is None:
                self._cut_short = CRASHED
                with contextlib.suppress(Quit):
                    self._voice.telling.say(*crash.told(error))
        return self._cut_short or 0

    async def _play(self) -> None:
        """The journey; whatever ends it, nothing confidential stays on the terminal."""
        try:
            await self._journey(LinearDialogue(self._voice))
        finally:
            with contextlib.suppress(Quit):  # nobody is there to read it
                self._voice.telling.notify(self._output.erase_confided())

    def _listen_to_signals(self, loop: asyncio.AbstractEventLoop) -> None:
        self._keyboard.on_ctrl_c = lambda: self._cut(SIGNALLED + End.INTERRUPTED)
        ends: dict[int, Callable[[], None]] = {
            End.INTERRUPTED: self._keyboard.interrupt,
            End.HUNG_UP: self._hang_up,
            End.TERMINATED: lambda: self._cut(SIGNALLED + End.TERMINATED),
            End.QUIT: lambda: self._cut(SIGNALLED + End.QUIT),
        }
        listen(loop, ends, self._suspend)

    def _cut(self, code: int) -> None:
        """End the journey now; what it does to clean up still runs, until the next time."""
        self._keyboard.close()
        self._cut_short = code
        self._playing.cancel()

    def _hang_up(self) -> None:
        """The window was closed, which is told several times, and by the end of what is read:
        only the first ends the journey, or its session would be left open."""
        if self._cut_short is None and not self._output.is_gone:
            self._cut(HUNG_UP)

    def _suspend(self) -> None:
        """Ctrl-Z: stop with the terminal as it was, and go on with what was asked."""
        self._keyboard.close()
        stop()
        self._keyboard.resume()

    def _note_stray(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:  # noqa: ARG002 the loop's signature
        """A failure that no one waits for is told with the next prompt, without its text."""
        error = context.get("exception")
        if error is not None and not isinstance(error, Quit):
            self._voice.telling.notify(
                _("Something went wrong in the background; you can continue. {place}").format(
                    place=crash.place(error)
                )
            )
