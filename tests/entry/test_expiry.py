"""A captcha whose time went by before it was asked is not asked."""

from __future__ import annotations

import re

import pytest

from tests.entry.visitor import ANSWER, PASSWORD, SIGNS_OUT, Visitor
from tests.portal.captcha_solver import solve
from tui_voter.audit.player import Reply, act, choose, fill, sees, take
from tui_voter.countdown import elapsed_seconds
from tui_voter.dialogue import Form
from tui_voter.journeys.entry import captchas, opening


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
        *(fill(link=visitor.portal.invite(visitor.address)), clock.passes(seconds)),
        *(fill(password=PASSWORD, captcha=solve), sees("Choose your challenge question")),
        *(fill(question="first-dish", answer="La blanquette"), choose("send"), take("home")),
        SIGNS_OUT,
    )
    assert said.refusals == []


def test_how_long_a_link_is_valid_is_told_while_it_is_used(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = elapsed_seconds()
    monkeypatch.setattr(opening, "elapsed_seconds", lambda: now)
    said = visitor.play(
        fill(link=visitor.portal.invite(visitor.address)), fill(password=PASSWORD, captcha=solve)
    )
    password, question = (one.screen for one in said.shown[-2:])
    assert isinstance(password, Form)
    assert isinstance(question, Form)
    assert "The captcha is valid for another" in password.time_left()
    for form in (password, question):
        assert re.search(r"Your link is valid for another \d+ days?", form.time_left())
    now += 366 * 86_400
    assert question.time_left() == "Your link has expired: ask for a new one."


def test_how_long_a_recovery_link_is_valid_is_told_as_well(active: Visitor) -> None:
    said = active.play(fill(link=active.recovery_link()), fill(answer=ANSWER))
    for form in (one.screen for one in said.shown[-2:]):
        assert isinstance(form, Form)
        assert re.search(r"Your link is valid for another \d+ minutes", form.time_left())
