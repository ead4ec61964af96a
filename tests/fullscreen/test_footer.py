"""The keys below a screen: no word of what is needed is cut, however small the screen is."""

from __future__ import annotations

import asyncio
from typing import cast

import pytest

from tests.fullscreen import stories
from tests.fullscreen.stage import Heard, on_stage
from tui_voter.audit.rest import come_to_rest
from tui_voter.dialogue import Action, Form
from tui_voter.fullscreen.screens.question import QuestionScreen
from tui_voter.fullscreen.widgets.chrome import KeysRow

ACTS = ("Vérifier le calendrier du vote", "Continuer vers votre portail des élections nationales")


@pytest.mark.parametrize("act", ACTS)
async def test_the_act_of_enter_is_named_whole_at_40_by_12(act: str) -> None:
    form = stories.link_form()._replace(submit_label=act)
    async with on_stage(Heard(lambda dialogue: dialogue.ask(form)), size=(40, 12)) as stage:
        await stage.sees("Lien unique")
        footer = " ".join(line.strip() for line in stage.text.splitlines()[-4:])
        assert f"Enter {act[:1].lower()}{act[1:]}" in footer
        assert "Ctrl+G help" in footer


async def test_a_key_stands_behind_the_last_words_of_one_that_takes_two_rows() -> None:
    form = stories.link_form()._replace(submit_label=ACTS[1])
    async with on_stage(Heard(lambda dialogue: dialogue.ask(form)), size=(40, 12)) as stage:
        await stage.sees("Lien unique")
        keys = stage.program.screen.query_one(KeysRow)
        assert keys.size.height == 2
        assert "nationales  Ctrl+G help" in stage.text.splitlines()[-1]


@pytest.mark.parametrize("height", range(20, 30))
async def test_a_sentence_below_leaves_the_page_as_it_was(height: int) -> None:
    """The keys that scroll take a row, for want of which alone something is out of sight."""
    text = " ".join(["A ballot is final once it is in the ballot box."] * 9)
    form = Form[object](
        title="Your choice",
        intro=[text],
        fields=[],
        submit=lambda _answers: asyncio.sleep(0),
        submit_label="Cast",
        busy="Casting…",
        actions=[Action("check", "Check this ballot instead of casting it", "check")],
        time_left=lambda: "Five days are left.",
    )
    async with on_stage(
        lambda dialogue: dialogue.ask(form), theme="accessible", size=(40, height)
    ) as stage:
        await stage.sees("A ballot is final")
        await stage.press("down")
        await come_to_rest(frame := cast("QuestionScreen", stage.program.screen))
        before = stage.text
        await stage.press("z")
        await stage.sees("does nothing")
        await come_to_rest(frame)
        frame.news.take_as_read()
        frame.news.say("")
        await come_to_rest(frame)
        assert stage.text == before
