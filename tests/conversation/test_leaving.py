"""The question before something is lost: when it is asked, in which words, what comes of it."""

from collections.abc import Sequence
from contextlib import ExitStack

import pytest

from tui_voter.audit.player import Player, choose
from tui_voter.conversation.leaving import may_leave
from tui_voter.dialogue import (
    BACK,
    NO,
    YES,
    Answers,
    Back,
    Form,
    Heading,
    Left,
    Menu,
    Opened,
    Rescue,
    Role,
)

LOST = "A receipt is not saved."
LOSING = Heading(losses=lambda: [LOST])


async def submit(answers: Answers) -> Answers:
    return answers


def form(title: str) -> Form[Answers]:
    return Form(title=title, key=title, fields=[], submit=submit, busy="")


async def leaves(
    player: Player, heading: Heading, role: Role = Role.QUIT, begun: Sequence[str] = ()
) -> bool:
    """Whether the player leaves, who has begun the forms of these titles."""
    left: list[bool] = []

    async def leaving(dialogue: Player) -> None:
        with ExitStack() as opened:
            for title in begun:
                opened.enter_context(dialogue.kept.opened(form(title), lambda: True))
            left.append(await may_leave(dialogue, heading, role))

    await player.run(leaving)
    return left == [True]


@pytest.mark.parametrize(
    ("role", "heading", "begun"),
    [
        *((Role.QUIT, Heading(), []), (Role.SIGN_OUT, Heading(), [])),
        (Role.HOME, LOSING, ["A claim"]),  # on the way home everything is kept
    ],
)
async def test_who_loses_nothing_leaves(role: Role, heading: Heading, begun: Sequence[str]) -> None:
    player = Player()
    assert await leaves(player, heading, role, begun)
    assert not player.menus


@pytest.mark.parametrize("role", [Role.QUIT, Role.SIGN_OUT])
@pytest.mark.parametrize(("answer", "left"), [(YES, True), (NO, False), (BACK, False)])
async def test_who_would_lose_something_is_asked_and_stays_unless_they_say_yes(
    role: Role, answer: str | Back, left: bool
) -> None:
    player = Player(choose(answer))
    assert await leaves(player, LOSING, role) is left
    (menu,) = player.menus
    assert [*menu.text] == [LOST]
    assert [option.key for option in menu.options] == [NO, YES]
    assert menu.chosen == NO
    assert menu.irrevocable


async def test_what_is_typed_comes_first_the_latest_before_the_others_each_once() -> None:
    player, heading = Player(choose(NO)), Heading(losses=lambda: [LOST, LOST])
    await leaves(player, heading, begun=["A claim", "My password", "A claim"])
    assert [*player.menus[0].text] == [
        "You have not finished “A claim”: what you typed would be lost. "
        f"You have not finished “My password”: what you typed would be lost. {LOST}"
    ]


@pytest.mark.parametrize("saves", [True, False])
async def test_who_saves_first_leaves_once_all_is_saved(saves: bool) -> None:
    """Even if something is lost that cannot be saved: they were told of that as well."""
    unsaved = ["one"]

    async def save() -> None:
        if saves:
            unsaved.clear()

    heading = Heading(
        losses=lambda: [LOST, "And a ballot is not cast."],
        rescue=lambda: Rescue(len(unsaved), save) if unsaved else None,
    )
    player = Player(choose("save"), *([] if saves else [choose(NO)]))
    assert await leaves(player, heading, Role.SIGN_OUT) is saves
    labels = [option.label for option in player.menus[0].options]
    assert labels == ["No, stay", "Save the receipt, then leave", "Yes, leave all the same"]


async def test_who_would_lose_more_by_now_than_they_were_told_is_asked_again() -> None:
    losses = [LOST]

    class Slow(Player):
        async def choose(self, menu: Menu) -> Opened | Left:
            answer = await super().choose(menu)
            if len(self.menus) == 1:
                losses.append("Another one.")
            else:
                losses.remove(LOST)  # less is no reason to ask
            return answer

    player = Slow(choose(YES), choose(YES))
    assert await leaves(player, Heading(losses=lambda: losses))
    told = [" ".join(map(str, menu.text)) for menu in player.menus]
    assert told == [LOST, f"{LOST} Another one."]
