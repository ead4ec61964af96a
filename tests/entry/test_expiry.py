"""A captcha whose time went by before it was asked is not asked; how long a link lasts is told."""

from __future__ import annotations

import re

import pytest

from tests.entry.visitor import ANSWER, NEXT, PASSES, SIGNS_OUT, Visitor
from tui_voter.audit.player import Player, act, choose, fill, take
from tui_voter.countdown import elapsed_seconds
from tui_voter.dialogue import Form
from tui_voter.journeys.entry import captchas, opening


@pytest.mark.parametrize("seconds", [250, 400])
def test_a_captcha_is_renewed_where_the_form_before_it_took_long(
    seconds: int, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def passes() -> None:
        """On the client's clock; the portal's captchas have expired by then, too."""
        monkeypatch.setattr(captchas, "elapsed_seconds", lambda: elapsed_seconds() + seconds)
        if seconds >= 300:
            visitor.portal.sql("UPDATE captcha SET expires_at = 0")

    said = visitor.play(
        *(fill(link=visitor.portal.invite(visitor.address)), act(passes), PASSES, NEXT),
        *(fill(question="first-dish", answer=ANSWER), choose("send"), take("home"), SIGNS_OUT),
    )
    assert said.refusals == []


def last_two(said: Player) -> list[Form[object]]:
    return [one.screen for one in said.shown[-2:] if isinstance(one.screen, Form)]


def test_how_long_a_link_is_valid(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    now = elapsed_seconds()
    monkeypatch.setattr(opening, "elapsed_seconds", lambda: now)
    said = visitor.play(fill(link=visitor.portal.invite(visitor.address)), PASSES)
    password, question = last_two(said)
    assert "The captcha is valid for another" in password.time_left()
    for form in (password, question):
        assert re.search(r"Your link is valid for another \d+ days?", form.time_left())
    now += 366 * 86_400
    assert question.time_left() == "Your link has expired: ask for a new one."
