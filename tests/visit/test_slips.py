"""Slips of the hand at the linear prompts of a real terminal: no secret is shown."""

from __future__ import annotations

import pytest

from tests.visit.conftest import MakeVoter
from tests.visit.scene import Scene
from tests.voters import GOOD_PASSWORD, LinearVoter
from tui_voter.audit.player import fill, sees


@pytest.mark.voices("linear")
def test_neither_a_password_behind_an_enter_too_many_nor_a_kept_link_is_shown(
    scene: Scene, make_voter: MakeVoter
) -> None:
    voter = make_voter("fr", scene.portal.url)
    assert isinstance(voter, LinearVoter)
    voter.play(fill(link=scene.link), sees("Create your password"))
    echoed = voter.record.count(scene.token)
    voter.reply_to("Mot de passe", "/back")
    voter.play(sees("Enter: {label}"))
    voter.reply_to("lien", "")
    assert voter.record.count(scene.token) == echoed
    voter.reply_to("Mot de passe", "")
    voter.play(sees("Show what I type"))
    voter.reply_to("Mot de passe", GOOD_PASSWORD)
    voter.reply_to("Retapez", GOOD_PASSWORD)
    voter.reply_to("captcha", "/quit")
    voter.quit_anyway()
    assert voter.terminal.wait_for_exit() == 1
    assert GOOD_PASSWORD not in voter.record
