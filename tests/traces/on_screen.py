"""The full screen: keys, and the frame that is painted when all that follows from them is done."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final

from textual.widget import Widget

from tests.fullscreen.stage import on_stage, raise_fault
from tests.traces.performer import Performer, Place
from tui_voter.audit.player import Reply
from tui_voter.audit.rest import come_to_rest
from tui_voter.conversation.leaving import may_leave
from tui_voter.dialogue import Back, ChoiceField, Dialogue, LongTextField, Menu, Page, Quit
from tui_voter.fullscreen.dialogue import FullscreenDialogue
from tui_voter.fullscreen.keys import KEYS
from tui_voter.fullscreen.screens.listing import ListingScreen
from tui_voter.fullscreen.screens.question import QuestionScreen
from tui_voter.fullscreen.widgets.button import Button

PAUSE: Final = 0.001
"""Seconds between two looks at whether the journey has got on."""


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
                spot = self._stage.screen.painted.cursor_spot
                self._keep(f"{spot.y},{spot.x}" if spot else "", self._stage.text.split("\n"))
                await self._do(self._open[-1])
        if trouble := self._ended.result():
            raise trouble
        if self._script:
            self._disagree(f"the journey ended before {self._script}")

    def _asked(self) -> QuestionScreen | None:
        """The screen that waits for the voter, who sees it, while nothing is under way."""
        program = self._stage.program
        asked = [*program.dialogue._open, *program.dialogue._asked]
        if not self._open or len(asked) != len(self._open) or not program.is_running:
            return None
        frame = asked[-1]
        is_seen = program.screen is frame and program.seen is frame
        works = any(task.get_name() == "strength" for task in asyncio.all_tasks())
        return frame if is_seen and not (frame.under_way or frame.is_answered or works) else None

    async def _at_rest(self) -> bool:
        """Wait until the voter can do something; False where the journey has ended instead."""
        while not self._ended.done():
            await asyncio.sleep(PAUSE)
            raise_fault(self._stage.program)
            if (frame := self._asked()) is None:
                continue
            resting = asyncio.ensure_future(come_to_rest(frame))
            while (stays := self._asked() is frame) and not resting.done():  # noqa: ASYNC110
                await asyncio.sleep(PAUSE)
            if stays:
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
            self._stage.screen.news.take_as_read()  # whose rows are the page's, before it is turned
            await come_to_rest(self._stage.screen)
            await self._press("read on", "pagedown")
        elif reply.move == "fill":
            await self._submit_form(place)
        else:
            place.reply = None
            await self._go(place, reply)

    def _has_more(self, place: Place) -> bool:
        """Whether it is a page of which not all is in sight, and nothing more was read yet."""
        more = isinstance(place.screen, Page) and self._stage.screen.body.max_scroll_y > 0
        return more and not place.was_read

    async def _press(self, act: str, *keys: str) -> None:
        self._act = f"{act} ({' '.join(keys)})"
        await self._stage.press(*keys)

    async def _type(self, place: Place, reply: Reply) -> None:
        """Answer the next field, and leave it by Enter, which checks it; where the form is to be
        left, by Tab."""
        name = next(iter(place.typed))
        box = self._stage.form._box(name)
        await self._focus(box.control)
        text = self._types(place, name)
        if isinstance(box.field, ChoiceField):
            place_of = [option.key for option in box.field.options].index(text)
            await self._stage.press("home", *["down"] * place_of)
        else:
            await self._stage.press(*["ctrl+a"] * bool(str(box.value)), *["delete"] * (not text))
            if text:  # each key that is typed would be painted, which takes time
                await self._stage.paste(text)
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
        frame = self._stage.form
        for captcha in filter(None, [frame._captcha]):
            if captcha.field.compute is not None and not captcha.value:
                await self._focus(captcha.control)
                await self._press(f"{captcha.field.name}: by the computer", "ctrl+o")
                return
        await self._focus(frame.button)
        place.reply = None  # or it is refused at once: either way, that was it
        await self._press("submit", "enter")

    async def _go(self, place: Place, reply: Reply) -> None:
        """By an option, a row, a search or an action."""
        screen, frame, key = place.screen, self._stage.screen, reply.key
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
                await self._focus(button)
                await self._press(key, "enter")

    async def _focus(self, control: Widget) -> None:
        """Go to a control of this screen, by whichever keys."""
        if self._stage.screen.focused is not control:
            control.focus()
            await come_to_rest(self._stage.screen)


class Small(OnScreen):
    """Plays at a screen as small as any that is supported, in the look for screen readers."""

    size = 40, 12
    theme = "accessible"
