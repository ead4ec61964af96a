"""At a menu, both voices and the core show the same options and come to the same answer."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Final

from hypothesis import given, seed, settings
from hypothesis import strategies as st

from tests.conversation.booking import MAIL
from tests.conversation.players import PHASES, SEED, TALKS, Players, Talk
from tui_voter.conversation.choosing import Choosing
from tui_voter.dialogue import BACK, Dialogue, Menu, Opened, Option, Took

LABELS: Final = ("Soupe", "Thé noir", "Salade d’été", "Pâtes", "Riz au lait")
SECTIONS: Final = ("", "Plats", "Desserts")
WORDS: Final = ("soupe", "THE", "é", "plats", "a", "au lait", "qq")
MENUS: Final = st.builds(
    lambda options, **kinds: Menu(
        title="Carte",
        key="menu",
        options=[
            Option(f"o{n}", f"{label} {n}", section)
            for n, (section, label) in enumerate(sorted(options), 1)
        ],
        **kinds,
    ),
    st.lists(st.tuples(st.sampled_from(SECTIONS), st.sampled_from(LABELS)), max_size=9),
    filters=st.booleans(),
    irrevocable=st.booleans(),
    can_go_back=st.booleans(),
    actions=st.sampled_from([(), (MAIL,)]),
)
WANTS: Final = ("find", "find", "find", "back", "enter", "choose", "mail")
ACTS: Final = st.lists(st.tuples(st.sampled_from(WANTS), st.integers(0, 8)), max_size=8)


class Choice(Talk):
    """One menu, where all players choose."""

    def __init__(self, menu: Menu, players: Players) -> None:
        super().__init__(players)
        self.menu = menu
        self._is_listed = True
        """Whether the lines have listed what is left."""
        self._come("")

    def _come(self, chosen: str) -> None:
        """Come to the menu, where the voter may have ``chosen`` an option before."""
        menu = self.menu
        self._chosen = chosen
        self.core = Choosing(
            menu.options, chosen=chosen, filters=menu.filters, irrevocable=menu.irrevocable
        )
        self.core.begin()

    def begin(self, dialogue: Dialogue) -> Callable[[], Awaitable[Any]]:
        return partial(dialogue.choose, self.menu)

    async def come_back(self) -> bool:
        way = self.answers[-1]
        self._come(way.key if isinstance(way, Opened) else "" if way == BACK else self._chosen)
        self._is_listed = way == BACK  # a voter who comes back the same way knows the options
        return await super().come_back()

    async def act(self, act: tuple[str, int]) -> None:
        core, menu = self.core, self.menu
        does, number = act
        self._is_listed = False
        match does:
            case "find" if menu.filters and self._can_find(word := WORDS[number % len(WORDS)]):
                if core.typed:
                    await self._back()
                    self._check()
                if self.is_away:
                    return
                self._is_listed = core.type(word)
                await self.screen.type(word)
                await self.say(word)
            case "back":
                await self._back()
            case "enter" if menu.irrevocable and core.taken is None and not core.typed:
                await self.screen.press("enter")
                await self.say("")
                self._is_listed = menu.filters
            case "enter" if self._chosen and not (menu.filters or core.typed):
                self.answers.append(Opened(self._chosen))
                await self.screen.press("enter")
                await self.say("")
            case "choose" if menu.options:
                index = number % len(menu.options)
                self.answers.append(Opened(menu.options[index].key))
                await self.screen.press(str(index + 1))
                await self.screen.press("enter")
                await self.say(str(index + 1))
            case "mail" if menu.actions:
                self.answers.append(Took(MAIL.name))
                await self.screen.press("f3")
                await self.say(str(len(menu.options) + 1))

    def _can_find(self, word: str) -> bool:
        """Whether it is found, or none of its letters is: the screen narrows with each of them."""
        return word == "qq" or Choosing(self.menu.options, filters=True).type(word)

    async def _back(self) -> None:
        self._is_listed = self.core.back()
        if not self._is_listed and self.menu.can_go_back:
            self.answers.append(BACK)
        await self.screen.press("escape")
        await self.say("/back")

    def compare(self) -> None:
        assert self.lines
        shown, said = self.screen.stage.text, "\n".join(self.lines.said)
        labels = [option.label for option in self.menu.options]
        left = [label for n, label in enumerate(labels) if n in self.core.found]
        assert [label for label in labels if label in shown] == left, shown
        if self._is_listed:
            assert [label for label in labels if f". {label}" in said] == left, said
        if self.core.misses:
            assert self.core.nothing_found in shown
            assert self.core.nothing_found in said


@seed(SEED)
@settings(max_examples=TALKS, database=None, phases=PHASES)
@given(menu=MENUS, acts=ACTS)
def test_a_menu(players: Players, menu: Menu, acts: list[tuple[str, int]]) -> None:
    players.run(Choice(menu, players).play(acts))


def test_who_left_a_menu_by_an_action_comes_back_to_their_option(players: Players) -> None:
    options = [Option("o1", "Soupe"), Option("o2", "Pâtes")]
    menu = Menu(title="Carte", key="menu", options=options, irrevocable=True, actions=[MAIL])
    talk = Choice(menu, players)
    players.run(talk.play([("choose", 1), ("mail", 0), ("enter", 0)]))
    assert talk.answers == [Opened("o2"), Took(MAIL.name), Opened("o2")]
