"""At a listing, both voices show the same rows and come to the same answer."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, Final

from hypothesis import given, seed, settings
from hypothesis import strategies as st

from tests.conversation.booking import MAIL
from tests.conversation.players import PHASES, SEED, TALKS, Players, Talk
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
            key="roll",
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


class Reading(Talk):
    """One listing, which both voices read."""

    def __init__(
        self, names: Sequence[str], batch: int, failing: set[str], players: Players
    ) -> None:
        super().__init__(players)
        self.make = partial(Roll, names, batch, failing)
        self.rows = self.make().rows
        self.unfetched = {*failing}
        self._is_said = True
        """Whether the lines have said all that is found."""
        self._fetch("")

    def begin(self, dialogue: Dialogue) -> Callable[[], Awaitable[Any]]:
        return partial(dialogue.browse, self.make().listing())

    @property
    def found(self) -> Sequence[Row]:
        return [] if self.failed else [row for row in self.rows if self.search in row.label]

    @property
    def _is_in_search(self) -> bool:
        """Whether the screen's focus is in the search."""
        front = self.screen.stage.program.front
        return front is not None and front.takes_text

    def _fetch(self, search: str) -> None:
        self.search, self.failed = search, search in self.unfetched
        self.unfetched.discard(search)

    async def come_back(self) -> bool:
        """A voter who has not gone back finds the same search, and has heard its rows."""
        is_known = self.answers[-1] != BACK and bool(self.found)
        self._fetch("" if self.answers[-1] == BACK else self.search)
        self._is_said = not is_known
        return await super().come_back()

    async def act(self, act: tuple[str, int]) -> None:
        does, number = act
        match does:
            case "search" if not self.failed:
                if self.search:
                    await self.act(("back", 0))
                    self._check()
                    if self.failed:
                        return
                self._fetch(word := WORDS[number % len(WORDS)])
                if not self._is_in_search:
                    await self.screen.press("/")
                await self.screen.stage.enter(word)
                await self.screen.press("enter")
                await self.say(word)
                self._is_said = True
            case "retry" if self.failed:
                self._fetch(self.search)
                await self.screen.press("f5")
                await self.say("")
                self._is_said = True
            case "back":
                if self.search:
                    self._fetch("")
                    self._is_said = True
                else:
                    self.answers.append(BACK)
                await self.screen.press("escape")
                await self.say("/back")
            case "open" if self.found and not self.search:
                row = number % len(self.found)
                self.answers.append(Opened(self.found[row].key))
                if self._is_in_search:
                    await self.screen.press("down")
                await self.screen.press(str(row + 1))
                await self.screen.press("enter")
                await self.say(str(row + 1))
            case "mail":
                self.answers.append(Took(MAIL.name))
                await self.screen.press("f3")
                await self.say(f"/{MAIL.word}")

    def compare(self) -> None:
        assert self.lines
        shown, said = self.screen.stage.text, "\n".join(self.lines.said)
        words = [row.label for row in self.found]
        if self.failed or not self.found:
            words = [FAILS if self.failed else "No such name." if self.search else "Nobody yet."]
        assert all(word in shown for word in words), shown
        if self._is_said:
            assert all(word in said for word in words), said
        others = [row.label for row in self.rows if row not in self.found]
        assert not any(label in said for label in others), said
        assert not any(label in shown for label in others)


@seed(SEED)
@settings(max_examples=TALKS, database=None, phases=PHASES)
@given(
    names=st.lists(st.sampled_from(NAMES), max_size=9),
    batch=st.integers(1, 9),
    failing=st.sets(st.sampled_from(["", *WORDS])),
    acts=ACTS,
)
def test_a_listing(
    players: Players, names: list[str], batch: int, failing: set[str], acts: list[tuple[str, int]]
) -> None:
    players.run(Reading(names, batch, failing, players).play(acts))
