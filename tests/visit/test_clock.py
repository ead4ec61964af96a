"""A running client follows a clock that is set meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mock_server.cli import clock
from tests.portal.captcha_solver import solve
from tests.portal_process import RunningPortal, start_portal
from tests.visit.conftest import ON_TERMINALS, MakeVoter
from tests.voters import GOOD_PASSWORD
from tests.ways import some
from tui_voter.audit.player import act, choose, fill, quit_, sees, take


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[RunningPortal]:
    """One of the test's own: its clock is set."""
    with start_portal(tmp_path, opens_in="3d") as running:
        yield running


@pytest.mark.voices(*some("fullscreen", of=ON_TERMINALS))
def test_a_running_client_turns_to_open_by_itself(
    portal: RunningPortal, make_voter: MakeVoter
) -> None:
    def set_the_clock() -> None:
        clock.opening_in(portal.settings, timedelta(seconds=4))

    make_voter().play(
        *(fill(link=portal.invite()), choose("yes"), fill(password=GOOD_PASSWORD, captcha=solve)),
        *(fill(question="first-dish", answer="La blanquette"), choose("send"), take("home")),
        *(sees("Welcome to your elections portal"), choose("vote"), sees("The vote opens in")),
        *(act(set_the_clock), sees("The vote is open. It closes in"), quit_()),
    )
