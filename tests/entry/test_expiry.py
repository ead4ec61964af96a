"""A captcha whose time went by before it was asked is not asked."""

from __future__ import annotations

import pytest

from tests.entry.visitor import PASSWORD, SIGNS_OUT, Visitor
from tests.portal.captcha_solver import solve
from tui_voter.audit.player import Reply, act, choose, fill, sees, take
from tui_voter.countdown import elapsed_seconds
from tui_voter.journeys.entry import captchas


class Clock:
    """The client's, which the test puts ahead; the portal's captchas expire by then too."""

    def __init__(self, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
        self._portal = visitor.portal
        self._later = 0.0
        monkeypatch.setattr(captchas, "elapsed_seconds", lambda: elapsed_seconds() + self._later)

    def passes(self, seconds: float) -> Reply:
        def deed() -> None:
            self._later += seconds
            if seconds >= 300:
                self._portal.sql("UPDATE captcha SET expires_at = 0")

        return act(deed)


@pytest.mark.parametrize("seconds", [250, 400])
def test_a_captcha_is_renewed_where_the_form_before_it_took_long(
    seconds: int, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(visitor, monkeypatch)
    said = visitor.play(
        fill(link=visitor.portal.invite(visitor.address)),
        clock.passes(seconds),
        fill(password=PASSWORD, captcha=solve),
        sees("Choose your challenge question"),
        fill(question="first-dish", answer="La blanquette"),
        choose("send"),
        take("home"),
        SIGNS_OUT,
    )
    assert said.refusals == []
