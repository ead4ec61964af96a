"""An answer that is lost on the way: the client asks again, and the portal has acted once."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.client.peer import losing_first, peer
from tests.client.samples import ANSWER, PASSWORD
from tests.portal.captcha_solver import solve
from tests.portal_process import DEMO_VOTER, RunningPortal, start_portal
from tui_voter.contract import signing_in
from tui_voter.contract.account import change_password, change_profile, change_question
from tui_voter.contract.activation import activate, create_password, open_link
from tui_voter.contract.helpdesk import (
    ClaimKind,
    NewAssistance,
    NewClaim,
    ask_assistance,
    read_assistance,
    read_claims,
    send_claim,
)
from tui_voter.contract.languages import Language
from tui_voter.contract.recovery import recovery_captcha, request_recovery
from tui_voter.contract.signing_in import end_session, sign_in_captcha
from tui_voter.journeys.shared.session import Session
from tui_voter.portal.client import PortalClient
from tui_voter.portal.hygiene import check_link
from tui_voter.secret import Secret

pytestmark = pytest.mark.slow

KEY = "0123456789abcdef"


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[RunningPortal]:
    with start_portal(tmp_path) as running:
        yield running


@asynccontextmanager
async def activated(
    portal: RunningPortal, origin: str
) -> AsyncIterator[tuple[PortalClient, Secret]]:
    """A client at ``origin``, and the session of the account that it has activated."""
    token = check_link(portal.invite()).token
    client = PortalClient(origin, language="fr")
    try:
        invitation = await open_link(client, token)
        captcha = invitation.captcha
        ticket = await create_password(client, token, PASSWORD, captcha.id, solve(captcha.question))
        session, *_ = await activate(client, token, ticket, invitation.questions[0].id, ANSWER)
        yield client, session
    finally:
        await client.aclose()


async def test_an_activation_is_taken_up_again(portal: RunningPortal) -> None:
    async with (
        peer(losing_first(b"POST /api/activation", portal.url)) as relay,
        activated(portal, relay.origin) as (client, session),
    ):
        assert portal.sql("SELECT count(*) FROM session") == [(1,)]
        await end_session(client, session)
    assert sum(r.startswith(b"POST /api/activation ") for r in relay.requests) == 2


async def test_what_a_voter_sends_arrives_once(portal: RunningPortal) -> None:
    async with (
        peer(losing_first(b"POST /api/claims", portal.url)) as relay,
        activated(portal, relay.origin) as (client, session),
    ):
        ballot = (await read_claims(client, session)).ballots[0]
        claim = NewClaim(
            key=KEY, kind=ClaimKind.WRONG_ENTRY, ballot_id=ballot.id, text="Mon nom\nest faux."
        )
        sent = await send_claim(client, session, claim)
        assert (await read_claims(client, session)).claims == (sent,)
        assert sent.text == claim.text
    assert sum(r.startswith(b"POST /api/claims ") for r in relay.requests) == 2

    async with peer(losing_first(b"POST /api/assistance", portal.url)) as relay:
        client = PortalClient(relay.origin, language="fr")
        captcha = await sign_in_captcha(client)
        answer = solve(captcha.question)
        session, *_ = await signing_in.sign_in(client, DEMO_VOTER, PASSWORD, captcha.id, answer)
        request = NewAssistance(key=KEY, subject="Le lien", text="Il est\nperdu.")
        asked = await ask_assistance(client, session, request)
        assert (await read_assistance(client, session)).requests == (asked,)
        assert re.search(r"\d", asked.number)
        await client.aclose()
    assert sum(r.startswith(b"POST /api/assistance ") for r in relay.requests) == 2


Act = Callable[[PortalClient, Secret], Awaitable[object]]


async def sign_in(client: PortalClient, _session: Secret) -> None:
    captcha = await sign_in_captcha(client)
    opened = await signing_in.sign_in(
        client, DEMO_VOTER, PASSWORD, captcha.id, solve(captcha.question)
    )
    await end_session(client, opened.token)


async def ask_recovery(client: PortalClient, _session: Secret) -> None:
    captcha = await recovery_captcha(client)
    await request_recovery(client, DEMO_VOTER, captcha.id, solve(captcha.question))


ACTS: dict[bytes, Act] = {
    b"POST /api/sign-in": sign_in,
    b"POST /api/recovery": ask_recovery,
    b"PATCH /api/profile": lambda client, session: change_profile(
        client, session, "01 99 00 12 34", Language.EN
    ),
    b"POST /api/profile/password": lambda client, session: change_password(
        client, session, PASSWORD, Secret("Encore un mot 2 passe")
    ),
    b"POST /api/profile/question": lambda client, session: change_question(
        client, session, PASSWORD, "lost-object", Secret("Un parapluie")
    ),
}


@pytest.mark.parametrize("call", ACTS, ids=bytes.decode)
async def test_an_act_whose_answer_is_lost_is_done_once(portal: RunningPortal, call: bytes) -> None:
    async with (
        peer(losing_first(call, portal.url)) as relay,
        activated(portal, relay.origin) as (client, session),
    ):
        mails = len(portal.mailbox())
        await ACTS[call](client, session)
    assert sum(r.startswith(call + b" ") for r in relay.requests) == 2
    assert len(portal.mailbox()) - mails == (
        call not in (b"POST /api/sign-in", b"PATCH /api/profile")
    )
    assert portal.sql("SELECT count(*) FROM session") == [(1,)]


async def test_a_lost_password_ticket_is_given_again(portal: RunningPortal) -> None:
    async with (
        peer(losing_first(b"POST /api/activation/password", portal.url)) as relay,
        activated(portal, relay.origin) as (_client, session),
    ):
        assert session
    assert sum(r.startswith(b"POST /api/activation/password ") for r in relay.requests) == 2


async def test_a_session_that_ended_without_a_word_has_ended(portal: RunningPortal) -> None:
    async with (
        peer(losing_first(b"DELETE /api/session", portal.url)) as relay,
        activated(portal, relay.origin) as (client, token),
    ):
        assert await Session(client, token, refuse, 900).end()
    assert portal.sql("SELECT count(*) FROM session") == [(0,)]


async def refuse() -> Secret | None:
    raise AssertionError("nobody signs in again")
