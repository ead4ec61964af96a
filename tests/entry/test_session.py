"""A session that ends while the voter is at something."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tests.entry.visitor import PASSWORD, SIGNED_OUT, SIGNS_OUT, Visitor
from tests.portal.captcha_solver import solve
from tui_voter.audit.player import Reply, act, choose, fill, leave, sees, take
from tui_voter.contract.errors import (
    ErrorCode,
    PortalError,
    PortalRefused,
    PortalUnreachable,
    Problem,
)
from tui_voter.contract.portal import Portal
from tui_voter.journeys.shared import session as session_module
from tui_voter.journeys.shared.session import Session
from tui_voter.portal.client import PortalClient
from tui_voter.secret import Secret

ENDED = sees(
    "Your session has ended: this happens after {time} without activity, or when the password "
    "is changed. Sign in again: what you typed has been kept, and you will continue where you "
    "left off.",
    time="15 minutes",
)
TELEPHONE = "01 99 00 12 34"
PROOF = fill(password=PASSWORD, captcha=solve)


def at_a_form(visitor: Visitor) -> tuple[Reply, ...]:
    """How a voter comes to a filled form whose session ends before it is sent."""
    return (
        *(*visitor.signs_in(), choose("account"), take("contact"), act(visitor.end_sessions)),
        *(fill(telephone=TELEPHONE), ENDED),
        sees("{identifier} · Portal: {host}", identifier=visitor.address),
    )


def telephone_of(visitor: Visitor) -> str:
    ((number,),) = visitor.portal.sql(
        "SELECT telephone FROM voter WHERE address = ?", visitor.address
    )
    return str(number)


@pytest.mark.parametrize(
    "script",
    [
        (
            fill(password="Tout-autre-chose 12", captcha=solve),
            sees("The password for {identifier} is wrong."),
        ),
        (
            leave(),
            sees("Your session has ended: sign in again to continue."),
            fill(),  # what was typed is still there
        ),
    ],
    ids=["a wrong password first", "not at first"],
)
def test_signing_in_again_sends_the_filled_form(active: Visitor, script: tuple[Reply, ...]) -> None:
    active.play(*at_a_form(active), *script, PROOF, sees("Recorded."))
    assert telephone_of(active) == TELEPHONE
    assert active.sessions() == 0


def test_after_an_activation_the_identifier_is_known_too(visitor: Visitor) -> None:
    visitor.play(
        *(*visitor.activation(), act(visitor.end_sessions), choose("account"), ENDED),
        sees("{identifier} · Portal: {host}", identifier=visitor.address),
        *(PROOF, sees("My personal information")),
    )


def test_signing_out_is_not_claimed_where_the_portal_was_not_told(
    active: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def cut_off(_portal: Portal, _session: Secret) -> None:
        raise PortalUnreachable

    monkeypatch.setattr(session_module, "end_session", cut_off)
    assert active.play(*active.signs_in(), SIGNS_OUT).said[-1] == (
        "The portal could not be told that you signed out: it will end your session itself "
        "after 15 minutes without activity. Your account remains active."
    )
    assert active.sessions() == 1


def test_a_session_that_is_over_already_was_left(active: Visitor) -> None:
    said = active.play(*active.signs_in(), act(active.end_sessions), SIGNS_OUT).said
    assert said[-1] == SIGNED_OUT


def ended() -> PortalRefused:
    return PortalRefused(Problem(code=ErrorCode.SESSION_ENDED, status=401))


def session_of(sign_in_again: Callable[[], Awaitable[Secret]]) -> Session:
    client = PortalClient("https://portail.exemple", language="fr")
    return Session(client, Secret("old"), sign_in_again, 900)


async def test_acts_that_end_together_ask_once() -> None:
    """A listing may fetch while the form over it asks: the voter signs in once for both."""
    asked: list[str] = []
    tokens: list[str] = []
    waiting = asyncio.Event()

    async def sign_in_again() -> Secret:
        asked.append("again")
        await waiting.wait()
        return Secret("new")

    async def act_with(_portal: Portal, token: Secret) -> str:
        tokens.append(token.reveal())
        if token == Secret("old"):
            if len(tokens) == 2:
                waiting.set()
            raise ended()
        return token.reveal()

    session = session_of(sign_in_again)
    both = await asyncio.gather(session.do(act_with), session.do(act_with))
    assert [*both] == ["new", "new"]
    assert asked == ["again"]
    assert tokens == ["old", "old", "new", "new"]


async def test_an_act_is_sent_once_more_and_no_oftener() -> None:
    calls: list[Secret] = []

    async def act_with(_portal: Portal, token: Secret) -> None:
        calls.append(token)
        raise ended()

    async def sign_in_again() -> Secret:
        return Secret("new")

    with pytest.raises(PortalRefused):
        await session_of(sign_in_again).do(act_with)
    assert calls == [Secret("old"), Secret("new")]


# --- how long it lasts


class Timed:
    """A session of a quarter of an hour on a clock that the test sets."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr(session_module, "elapsed_seconds", lambda: self.now)
        self.failure: PortalError | None = None
        self.signed_in = 0
        client = PortalClient("https://portail.exemple", language="fr")
        monkeypatch.setattr(client, "call", self.act)
        self.session = Session(client, Secret("old"), self._sign_in_again, 900)
        self.limit = self.session.limit()

    async def _sign_in_again(self) -> Secret | None:
        self.signed_in += 1
        return None

    async def act(self, *_asked: object) -> None:
        if self.failure is not None:
            raise self.failure


async def test_each_request_starts_its_time_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    timed = Timed(monkeypatch)
    assert timed.limit.left() == 840  # the portal may end it up to a minute earlier
    timed.now += 500
    assert timed.limit.told().startswith("Your session ends in 5 minutes and 40 seconds;")
    await timed.session.do(timed.act)
    assert timed.limit.left() == 840
    timed.now += 100
    timed.failure = PortalUnreachable()  # whether it arrived is not known
    with pytest.raises(PortalUnreachable):
        await timed.session.do(timed.act)
    assert timed.limit.left() == 740


async def test_its_time_in_short_promises_no_minute_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    timed = Timed(monkeypatch)
    timed.now += 32
    assert timed.limit.told().startswith("Your session ends in 13 minutes and 28 seconds;")
    assert timed.limit.brief() == "13 minutes"
    timed.now += 800
    assert timed.limit.brief() == "8 seconds"


async def test_it_is_extended_by_a_request(monkeypatch: pytest.MonkeyPatch) -> None:
    timed = Timed(monkeypatch)
    timed.now += 800
    outcome = await timed.limit.extend()
    assert outcome.text.startswith("Your session has been extended. Your session ends in 14 min")
    assert timed.limit.left() == 840


async def test_one_that_has_ended_is_not_said_to_be_extended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    timed = Timed(monkeypatch)
    timed.failure = ended()
    outcome = await timed.limit.extend()
    assert outcome.text == "Your session has ended: sign in again to continue."
    assert timed.signed_in == 1
    assert timed.limit.told() == "Your session has ended: you will be asked to sign in again."
