"""The Dialogue protocol, implemented with screens.

Each question becomes a screen with an *outcome*, a future that the screen resolves. A question
asked while another is open (a confirmation during a form's submit) stands on top of it and goes
away when answered; any other replaces the previous one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from tui_voter.dialogue import (
    Browsed,
    Form,
    Heading,
    Left,
    Listing,
    Menu,
    Notice,
    Page,
    Quit,
    SignOut,
)

if TYPE_CHECKING:
    from tui_voter.fullscreen.host import Host
    from tui_voter.fullscreen.screens.question import QuestionScreen

T = TypeVar("T")


class Departure(NamedTuple):
    """How the voter left a question."""

    question: tuple[type[QuestionScreen], str]
    """Its kind and its title."""
    at: str
    """Where the voter stood in it."""
    in_sight: bool
    """That place was in sight."""
    leads_on: bool
    """Who has gone on this way does not come back to a question before it."""
    to_act: bool
    """It leads to a form that changes what is shown here."""


class FullscreenDialogue:
    """The Dialogue of the full screen. Screens are imported when first needed."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._open: list[QuestionScreen] = []
        self._notices: list[str] = []
        self._left = self._signs_out = False
        self._read: tuple[Page | None, int] = None, 0
        """The page that was read last, and the line the voter was at."""
        self._trail: list[Departure] = []
        """How they came to where they are, the latest last. A journey makes its questions anew: one
        of the same kind and title is the same."""

    async def ask(self, form: Form[T]) -> T | Left:
        from tui_voter.fullscreen.screens.form import FormScreen

        return cast("T | Left", await self._present(FormScreen(form)))

    async def choose(self, menu: Menu) -> str:
        from tui_voter.fullscreen.screens.menu import MenuScreen

        return cast("str", await self._present(MenuScreen(menu)))

    async def browse(self, listing: Listing) -> Browsed:
        from tui_voter.fullscreen.screens.listing import ListingScreen

        return cast("Browsed", await self._present(ListingScreen(listing)))

    async def show(self, page: Page) -> str:
        from tui_voter.fullscreen.screens.page import PageScreen

        last, line = self._read
        at = line if page is last else 0
        screen = PageScreen(page, at=at, news=" ".join(self._notices) if at else "")
        answer = cast("str", await self._present(screen))
        self._read = page, screen.line
        return answer

    def notify(self, notice: Notice) -> None:
        self._notices.append(notice.text)

    def head(self, heading: Heading) -> None:
        self._signs_out &= heading.sign_out is not None
        self._host.head(heading)

    @property
    def untold(self) -> list[str]:
        """Pending notices."""
        return self._notices

    @property
    def asking(self) -> bool:
        """The journey waits for the voter (and not the voter for the journey)."""
        return bool(self._open)

    def unsent(self) -> str:
        """The title of the question into which something is typed that leaving now loses, the first
        of those that are open; "" where there is none."""
        return next((str(screen.page_title) for screen in self._open if screen.unsent()), "")

    def leave(self) -> None:
        """Answer every question, open or future, with :class:`Quit`."""
        self._left = True
        for screen in reversed(self._open):
            screen.fail(Quit())

    def sign_out(self) -> None:
        """Answer every question that is open with :class:`SignOut`, or else the next one."""
        self._signs_out = not self._open
        for screen in reversed(self._open):
            screen.fail(SignOut())

    async def _present(self, screen: QuestionScreen) -> Any:
        if self._left:
            raise Quit
        if self._signs_out:
            raise SignOut
        screen.notice, self._notices = "\n".join(self._notices), []
        nested = bool(self._open)
        self._open.append(screen)
        question = type(screen), str(screen.page_title)
        was_met = any(each.question == question for each in self._trail)
        screen.resume_at, screen.resume_in_sight = self._come_back(question)
        if was_met and screen.notice and not screen.body.holds_focus:
            # What is news may have changed what Enter takes below a page.
            screen.resume_in_sight = True
        try:
            await self._host.bring(screen, on_top=nested)
            answer = await screen.outcome
            if screen.departure is not None:
                at, leads_on = screen.departure
                leads_on = leads_on and not nested
                self._trail.append(
                    Departure(question, at, screen.resume_in_sight, leads_on, screen.has_acts)
                )
            return answer
        finally:
            self._open.remove(screen)
            await screen.settle()
            if nested:
                await self._host.take_away(screen)

    def _come_back(self, question: tuple[type[QuestionScreen], str]) -> tuple[str, bool]:
        """Where the voter stood in it, if they come back to it, and whether that was in sight. What
        lies behind may lead here once more, as the mailbox does: there they come back as well."""
        places = [n for n, each in enumerate(self._trail) if each.question == question]
        if not places:
            return "", False
        left, *since = self._trail[places[-1] :]
        self._trail = [each for each in self._trail if each.question != question]
        if left.to_act and [each.question[0].is_act for each in since] == [True]:
            since = []  # one form, accepted, was that act
        return ("", False) if any(each.leads_on for each in since) else (left.at, left.in_sight)
