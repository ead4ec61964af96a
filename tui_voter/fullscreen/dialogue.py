"""The Dialogue protocol, implemented with screens.

Each question becomes a screen with an *outcome*, a future that the screen resolves. A question
asked while another is open (a confirmation during a form's submit) is shown on top of it until it
is answered; any other question replaces the previous one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from tui_voter.conversation.leaving import may_leave
from tui_voter.conversation.trail import AT_FIRST, Stand, Trail, untold
from tui_voter.conversation.ways import Place
from tui_voter.dialogue import (
    Form,
    Heading,
    Leaving,
    Left,
    Listing,
    Menu,
    Notice,
    Opened,
    Page,
    Quit,
    Role,
    SignOut,
)

if TYPE_CHECKING:
    from tui_voter.fullscreen.host import Host
    from tui_voter.fullscreen.screens.question import QuestionScreen

T = TypeVar("T")


class FullscreenDialogue:
    """The Dialogue of the full screen. Screens are imported when first needed."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._open: list[QuestionScreen] = []
        self._notices: list[str] = []
        self._left = self._signs_out = False
        self.kept = Trail()
        self.may_leave = partial(may_leave, self)
        self._leaving: asyncio.Task[None] | None = None
        """The task that asks the voter whether to leave."""
        self._reading: asyncio.Task[None] | None = None
        """The task that shows the frequently asked questions."""
        self._asked: list[QuestionScreen] = []
        """The screens of both tasks, above those of the journey."""

    async def ask(self, form: Form[T]) -> T | Left:
        form = self.kept.prepared(form)
        if form.fields:
            from tui_voter.fullscreen.screens.form import FormScreen as Screen
        else:
            from tui_voter.fullscreen.screens.review import ReviewScreen as Screen
        answer: T | Left = await self._present(
            form, lambda _stand: Screen(form, self.kept.texts(form))
        )
        return answer

    async def choose(self, menu: Menu) -> Opened | Left:
        from tui_voter.fullscreen.screens.menu import MenuScreen

        answer: Opened | Left = await self._present(menu, lambda _stand: MenuScreen(menu))
        return answer

    async def browse(self, listing: Listing) -> Opened | Left:
        from tui_voter.fullscreen.screens.listing import ListingScreen

        answer: Opened | Left = await self._present(
            listing, lambda stand: ListingScreen(listing, stand.search)
        )
        return answer

    async def show(self, page: Page) -> Left:
        from tui_voter.fullscreen.screens.page import PageScreen

        answer: Left = await self._present(page, lambda stand: PageScreen(page, at=stand.line))
        return answer

    def notify(self, notice: Notice) -> None:
        if self._open and self._open[-1].waits:
            self._open[-1].news.announce(notice.text)
        else:
            self._notices.append(notice.text)

    def head(self, heading: Heading) -> None:
        self._signs_out &= heading.session is not None
        self.kept.session(is_open=heading.session is not None)
        self._host.head(heading._replace(limits=self.kept.limits))

    @property
    def untold(self) -> list[str]:
        """The notices that no screen has shown yet."""
        return self._notices

    @property
    def asking(self) -> bool:
        """Whether the journey waits for the voter, rather than the voter for the journey."""
        return bool(self._open)

    def leave(self) -> None:
        """Answer every question, open or future, with :class:`Quit`."""
        self._left = True
        for screen in reversed([*self._open, *self._asked]):
            screen.fail(Quit())

    def sign_out(self) -> None:
        """Answer every open question with :class:`SignOut`, or the next one if none is open."""
        self._signs_out = not self._open
        for screen in reversed([*self._open, *self._asked]):
            screen.fail(SignOut())

    def leave_by(self, role: Role) -> None:
        """Leave by ``role``, once the voter has confirmed it if something would be lost. Who asks
        to leave again while they are asked, leaves: nobody is kept."""
        if self._leaving is None or self._leaving.done():
            self._leaving = asyncio.create_task(self._ask_to_leave(role), name="way out")
        else:
            self._host.go(role)

    async def _ask_to_leave(self, role: Role) -> None:
        try:
            if await self.may_leave(self._host.heading, role):
                self._host.go(role)
        except Leaving:
            return
        except Exception as error:  # noqa: BLE001 - the program reports it as a crash
            self._host.crash(error)

    def show_questions(self) -> None:
        """Show the frequently asked questions over everything else, unless they are shown."""
        questions = self._host.heading.questions
        if questions is not None and (self._reading is None or self._reading.done()):
            self._reading = asyncio.create_task(self._show(questions), name="questions")

    async def _show(self, questions: Callable[[], Awaitable[None]]) -> None:
        try:
            await questions()
        except Leaving:
            return
        except Exception as error:  # noqa: BLE001 - the program reports it as a crash
            self._host.crash(error)

    async def _go_on(self) -> None:
        """The journey goes on: withdraw what is above it, the question whether to leave first,
        which may be out of date."""
        for task in (self._leaving, self._reading):
            if task is asyncio.current_task():
                return
            if task is not None and not task.done():
                task.cancel()
                await asyncio.wait({task})

    async def _present(self, place: Place, make: Callable[[Stand], QuestionScreen]) -> Any:
        await self._go_on()
        if self._left:
            raise Quit
        if self._signs_out:
            raise SignOut
        is_above = asyncio.current_task() in (self._leaving, self._reading)
        stack = self._asked if is_above else self._open
        stand = self.kept.come(place)
        screen = make(stand or AT_FIRST)
        screen.notice, self._notices = "\n".join(untold(self._notices, place)), []
        nested = is_above or bool(self._open)
        stack.append(screen)
        if stand is not None:
            # What happened may have changed what Enter does, so show the button with the focus.
            has_changed = bool(screen.notice) and isinstance(place, Page)
            screen.resume_at, screen.resume_in_sight = stand.at, stand.in_sight or has_changed
        try:
            with self.kept.opened(place, lambda: screen.is_begun):
                await self._host.bring(screen, on_top=nested)
                answer = await screen.outcome
            await self._go_on()
            self.kept.leave(place, answer, screen.stand)
            return answer
        finally:
            stack.remove(screen)
            await screen.settle()
            if nested:
                await self._host.take_away(screen)
