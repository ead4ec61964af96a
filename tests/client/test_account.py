"""A voter's visit through the client, against a real portal in its own process."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.client.peer import losing_first, peer
from tests.client.samples import ANSWER, PASSWORD
from tests.portal.captcha_solver import solve
from tests.portal_process import DEMO_VOTER, RunningPortal, link_in, start_portal
from tui_voter.contract.errors import ErrorCode, PortalRefused
from tui_voter.contract.links import LinkKind
from tui_voter.contract.shapes import (
    ClaimKind,
    DocumentKind,
    Language,
    NewAssistance,
    NewClaim,
    RollQuery,
)
from tui_voter.portal.client import PortalClient
from tui_voter.portal.hygiene import check_link
from tui_voter.secret import Secret

pytestmark = pytest.mark.slow

KEY = "0123456789abcdef"
NEW_PASSWORD = Secret("Dirigeable 58 hérissons")


@asynccontextmanager
async def activated(
    portal: RunningPortal, origin: str
) -> AsyncIterator[tuple[PortalClient, Secret]]:
    """A client at ``origin``, and the session of the account that it has activated."""
    token = check_link(portal.invite()).token
    client = PortalClient(origin, language="fr")
    try:
        invitation = await client.open_link(token)
        captcha = invitation.captcha
        ticket = await client.create_password(token, PASSWORD, captcha.id, solve(captcha.question))
        session, *_ = await client.activate(token, ticket, invitation.questions[0].id, ANSWER)
        yield client, session
    finally:
        await client.aclose()


async def sign_in(client: PortalClient, password: Secret) -> Secret:
    captcha = await client.sign_in_captcha()
    answer = solve(captcha.question)
    session, *_ = await client.sign_in(DEMO_VOTER, password, captcha.id, answer)
    return session


async def test_what_a_voter_reads_and_changes(tmp_path: Path) -> None:
    with start_portal(tmp_path) as portal:
        async with activated(portal, portal.url) as (client, session):
            for kind in DocumentKind:
                assert (await client.document(kind)).text
            assert (await client.faq()).entries

            profile = await client.change_profile(session, "05 56 09 61 00", Language.EN)
            assert profile.telephone == "05 56 09 61 00"
            assert await client.profile(session) == profile

            ballot = (await client.ballots(session)).ballots[0]
            first = await client.roll(session, ballot.id, RollQuery(limit=5))
            then = await client.roll(session, ballot.id, RollQuery(limit=5, after=first.after))
            assert not set(first.entries) & set(then.entries)
            await client.candidate_lists(session, ballot.id)

            question = profile.questions[-1].id
            await client.change_question(session, PASSWORD, question, Secret("Le grand Meaulnes"))
            await client.change_password(session, PASSWORD, NEW_PASSWORD)
            await client.end_session(session)
            with pytest.raises(PortalRefused) as caught:
                await client.profile(session)
            assert caught.value.code is ErrorCode.SESSION_ENDED
            session = await sign_in(client, NEW_PASSWORD)
            assert (await client.profile(session)).question_id == question


async def test_a_forgotten_password(tmp_path: Path) -> None:
    with start_portal(tmp_path) as portal:
        async with activated(portal, portal.url) as (client, session):
            captcha = await client.recovery_captcha()
            await client.request_recovery(DEMO_VOTER, captcha.id, solve(captcha.question))
            link = check_link(link_in(portal.mailbox(DEMO_VOTER)[-1]))
            assert link.kind is LinkKind.RECOVERY
            assert (await client.open_recovery(link.token)).question
            with pytest.raises(PortalRefused) as caught:
                await client.answer_question(link.token, Secret("Une autre"))
            assert caught.value.code is ErrorCode.ANSWER_WRONG
            assert caught.value.problem.tries_left == 4
            ticket = await client.answer_question(link.token, ANSWER)
            session, *_ = await client.reset_password(link.token, ticket, NEW_PASSWORD)
            await client.end_session(session)
            await client.end_session(await sign_in(client, NEW_PASSWORD))


async def test_what_a_voter_sends_arrives_once(tmp_path: Path) -> None:
    """Though the portal's answer is lost on the way."""
    with start_portal(tmp_path) as portal:
        async with (
            peer(losing_first(b"POST /api/claims", portal.url)) as relay,
            activated(portal, relay.origin) as (client, session),
        ):
            ballot = (await client.claims(session)).ballots[0]
            claim = NewClaim(
                key=KEY, kind=ClaimKind.WRONG_ENTRY, ballot_id=ballot.id, text="Mon nom\nest faux."
            )
            sent = await client.send_claim(session, claim)
            assert (await client.claims(session)).claims == (sent,)
            assert sent.text == claim.text
        assert sum(r.startswith(b"POST /api/claims ") for r in relay.requests) == 2

        async with peer(losing_first(b"POST /api/assistance", portal.url)) as relay:
            client = PortalClient(relay.origin, language="fr")
            session = await sign_in(client, PASSWORD)
            request = NewAssistance(key=KEY, subject="Le lien", text="Il est\nperdu.")
            asked = await client.ask_assistance(session, request)
            assert (await client.assistance(session)).requests == (asked,)
            assert re.search(r"\d", asked.number)
            await client.aclose()
        assert sum(r.startswith(b"POST /api/assistance ") for r in relay.requests) == 2
