"""On every kind of screen, a key that is told works, and a key that works is told."""

import asyncio
from contextlib import AbstractAsyncContextManager, suppress

import pytest

from tests import stories
from tests.fullscreen.scenes import SCENES, Scene
from tests.fullscreen.stage import Stage, on_stage
from tests.stories import Expiring
from tests.ways import some
from tui_voter.conversation.ways import find, missing
from tui_voter.dialogue import Dialogue, Role, SignOut
from tui_voter.fullscreen.keys import KEYS, action, shown
from tui_voter.fullscreen.screens.background_task import way_out
from tui_voter.fullscreen.screens.base import BaseScreen
from tui_voter.fullscreen.screens.help import HelpScreen

ONE_OF_A_KIND = (
    *("password", "choice", "menu", "nested", "listing refused", "search", "results", "help"),
)
STAYS = {Role.TIME, Role.EXTEND, Role.REVEAL}
"""The roles that lead nowhere, so that several are tried on one screen."""


def front(stage: Stage) -> BaseScreen:
    assert isinstance(stage.program.screen, BaseScreen)
    return stage.program.screen


def refusal(stage: Stage, role: Role) -> str:
    """What is said to a voter who presses the key of a role that is not offered."""
    screen = front(stage)
    if screen.now.under_way:
        return way_out()
    reason = missing(role, stage.program.heading, shown(Role.QUIT))
    return f"{shown(role)} does nothing here." if reason is None else reason.text


def played(scene: Scene, *, signed_in: bool) -> AbstractAsyncContextManager[Stage]:
    async def journey(dialogue: Dialogue) -> None:
        with suppress(SignOut):
            await scene.ask(dialogue)
        await asyncio.Event().wait()  # the answered screen stays

    session = Expiring(800).limit() if signed_in else None
    return on_stage(journey, heading=stories.HEADING._replace(session=session), size=(160, 40))


def used_in_text(stage: Stage, key: str) -> bool:
    """Whether the control with the focus edits its text by this key."""
    bound = stage.program.active_bindings.get(key)
    return bound is not None and bound.node is stage.program.focused


async def shows(stage: Stage, scene: Scene) -> None:
    await stage.press(*scene.keys, sees=scene.shows)


@pytest.mark.parametrize("signed_in", some(True, of=[False, True]))
@pytest.mark.parametrize("name", SCENES)
async def test_what_is_told_is_what_is_offered_and_all_else_is_refused(
    name: str, signed_in: bool
) -> None:
    scene = SCENES[name]
    async with played(scene, signed_in=signed_in) as stage:
        await shows(stage, scene)
        screen = front(stage)
        about = screen._about if isinstance(screen, HelpScreen) else screen  # its text tells them
        told = {key.action for key in about.keys()}  # noqa: SIM118 - no mapping
        for role in KEYS:
            assert (action(role) in told) is (find(role, about.offers) is not None), role
        for role, (key, *_others) in KEYS.items():
            if find(role, screen.offers) is None and not used_in_text(stage, key):
                await stage.press(key, sees=refusal(stage, role))
                assert front(stage) is screen, role


@pytest.mark.parametrize("name", some(*ONE_OF_A_KIND, of=SCENES))
async def test_no_key_that_is_told_is_refused(name: str) -> None:
    scene = SCENES[name]
    tried: set[Role] = set()
    while True:
        async with played(scene, signed_in=True) as stage:
            await shows(stage, scene)
            roles = [role for role in KEYS if find(role, front(stage).offers) is not None]
            for role in roles:
                if role in tried | {Role.QUIT} or used_in_text(stage, KEYS[role][0]):
                    continue
                tried.add(role)
                await stage.press(KEYS[role][0])
                said = front(stage).news.text
                assert refusal(stage, role) not in said or said == way_out(), role
                if role not in STAYS:
                    break
            else:
                return
