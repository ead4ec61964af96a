"""Tickets: returned by the first step of using a link, required by the last.

The last step uses the link up and opens the session, once. Its ticket is the idempotency key: the
same request sent again, after a lost answer for example, returns the same session while that lives.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy import Connection

from mock_server.accounts.links import Link, find_link
from mock_server.accounts.sessions import session_end, signed_in
from mock_server.core.refusals import Refusal
from mock_server.election.context import PortalContext
from mock_server.election.voters import Voter
from mock_server.security.credentials import PortalKey, is_token
from tui_voter.contract.activation import Activate
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.languages import Language
from tui_voter.contract.links import LinkKind
from tui_voter.contract.recovery import ResetPassword
from tui_voter.contract.rules import normalise_answer
from tui_voter.contract.signing_in import SignedIn


def new_ticket(key: PortalKey, password: str, link: Link, captcha_id: str) -> str:
    """The ticket for a password, the same for the same request. With it, the portal can see that an
    answer is that password, whatever its case and punctuation. Neither the ticket, nor the
    password, nor the captcha's id, which is random, is stored."""
    chance = key.mac("ticket", link.token_hash, captcha_id.encode())
    return urlsafe_b64encode(chance + _mark(key, chance, password)).decode()


def is_password_of(key: PortalKey, ticket: str, answer: str) -> bool:
    """Whether ``answer`` is the password that this ticket of ours was given for."""
    raw = urlsafe_b64decode(ticket)
    return hmac.compare_digest(raw[32:], _mark(key, raw[:32], answer))


def _mark(key: PortalKey, chance: bytes, text: str) -> bytes:
    return key.mac("answer", chance, normalise_answer(text).encode())[:16]


def ticket_session(key: PortalKey, ticket: str) -> str:
    """The token of the session that a ticket opens. It is made from the ticket, so that a retry
    finds the session and the database need not contain the token."""
    return key.token("session", ticket.encode())


async def redeem(
    context: PortalContext,
    kind: LinkKind,
    request: Activate | ResetPassword,
    language: Language,
    now: datetime,
    *,
    prepare: Callable[[Link], Awaitable[Callable[[Connection], bool]]],
    was_done: Callable[[Voter], Awaitable[bool]],
) -> SignedIn:
    """The session for a ticket. ``prepare`` checks and hashes, and returns the one transaction,
    which returns False if this ticket can no longer use the link; ``was_done`` tells a request sent
    again from a new one. Any other request with a spent link is refused, and costs no hash unless
    it has the ticket."""
    session = ticket_session(context.key, request.ticket)

    async def find() -> Link:
        return await context.database.reading(lambda tx: find_link(tx, kind, request.token, now))

    link = await find()
    if not link.spent:
        if link.expires_at <= now:
            raise Refusal(ErrorCode.LINK_EXPIRED)
        if not is_token(request.ticket, link.ticket_hash):
            raise Refusal(ErrorCode.TICKET_REPLACED)
        if await context.database.writing(await prepare(link)):
            ends_at = now + context.election.session_idle
            return signed_in(context, session, ends_at, language, now)
        # Another request came first: the same one sent twice, or one with a newer ticket.
        link = await find()
        if not link.spent:
            raise Refusal(ErrorCode.TICKET_REPLACED)
    if link.used_at and is_token(request.ticket, link.ticket_hash) and await was_done(link.voter):
        living = await context.database.reading(lambda tx: session_end(tx, session, now))
        if living is not None:
            return signed_in(context, session, living, language, now)
    raise Refusal(link.end)
