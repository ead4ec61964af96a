"""Both voices and the core come to the same, whatever the voter wants and the portal does.

``TALKS`` says how many forms of a kind, or menus (``make torture``: 2,000),
``TALKS_SEED`` which ones; a failure shows the shortest acts that lead to it.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import pytest
from hypothesis import given, note, seed, settings
from hypothesis import strategies as st

from tests.conversation.booking import HIDDEN, MAIL, Booking
from tests.conversation.players import (
    PHASES,
    SEED,
    SEEDED,
    TALKS,
    Core,
    Lines,
    Screen,
    sentences,
)
from tui_voter.conversation.ways import ways
from tui_voter.dialogue import BACK, NO, SEND, Dialogue, Heading, Role, Took

TEXTS: Final = {
    "name": ("Ada", "Bo", "A1", ""),
    "question": ("q1", "q2", ""),
    "answer": ("soup", "stew", "SOUP", "abc", ""),
    "again": ("soup", "stew", "SOUP", ""),
    "notes": ("one", "one\ntwo", "three", ""),
    "captcha": ("1", "2", ""),
}
ENDS: Final = (
    *("accept", "accept", "busy", "wait", "wrong", "end"),
    *(f"refuse {name}".removesuffix(" name") for name in ("name", "question", "again", "notes")),
    *("spend", "confirm send", "confirm no"),
    *(f"confirm {name}" for name in TEXTS),
)
WANTS: Final = (
    *(["answer"] * 10 + ["keep", "back", "submit"] * 2),
    *("renew", "compute", "expire", "look", "mail", "leave"),
)


class Act(NamedTuple):
    """What the voter wants: one of :data:`WANTS`."""

    does: str
    field: int
    text: int
    end: str
    """What the portal then does."""


ACTS: Final = st.lists(
    st.builds(
        Act,
        st.sampled_from(WANTS),
        st.integers(0, 3),
        st.integers(0, 4),
        st.sampled_from(ENDS),
    ),
    min_size=4,
    max_size=20,
)
FORMS: Final = (
    st.lists(st.sampled_from([*TEXTS]), min_size=1, max_size=4, unique=True)
    .map(
        lambda names: [
            name for name in TEXTS if name in names and (name != "again" or "answer" in names)
        ]
    )
    .filter(bool)
)


class Both:
    """One form, filled in by all players; without ``lines``, fields are taken at will."""

    def __init__(self, names: Sequence[str], ways_out: int, screen: Screen, *, lines: bool) -> None:
        self._can_go_back, self._actions = bool(ways_out % 2), [MAIL] * (ways_out // 2)
        self._names = names
        self._in_turn = lines
        self.core = Core(self._booking(), at_will=not lines)
        self.screen = screen
        self._bookings = [self.core.booking]

    def _booking(self) -> Booking:
        return Booking(self._names, can_go_back=self._can_go_back, actions=self._actions)

    async def _journey(self, dialogue: Dialogue) -> Any:
        booking = self._booking()
        booking.dialogue = dialogue
        self._bookings.append(booking)
        return await dialogue.ask(booking.form)

    async def play(self, acts: Sequence[Act]) -> None:
        note(SEEDED)
        await self.screen.play(self._journey)
        self.lines = Lines(self._journey) if self._in_turn else None
        try:
            if self.lines:
                await self.lines.settled()
            await self._come_to_captcha()
            await self.screen.agree(self._compare)
            for act in acts:
                if self.core.outcome:
                    break
                await self._act(act)
                await self.screen.agree(self._compare)
        finally:
            await self.screen.close()
            if self.lines:
                await self.lines.close()

    async def _act(self, act: Act) -> None:
        """What the voter wants, unless this is no place for it."""
        core, asked = self.core, self.core.asked
        captcha = asked == "captcha" if self._in_turn else "captcha" in self._names
        fails = act.does in ("renew", "compute") and not act.text
        self._next("fail" if fails else act.end)
        match act.does:
            case "answer":
                name = self._names[act.field % len(self._names)]
                if self._in_turn and not (name := asked) and self._can_answer_anew(act):
                    name = "name"
                text = TEXTS[name][act.text % len(TEXTS[name])] if name else ""
                if name and self._can_type(name, text):
                    await self._answer(name, text)
            case "keep" if self._in_turn and asked and (kept := core.kept(asked)):
                await self._answer(asked, kept)
            case "back" if self._in_turn and self._can_go_back:
                core.back()
                moves = core.asked not in ("", asked)
                await (self.screen.go_to(core.asked) if moves else self.screen.press("escape"))
                await self._say("/back")
            case "submit" if not (self._in_turn and asked):
                await self._submit(says=[""])
            case "renew" if captcha:
                await core.renew()
                await self.screen.press("f5")
                await self._say("/another")
            case "compute" if captcha:
                computed = await core.compute()
                await self.screen.press("ctrl+o")
                await self._say("")
                if computed and self._in_turn and core.type("captcha", core.text("captcha")):
                    await self._submit()
            case "expire" if self._in_turn and not captcha:
                for booking in self._bookings:
                    booking.expired = True
            case "mail" if self._actions and not (asked in HIDDEN and core.kept(asked)):
                core.leave(Took(MAIL.name))
                await self.screen.press("f3")
                if self.lines:
                    await self.lines.act(MAIL, asked)
            case "look" if self.lines and not core.hint:
                await self._look(self.lines)
            case "leave" if self._can_go_back:
                core.leave(BACK)
                await self.screen.press("escape")
                if self.lines:
                    await self.lines.leave()
        await self._come_to_captcha()

    def _can_answer_anew(self, act: Act) -> bool:
        """Whether the only answer may be typed anew at once where it may only be sent again."""
        is_said = bool(TEXTS["name"][act.text % len(TEXTS["name"])])
        return self._names == ["name"] and is_said and not self.core.filling.is_over

    def _next(self, end: str) -> None:
        """What the portal does next."""
        decides = end.removeprefix("confirm ")
        keys = [option.key for option in self.core.booking.decisions]
        self.core.decides = SEND if decides == "send" else decides if decides in keys else NO
        for booking in self._bookings:
            booking.next = "busy" if end == "spend" and "captcha" not in self._names else end

    def _can_type(self, name: str, text: str) -> bool:
        """Whether ``text`` can be an answer: a choice is not undone; and line by line, Enter alone
        keeps what is kept, leads to other ways, or has the computer answer."""
        if text:
            return True
        if self._in_turn:
            return name == "notes" or (name == "name" and not self.core.kept(name))
        return name != "question" or not self.core.text(name)

    async def _answer(self, name: str, text: str) -> None:
        core, screen = self.core, self.screen
        before, kept = core.text(name), core.kept(name)
        taken = core.type(name, text)
        await screen.answer(name, text)
        for repeat, of in core.filling.repeats.items():
            if self._in_turn and of == name and text == kept != screen.shows(repeat):
                await screen.answer(repeat, core.text(repeat))  # it is kept, too
        if self.lines:
            await self.lines.answer(name, text, before, kept)
        is_last = name == self._names[-1] != "notes"
        if taken and (not core.asked if self._in_turn else is_last):
            await self._submit(entered=is_last)

    async def _submit(self, *, entered: bool = False, says: Sequence[str] = ()) -> None:
        """Enter in the last field has submitted on the screen; line by line, the last answer."""
        await self.core.submit()
        if not entered:
            await self.screen.press("ctrl+s" if self.screen.stage.focused else "enter")
        await self._say(*says)
        if self.core.was_asked:
            self.core.was_asked = False
            keys = [option.key for option in self.core.booking.decisions]
            number = str(keys.index(self.core.decides) + 1)
            await self.screen.press(number)
            await self.screen.press("enter")
            await self._say(number)

    async def _say(self, *lines: str) -> None:
        if self.lines and lines:
            await self.lines.type(*lines)

    async def _look(self, lines: Lines) -> None:
        """The help of both voices tells the ways that the core knows, and no other."""
        asked = self.core.asked
        offered = {way.role for way in ways(self.core.booking.form, Heading())}
        shown = await self.screen.help()
        for role, on_screen, said in (
            (Role.BACK, r"Esc {2,}", "/back:"),
            (Role.MAIL, r"F3 {2,}", "/mail:"),
            (Role.RENEW, r"F5 {2,}", "/another:"),
        ):
            assert bool(re.search(on_screen, shown)) == (role in offered), shown
            # Where any word may be the answer, actions have a number; a captcha is asked in turn.
            has_word = (
                role is Role.BACK
                or asked == "captcha"
                or (role is Role.MAIL and asked not in HIDDEN)
            )
            assert (said in await lines.help()) == (role in offered and has_word), lines.said

    async def _come_to_captcha(self) -> None:
        """Whoever comes to a captcha that has expired is asked another question."""
        filling = self.core.filling
        if not self.core.outcome and self._in_turn and self.core.asked == "captcha":
            await self.screen.go_to("captcha")
            if filling.has_expired("captcha"):
                await self.core.renew()

    def _compare(self) -> None:
        core, screen, lines = self.core, self.screen, self.lines
        played = [screen.journey, *([lines.journey] if lines else [])]
        outcomes = [voice.result() if voice.done() else None for voice in played]
        assert outcomes == [core.outcome] * len(played)
        first, *others = self._bookings
        for booking in others:
            assert booking.sent == first.sent
            assert booking.numbers == first.numbers
        if core.outcome:
            return
        shown = {name: screen.shows(name) for name in self._names}
        assert shown == {name: core.text(name) for name in self._names}
        assert sentences(screen.stage.text) == core.wrong, screen.stage.text
        assert f"[ {core.filling.button} ]" in screen.stage.text
        if lines:
            assert lines.asks(core.asked), lines.said
            assert sentences(" ".join(lines.said)) == core.wrong_here, lines.said
            if core.asked == "name":
                kept = core.kept("name")
                said = [line for line in lines.said if line.startswith("Enter: ")]
                assert said == [f"Enter: {kept}"] * bool(kept), lines.said


@pytest.mark.parametrize("lines", [True, False], ids=["in turn", "at will"])
@pytest.mark.timeout(600 + TALKS)
@seed(SEED)
@settings(max_examples=TALKS, database=None, phases=PHASES)
@given(names=FORMS, ways_out=st.integers(0, 3), acts=ACTS)
def test_a_form(
    runner: asyncio.Runner,
    screen: Screen,
    lines: bool,
    names: list[str],
    ways_out: int,
    acts: list[Act],
) -> None:
    runner.run(Both(names, ways_out, screen, lines=lines).play(acts))
