"""The full screen: keys, and the frame that is painted when all that follows from them is done."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final

from tests.fullscreen.stage import on_stage, raise_fault
from tests.traces.performer import Performer, Place
from tui_voter.audit.player import Reply
from tui_voter.audit.rest import come_to_rest
from tui_voter.conversation.leaving import may_leave
from tui_voter.dialogue import Back, ChoiceField, Dialogue, LongTextField, Menu, Page, Quit
from tui_voter.fullscreen.dialogue import FullscreenDialogue
from tui_voter.fullscreen.fields.base import FieldBox
from tui_voter.fullscreen.keys import KEYS
from tui_voter.fullscreen.screens.form import FormScreen
from tui_voter.fullscreen.screens.listing import ListingScreen
from tui_voter.fullscreen.screens.question import QuestionScreen
from tui_voter.fullscreen.widgets.button import Button

LONG: Final = 8
"""Characters from which on a voter pastes: each key that is typed is painted, which takes time."""
PAUSE: Final = 0.001
"""Seconds between two looks at whether the journey has got on."""
STOPS: Final = 40
"""Tabs that lead past all there is on a screen."""


class OnScreen(Performer):
    """Plays at a screen of some size, in one look."""

    size = 80, 24
    theme = "visual"

    async def run(self, journey: Callable[[Any], Awaitable[object]]) -> None:
        self._ended: asyncio.Future[Exception | None] = asyncio.Future()

        async def play(dialogue: Dialogue) -> None:
            assert isinstance(dialogue, FullscreenDialogue)
            self.voice, self.kept = dialogue, dialogue.kept
            dialogue.may_leave = partial(may_leave, self)
            trouble: Exception | None = None
            try:
                await journey(self)
            except Quit:
                raise
            except Exception as error:  # noqa: BLE001 raised below, outside the program
                trouble = error
            finally:
                self._ended.set_result(trouble)

        async with on_stage(play, theme=self.theme, size=self.size) as self._stage:
            while await self._at_rest():
                spot = self._frame.cursor_spot
                self._keep(f"{spot.y},{spot.x}" if spot else "", self._stage.text.split("\n"))
                await self._do(self._open[-1])
        if trouble := self._ended.result():
            raise trouble
        if self._script:
            self._disagree(f"the journey ended before {self._script}")

    @property
    def _frame(self) -> QuestionScreen:
        frame = self._stage.program.screen
        assert isinstance(frame, QuestionScreen)
        return frame

    def _is_asked(self) -> bool:
        """The journey waits for the voter, who sees what is asked, and nothing is under way."""
        program = self._stage.program
        asked = [*program.dialogue._open, *program.dialogue._asked]
        if not self._open or len(asked) != len(self._open) or not program.is_running:
            return False
        frame = asked[-1]
        is_seen = program.screen is frame and program.seen is frame
        works = any(task.get_name() == "strength" for task in asyncio.all_tasks())
        return is_seen and not (frame.under_way or frame.outcome.done() or works)

    async def _at_rest(self) -> bool:
        """Wait until the voter can do something; False where the journey has ended instead."""
        while not self._ended.done():
            await asyncio.sleep(PAUSE)
            raise_fault(self._stage.program)
            if not self._is_asked():
                continue
            frame = self._frame
            resting = asyncio.ensure_future(come_to_rest(frame))
            while (asked := self._is_asked() and self._frame is frame) and not resting.done():  # noqa: ASYNC110
                await asyncio.sleep(PAUSE)
            if asked:
                resting.result()
                return True
            resting.cancel()
        return False

    # --- what the voter does

    async def _do(self, place: Place) -> None:
        """The next act of the reply that the script has there."""
        if place.entered and self._stage.focused == place.entered:
            place.reply = None  # its answer was refused
        place.entered = ""
        reply = self._reply_at(place)
        if reply.move == "quit":
            await self._press("quit", "ctrl+q")
        elif place.typed:
            await self._type(place, reply)
        elif self._has_more(place):
            place.was_read = True
            await self._press("read on", "pagedown")
        elif reply.move == "fill":
            await self._submit_form(place)
        else:
            place.reply = None
            await self._go(place, reply)

    def _has_more(self, place: Place) -> bool:
        """Whether it is a page of which not all is in sight, and nothing more was read yet."""
        more = isinstance(place.screen, Page) and self._frame.body.max_scroll_y > 0
        return more and not place.was_read

    async def _press(self, act: str, *keys: str) -> None:
        self._act = f"{act} ({' '.join(keys)})"
        await self._stage.press(*keys)

    async def _type(self, place: Place, reply: Reply) -> None:
        """Answer the next field, and leave it by Enter, which checks it; where the form is to be
        left, by Tab."""
        name = next(iter(place.typed))
        box = await self._go_to(name)
        text = self._types(place, name)
        if isinstance(box.field, ChoiceField):
            place_of = [option.key for option in box.field.options].index(text)
            await self._stage.press("home", *["down"] * place_of)
        else:
            if str(box.value):
                await self._stage.press("ctrl+a")
            if len(text) > LONG:
                await self._stage.paste(text)
            else:
                await self._stage.enter(text or "\b")
            await self._at_rest()  # what is told of an answer moves what is below it
        if reply.move == "leave":
            await self._stage.press(*["tab"] * bool(place.typed))
        elif isinstance(box.field, LongTextField):
            await self._stage.press("tab")
        else:
            place.entered = name
            await self._stage.press("enter")

    async def _submit_form(self, place: Place) -> None:
        """Have the computer answer what it can, then press the button."""
        frame = self._frame
        assert isinstance(frame, FormScreen)
        for captcha in filter(None, [frame._captcha]):
            if captcha.field.compute is not None and not captcha.value:
                await self._go_to(captcha.field.name)
                await self._press(f"{captcha.field.name}: by the computer", "ctrl+o")
                return
        await self._tab_to(lambda: frame.focused is frame.button)
        place.reply = None  # or it is refused at once: either way, that was it
        await self._press("submit", "enter")

    async def _go(self, place: Place, reply: Reply) -> None:
        """By an option, a row, a search or an action."""
        screen, frame, key = place.screen, self._frame, reply.key
        if reply.move == "propose":
            await self._press("propose", "ctrl+p")
        elif reply.move == "find":
            self._act = f"find {reply.words}"
            await self._stage.enter(f"/{reply.words}")
            await self._stage.press("enter")
        elif reply.move == "open":
            assert isinstance(frame, ListingScreen)
            words = reply.words
            rows = [words in row.label or words in row.detail for row in frame.rows.entries]
            steps = rows.index(True) - frame.rows.index
            keys = ["down" if steps > 0 else "up"] * abs(steps)
            await self._press(f"open {words}".rstrip(), *keys, "enter")
        elif isinstance(screen, Menu) and key in (keys := [one.key for one in screen.options]):
            await self._press(f"choose {key}", *str(keys.index(key) + 1), "enter")
        elif isinstance(key, Back):
            await self._press("back", "escape")
        else:
            keys_of = zip(screen.actions, frame.action_keys, strict=True)
            (role, label), *_same = ((it.role, label) for it, label in keys_of if it.name == key)
            if label.isdecimal():
                await self._press(key, label, "enter")
            elif label and role is not None:
                await self._press(key, KEYS[role][0])
            else:
                (button,) = (each for each in frame.query(Button) if each.name == key)
                await self._tab_to(lambda: frame.focused is button)
                await self._press(key, "enter")

    async def _go_to(self, name: str) -> FieldBox:
        await self._tab_to(lambda: self._stage.focused == name)
        return next(box for box in self._stage.form.boxes if box.field.name == name)

    async def _tab_to(self, is_there: Callable[[], bool]) -> None:
        for _stop in range(STOPS):
            if is_there():
                return
            await self._stage.press("tab")
            await come_to_rest(self._frame)
        self._disagree(f"no stop of Tab on {self._frame.page_title!r} is what the script wants")


class Small(OnScreen):
    """Plays at a screen as small as any that is supported, in the look for screen readers."""

    size = 40, 12
    theme = "accessible"
