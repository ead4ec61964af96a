"""The activation of an account, from a link to a session: its steps and their order.

Each step is one transaction, and none is open while hashing. The link is used up by
:func:`activate` alone, in the transaction that makes the account active, opens the session and
queues the confirmation.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from mock_server.accounts.account import activate_voter, check_answer
from mock_server.accounts.links import Link, keep_password, usable_link, use_link
from mock_server.accounts.sessions import forget_sessions, open_session
from mock_server.accounts.tickets import is_password_of, new_ticket, redeem, ticket_session
from mock_server.captcha.register import CaptchaPurpose
from mock_server.core.refusals import Refusal
from mock_server.core.times import seconds_until
from mock_server.election.context import PortalContext
from mock_server.election.voters import Voter
from mock_server.mail.outbox import queue
from mock_server.mail.templates import hours_of_the_vote, letter
from mock_server.security.credentials import is_token, token_hash
from tui_voter.contract.activation import (
    Activate,
    CreatePassword,
    Invitation,
    NewCaptcha,
    OpenLink,
    PasswordCreated,
)
from tui_voter.contract.captchas import Captcha
from tui_voter.contract.errors import AnswerFault, ErrorCode
from tui_voter.contract.languages import Language
from tui_voter.contract.links import LinkKind
from tui_voter.contract.rules import normalise_answer
from tui_voter.contract.signing_in import SignedIn


async def open_link(context: PortalContext, request: OpenLink, language: Language) -> Invitation:
    """Return what a voter sees of the account that a link activates."""
    now = context.clock()
    link, captcha = await _with_captcha(context, request.token, language, now)
    return Invitation(
        name=link.voter.masked_name,
        address=link.voter.masked_address,
        words=link.voter.own_words,
        captcha=captcha,
        questions=context.election.question_list(language),
        election=context.view(language),
        expires_in=seconds_until(link.expires_at, now),
    )


async def new_captcha(context: PortalContext, request: NewCaptcha, language: Language) -> Captcha:
    _link, captcha = await _with_captcha(context, request.token, language, context.clock())
    return captcha


async def _with_captcha(
    context: PortalContext, token: str, language: Language, now: datetime
) -> tuple[Link, Captcha]:
    """The link, with a new captcha that is bound to it."""

    def act(tx: Connection) -> tuple[Link, Captcha]:
        link = usable_link(tx, LinkKind.ACTIVATION, token, now, lock=True)
        return link, context.captchas.issue(
            tx, link.token_hash, CaptchaPurpose.PASSWORD, language, now
        )

    return await context.database.writing(act)


async def create_password(
    context: PortalContext, request: CreatePassword, language: Language
) -> PasswordCreated:
    """Keep the password with the link, and return the ticket that stands for it.

    The policy is checked before the captcha, so that a refused password spends no captcha; the
    captcha before the hash, so that bots cannot make the portal hash. The ticket is made from the
    captcha's id: the same request sent again returns the same ticket, as long as no newer ticket
    has replaced it.
    """
    now = context.clock()
    link = await context.database.reading(
        lambda tx: usable_link(tx, LinkKind.ACTIVATION, request.token, now)
    )
    if unmet := context.election.policy.unmet(request.password):
        raise Refusal(ErrorCode.PASSWORD_REFUSED, rules=unmet)
    ticket = new_ticket(context.key, request.password, link, request.captcha_id)

    def spend(tx: Connection) -> tuple[Link, Refusal | None]:
        found = usable_link(tx, LinkKind.ACTIVATION, request.token, now, lock=True)
        return found, context.captchas.refusal(
            tx, found.token_hash, CaptchaPurpose.PASSWORD, request, language, now
        )

    async with context.hasher.in_turn() as hasher:  # a client that is turned away keeps the captcha
        found, refusal = await context.database.writing(spend)
        if refusal:
            kept = found.password_hash if is_token(ticket, found.ticket_hash) else None
            if kept and await hasher.matches(request.password, kept):
                return PasswordCreated(ticket=ticket)
            raise refusal
        password_hash = await hasher.hash(request.password)

    def keep(tx: Connection) -> None:
        usable_link(tx, LinkKind.ACTIVATION, request.token, now, lock=True)
        if not keep_password(tx, link, password_hash, token_hash(ticket)):
            raise Refusal(ErrorCode.LINK_USED)

    await context.database.writing(keep)
    return PasswordCreated(ticket=ticket)


async def activate(context: PortalContext, request: Activate, language: Language) -> SignedIn:
    """Make the account active and open the session, once (:mod:`.tickets`)."""
    now = context.clock()

    async def prepare(link: Link) -> Callable[[Connection], bool]:
        check_answer(context.election, request.question_id, request.answer)
        password_hash = link.password_hash or context.hasher.nobodys  # came with the ticket
        if is_password_of(context.key, request.ticket, request.answer):
            raise Refusal(ErrorCode.ANSWER_REFUSED, fault=AnswerFault.IS_PASSWORD)
        answer_hash = await context.hasher.hash(normalise_answer(request.answer))
        return _activation(context, link, request, password_hash, answer_hash, now)

    async def was_done(voter: Voter) -> bool:
        return (
            voter.answer_hash is not None
            and voter.question_id == request.question_id
            and await context.hasher.matches(normalise_answer(request.answer), voter.answer_hash)
        )

    return await redeem(
        context,
        LinkKind.ACTIVATION,
        request,
        language,
        now,
        prepare=prepare,
        was_done=was_done,
    )


def _activation(
    context: PortalContext,
    link: Link,
    request: Activate,
    password_hash: str,
    answer_hash: str,
    now: datetime,
) -> Callable[[Connection], bool]:
    """The one transaction that uses up the link, makes the account active, opens the session and
    queues the confirmation. It does nothing and returns False if this ticket can no longer use the
    link."""
    ends_at = now + context.election.session_idle
    session = ticket_session(context.key, request.ticket)
    vote = hours_of_the_vote(context.election, link.voter.language, context.portal_time())
    confirmation = letter(
        context.election, link.voter, "confirmation", expires_at=ends_at, news={"vote": vote}
    )

    def act(tx: Connection) -> bool:
        if not use_link(tx, link, token_hash(request.ticket), now):
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
        open_session(tx, context, session, link.voter.id, now)
        queue(tx, confirmation, voter_id=link.voter.id, kind="confirmation", now=now)
        forget_sessions(tx, now)
        return True

    return act
