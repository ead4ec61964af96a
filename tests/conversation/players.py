"""The same voter three times: at the core, at the full screen, and line by line.

A player does what the voter wants in its own way: the core by its methods, the screen by keys on a
program without a terminal, the lines by what is typed after a prompt. None knows of the others.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, suppress
from random import Random
from typing import Any, Final

from hypothesis import Phase

from tests.conversation.booking import HIDDEN, SENTENCES, Booking
from tests.fullscreen.stage import PATIENCE, Stage, on_stage
from tui_voter.conversation.checking import Answer
from tui_voter.dialogue import (
    BACK,
    Action,
    Correct,
    Dialogue,
    FieldError,
    Left,
    LongTextField,
    Menu,
    Opened,
    Refused,
)
from tui_voter.fullscreen.screens.form import FormScreen
from tui_voter.fullscreen.screens.unasked import HelpScreen
from tui_voter.linear.run import LinearDialogue
from tui_voter.linear.voice import Voice
from tui_voter.secret import Secret
from tui_voter.transcript import Kind

TALKS: Final = int(os.environ.get("TALKS", "12"))
SEED: Final = int(os.environ.get("TALKS_SEED") or Random().randrange(10**6))  # noqa: S311 printed
SEEDED: Final = f"TALKS_SEED={SEED} TALKS={TALKS}"
"""How to have the same talks again, which a failure shows."""

PHASES: Final = (Phase.generate, Phase.shrink)
"""To explain a failure further takes minutes."""

Journey = Callable[[Dialogue], Awaitable[Any]]
TALL: Final = (100, 50)
"""A screen on which all of a form is in sight."""


def sentences(text: str) -> set[str]:
    """What is said to be wrong in ``text``."""
    return {each for each in SENTENCES if each in text}


def plain(answer: Answer) -> str:
    return answer.reveal() if isinstance(answer, Secret) else answer


class Core:
    """The voter at the core, who takes each field in its turn or ``at_will``."""

    def __init__(self, booking: Booking, *, at_will: bool) -> None:
        self.booking = booking
        self.filling = booking.filling
        self.names = [field.name for field in booking.form.fields]
        self.outcome: Any = None
        self.hint = ""
        """What an empty answer was told to want."""
        self._told: Sequence[FieldError] = ()
        """What the submit just refused is told, about no field."""
        self.decides = ""
        """What the voter chooses where a submit asks whether to."""
        self.was_asked = False
        self._at_will = at_will
        booking.dialogue = self  # type: ignore[assignment] # it is asked for nothing else

    @property
    def asked(self) -> str:
        """The field that is asked for; "" where only the submit is left."""
        return next(iter(self.filling.wanted), "")

    async def choose(self, _menu: Menu) -> Opened:
        self.was_asked = True
        return Opened(self.decides)

    def type(self, name: str, text: str) -> bool:
        """Whether the answer is taken."""
        answer: Answer = Secret(text) if name in HIDDEN else text
        self.hint, self._told = "", ()
        if self._at_will:
            self.filling.type(name, answer)
            entered = self.filling.enter(name)
        else:
            entered = self.filling.take(name, answer)
        if entered.error is not None and not self.filling.errors(entered.goes_to):
            self.hint = entered.error.text
        return entered.error is None

    async def submit(self) -> None:
        self.hint = ""
        if self.filling.is_over:
            self.leave(BACK)
            return
        with suppress(Refused, Correct):
            self.outcome = await self.filling.submit()
        self._told = self.filling.trouble

    async def compute(self) -> bool:
        self.hint, self._told = "", ()
        return await self.filling.compute("captcha", lambda _share: None)

    async def renew(self) -> None:
        self.hint, self._told = "", ()
        await self.filling.renew("captcha")

    def back(self) -> None:
        self.hint, self._told = "", ()
        goes = bool(self.asked) and self.filling.go_back(self.asked)
        if not goes and self.booking.form.can_go_back:
            self.leave(BACK)

    def leave(self, way: Left) -> None:
        self.outcome = way

    def text(self, name: str) -> str:
        return plain(self.filling[name])

    def kept(self, name: str) -> str:
        """What Enter alone keeps, line by line; of a text of several lines, all that stands."""
        return self.text(name) if name == "notes" else plain(self.filling.kept(name))

    @property
    def wrong(self) -> set[str]:
        """All that is shown to be wrong."""
        shown = [error for name in self.names for error in self.filling.errors(name)]
        texts = [error.text for error in (*shown, *self.filling.trouble)]
        assert all(map(sentences, texts)), texts
        return sentences(" ".join([*texts, self.hint]))

    @property
    def wrong_here(self) -> set[str]:
        """What is wrong with the field that is asked for, and with the form."""
        errors = [*self.filling.errors(self.asked)[:1], *self._told]
        return sentences(" ".join([self.hint, *(error.text for error in errors)]))


class Lines:
    """The voter at the linear voice."""

    def __init__(self, journey: Journey) -> None:
        self.said: list[str] = []
        """What was said since the voter's last act, prompts included."""
        self.prompt = ""
        self._news = asyncio.Event()
        keyboard, self._keys = os.pipe()
        self._streams = os.fdopen(keyboard), os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")
        self.voice = Voice(*self._streams, self._record)
        self.journey = asyncio.ensure_future(journey(LinearDialogue(self.voice)))
        self.journey.add_done_callback(lambda _journey: self._news.set())

    def _record(self, kind: Kind, text: str) -> None:
        if kind is not Kind.TYPED:
            self.said.append(text)
        if kind is Kind.ASKED:
            self.prompt = text
            self._news.set()

    async def settled(self) -> None:
        """Until the voter is asked something, or nothing any more."""
        await asyncio.wait_for(self._news.wait(), PATIENCE)

    async def type(self, *lines: str) -> None:
        self.said.clear()
        for line in lines:
            self._news.clear()
            self.prompt = ""
            os.write(self._keys, f"{line}\n".encode())
            await self.settled()

    def asks(self, name: str) -> bool:
        """Whether this field is asked for; for "", whether only the submit is left."""
        words = {"": ["enter"], "notes": ["notes", "empty"]}.get(name, [name])
        return any(word in self.prompt.lower() for word in words)

    async def answer(self, name: str, text: str, before: str, kept: str) -> None:
        """``before`` is what stands there, ``kept`` what Enter alone keeps."""
        if name == "notes":
            erased = ["/erase"] * (before not in ("", text))
            await self.type(*erased, *(text.split("\n") if text not in ("", before) else ()), "")
        elif name == "question":
            await self.type("" if text == kept else text.removeprefix("q"))
        else:
            await self.type("" if text == kept else text)

    async def act(self, action: Action, asked: str) -> None:
        """Take an action: by its word, or at a hidden answer by its number."""
        if asked not in HIDDEN:
            await self.type(f"/{action.word}")
            return
        await self.type("")
        number = re.search(rf"(\d+)\. {action.label}", "\n".join(self.said))
        assert number is not None, self.said
        await self.type(number[1])

    async def help(self) -> str:
        """All that help says; what was said before it stays what was said."""
        before = [*self.said]
        await self.type("/help", "/help")
        told = "\n".join(self.said)
        self.said[:] = before
        return told

    async def leave(self) -> None:
        while not self.journey.done():
            await self.type("/back")

    async def close(self) -> None:
        self.journey.cancel()
        await asyncio.wait({self.journey})
        self.voice.keyboard.close()
        os.close(self._keys)
        for stream in self._streams:
            stream.close()


class Screen:
    """The voter at the full screen. One program asks one thing after the other."""

    def __init__(self) -> None:
        self._exits = AsyncExitStack()
        self.stage: Stage
        self.journey: asyncio.Future[Any]

    async def begin(self) -> None:
        self._over = asyncio.Event()
        stage = on_stage(lambda _dialogue: self._over.wait(), size=TALL)
        self.stage = await self._exits.enter_async_context(stage)

    async def end(self) -> None:
        self._over.set()
        await self._exits.aclose()

    async def play(self, journey: Journey) -> None:
        program = self.stage.program
        before = program.seen
        with program._context():
            self.journey = asyncio.ensure_future(journey(program.dialogue))
        await self.stage.until(lambda: program.seen is not before)
        await self.settled()

    async def settled(self) -> None:
        """Until what is asked has been painted, and nothing is under way."""
        await self.stage.until(self._is_settled)
        await self.stage.settle()

    def _is_settled(self) -> bool:
        program = self.stage.program
        asked = program.dialogue._open[-1:]
        if not asked:
            return self.journey.done()
        is_busy = getattr(program.screen, "under_way", False)
        is_seen = program.screen is asked[0] is program.seen and asked[0].is_ready
        return is_seen and not is_busy and not asked[0].is_answered

    @property
    def form(self) -> FormScreen:
        return self.stage.form

    async def agree(self, check: Callable[[], None]) -> None:
        """Until ``check`` holds, as what a key leads to takes some turns; else it says why not."""

        def holds() -> bool:
            with suppress(AssertionError):
                check()
                return True
            return False

        with suppress(TimeoutError):
            await self.stage.until(holds)
        check()

    def shows(self, name: str) -> str:
        """What stands in a field."""
        return plain(self.form._box(name).value)

    async def press(self, *keys: str) -> None:
        await self.stage.press(*keys)
        await self.settled()

    async def go_to(self, name: str) -> None:
        names = [box.field.name for box in self.form.boxes]
        for _press in range(2 * len(names) + 6):
            at = self.stage.focused
            if at == name:
                return
            comes = at in names and names.index(at) < names.index(name)
            await self.press("tab" if comes else "shift+tab")
        raise AssertionError(f"no way to {name}:\n{self.stage.text}")

    async def answer(self, name: str, text: str) -> None:
        """Type it, unless it stands there, and enter it; a text of several lines is left by Tab."""
        await self.go_to(name)
        field = self.form._box(name).field
        if text != self.shows(name):
            if name == "question":
                await self.stage.press("home", *["down"] * (text == "q2"))
            else:
                await self.stage.press("ctrl+a", *["delete"] * (not text))
                for number, line in enumerate(text.split("\n")):
                    await self.stage.press(*["enter"] * bool(number))
                    await self.stage.enter(line)
        await self.press("tab" if isinstance(field, LongTextField) else "enter")

    async def help(self) -> str:
        await self.stage.press("f1")
        await self.stage.until(lambda: isinstance(self.stage.program.seen, HelpScreen))
        told = self.stage.text
        await self.press("escape")
        return told

    async def close(self) -> None:
        self.journey.cancel()
        await asyncio.wait({self.journey})
