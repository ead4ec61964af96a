"""What ends while the voter is at something: a session, a captcha, a link."""

import asyncio
import re
from typing import Any

import pytest

from tests.entry.visitor import ANSWER, NEXT, PASSES, SIGNED_OUT, SIGNS_OUT, Visitor
from tests.portal.captcha_solver import solve
from tui_voter.audit.player import Reply, act, choose, fill, leave, quit_, sees, take
from tui_voter.contract.account import read_profile
from tui_voter.contract.errors import (
    ErrorCode,
    PortalError,
    PortalRefused,
    PortalUnreachable,
    Problem,
)
from tui_voter.contract.portal import Portal
from tui_voter.countdown import elapsed_seconds
from tui_voter.dialogue import CaptchaField, Form, told
from tui_voter.journeys.entry import captchas, links
from tui_voter.journeys.shared import session as session_module
from tui_voter.journeys.shared.session import Session
from tui_voter.secret import Secret

HAS_ENDED = sees("Your session has ended: this happens after 15 minutes without activity")
WHO = "{identifier} · Portal: {host}"
TELEPHONE = "01 99 00 12 34"


@pytest.mark.parametrize(
    "script",
    [
        [
            fill(password="Tout-autre-chose 12", captcha=solve),
            sees("The password for {identifier} is wrong."),
        ],
        [
            *(leave(), sees("Your session has ended: sign in again to continue.")),
            fill(),  # what was typed is still there
        ],
    ],
    ids=["a wrong password first", "not at first"],
)
def test_signing_in_again_sends_the_filled_form(active: Visitor, script: list[Reply]) -> None:
    active.play(
        *(*active.signs_in(), choose("account"), take("contact"), act(active.end_sessions)),
        *(fill(telephone=TELEPHONE), HAS_ENDED, sees(WHO, identifier=active.address)),
        *(*script, PASSES, sees("Recorded.")),
    )
    asked = "SELECT telephone FROM voter WHERE address = ?"
    assert active.portal.sql(asked, active.address) == [(TELEPHONE,)]
    assert active.sessions() == 0


def test_no_sign_out_is_claimed_in_vain(active: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
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


class Peer(Portal):
    """A portal that takes the tokens of ``valid``, and fails with ``failure`` if there is one; a
    session of a quarter of an hour there, on a clock that the test sets. The voter who signs in
    again has the token "new", once ``signs_in`` is set."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr(session_module, "elapsed_seconds", lambda: self.now)
        self.valid = {"old", "new"}
        self.failure: PortalError | None = None
        self.tokens: list[str] = []
        self.asked = 0
        self.signs_in = asyncio.Event()
        self.session = Session(self, Secret("old"), self._sign_in_again, 900)
        self.limit = self.session.limit()

    async def _sign_in_again(self) -> Secret:
        self.asked += 1
        await self.signs_in.wait()
        return Secret("new")

    async def download(self, _path: str) -> bytes:
        raise NotImplementedError

    async def call(
        self, _endpoint: Any, _request: Any, session: Secret | None = None, _about: str = ""
    ) -> Any:
        assert session is not None
        self.tokens.append(session.reveal())
        if len(self.tokens) == 2:
            self.signs_in.set()
        if self.failure is not None:
            raise self.failure
        if self.tokens[-1] not in self.valid:
            raise PortalRefused(Problem(code=ErrorCode.SESSION_ENDED, status=401))


@pytest.fixture
def peer(monkeypatch: pytest.MonkeyPatch) -> Peer:
    return Peer(monkeypatch)


async def test_acts_that_end_together_ask_once(peer: Peer) -> None:
    """A listing may fetch while the form over it asks: the voter signs in once for both."""
    peer.valid = {"new"}
    await asyncio.gather(peer.session.do(read_profile), peer.session.do(read_profile))
    assert peer.asked == 1
    assert peer.tokens == ["old", "old", "new", "new"]


async def test_an_act_is_sent_once_more_and_no_oftener(peer: Peer) -> None:
    peer.valid = set()
    peer.signs_in.set()
    with pytest.raises(PortalRefused):
        await peer.session.do(read_profile)
    assert peer.tokens == ["old", "new"]


async def test_each_request_starts_its_time_anew(peer: Peer) -> None:
    assert peer.limit.left() == 840  # the portal may end it up to a minute earlier
    peer.now += 532
    assert peer.limit.told().startswith("Your session ends in 5 minutes and 8 seconds;")
    assert peer.limit.brief() == "5 minutes", "no minute is promised that is not there"
    await peer.session.do(read_profile)
    assert peer.limit.left() == 840
    peer.now += 100
    peer.failure = PortalUnreachable()  # whether it arrived is not known
    with pytest.raises(PortalUnreachable):
        await peer.session.do(read_profile)
    assert peer.limit.left() == 740
    peer.now += 732
    assert peer.limit.brief() == "8 seconds"


async def test_it_is_extended_by_a_request_and_not_said_to_be_once_it_has_ended(peer: Peer) -> None:
    peer.now += 800
    outcome = await peer.limit.extend()
    assert outcome.text.startswith("Your session has been extended. Your session ends in 14 min")
    assert peer.limit.left() == 840
    peer.valid = set()
    peer.signs_in.set()
    outcome = await peer.limit.extend()
    assert outcome.text == "Your session has ended: sign in again to continue."
    assert peer.asked == 1
    assert peer.limit.told() == "Your session has ended: you will be asked to sign in again."


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


def test_a_captcha_says_once_its_time_is_over(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = visitor.play(fill(link=visitor.portal.invite(visitor.address)), quit_())
    form = said.shown[-1].screen
    assert isinstance(form, Form)
    (captcha,) = (each for each in form.fields if isinstance(each, CaptchaField))
    assert captcha.expired() is None
    monkeypatch.setattr(captchas, "elapsed_seconds", lambda: elapsed_seconds() + 300)
    late = captcha.expired()
    assert late is not None
    assert late.text == told(form.time_left) == "The captcha has expired: ask for another question."


def test_how_long_a_link_is_valid(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    now = elapsed_seconds()
    monkeypatch.setattr(links, "elapsed_seconds", lambda: now)
    said = visitor.play(fill(link=visitor.portal.invite(visitor.address)), PASSES)
    heading = said.shown[-1].heading
    (left,) = heading.limits()
    assert re.search(r"Your link is valid for another \d+ days?", left)
    now += 366 * 86_400
    assert heading.limits() == ["Your link has expired: ask for a new one."]
