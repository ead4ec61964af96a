"""The Dialogue protocol, implemented with screens.

Each question becomes a screen with an *outcome*, a future that the screen resolves. A question
asked while another is open (a confirmation during a form's submit) is shown on top of it until it
is answered; any other question replaces the previous one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from tui_voter.dialogue import (
    Browsed,
    Form,
    FormLeft,
    Heading,
    Left,
    Listing,
    Menu,
    Notice,
    Opened,
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
    """The kind and the title of the question."""
    at: str
    """Where the voter was in the question."""
    in_sight: bool
    """Whether that point was in sight."""
    leads_on: bool
    """Whether a voter who has gone on this way no longer comes back to an earlier question."""
    to_act: bool
    """Whether the question may lead to a form that changes what it shows."""


class FullscreenDialogue:
    """The Dialogue of the full screen. Screens are imported when first needed."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._open: list[QuestionScreen] = []
        self._notices: list[str] = []
        self._left = self._signs_out = False
        self._read: tuple[Page | None, int] = None, 0
        """The page shown last, and the line that the voter had reached."""
        self._trail: list[Departure] = []
        """The voter's departures that led here, the latest last. As journeys create their questions
        anew, a question of the same kind and title counts as the same one."""

    async def ask(self, form: Form[T]) -> T | FormLeft:
        from tui_voter.fullscreen.screens.form import FormScreen

        return cast("T | FormLeft", await self._present(FormScreen(form)))

    async def choose(self, menu: Menu) -> Opened | Left:
        from tui_voter.fullscreen.screens.menu import MenuScreen

        return cast("Opened | Left", await self._present(MenuScreen(menu)))

    async def browse(self, listing: Listing) -> Browsed:
        from tui_voter.fullscreen.screens.listing import ListingScreen

        return cast("Browsed", await self._present(ListingScreen(listing)))

    async def show(self, page: Page) -> Left:
        from tui_voter.fullscreen.screens.page import PageScreen

        last, line = self._read
        at = line if page is last else 0
        screen = PageScreen(page, at=at, news=" ".join(self._notices) if at else "")
        answer = cast("Left", await self._present(screen))
        self._read = page, screen.line
        return answer

    def notify(self, notice: Notice) -> None:
        self._notices.append(notice.text)

    def head(self, heading: Heading) -> None:
        self._signs_out &= heading.sign_out is not None
        self._host.head(heading)

    @property
    def untold(self) -> list[str]:
        """The notices that no screen has shown yet."""
        return self._notices

    @property
    def asking(self) -> bool:
        """Whether the journey waits for the voter, rather than the voter for the journey."""
        return bool(self._open)

    def unsent(self) -> str:
        """The title of the first open question with typed text that leaving now would lose, ""
        for none."""
        return next((str(screen.page_title) for screen in self._open if screen.unsent()), "")

    def leave(self) -> None:
        """Answer every question, open or future, with :class:`Quit`."""
        self._left = True
        for screen in reversed(self._open):
            screen.fail(Quit())

    def sign_out(self) -> None:
        """Answer every open question with :class:`SignOut`, or the next one if none is open."""
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
        was_asked = any(each.question == question for each in self._trail)
        screen.resume_at, screen.resume_in_sight = self._point_of_return(question)
        if was_asked and screen.notice and not screen.body.holds_focus:
            # What happened may have changed what Enter does, so show the button with the focus.
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

    def _point_of_return(self, question: tuple[type[QuestionScreen], str]) -> tuple[str, bool]:
        """Where the voter was in ``question``, and whether that was in sight, if they come back to
        it. Other departures are kept, as the voter may come back to those questions too."""
        visits = [n for n, each in enumerate(self._trail) if each.question == question]
        if not visits:
            return "", False
        left, *since = self._trail[visits[-1] :]
        self._trail = [each for each in self._trail if each.question != question]
        if left.to_act and [each.question[0].is_act for each in since] == [True]:
            since = []  # the only departure since was from the form that made the change
        return ("", False) if any(each.leads_on for each in since) else (left.at, left.in_sight)
