"""The whole activation through the client, against a real portal in its own process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.client.peer import losing_first, peer
from tests.client.samples import ANSWER, PASSWORD
from tests.portal.captcha_solver import solve
from tests.portal_process import RunningPortal, start_portal
from tui_voter.contract.errors import ErrorCode, PortalRefused
from tui_voter.portal.directory import PortalDirectory
from tui_voter.secret import Secret

pytestmark = pytest.mark.slow


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[RunningPortal]:
    with start_portal(tmp_path) as running:
        yield running


async def test_from_the_mail_to_the_end_of_the_session(portal: RunningPortal) -> None:
    directory = PortalDirectory("en", [portal.url], print)
    client = directory.connect(portal.url)

    portal.invite()
    link = directory.check_link(directory.find_link(portal.mailbox()[-1].body))
    assert link.origin == portal.url

    election = await client.election()
    await client.request_link("nobody@exemple.fr")
    invitation = await client.open_link(link.token)
    assert invitation.election.name == election.name
    with pytest.raises(PortalRefused) as caught:
        await client.create_password(link.token, PASSWORD, invitation.captcha.id, "wrong")
    assert caught.value.code is ErrorCode.CAPTCHA_WRONG
    assert caught.value.problem.captcha is not None

    captcha = await client.new_captcha(link.token)
    ticket = await client.create_password(link.token, PASSWORD, captcha.id, solve(captcha.question))
    question = invitation.questions[0].id
    session, election, idle = await client.activate(link.token, ticket, question, ANSWER)
    assert election.opens_at < election.closes_at
    assert idle == 900, "as the sample election says"
    assert portal.sql("SELECT count(*) FROM session") == [(1,)]

    await client.end_session(session)
    with pytest.raises(PortalRefused) as caught:
        await client.end_session(session)
    assert caught.value.code is ErrorCode.SESSION_ENDED
    await directory.aclose()


async def test_a_lost_activation_is_taken_up_again(portal: RunningPortal) -> None:
    token = Secret(portal.invite().rpartition("/")[2])
    async with peer(losing_first(b"POST /api/activation", portal.url)) as relay:
        directory = PortalDirectory("fr", [relay.origin], print)
        client = directory.connect(relay.origin)
        invitation = await client.open_link(token)
        captcha = invitation.captcha
        ticket = await client.create_password(token, PASSWORD, captcha.id, solve(captcha.question))
        session, *_ = await client.activate(token, ticket, invitation.questions[0].id, ANSWER)
        assert portal.sql("SELECT count(*) FROM session") == [(1,)]
        await client.end_session(session)
        await directory.aclose()
    activations = [r for r in relay.requests if r.startswith(b"POST /api/activation ")]
    assert len(activations) == 2
