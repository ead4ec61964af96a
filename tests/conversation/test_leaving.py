"""The question before something is lost: when it is asked, in which words, what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack

import pytest

from tui_voter.audit.player import Player, Reply, choose
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
TYPED = "You have not finished “{title}”: what you typed would be lost."


async def submit(answers: Answers) -> Answers:
    return answers


def form(title: str) -> Form[Answers]:
    return Form(title=title, key=title, fields=[], submit=submit, busy="")


async def asked(
    *script: Reply,
    role: Role = Role.QUIT,
    losses: Sequence[str] = (),
    begun: Sequence[str] = (),
    rescue: Rescue | None = None,
) -> tuple[bool, Player]:
    """Whether the voter leaves who answers so, and what they were asked."""
    player = Player(*script)
    heading = Heading(losses=lambda: losses, rescue=lambda: rescue)
    leaves = False

    async def leaving(dialogue: Player) -> None:
        nonlocal leaves
        with ExitStack() as opened:
            for title in begun:
                opened.enter_context(dialogue.kept.opened(form(title), lambda: True))
            leaves = await may_leave(dialogue, heading, role)

    await player.run(leaving)
    return leaves, player


@pytest.mark.parametrize("role", [Role.QUIT, Role.SIGN_OUT, Role.HOME])
async def test_who_loses_nothing_leaves_at_once(role: Role) -> None:
    leaves, said = await asked(role=role)
    assert leaves
    assert not said.menus


async def test_on_the_way_home_everything_is_kept() -> None:
    leaves, said = await asked(role=Role.HOME, losses=[LOST], begun=["A claim"])
    assert leaves
    assert not said.menus


@pytest.mark.parametrize("role", [Role.QUIT, Role.SIGN_OUT])
@pytest.mark.parametrize(("answer", "leaves"), [(YES, True), (NO, False), (BACK, False)])
async def test_who_would_lose_something_is_asked_and_stays_unless_they_say_yes(
    role: Role, answer: str | Back, leaves: bool
) -> None:
    left, said = await asked(choose(answer), role=role, losses=[LOST])
    assert left is leaves
    (menu,) = said.menus
    assert [*menu.text] == [LOST]
    assert [option.key for option in menu.options] == [NO, YES]
    assert menu.chosen == NO
    assert menu.irrevocable


async def test_what_is_typed_comes_first_the_latest_before_the_others_each_once() -> None:
    begun = ["A claim", "My password", "A claim"]
    _left, said = await asked(choose(NO), losses=[LOST, LOST], begun=begun)
    claim, password = (TYPED.format(title=title) for title in begun[:2])
    assert [*said.menus[0].text] == [f"{claim} {password} {LOST}"]


@pytest.mark.parametrize("saves", [True, False])
async def test_who_saves_first_leaves_once_all_is_saved(saves: bool) -> None:
    """Even if something is lost that cannot be saved: they were told of that as well."""
    left: list[str] = ["one"]

    async def save() -> None:
        if saves:
            left.clear()

    heading = Heading(
        losses=lambda: [LOST, "And a ballot is not cast."],
        rescue=lambda: Rescue(len(left), save) if left else None,
    )
    player = Player(choose("save"), *([] if saves else [choose(NO)]))
    answers: list[bool] = []

    async def leaving(dialogue: Player) -> None:
        answers.append(await may_leave(dialogue, heading, Role.SIGN_OUT))

    await player.run(leaving)
    assert answers == [saves]
    assert [option.label for option in player.menus[0].options] == [
        "No, stay",
        "Save the receipt, then leave",
        "Yes, leave all the same",
    ]


async def test_who_would_lose_more_by_now_than_they_were_told_is_asked_again() -> None:
    losses = [LOST]
    answers: list[bool] = []

    class Slow(Player):
        async def choose(self, menu: Menu) -> Opened | Left:
            answer = await super().choose(menu)
            if len(self.menus) == 1:
                losses.append("Another one.")
            else:
                losses.remove(LOST)  # less is no reason to ask
            return answer

    async def leaving(dialogue: Player) -> None:
        answers.append(await may_leave(dialogue, Heading(losses=lambda: losses), Role.QUIT))

    player = Slow(choose(YES), choose(YES))
    await player.run(leaving)
    assert answers == [True]
    assert [" ".join(map(str, menu.text)) for menu in player.menus] == [
        LOST,
        f"{LOST} Another one.",
    ]
