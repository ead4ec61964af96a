"""Both voices and the core come to the same, whatever the voter wants and the portal does.

``TALKS`` says how many forms of a kind, menus and listings (``make torture``: 2,000),
``TALKS_SEED`` which ones; a failure shows the shortest acts that lead to it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final, NamedTuple

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from tests.conversation.booking import MAIL, Booking
from tests.conversation.players import PHASES, SEED, TALKS, Core, Players, Talk, sentences
from tui_voter.dialogue import BACK, NO, SEND, Dialogue, Took

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
    *("renew", "compute", "expire", "mail", "leave"),
)


class Act(NamedTuple):
    """What the voter wants: one of :data:`WANTS`."""

    does: str
    field: int
    text: int
    end: str
    """What the portal then does."""
    slow: str
    """Whether its answer to a submit takes a while: "" if not, "wait", or "stop" for a voter who
    does not wait for it."""


ACTS: Final = st.lists(
    st.builds(
        Act,
        st.sampled_from(WANTS),
        st.integers(0, 3),
        st.integers(0, 4),
        st.sampled_from(ENDS),
        st.sampled_from(["", "", "", "wait", "stop"]),
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


class Both(Talk):
    """One form, filled in by all players; without ``speaks``, fields are taken at will."""

    def __init__(
        self, names: Sequence[str], ways_out: int, players: Players, *, speaks: bool
    ) -> None:
        super().__init__(players)
        self._can_go_back, self._actions = bool(ways_out % 2), [MAIL] * (ways_out // 2)
        self._names = names
        self._in_turn = speaks
        self.core = Core(self._booking(), at_will=not speaks)
        self.answers = self.core.answers
        self._bookings = [self.core.booking]

    def _booking(self) -> Booking:
        return Booking(self._names, can_go_back=self._can_go_back, actions=self._actions)

    def begin(self, dialogue: Dialogue) -> Callable[[], Awaitable[Any]]:
        booking = self._booking()
        booking.dialogue = dialogue
        self._bookings.append(booking)
        return lambda: dialogue.ask(booking.form)

    async def come_back(self) -> bool:
        """A screen keeps what was refused in sight, to be corrected; line by line, it is gone."""
        if any(map(self.core.filling.is_refused, self._names)):
            return False
        self.core.come()
        await super().come_back()
        await self._come_to_captcha()
        return True

    async def act(self, act: Act) -> None:
        core, asked = self.core, self.core.asked
        captcha = asked == "captcha" if self._in_turn else "captcha" in self._names
        fails = act.does in ("renew", "compute") and not act.text
        self._next("fail" if fails else act.end, is_slow=bool(act.slow))
        match act.does:
            case "answer":
                name = self._names[act.field % len(self._names)]
                if self._in_turn and not (name := asked) and self._can_answer_anew(act):
                    name = "name"
                text = TEXTS[name][act.text % len(TEXTS[name])] if name else ""
                if name and self._can_type(name, text):
                    await self._answer(act, name, text)
            case "keep" if self._in_turn and asked and (kept := core.kept(asked)):
                await self._answer(act, asked, kept)
            case "back" if self._in_turn and core.leads_back:
                core.back()
                moves = core.asked not in ("", asked)
                await (self.screen.go_to(core.asked) if moves else self.screen.press("escape"))
                await self.say("/back")
            case "submit" if not (self._in_turn and asked):
                await self._submit(act, says=[""])
            case "renew" if captcha:
                await core.renew()
                await self.screen.press("f5")
                await self.say("/another")
            case "compute" if captcha:
                computed = await core.compute()
                await self.screen.press("ctrl+o")
                await self.say("")
                if computed and self._in_turn and core.type("captcha", core.text("captcha")):
                    await self._submit(act)
            case "expire" if self._in_turn and not captcha and not self._shows_captcha:
                for booking in self._bookings:
                    booking.expired = True
            case "mail" if self._actions:
                core.leave(Took(MAIL.name))
                await self.screen.press("f3")
                if self.lines:
                    await self.lines.act(MAIL, asked)
            case "leave" if self._can_go_back:
                core.leave(BACK)
                await self.screen.press("escape")
                for _field in (*self._names, ""):  # line by line, they go back one by one
                    if self._heard[-1] != self.answers:
                        await self.say("/back")
        await self._come_to_captcha()
        first, *others = self._bookings
        for booking in others:
            assert booking.sent == first.sent
            assert booking.numbers == first.numbers

    def _can_answer_anew(self, act: Act) -> bool:
        """Whether the only answer may be typed anew at once where it may only be sent again."""
        is_said = bool(TEXTS["name"][act.text % len(TEXTS["name"])])
        return self._names == ["name"] and is_said and not self.core.filling.is_over

    @property
    def _shows_captcha(self) -> bool:
        """Whether an answer to the captcha is in sight, which its end does not take away. Line by
        line it is not, and is asked anew."""
        return "captcha" in self._names and bool(self.core.text("captcha"))

    def _next(self, end: str, *, is_slow: bool) -> None:
        """What the portal does next."""
        decides = end.removeprefix("confirm ")
        keys = [option.key for option in self.core.booking.decisions]
        self.core.decides = SEND if decides == "send" else decides if decides in keys else NO
        for booking in self._bookings:
            booking.next = "busy" if end == "spend" and "captcha" not in self._names else end
            booking.is_slow = is_slow
            booking.released.clear()

    def _can_type(self, name: str, text: str) -> bool:
        """Whether ``text`` can be an answer: a choice is not undone; and line by line, Enter alone
        keeps what is kept, leads to other ways, or has the computer answer."""
        if text:
            return True
        if self._in_turn:
            return name == "notes" or (name == "name" and not self.core.kept(name))
        return name != "question" or not self.core.text(name)

    async def _answer(self, act: Act, name: str, text: str) -> None:
        core, screen = self.core, self.screen
        before, kept = core.text(name), core.kept(name) if core.asked else ""
        taken = core.type(name, text)
        await screen.answer(name, text)
        for repeat, of in core.filling.repeats.items():
            is_kept = of == name and repeat not in core.filling.wanted
            if self._in_turn and is_kept and core.text(repeat) != screen.shows(repeat):
                await screen.answer(repeat, core.text(repeat))
        if self.lines:
            await self.lines.answer(name, text, before, kept)
        is_last = name == self._names[-1] != "notes"
        if taken and (not core.asked if self._in_turn else is_last):
            await self._submit(act, entered=is_last)

    async def _submit(self, act: Act, *, entered: bool = False, says: Sequence[str] = ()) -> None:
        """Enter in the last field has submitted on the screen; line by line, the last answer."""
        submitting = asyncio.ensure_future(self.core.submit())
        if not entered:
            await self.screen.press("ctrl+s")
        await self.say(*says)
        await self.rest.come()
        if not submitting.done():
            await self._wait_for(submitting, stops=act.slow == "stop")
        if self.core.was_asked:
            self.core.was_asked = False
            keys = [option.key for option in self.core.booking.decisions]
            number = str(keys.index(self.core.decides) + 1)
            await self.screen.press(number)
            await self.screen.press("enter")
            await self.say(number)
            if self.core.decides in self._names:
                assert self.screen.stage.focused == self.core.decides

    async def _wait_for(self, submitting: asyncio.Future[None], *, stops: bool) -> None:
        """While the portal does not answer, what is typed on the screen does nothing."""
        await self.screen.press("x", "enter", "ctrl+s")
        if stops:
            submitting.cancel()
            await self.screen.press("escape")
            if self.lines:
                await self.lines.stop()
        else:
            for booking in self._bookings:
                booking.released.set()
            await self.screen.stage.settle()

    async def _come_to_captcha(self) -> None:
        """Whoever comes to a captcha that has expired is asked another question."""
        filling = self.core.filling
        if not self.is_away and self._in_turn and self.core.asked == "captcha":
            await self.screen.go_to("captcha")
            if filling.is_running_out("captcha"):
                await self.core.renew()

    def compare(self) -> None:
        core, screen, lines = self.core, self.screen, self.lines
        shown = {name: screen.shows(name) for name in self._names}
        assert shown == {name: core.text(name) for name in self._names}
        seen = screen.stage.text
        assert sentences(seen) == core.wrong, seen
        assert f"[ {core.filling.button} ]" in seen
        if lines:
            assert lines.asks(core.asked), lines.said
            assert sentences(" ".join(lines.said)) == core.wrong_here, lines.said
            if core.asked == "name":
                kept = core.kept("name")
                said = [line for line in lines.said if line.startswith("Enter: ")]
                assert said == [f"Enter: {kept}"] * bool(kept), lines.said


@pytest.mark.parametrize("speaks", [True, False], ids=["in turn", "at will"])
@seed(SEED)
@settings(max_examples=TALKS, database=None, phases=PHASES)
@given(names=FORMS, ways_out=st.integers(0, 3), acts=ACTS)
def test_a_form(
    players: Players, speaks: bool, names: list[str], ways_out: int, acts: list[Act]
) -> None:
    talk = Both(names, ways_out, players, speaks=speaks)
    players.run(talk.play(acts, speaks=speaks))


def test_a_wrong_answer_to_a_captcha_that_expires_is_forgotten_with_it(players: Players) -> None:
    talk = Both(["question", "captcha"], 0, players, speaks=True)
    does = ("answer", "answer", "back", "expire", "answer")
    players.run(talk.play([Act(each, 0, 0, "spend", "") for each in does]))
    assert talk.core.asked == "captcha"
    assert not talk.core.wrong


def test_who_corrects_one_answer_is_led_to_it(players: Players) -> None:
    talk = Both(["name", "question", "captcha"], 0, players, speaks=True)
    players.run(talk.play([Act("answer", 0, 0, "confirm question", "")] * 3))
    assert talk.core.asked == "question"
