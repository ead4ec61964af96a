"""At a menu, both voices and the core show the same options and come to the same answer."""

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
from tui_voter.conversation.choosing import Choosing
from tui_voter.dialogue import BACK, Dialogue, Menu, Opened, Option, Took

LABELS: Final = ("Soupe", "Thé noir", "Salade d’été", "Pâtes", "Riz au lait")
SECTIONS: Final = ("", "Plats", "Desserts")
WORDS: Final = ("soupe", "THE", "é", "plats", "a", "au lait", "qq")
MENUS: Final = st.builds(
    lambda options, **kinds: Menu(
        title="Carte",
        options=[
            Option(f"o{n}", f"{label} {n}", section)
            for n, (section, label) in enumerate(sorted(options), 1)
        ],
        **kinds,
    ),
    st.lists(st.tuples(st.sampled_from(SECTIONS), st.sampled_from(LABELS)), min_size=1, max_size=9),
    filters=st.booleans(),
    irrevocable=st.booleans(),
    can_go_back=st.booleans(),
    actions=st.sampled_from([(), (MAIL,)]),
)
WANTS: Final = ("find", "find", "find", "back", "enter", "choose", "mail")
ACTS: Final = st.lists(st.tuples(st.sampled_from(WANTS), st.integers(0, 8)), max_size=8)


class Choice:
    """One menu, where all players choose."""

    def __init__(self, menu: Menu, screen: Screen) -> None:
        self.menu = menu
        self.core = Choosing(menu.options, filters=menu.filters, irrevocable=menu.irrevocable)
        self.core.begin()
        self.screen = screen
        self.outcome: Any = None

    async def play(self, acts: Sequence[tuple[str, int]]) -> None:
        note(SEEDED)

        async def journey(dialogue: Dialogue) -> Any:
            return await dialogue.choose(self.menu)

        await self.screen.play(journey)
        self.lines = Lines(journey)
        try:
            await self.lines.settled()
            await self.screen.agree(partial(self._compare, is_listed=True))
            for does, number in acts:
                if self.outcome is None:
                    is_listed = await self._act(does, number)
                    await self.screen.agree(partial(self._compare, is_listed=is_listed))
        finally:
            await self.screen.close()
            await self.lines.close()

    async def _act(self, does: str, number: int) -> bool:
        """Whether the lines have listed what is left."""
        core, menu = self.core, self.menu
        match does:
            case "find" if menu.filters and self._can_find(word := WORDS[number % len(WORDS)]):
                if core.typed:
                    await self._back()
                self.screen.stage.pass_by(1)
                await self.screen.stage.enter(word)
                await self.screen.settled()
                await self.lines.type(word)
                return core.type(word)
            case "back":
                return await self._back()
            case "enter" if menu.irrevocable and core.taken is None and not core.typed:
                await self.screen.press("enter")
                await self.lines.type("")
                return menu.filters
            case "choose":
                index = number % len(menu.options)
                self.outcome = Opened(menu.options[index].key)
                await self.screen.press(str(index + 1))
                await self.screen.press("enter")
                await self.lines.type(str(index + 1))
            case "mail" if menu.actions:
                self.outcome = Took(MAIL.name)
                await self.screen.press("f3")
                await self.lines.type(str(len(menu.options) + 1))
        return False

    def _can_find(self, word: str) -> bool:
        """Whether it is found, or none of its letters is: the screen narrows with each of them."""
        return word == "qq" or Choosing(self.menu.options).type(word)

    async def _back(self) -> bool:
        is_listed = self.core.back()
        if not is_listed and self.menu.can_go_back:
            self.outcome = BACK
        await self.screen.press("escape")
        await self.lines.type("/back")
        return is_listed

    def _compare(self, *, is_listed: bool) -> None:
        for journey in (self.screen.journey, self.lines.journey):
            assert (journey.result() if journey.done() else None) == self.outcome
        if self.outcome is not None:
            return
        shown, said = self.screen.stage.text, "\n".join(self.lines.said)
        labels = [option.label for option in self.menu.options]
        left = [label for n, label in enumerate(labels) if n in self.core.found]
        assert [label for label in labels if label in shown] == left, shown
        if is_listed:
            assert [label for label in labels if f". {label}" in said] == left, said
        if self.core.misses:
            assert self.core.nothing_found in shown
            assert self.core.nothing_found in said


@pytest.mark.timeout(600 + TALKS)
@seed(SEED)
@settings(max_examples=TALKS, database=None, phases=PHASES)
@given(menu=MENUS, acts=ACTS)
def test_a_menu(
    runner: asyncio.Runner, screen: Screen, menu: Menu, acts: list[tuple[str, int]]
) -> None:
    runner.run(Choice(menu, screen).play(acts))
