"""Play a journey on a screen without a terminal, and look at it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from textual import events, geometry
from textual._time import get_time
from textual.keys import _character_to_key

from tui_voter.conversation.ways import Place
from tui_voter.dialogue import Dialogue, Form, Heading, Listing, Menu, Notice
from tui_voter.fullscreen.program import Program
from tui_voter.fullscreen.screens.form import FormScreen
from tui_voter.fullscreen.screens.question import QuestionScreen
from tui_voter.fullscreen.screens.theme import LOOKS, ThemeScreen
from tui_voter.fullscreen.type_ahead import REACTION
from tui_voter.secret import Secret

TURNS = 20
"""Turns of the event loop in which what follows from a key at once has happened."""
FRAMES = 10
"""Frames in which a screen comes to rest."""
PACE = REACTION + 0.01
"""Seconds between what a person presses and what they press next, at least: it is no burst."""
PATIENCE = 10.0
"""Seconds after which what is waited for does not come."""

Journey = Callable[[Dialogue], Awaitable[Any]]
Size = tuple[int, int]
"""Columns and rows."""


class Stage:
    """The program, the keys, and what is seen; and what the journey has come to."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.ended = False
        """Whether the journey is over."""
        self.answer: Any = None
        """What it returned."""
        self.left: BaseException | None = None
        """What ended it, if it did not return."""
        self._next = 0.0
        """When the voter's next key comes, by the program's clock, unless that is past."""

    # --- What is seen -------------------------------------------------------------------

    @property
    def text(self) -> str:
        """What is on the screen, in lines."""
        return self.program.text

    @property
    def rows(self) -> list[str]:
        """The same, without the blanks around each line, and without a scroll bar."""
        return [line.strip(" ▁▂▃▄▅▆▇█") for line in self.text.splitlines()]

    @property
    def footer(self) -> str:
        """What stands below the last rule."""
        return self.text.rpartition("─")[2]

    def row(self, words: str) -> str:
        """The first line that ``words`` stand in."""
        return self.text.splitlines()[self.line_of(words)]

    def line_of(self, words: str) -> int:
        """Its number, from 0."""
        return next(y for y, line in enumerate(self.text.splitlines()) if words in line)

    @property
    def screen(self) -> QuestionScreen:
        assert isinstance(self.program.screen, QuestionScreen)
        return self.program.screen

    @property
    def form(self) -> FormScreen:
        assert isinstance(self.program.screen, FormScreen)
        return self.program.screen

    @property
    def focused(self) -> str:
        """The name of the field that has the focus; "" when it is none's."""
        return next(
            (b.field.name for b in self.form.boxes if b.control is self.program.focused), ""
        )

    def typed(self, name: str) -> str:
        """What is typed into a field, hidden or not."""
        answer = self.form.filling[name]
        return answer.reveal() if isinstance(answer, Secret) else answer

    # --- What the voter does ------------------------------------------------------------

    async def press(self, *keys: str, sees: str | Sequence[str] = ()) -> None:
        """At a person's pace: the first key not sooner behind what came before than is meant. Then
        wait, as the other acts do, until what the voter ``sees`` by that has come."""
        self.pass_by(PACE)
        for key in keys:
            await self.send(events.Key(key, key if len(key) == 1 else None))
        await self._sees(sees)

    async def dress(self, theme: str) -> None:
        """Choose a theme from the list."""
        await self.press("f6")
        await self.until(lambda: isinstance(self.program.seen, ThemeScreen))
        await self.press(str([*LOOKS].index(theme) + 1), "enter")
        await self.until(lambda: not isinstance(self.program.seen, ThemeScreen))

    def pass_by(self, seconds: float) -> None:
        """Time that nobody waits for."""
        self._next = max(self._next, get_time()) + seconds

    async def enter(self, text: str, *keys: str, sees: str | Sequence[str] = ()) -> None:
        """Type ``text``, and then press these keys."""
        self.pass_by(PACE)
        for character in text:
            await self.send(events.Key(_character_to_key(character), character))
        if keys:
            await self.press(*keys)
        await self._sees(sees)

    async def paste(self, text: str, *, sees: str | Sequence[str] = ()) -> None:
        await self.send(events.Paste(text))
        await self._sees(sees)

    async def click(self, words: str, *, sees: str | Sequence[str] = ()) -> None:
        """At a person's pace, click on the first place where ``words`` stand."""
        self.pass_by(PACE)
        y = self.line_of(words)
        await self.click_at(self.row(words).index(words), y)
        await self._sees(sees)

    async def click_at(self, x: int, y: int, *, when: float | None = None) -> None:
        """Now, or as if it came at that time of the program's clock."""
        await self.mouse_down(x, y, when=when)
        await self.mouse_up(x, y, when=when)

    async def mouse_down(self, x: int, y: int, *, when: float | None = None) -> None:
        await self.send(_mouse(events.MouseDown, x, y), when)

    async def mouse_up(self, x: int, y: int, *, when: float | None = None) -> None:
        await self.send(_mouse(events.MouseUp, x, y), when)

    async def drag(self, x: int, y: int, to_x: int) -> None:
        await self.mouse_down(x, y)
        await self.send(_mouse(events.MouseMove, to_x, y))
        await self.mouse_up(to_x, y)

    async def resize(self, columns: int, rows: int) -> None:
        size = geometry.Size(columns, rows)
        self.program.post_message(events.Resize(size, size))
        await self.settle()

    async def send(self, event: events.Event, when: float | None = None) -> None:
        """As from the terminal; then all that follows from it at once."""
        event.set_sender(self.program)
        event.time = max(event.time, self._next) if when is None else when
        driver = self.program._driver
        assert driver is not None
        driver.process_message(event)
        await self.settle()

    # --- Waiting ------------------------------------------------------------------------

    async def settle(self) -> None:
        """Let the program take in what was sent, and do what follows from it at once."""
        taken = asyncio.Event()
        for _turn in range(TURNS):
            await asyncio.sleep(0)
        if self.program.call_later(taken.set):
            with suppress(TimeoutError):  # it may be ending
                await asyncio.wait_for(taken.wait(), 1)
        for _turn in range(TURNS):
            await asyncio.sleep(0)
        raise_fault(self.program)
        if self.program.is_running and not self.program._exit:
            self.program.screen._on_timer_update()

    async def at_rest(self) -> None:
        """Let whatever scrolls or is laid out later happen."""
        for _frame in range(FRAMES):
            await self.settle()

    async def until(self, true: Callable[[], Any]) -> None:
        """Let the program go on until ``true``."""
        async with asyncio.timeout(PATIENCE):
            while not true():
                await self.settle()
                await asyncio.sleep(0.001)  # timers and threads need real time

    async def sees(self, *words: str) -> None:
        await self._comes(lambda: all(word in self.text for word in words), f"{words} never came")

    async def _sees(self, words: str | Sequence[str]) -> None:
        if words:
            await self.sees(*([words] if isinstance(words, str) else words))

    async def sees_no_more(self, *words: str) -> None:
        await self._comes(lambda: not any(word in self.text for word in words), f"{words} stay")

    async def outcome(self, *keys: str) -> Any:
        """What the journey returns, once it is over by these keys."""
        if keys:
            await self.press(*keys)
        await self._comes(lambda: self.ended, "the journey does not end")
        return self.answer

    async def _comes(self, true: Callable[[], bool], missing: str) -> None:
        try:
            await self.until(true)
        except TimeoutError:
            raise AssertionError(f"{missing}:\n{self.text}") from None

    async def play(self, journey: Journey, dialogue: Dialogue) -> None:
        """Play the journey, and note what it comes to."""
        try:
            self.answer = await journey(dialogue)
        except BaseException as left:
            self.left = left
            raise
        finally:
            self.ended = True


def _mouse(event: type[events.MouseEvent], x: int, y: int) -> events.MouseEvent:
    return event(None, x, y, 0, 0, 1, False, False, False, screen_x=x, screen_y=y)


def raise_fault(program: Program) -> None:
    """What broke the program is what a test fails with, not what is missing on the screen since."""
    if program._fault is not None:
        raise program._fault


def asks(place: Place) -> Journey:
    """The journey that only asks or shows this."""
    if isinstance(place, Form):
        return lambda dialogue: dialogue.ask(place)
    if isinstance(place, Menu):
        return lambda dialogue: dialogue.choose(place)
    if isinstance(place, Listing):
        return lambda dialogue: dialogue.browse(place)
    return lambda dialogue: dialogue.show(place)


@asynccontextmanager
async def on_stage(
    asked: Place | Journey,
    *,
    theme: str = "visual",
    dark: bool = True,
    size: Size = (80, 24),
    heading: Heading | None = None,
    notice: str = "",
    sees: str | Sequence[str] = (),
) -> AsyncIterator[Stage]:
    """Play a journey, or one place of it, below this ``heading`` and with a ``notice``, from where
    the voter ``sees`` this on."""
    journey = asked if callable(asked) else asks(asked)

    async def played(dialogue: Dialogue) -> None:
        if heading is not None:
            dialogue.head(heading)
        if notice:
            dialogue.notify(Notice(notice))
        await stage.play(journey, dialogue)

    program = Program(played, theme=theme, dark=dark)
    stage = Stage(program)
    await program.begin()
    raise_fault(program)
    try:
        async with program.run_test(size=size):
            await stage.settle()
            await stage._sees(sees)
            yield stage
    finally:
        await program.see_out()
