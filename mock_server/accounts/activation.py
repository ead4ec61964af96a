"""The activation of an account, from a link to a session: the acts and their order.

Each act is one transaction, and none holds one while it hashes. The link is used up by
:func:`activate` alone, in the transaction that makes the account active, opens the
session and queues the confirmation.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from mock_server.accounts.account import activate_voter
from mock_server.accounts.challenge import check_answer
from mock_server.accounts.links import Link, find_link, keep_password, usable_link, use_link
from mock_server.accounts.masking import masked_address, masked_name, own_words
from mock_server.accounts.sessions import (
    forget_sessions,
    open_session,
    session_end,
    signed_in,
    ticket_session,
)
from mock_server.captcha.register import Act, issue_captcha, refuse_captcha
from mock_server.core.refusals import Refusal
from mock_server.election.context import PortalContext
from mock_server.mail.outbox import queue
from mock_server.mail.templates import letter
from mock_server.security.credentials import is_token, new_token, token_hash
from tui_voter.contract.errors import AnswerFault, ErrorCode
from tui_voter.contract.rules import normalise_answer
from tui_voter.contract.shapes import (
    Activate,
    Captcha,
    CreatePassword,
    Invitation,
    Language,
    NewCaptcha,
    OpenLink,
    PasswordCreated,
    SignedIn,
)


async def open_link(context: PortalContext, request: OpenLink, language: Language) -> Invitation:
    """Show what a link opens. Its captcha is bound to this link."""
    now = context.clock()

    def act(tx: Connection) -> tuple[Link, Captcha]:
        link = usable_link(tx, request.token, context.portal_time(), lock=True)
        return link, issue_captcha(tx, context.key, link.token_hash, Act.PASSWORD, language, now)

    link, captcha = await context.database.writing(act)
    return Invitation(
        name=masked_name(link.voter),
        address=masked_address(link.voter),
        words=own_words(link.voter),
        captcha=captcha,
        questions=context.election.question_list(language),
        election=context.view(language),
        expires_in=context.portal_time.seconds_until(link.expires_at),
    )


async def new_captcha(context: PortalContext, request: NewCaptcha, language: Language) -> Captcha:
    now = context.clock()

    def act(tx: Connection) -> Captcha:
        link = usable_link(tx, request.token, context.portal_time(), lock=True)
        return issue_captcha(tx, context.key, link.token_hash, Act.PASSWORD, language, now)

    return await context.database.writing(act)


async def create_password(
    context: PortalContext, request: CreatePassword, language: Language
) -> PasswordCreated:
    """Keep the password with the link, and give the ticket that names it.

    The policy comes before the captcha, so that a refused password spends no captcha;
    the captcha comes before the hash, so that only people make the portal hash.
    """
    now = context.clock()
    portal_now = context.portal_time()
    link = await context.database.reading(lambda tx: usable_link(tx, request.token, portal_now))
    if unmet := context.election.policy.unmet(request.password):
        raise Refusal(ErrorCode.PASSWORD_REFUSED, rules=unmet)

    def spend(tx: Connection) -> Refusal | None:
        usable_link(tx, request.token, portal_now, lock=True)
        return refuse_captcha(
            tx, context.key, link.token_hash, Act.PASSWORD, request, language, now
        )

    if refusal := await context.database.writing(spend):
        raise refusal

    ticket = new_token()
    password_hash = await context.hasher.hash(request.password)

    def keep(tx: Connection) -> None:
        usable_link(tx, request.token, portal_now, lock=True)
        if not keep_password(tx, link.token_hash, password_hash, token_hash(ticket)):
            raise Refusal(ErrorCode.LINK_USED)

    await context.database.writing(keep)
    return PasswordCreated(ticket=ticket)


async def activate(context: PortalContext, request: Activate, language: Language) -> SignedIn:
    """Make the account active and open the session, once.

    The ticket is the idempotency key: sent again with the same question and answer, it
    gives the same session while that lives.
    """
    now = context.clock()
    link = await context.database.reading(lambda tx: _known_link(tx, request.token))
    if not link.spent:
        password_hash = _check(context, link, request)
        if await context.hasher.matches(request.answer, password_hash):
            raise Refusal(ErrorCode.ANSWER_REFUSED, fault=AnswerFault.IS_PASSWORD)
        answer_hash = await context.hasher.hash(normalise_answer(request.answer))
        act = _activation(context, link, request, password_hash, answer_hash, now)
        if await context.database.writing(act):
            ends_at = now + context.election.session_idle
            session = ticket_session(context.key, request.ticket)
            return signed_in(context, session, ends_at, language, now)
        # Another request was first: this same one sent twice, or a newer ticket's.
        link = await context.database.reading(lambda tx: _known_link(tx, request.token))
        if not link.spent:
            raise Refusal(ErrorCode.TICKET_REPLACED)
    return await _activated_before(context, link, request, language, now)


def _known_link(tx: Connection, token: str) -> Link:
    link = find_link(tx, token)
    if link is None:
        raise Refusal(ErrorCode.LINK_UNKNOWN)
    return link


def _activation(
    context: PortalContext,
    link: Link,
    request: Activate,
    password_hash: str,
    answer_hash: str,
    now: datetime,
) -> Callable[[Connection], bool]:
    """The one transaction: use up the link, make the account active, open the session,
    queue the confirmation. It does nothing and is False when the link is no longer to be
    had by this ticket."""
    ends_at = now + context.election.session_idle
    session = ticket_session(context.key, request.ticket)
    confirmation = letter(context.election, link.voter, "confirmation", expires_at=ends_at)

    def act(tx: Connection) -> bool:
        if not use_link(tx, link.token_hash, token_hash(request.ticket), now):
            return False
        if not activate_voter(
            tx,
            link.voter.id,
            now,
            password_hash=password_hash,
            question_id=request.question_id,
            answer_hash=answer_hash,
        ):
            raise Refusal(ErrorCode.LINK_USED)
        open_session(tx, session, link.voter.id, ends_at)
        queue(tx, confirmation, voter_id=link.voter.id, kind="confirmation", now=now)
        forget_sessions(tx, now)
        return True

    return act


def _check(context: PortalContext, link: Link, request: Activate) -> str:
    """What can be told without hashing; the password's hash that the ticket names."""
    if link.expires_at <= context.portal_time():
        raise Refusal(ErrorCode.LINK_EXPIRED)
    if link.password_hash is None or not is_token(request.ticket, link.ticket_hash):
        raise Refusal(ErrorCode.TICKET_REPLACED)
    check_answer(context.election, request.question_id, request.answer)
    return link.password_hash


async def _activated_before(
    context: PortalContext, link: Link, request: Activate, language: Language, now: datetime
) -> SignedIn:
    """The same session again for the same request; anything else on a used link is
    refused, and costs no hash unless it knows the ticket."""
    voter = link.voter
    if (
        link.used_at is not None
        and voter.answer_hash is not None
        and voter.question_id == request.question_id
        and is_token(request.ticket, link.ticket_hash)
        and await context.hasher.matches(normalise_answer(request.answer), voter.answer_hash)
    ):
        session = ticket_session(context.key, request.ticket)
        ends_at = await context.database.reading(lambda tx: session_end(tx, session, now))
        if ends_at is not None:
            return signed_in(context, session, ends_at, language, now)
    raise Refusal(link.end)
