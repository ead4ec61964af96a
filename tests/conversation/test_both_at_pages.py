"""At a page, both voices tell the same text and come to the same answer."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, Final

from hypothesis import given, seed, settings
from hypothesis import strategies as st

from tests.conversation.booking import MAIL
from tests.conversation.players import PHASES, SEED, TALKS, Players, Talk
from tui_voter.dialogue import BACK, Action, Block, Dialogue, Facts, Items, Page, Prose, Title, Took

KINDS: Final = ("title", "prose", "items", "numbered", "facts")
BLOCKS: Final = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 4)), max_size=5)
ACTIONS: Final = st.lists(
    st.sampled_from([Action("on", "Go on"), Action("aside", "Look aside"), MAIL]),
    max_size=3,
    unique_by=lambda action: action.name,
)
WANTS: Final = ("read", "back", "choose", "mail")
ACTS: Final = st.lists(st.tuples(st.sampled_from(WANTS), st.integers(0, 2)), max_size=8)


def block_of(number: int, kind: str, count: int) -> tuple[Block, Sequence[str]]:
    """A block of this kind, and its texts, of which no other block has any."""
    texts = [f"Text {number}.{n} of {kind}" for n in range(1, count + 1)]
    match kind:
        case "title":
            return Title(texts[0], count % 2 + 1), texts[:1]
        case "prose":
            return Prose(texts[0]), texts[:1]
        case "facts":
            return Facts([(text, f"{text}, told") for text in texts]), texts
    return Items(texts, numbered=kind == "numbered"), texts


class Reader(Talk):
    """One page, which both voices tell."""

    def __init__(
        self,
        blocks: Sequence[tuple[str, int]],
        actions: Sequence[Action],
        players: Players,
        *,
        can_go_back: bool,
    ) -> None:
        super().__init__(players)
        made = [block_of(number, *each) for number, each in enumerate(blocks, 1)]
        self.texts = [text for _block, texts in made for text in texts]
        self.page = Page(
            title="Notice",
            key="page",
            blocks=[block for block, _texts in made],
            actions=actions,
            can_go_back=can_go_back,
        )
        self._told: list[str] = []
        """What the lines have said since the voter came, or last went back."""

    def begin(self, dialogue: Dialogue) -> Callable[[], Awaitable[Any]]:
        return partial(dialogue.show, self.page)

    async def come_back(self) -> bool:
        if self.answers[-1] == BACK:
            self._told.clear()
        return await super().come_back()

    async def act(self, act: tuple[str, int]) -> None:
        does, number = act
        actions = self.page.actions
        match does:
            case "read":
                await self._read()
            case "back" if self.page.can_go_back:
                self.answers.append(BACK)
                await self.screen.press("escape")
                await self.say("/back")
            case "choose" if actions:
                action = actions[number % len(actions)]
                for _action in actions:
                    focused = self.screen.stage.program.focused
                    if focused is None or focused.name != action.name:
                        await self.screen.press("tab")
                await self._take(action, "enter")
            case "mail" if MAIL in actions:
                await self._take(MAIL, "f3")

    async def _take(self, action: Action, key: str) -> None:
        """Line by line, by its number, or by Enter where it is the only one."""
        await self._read()
        self.answers.append(Took(action.name))
        await self.screen.press(key)
        number = re.search(rf"(\d+)\. {action.label}", "\n".join(self._told))
        await self.say(number[1] if number else "")

    async def _read(self) -> None:
        """Line by line, Enter leads to the next part."""
        for _part in self.texts:
            if not self._has_told(self.texts[-1]):
                await self.say("")
                self._check()
        assert all(map(self._has_told, self.texts)), self._told

    def _has_told(self, text: str) -> bool:
        return any(text in line for line in self._told)

    def compare(self) -> None:
        assert self.lines
        self._told += self.lines.said
        shown = self.screen.stage.text
        words = [*self.texts, *(action.label for action in self.page.actions)]
        assert all(word in shown for word in words), shown


@seed(SEED)
@settings(max_examples=TALKS, database=None, phases=PHASES)
@given(blocks=BLOCKS, actions=ACTIONS, can_go_back=st.booleans(), acts=ACTS)
def test_a_page(
    players: Players,
    blocks: list[tuple[str, int]],
    actions: list[Action],
    can_go_back: bool,
    acts: list[tuple[str, int]],
) -> None:
    players.run(Reader(blocks, actions, players, can_go_back=can_go_back).play(acts))
