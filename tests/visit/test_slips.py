"""Slips of the hand at the linear prompts: no secret is shown, and a way on is there."""

from __future__ import annotations

import socket

import pytest

from tests.portal_process import RunningPortal
from tests.visit.conftest import MakeVoter
from tests.visit.scene import Scene
from tests.voters import GOOD_PASSWORD, LinearVoter
from tui_voter.audit.player import choose, fill, quit_, sees
from tui_voter.contract.links import new_link_token

pytestmark = pytest.mark.voices("linear")


def listener(make_voter: MakeVoter, *origins: str) -> LinearVoter:
    voter = make_voter("fr", *origins)
    assert isinstance(voter, LinearVoter)
    return voter


@pytest.fixture
def scene(portal: RunningPortal, address: str) -> Scene:
    return Scene(portal, address)


def test_a_password_typed_after_an_enter_too_many_is_taken_and_not_shown(
    scene: Scene, make_voter: MakeVoter
) -> None:
    voter = listener(make_voter, scene.portal.url)
    voter.play(fill(link=scene.link), sees("Create your password"))
    voter.reply_to("Mot de passe", "")
    voter.play(sees("Show what I type"))
    voter.reply_to("Mot de passe", GOOD_PASSWORD)
    voter.reply_to("Retapez", GOOD_PASSWORD)
    voter.reply_to("captcha", "/quit")
    voter.quit_anyway()
    assert voter.terminal.wait_for_exit() == 1
    assert GOOD_PASSWORD not in voter.record


def test_where_a_portal_is_unreachable_another_link_may_be_given(
    scene: Scene, make_voter: MakeVoter
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    dead = f"http://127.0.0.1:{port}/activation/{new_link_token()}"
    voter = listener(make_voter, scene.portal.url)
    voter.play(
        fill(link=dead),
        choose("yes"),
        sees(
            "The portal cannot be reached. Check your connection. What you typed has been "
            "kept: try again."
        ),
    )
    voter.reply_to("Entrée", scene.link)
    voter.play(sees("Create your password"), quit_())
    scene.nothing_is_done()


def test_the_whole_of_a_kept_link_is_not_said(scene: Scene, make_voter: MakeVoter) -> None:
    voter = listener(make_voter, scene.portal.url)
    voter.play(fill(link=scene.link), sees("Create your password"))
    echoed = voter.record.count(scene.token)
    voter.reply_to("Mot de passe", "/back")
    voter.play(sees("Enter: {label}"), quit_())
    assert voter.record.count(scene.token) == echoed
