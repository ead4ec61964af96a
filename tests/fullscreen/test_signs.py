"""The screen's signs on a terminal whose encoding lacks them."""

from __future__ import annotations

import pytest

from tests.fullscreen.scenes import SCENES, beneath_a_countdown
from tests.fullscreen.stage import on_stage
from tui_voter.letters import encoded

SIGNS = frozenset("✓✗›●○█░─│↑↓▏▎▍▌▋▊▉▁▂▃▄▅▆▇")


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["latin-1", "ascii"])
@pytest.mark.parametrize(
    "name", ["password", "password refused", "choice", "menu", "listing", "results", "long page"]
)
async def test_every_sign_is_spelled_in_its_own_column(name: str, encoding: str) -> None:
    scene = SCENES[name]
    async with on_stage(beneath_a_countdown(scene)) as stage:
        await stage.press(*scene.keys)
        await stage.sees(scene.shows)
        drawn = {sign for sign in stage.text if sign in SIGNS}
        assert drawn, stage.text
        for sign in drawn:
            assert len(encoded(sign, encoding)) == 1
        asked = stage.text.count("?")
        assert encoded(stage.text, encoding).count(b"?") == asked
