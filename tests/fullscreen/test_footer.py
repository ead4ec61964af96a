"""The keys below a screen: no word of what is needed is cut, however small the screen is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.fullscreen import stories
from tests.fullscreen.stage import Heard, on_stage

ACTS = ("Vérifier le calendrier du vote", "Continuer vers votre portail des élections nationales")


@pytest.mark.parametrize("act", ACTS)
async def test_the_act_of_enter_is_named_whole_at_40_by_12(act: str) -> None:
    form = replace(stories.link_form(), submit_label=act)
    async with on_stage(Heard(lambda dialogue: dialogue.ask(form)), size=(40, 12)) as stage:
        await stage.sees("Lien unique")
        footer = " ".join(line.strip() for line in stage.text.splitlines()[-4:])
        assert f"Enter {act[:1].lower()}{act[1:]}" in footer
        assert "F1 help" in footer
