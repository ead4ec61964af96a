"""An answer that is lost on the way: the client asks again, and the portal has acted once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from tests.client.peer import losing_first, peer
from tests.client.samples import ANSWER, PASSWORD
from tests.portal.captcha_solver import solve
from tests.portal_process import RunningPortal
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
Act = Callable[[PortalClient, Secret, str], Awaitable[object]]


@asynccontextmanager
async def activated(
    portal: RunningPortal, address: str, origin: str
) -> AsyncIterator[tuple[PortalClient, Secret]]:
    """A client at ``origin``, and the session of the account that it has activated."""
    token = check_link(portal.invite(address)).token
    client = PortalClient(origin, language="fr")
    try:
        invitation = await open_link(client, token)
        captcha = invitation.captcha
        ticket = await create_password(client, token, PASSWORD, captcha.id, solve(captcha.question))
        session, *_ = await activate(client, token, ticket, invitation.questions[0].id, ANSWER)
        yield client, session
    finally:
        await client.aclose()


async def sign_in(client: PortalClient, _session: Secret, address: str) -> None:
    captcha = await sign_in_captcha(client)
    opened = await signing_in.sign_in(
        client, address, PASSWORD, captcha.id, solve(captcha.question)
    )
    await end_session(client, opened.token)


async def ask_recovery(client: PortalClient, _session: Secret, address: str) -> None:
    captcha = await recovery_captcha(client)
    await request_recovery(client, address, captcha.id, solve(captcha.question))


async def claim(client: PortalClient, session: Secret, _address: str) -> None:
    ballot = (await read_claims(client, session)).ballots[0]
    text = "Mon nom\nest faux."
    new = NewClaim(key=KEY, kind=ClaimKind.WRONG_ENTRY, ballot_id=ballot.id, text=text)
    sent = await send_claim(client, session, new)
    assert (await read_claims(client, session)).claims == (sent,)
    assert sent.text == text


async def ask_for_assistance(client: PortalClient, session: Secret, _address: str) -> None:
    new = NewAssistance(key=KEY, subject="Le lien", text="Il est\nperdu.")
    asked = await ask_assistance(client, session, new)
    assert (await read_assistance(client, session)).requests == (asked,)


async def nothing(_client: PortalClient, session: Secret, _address: str) -> None:
    assert session


async def sign_out(client: PortalClient, session: Secret, _address: str) -> None:
    async def refuse() -> Secret | None:
        raise AssertionError("nobody signs in again")

    assert await Session(client, session, refuse, 900).end()


ACTS: dict[bytes, tuple[Act, int]] = {
    b"POST /api/activation/password": (nothing, 2),
    b"POST /api/activation": (nothing, 2),
    b"POST /api/sign-in": (sign_in, 2),
    b"DELETE /api/session": (sign_out, 2),
    b"POST /api/recovery": (ask_recovery, 3),
    b"PATCH /api/profile": (
        lambda client, session, _address: change_profile(
            client, session, "01 99 00 12 34", Language.EN
        ),
        2,
    ),
    b"POST /api/profile/password": (
        lambda client, session, _address: change_password(
            client, session, PASSWORD, Secret("Encore un mot 2 passe")
        ),
        3,
    ),
    b"POST /api/profile/question": (
        lambda client, session, _address: change_question(
            client, session, PASSWORD, "lost-object", Secret("Un parapluie")
        ),
        3,
    ),
    b"POST /api/claims": (claim, 3),
    b"POST /api/assistance": (ask_for_assistance, 3),
}
"""What loses its answer, by the call, and how many mails the voter has in the end: one with the
link, one of the activation, and one of the act."""


@pytest.mark.parametrize("call", ACTS, ids=bytes.decode)
async def test_an_act_whose_answer_is_lost_is_done_once(
    portal: RunningPortal, address: str, call: bytes
) -> None:
    act, mails = ACTS[call]
    async with (
        peer(losing_first(call, portal.url)) as relay,
        activated(portal, address, relay.origin) as (client, session),
    ):
        await act(client, session, address)
    assert sum(request.startswith(call + b" ") for request in relay.requests) == 2
    assert len(portal.mailbox(address)) == mails
    sessions = portal.sql(
        "SELECT count(*) FROM session WHERE voter_id = (SELECT id FROM voter WHERE address = ?)",
        address,
    )
    assert sessions == [(0 if act is sign_out else 1,)]
