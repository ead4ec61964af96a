"""At a listing, both voices show the same rows and come to the same answer."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import pytest
from hypothesis import given, note, seed, settings
from hypothesis import strategies as st

from tests.conversation.booking import MAIL
from tests.conversation.players import PHASES, SEED, SEEDED, TALKS, Lines, Screen
from tui_voter.dialogue import (
    BACK,
    Batch,
    Dialogue,
    FieldError,
    Listing,
    Opened,
    Page,
    Refused,
    Row,
    Took,
)

NAMES: Final = ("Martin", "Durand", "Petit")
WORDS: Final = (*NAMES, "Nobody")
FAILS: Final = "The portal does not answer."
WANTS: Final = ("search", "search", "retry", "back", "open", "mail")
ACTS: Final = st.lists(st.tuples(st.sampled_from(WANTS), st.integers(0, 8)), max_size=8)


class Roll:
    """Rows in batches. The first fetch of each search in ``failing`` is refused."""

    def __init__(self, names: Sequence[str], batch: int, failing: set[str]) -> None:
        self.rows = [Row(f"r{n}", f"{name} {n}") for n, name in enumerate(names, 1)]
        self._batch = batch
        self._failing = {*failing}

    def listing(self) -> Listing:
        return Listing(
            title="Roll",
            fetch=self._fetch,
            empty="Nobody yet.",
            search_label="Name",
            nothing_found="No such name.",
            opens=self._open,
            actions=[MAIL],
        )

    async def _open(self, key: str) -> Page:
        return Page(title=key, blocks=[])

    async def _fetch(self, search: str, after: str) -> Batch:
        if search in self._failing:
            self._failing.discard(search)
            raise Refused(FieldError("", FAILS, "no answer"))
        rows = [row for row in self.rows if search in row.label]
        end = int(after or 0) + self._batch
        return Batch(rows[int(after or 0) : end], str(end) if end < len(rows) else "", len(rows))


class Reading:
    """One listing, which all players read."""

    def __init__(self, names: Sequence[str], batch: int, failing: set[str], screen: Screen) -> None:
        self.make = partial(Roll, names, batch, failing)
        self.rows = self.make().rows
        self.unfetched = {*failing}
        self.search = ""
        self.failed = False
        self.screen = screen
        self.outcome: Any = None

    @property
    def found(self) -> Sequence[Row]:
        return [] if self.failed else [row for row in self.rows if self.search in row.label]

    async def play(self, acts: Sequence[tuple[str, int]]) -> None:
        note(SEEDED)

        async def journey(dialogue: Dialogue) -> Any:
            return await dialogue.browse(self.make().listing())

        self._fetch("")
        await self.screen.play(journey)
        self.lines = Lines(journey)
        try:
            await self.lines.settled()
            await self.screen.agree(self._compare)
            for does, number in acts:
                if self.outcome is None and await self._act(does, number):
                    await self.screen.agree(self._compare)
        finally:
            await self.screen.close()
            await self.lines.close()

    def _fetch(self, search: str) -> None:
        self.search, self.failed = search, search in self.unfetched
        self.unfetched.discard(search)

    async def _act(self, does: str, number: int) -> bool:
        """Whether this is a place for what the voter wants."""
        match does:
            case "search" if not self.failed:
                if self.search:
                    await self._act("back", 0)
                    await self.screen.agree(self._compare)
                    if self.failed:
                        return False
                self._fetch(word := WORDS[number % len(WORDS)])
                front = self.screen.stage.program.front
                if front is not None and not front.takes_text:  # the focus may be in the search
                    await self.screen.press("/")
                await self.screen.stage.enter(word)
                await self.screen.press("enter")
                await self.lines.type(word)
            case "retry" if self.failed:
                self._fetch(self.search)
                await self.screen.press("f5")
                await self.lines.type("")
            case "back":
                if self.search:
                    self._fetch("")
                else:
                    self.outcome = BACK
                await self.screen.press("escape")
                await self.lines.type("/back")
            case "open" if self.found and not self.search:
                row = number % len(self.found)
                self.outcome = Opened(self.found[row].key)
                await self.screen.press(str(row + 1))
                await self.screen.press("enter")
                await self.lines.type(str(row + 1))
            case "mail":
                self.outcome = Took(MAIL.name)
                await self.screen.press("f3")
                await self.lines.type(f"/{MAIL.word}")
            case _:
                return False
        return True

    def _compare(self) -> None:
        for journey in (self.screen.journey, self.lines.journey):
            assert (journey.result() if journey.done() else None) == self.outcome
        if self.outcome is not None:
            return
        said = "\n".join(self.lines.said)
        words = [row.label for row in self.found]
        if self.failed or not self.found:
            words = [FAILS if self.failed else "No such name." if self.search else "Nobody yet."]
        assert all(word in self.screen.stage.text for word in words), self.screen.stage.text
        assert all(word in said for word in words), said
        others = [row.label for row in self.rows if row not in self.found]
        assert not any(label in said for label in others), said
        if not self.failed:  # where another search has failed, the screen keeps its rows
            assert not any(label in self.screen.stage.text for label in others)


@pytest.mark.timeout(600 + TALKS)
@seed(SEED)
@settings(max_examples=TALKS, database=None, phases=PHASES)
@given(
    names=st.lists(st.sampled_from(NAMES), max_size=9),
    batch=st.integers(1, 9),
    failing=st.sets(st.sampled_from(["", *WORDS])),
    acts=ACTS,
)
def test_a_listing(
    runner: asyncio.Runner,
    screen: Screen,
    names: list[str],
    batch: int,
    failing: set[str],
    acts: list[tuple[str, int]],
) -> None:
    runner.run(Reading(names, batch, failing, screen).play(acts))
