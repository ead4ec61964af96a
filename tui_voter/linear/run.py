"""Run a journey in the linear voice: signals, the end, and the exit code."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final, TextIO, TypeVar

from tui_voter import crash
from tui_voter.conversation.leaving import may_leave
from tui_voter.conversation.trail import AT_FIRST, Stand, Trail
from tui_voter.dialogue import (
    BACK,
    YES,
    Action,
    Dialogue,
    Form,
    Heading,
    Left,
    Listing,
    Menu,
    Notice,
    Opened,
    Page,
    Quit,
    Took,
)
from tui_voter.linear.choices import choose
from tui_voter.linear.forms import FormTalk
from tui_voter.linear.prompts import Remark
from tui_voter.linear.voice import Voice
from tui_voter.messages import gettext as _
from tui_voter.system import End, listen
from tui_voter.transcript import Record, unrecorded

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
        self.kept = Trail()
        voice.asking.may_leave = partial(may_leave, self)

    def _is_skipped(self, shown: Form[T] | Menu | Listing | Page) -> bool:
        """Whether to skip this on the voter's way home: not if it asks for a confirmation, or
        cannot be left by going back."""
        confirms = isinstance(shown, Menu) and YES in {option.key for option in shown.options}
        asking = self._voice.asking
        asking.goes_home = asking.goes_home and shown.can_go_back and not confirms
        return asking.goes_home

    async def ask(self, form: Form[T]) -> T | Left:
        if self._is_skipped(form):
            return BACK
        self.kept.come(form)
        form = self.kept.prepared(form)
        talk = FormTalk(self._voice, form, self.kept.texts(form))
        with self.kept.opened(form, lambda: talk.is_begun):
            answer = await talk.run()
        self.kept.leave(form, answer, Stand(typed=talk.typed))
        return answer

    async def choose(self, menu: Menu) -> Opened | Left:
        if self._is_skipped(menu):
            return BACK
        stand = self.kept.come(menu) or AT_FIRST
        known = stand.heard if stand.heard and _has_same_lines(stand.heard, menu) else None
        if stand.at in {option.key for option in menu.options}:
            menu = menu._replace(chosen=stand.at)
        chosen = await choose(self._voice, menu, known=known)
        answer: Opened | Left = Opened(chosen) if isinstance(chosen, str) else BACK
        if isinstance(chosen, Action):
            answer = Took(chosen.name)
        self.kept.leave(menu, answer, Stand(_opened(answer) or menu.chosen, heard=menu))
        return answer

    async def browse(self, listing: Listing) -> Opened | Left:
        if self._is_skipped(listing):
            return BACK
        from tui_voter.linear.listings import ListingTalk  # late: never needed at the start

        stand = self.kept.come(listing) or AT_FIRST
        talk = ListingTalk(self._voice, listing, stand)
        answer = await talk.run()
        self.kept.leave(listing, answer, Stand(_opened(answer), search=talk.search, heard=talk))
        return answer

    async def show(self, page: Page) -> Left:
        if self._is_skipped(page):
            return BACK
        from tui_voter.linear.pages import PageTalk  # late: never needed at the start

        talk: PageTalk | None = (self.kept.come(page) or AT_FIRST).heard
        if talk is None or talk.page is not page:
            talk = PageTalk(self._voice, page, talk)
        answer = await talk.run()
        self.kept.leave(page, answer, Stand(heard=talk))
        return answer

    def notify(self, notice: Notice) -> None:
        if notice.short:
            self._voice.telling.keep_outcome(Remark(notice.says, notice.short))
        else:
            self._voice.telling.notify(notice.says)

    def head(self, heading: Heading) -> None:
        self.kept.session(is_open=heading.session is not None)
        heading = heading._replace(limits=self.kept.limits)
        self._voice.limits.set_heading(self._voice.telling.heading, heading)
        self._voice.telling.set_heading(heading)


def _opened(answer: Opened | Left) -> str:
    """The key of the option or row that the voter has opened; "" if they took another way."""
    return answer.key if isinstance(answer, Opened) else ""


def _has_same_lines(one: Menu, other: Menu) -> bool:
    """Whether both menus have the same texts, and the same options under the same numbers."""
    keys = [[option.key for option in menu.options] for menu in (one, other)]
    texts = [[menu.title, *menu.text] for menu in (one, other)]
    return keys[0] == keys[1] and texts[0] == texts[1]


def run(
    journey: Journey,
    *,
    stdin: TextIO | None = None,
    stdout: TextIO | None = None,
    warm_up: Callable[[], None] | None = None,
    record: Record = unrecorded,
) -> int:
    """Run ``journey`` and return the exit code.

    0 at its end; 1 if the voter left earlier, by the end of input or Ctrl-C for example, or after a
    crash, which is reported in one sentence; 128+n on a signal. ``warm_up`` is called once, in a
    thread, when the first prompt waits. ``record`` is given every line, prompt and answer, with
    secrets masked. The terminal's state is restored at the end.
    """
    voice = Voice(stdin or sys.stdin, stdout or sys.stdout, record)
    try:
        return asyncio.run(_Run(journey, voice).until_it_ends(warm_up))
    finally:
        voice.keyboard.close()


class _Run:
    """One run of a journey, and the signals that may end it early."""

    def __init__(self, journey: Journey, voice: Voice) -> None:
        self._keyboard = voice.keyboard
        self._output = voice.output
        self._voice = voice
        self._journey = journey
        self._exit_code: int | None = None  # set if it did not run to its end

    async def until_it_ends(self, warm_up: Callable[[], None] | None) -> int:
        """Run the journey and return the exit code."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(self._report_stray)
        self._playing = asyncio.ensure_future(self._play())
        self._listen_to_signals(loop)
        if warm_up is not None:
            self._keyboard.at_first_prompt = threading.Thread(target=warm_up, daemon=True).start
        try:
            await self._playing
            self._voice.telling.flush_pending()
        except Quit:
            self._exit_code = self._exit_code or (HUNG_UP if self._keyboard.is_hung_up else LEFT)
            with contextlib.suppress(Quit):  # nobody is there to read it
                self._voice.telling.flush_pending()
                self._voice.telling.say(_("You have left tui-voter."))
        except asyncio.CancelledError:
            if self._exit_code is None:
                raise
        except Exception as error:  # noqa: BLE001 top level: it is reported, and sets the exit code
            if self._exit_code is None:
                self._exit_code = CRASHED
                with contextlib.suppress(Quit):
                    self._voice.telling.say(*crash.told(error))
        return self._exit_code or 0

    async def _play(self) -> None:
        """Run the journey. However it ends, nothing confidential is left on the terminal."""
        try:
            await self._journey(LinearDialogue(self._voice))
        finally:
            with contextlib.suppress(Quit):  # nobody is there to read it
                self._voice.telling.notify(self._output.erase_confided())

    def _listen_to_signals(self, loop: asyncio.AbstractEventLoop) -> None:
        self._keyboard.on_ctrl_c = lambda: self._abort(SIGNALLED + End.INTERRUPTED)
        ends: dict[int, Callable[[], None]] = {
            End.INTERRUPTED: self._keyboard.interrupt,
            End.HUNG_UP: self._hang_up,
            End.TERMINATED: lambda: self._abort(SIGNALLED + End.TERMINATED),
            End.QUIT: lambda: self._abort(SIGNALLED + End.QUIT),
        }
        listen(loop, ends, self._keyboard.pause)

    def _abort(self, code: int) -> None:
        """End the journey now. Its cleanup still runs, unless this is called again."""
        self._keyboard.close()
        self._exit_code = code
        self._playing.cancel()

    def _hang_up(self) -> None:
        """The window was closed, which several signals and the end of input report. Only the first
        one ends the journey: another would stop its cleanup, and leave its session open."""
        if self._exit_code is None and not self._output.is_gone:
            self._abort(HUNG_UP)

    def _report_stray(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:  # noqa: ARG002 the loop's signature
        """Report the failure of a background task with the next prompt, without its message."""
        error = context.get("exception")
        if error is not None and not isinstance(error, Quit):
            self._voice.telling.notify(
                _("Something went wrong in the background; you can continue. {place}").format(
                    place=crash.place(error)
                )
            )
