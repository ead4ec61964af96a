"""The same voter three times: at the core, at the full screen, and line by line.

A player does what the voter wants in its own way: the core by its methods, the screen by keys on a
program without a terminal, the lines by what is typed after a prompt. None knows of the others.

All of them play in one event loop. After each act they are compared as soon as the loop is at rest:
nobody waits for a time, and what has not come by then never will.
"""

import asyncio
import os
import re
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, suppress
from math import inf
from random import Random
from selectors import DefaultSelector, SelectorKey
from typing import Any, Final, Self, TypeVar

import pytest
from hypothesis import Phase, currently_in_test_context, note
from textual import events, screen

from tests.conversation.booking import HIDDEN, SENTENCES, Booking
from tests.fullscreen.stage import Stage, on_stage, raise_fault
from tui_voter.conversation.checking import Answer
from tui_voter.conversation.trail import Stand, Trail
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
    Option,
    Refused,
)
from tui_voter.fullscreen.program import Program
from tui_voter.fullscreen.screens.form import FormScreen
from tui_voter.fullscreen.stray_text import TEXT_PAUSE
from tui_voter.linear.run import LinearDialogue
from tui_voter.linear.voice import Voice
from tui_voter.secret import Secret
from tui_voter.transcript import Kind

T = TypeVar("T")

TALKS: Final = int(os.environ.get("TALKS", "8"))
_ANY: Final = f"{Random().randrange(10**6)}" if "TALKS" in os.environ else "1"  # noqa: S311 printed
SEED: Final = int(os.environ.setdefault("TALKS_SEED", _ANY))
"""Beside all other tests, always the same talks are played; others where a number is named."""
SEEDED: Final = f"TALKS_SEED={SEED} TALKS={TALKS}"
"""How to have the same talks again, which a failure shows."""

PHASES: Final = (Phase.generate, Phase.shrink)
"""To explain a failure further takes minutes."""

Journey = Callable[[Dialogue], Awaitable[Any]]
TALL: Final = (80, 36)
"""A screen on which all of a place is in sight, and no larger: most of a talk is painting."""
FRAMES: Final = 50
"""More frames than the program ever paints in a row."""
HALL: Final = Menu(title="Hall", options=[Option("again", "Come back")])
"""Where the voter is whenever they have left a place."""


def sentences(text: str) -> set[str]:
    """What is said to be wrong in ``text``."""
    return {each for each in SENTENCES if each in text}


def plain(answer: Answer) -> str:
    return answer.reveal() if isinstance(answer, Secret) else answer


class Rest(DefaultSelector):
    """The selector of an event loop, which knows when the loop is at rest: it only waits for a
    time, or for somebody outside, as no task can go on and nothing has arrived."""

    _wanted: asyncio.Future[None] | None = None

    async def come(self) -> None:
        """Return as soon as the loop is at rest."""
        self._wanted = asyncio.get_running_loop().create_future()
        await self._wanted

    def select(self, timeout: float | None = None) -> list[tuple[SelectorKey, int]]:
        """A loop with something to do selects with a ``timeout`` of 0."""
        wanted = self._wanted
        ready = super().select(timeout if wanted is None else 0)
        if wanted is not None and not ready and timeout != 0:
            self._wanted = None
            wanted.set_result(None)
        return ready


class Players:
    """The loop in which all players play, and what they share."""

    def __init__(self) -> None:
        self.rest = Rest()
        self._runner = asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(self.rest))
        self.screen = Screen(self.rest)
        self._frames = pytest.MonkeyPatch()

    def __enter__(self) -> Self:
        self._frames.setattr(screen, "UPDATE_PERIOD", inf)  # a frame is painted once all is at rest
        self.run(self.screen.begin())
        return self

    def __exit__(self, *_error: object) -> None:
        self.run(self.screen.end())
        self._runner.close()
        self._frames.undo()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        try:
            return self._runner.run(work)
        finally:
            if self.screen.is_broken:  # the next talk has a program of its own
                with suppress(Exception):  # what broke it has been raised
                    self._runner.run(self.screen.end())
                self.screen = Screen(self.rest)
                self._runner.run(self.screen.begin())


class Core:
    """The voter at the core, who takes each field in its turn or ``at_will``."""

    def __init__(self, booking: Booking, *, at_will: bool) -> None:
        self.booking = booking
        self.names = [field.name for field in booking.form.fields]
        self.answers: list[Any] = []
        """What the journey was answered each time the voter left the form."""
        self.hint = ""
        """What an empty answer was told to want."""
        self._told: Sequence[FieldError] = ()
        """What the submit just refused is told, about no field."""
        self.decides = ""
        """What the voter chooses where a submit asks whether to."""
        self.was_asked = False
        self._at_will = at_will
        self._trail = Trail()
        booking.dialogue = self  # type: ignore[assignment] # it is asked for nothing else
        self.come()

    def come(self) -> None:
        """Begin the form, or come back to it."""
        self._trail.come(self.booking.form)
        self.booking.begin(self._trail.texts(self.booking.form))
        self.filling = self.booking.filling
        self.hint, self._told = "", ()

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
        self.hint, self._told = "", ()
        if self.filling.is_over:
            self.leave(BACK)
            return
        with suppress(Refused, Correct):
            self._left(await self.filling.submit(), Stand())
        self._told = self.filling.trouble

    async def compute(self) -> bool:
        self.hint, self._told = "", ()
        return await self.filling.compute("captcha", lambda _share: None)

    async def renew(self) -> None:
        self.hint, self._told = "", ()
        await self.filling.renew("captcha")

    @property
    def leads_back(self) -> bool:
        """Whether there is a way back: to the field before, or from the form."""
        has_before = bool(self.asked) and self.filling.has_before(self.asked)
        return has_before or self.booking.form.can_go_back

    def back(self) -> None:
        self.hint, self._told = "", ()
        if not (self.asked and self.filling.go_back(self.asked)):
            self.leave(BACK)

    def leave(self, way: Left) -> None:
        self._left(way, Stand(typed=self.filling.leave()))

    def _left(self, answer: Any, stand: Stand) -> None:
        self.answers.append(answer)
        self._trail.leave(self.booking.form, answer, stand)

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

    def __init__(self, rest: Rest, journey: Journey) -> None:
        self.said: list[str] = []
        """What was said since the voter's last act, prompts included."""
        self.prompt = ""
        """The prompt that waits for the voter; "" while they wait."""
        self._rest = rest
        keyboard, self._keys = os.pipe()
        self._streams = os.fdopen(keyboard), os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")
        self.voice = Voice(*self._streams, self._record)
        self._journey = asyncio.ensure_future(journey(LinearDialogue(self.voice)))

    def _record(self, kind: Kind, text: str) -> None:
        if kind is not Kind.TYPED:
            self.said.append(text)
        if kind is Kind.ASKED:
            self.prompt = text

    def check(self) -> None:
        """The voter is asked something, and nothing has broken."""
        if self._journey.done():
            self._journey.result()
        assert self.prompt, f"nothing is asked: {self.said}"

    async def type(self, *lines: str) -> None:
        self.said.clear()
        for line in lines:
            self.prompt = ""
            os.write(self._keys, f"{line}\n".encode())
            await self._rest.come()

    async def stop(self) -> None:
        """Ctrl-C, as the signal of a terminal."""
        self.said.clear()
        self.voice.keyboard.interrupt()
        await self._rest.come()

    def asks(self, name: str) -> bool:
        """Whether this field is asked for; for "", whether only the submit is left. What a prompt
        has no room for stands in the line above it."""
        words = {"": ["enter"], "notes": ["notes", "empty"]}.get(name, [name])
        return any(word in line.lower() for line in self.said[-2:] for word in words)

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
        if action.label not in "\n".join(self.said):  # an answer that is kept tells it at once
            await self.type("")
        number = re.search(rf"(\d+)\. {action.label}", "\n".join(self.said))
        assert number is not None, self.said
        await self.type(number[1])

    async def close(self) -> None:
        self._journey.cancel()
        await self._rest.come()
        assert self._journey.done(), f"the journey goes on: {self.said}"
        self.voice.keyboard.close()
        os.close(self._keys)
        for stream in self._streams:
            stream.close()


class StillStage(Stage):
    """A stage whose program does all that follows from a key before the next one, as from a
    terminal, and paints what has come of several keys at once."""

    def __init__(self, program: Program, rest: Rest) -> None:
        super().__init__(program)
        self._rest = rest

    async def send(self, event: events.Event, when: float | None = None) -> None:
        event.time = max(event.time, self._next) if when is None else when
        driver = self.program._driver
        assert driver is not None
        driver.process_message(event)
        await self._rest.come()

    async def settle(self) -> None:
        for _frame in range(FRAMES):
            await self._rest.come()
            raise_fault(self.program)
            shown = self.program.screen
            if not (
                shown._layout_required
                or shown._scroll_required
                or shown._repaint_required
                or shown._recompose_required
                or shown._dirty_widgets
                or shown._callbacks
            ):
                return
            shown._on_timer_update()
        raise AssertionError(f"there is always more to paint:\n{self.text}")


class Screen:
    """The voter at the full screen. One program asks one thing after the other."""

    def __init__(self, rest: Rest) -> None:
        self._rest = rest
        self._exits = AsyncExitStack()
        self._journey: asyncio.Future[Any]
        self.stage: StillStage

    async def begin(self) -> None:
        self._over = asyncio.Event()
        stage = on_stage(lambda _dialogue: self._over.wait(), size=TALL)
        program = (await self._exits.enter_async_context(stage)).program
        self.stage = StillStage(program, self._rest)

    async def end(self) -> None:
        self._over.set()
        await self._exits.aclose()

    @property
    def is_broken(self) -> bool:
        return self.stage.program._fault is not None

    async def play(self, journey: Journey) -> None:
        """Begin the ``journey`` as if it were the first: with a trail of its own, and a while after
        the last key of the one before, as a number that follows a letter sooner belongs to it."""
        program = self.stage.program
        program.dialogue.kept = Trail()
        self.stage.pass_by(TEXT_PAUSE)
        with program._context():
            self._journey = asyncio.ensure_future(journey(program.dialogue))
        await self.stage.settle()

    def check(self) -> None:
        """The voter is asked something, sees it, and nothing is under way."""
        if self._journey.done():
            self._journey.result()
        program = self.stage.program
        asked = program.dialogue._open[-1]
        assert program.screen is asked is program.seen, self.stage.text
        assert asked.is_ready, self.stage.text
        assert not asked.is_answered, self.stage.text
        assert not asked.under_way, self.stage.text

    @property
    def form(self) -> FormScreen:
        return self.stage.form

    def shows(self, name: str) -> str:
        """What stands in a field."""
        return plain(self.form._box(name).value)

    async def press(self, *keys: str) -> None:
        await self.stage.press(*keys)
        await self.stage.settle()

    async def type(self, text: str) -> None:
        await self.stage.enter(text)
        await self.stage.settle()

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

    async def close(self) -> None:
        self._journey.cancel()
        await self.stage.settle()
        assert self._journey.done(), f"the journey goes on:\n{self.stage.text}"


class Talk:
    """One place, where the screen and the lines are at once. Whenever the voter leaves it, they
    come back to it from the :data:`HALL`."""

    def __init__(self, players: Players) -> None:
        self.rest = players.rest
        self.screen = players.screen
        self.lines: Lines | None = None
        self.answers: list[Any] = []
        """What the journey is to be answered, each time the voter leaves the place."""
        self._heard: list[list[Any]] = []
        """What it was answered in each voice."""
        self._returns = 0
        """How often the voter has come back."""

    @property
    def is_away(self) -> bool:
        """Whether the voter is in the hall."""
        return len(self.answers) > self._returns

    def begin(self, dialogue: Dialogue) -> Callable[[], Awaitable[Any]]:
        """The place in one voice: a function that asks there."""
        raise NotImplementedError

    async def _journey(self, dialogue: Dialogue) -> None:
        ask, heard = self.begin(dialogue), list[Any]()
        self._heard.append(heard)
        while True:
            heard.append(await ask())
            await dialogue.choose(HALL)

    async def act(self, act: Any) -> None:
        """Do what the voter wants, in each way, unless this is no place for it."""
        raise NotImplementedError

    def compare(self) -> None:
        """Hold what is shown against what is said, and both against the core."""
        raise NotImplementedError

    async def come_back(self) -> bool:
        """Return from the hall. False if the voices may differ in what the voter finds there."""
        self._returns += 1
        await self.screen.press("1", "enter")
        await self.say("1")
        return True

    async def play(self, acts: Sequence[Any], *, speaks: bool = True) -> None:
        if currently_in_test_context():  # of hypothesis
            note(SEEDED)
        await self.screen.play(self._journey)
        self.lines = Lines(self.rest, self._journey) if speaks else None
        try:
            await self.rest.come()
            self._check()
            for act in acts:
                if self.is_away:
                    if not await self.come_back():
                        break
                    self._check()
                await self.act(act)
                self._check()
        finally:
            await self.screen.close()
            if self.lines:
                await self.lines.close()

    async def say(self, *lines: str) -> None:
        if self.lines and lines:
            await self.lines.type(*lines)

    def _check(self) -> None:
        self.screen.check()
        if self.lines:
            self.lines.check()
        assert self._heard == [self.answers] * len(self._heard)
        if not self.is_away:
            self.compare()
