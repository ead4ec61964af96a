"""A forgotten password, from the request for a link to a new session.

Nobody learns whether an account exists: known, unknown and inactive identifiers take the same reads
and writes, as in :mod:`.link_mails`. Each step is one transaction, and none is open while hashing;
the link is used up by :func:`reset_password` alone.

Attempts at the question are counted twice, with the link and over all of the account's links: a
reader of the voter's mail can ask for any number of links. Attempts at a code are counted with the
link alone: each code is random, and a reader of the mail need not guess it.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection

from mock_server.accounts.account import check_password, set_password
from mock_server.accounts.link_mails import (
    PERIOD,
    LinkMailer,
    count_request,
    forget_requests,
    is_granted,
    nobody,
)
from mock_server.accounts.links import (
    Link,
    count_answer,
    keep_code,
    keep_ticket,
    usable_link,
    use_link,
    use_up_links,
)
from mock_server.accounts.repeats import is_marked, leave_mark
from mock_server.accounts.sessions import end_sessions, forget_sessions, open_session
from mock_server.accounts.tickets import redeem, ticket_session
from mock_server.captcha.register import CaptchaPurpose
from mock_server.core.addresses import address_key, is_address
from mock_server.core.refusals import Refusal
from mock_server.core.times import seconds_until
from mock_server.election.context import PortalContext
from mock_server.election.portal_time import portal_now
from mock_server.election.voters import Voter, find_voter, lock_voter
from mock_server.mail.outbox import queue, sealed
from mock_server.mail.templates import letter
from mock_server.security.credentials import PortalKey, new_digits, new_token, token_hash
from mock_server.security.rate_limit import (
    Guesser,
    account_mac,
    clear_account,
    clear_tries,
    count_try,
)
from tui_voter.contract.activation import OpenLink
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.languages import Language
from tui_voter.contract.links import LinkKind
from tui_voter.contract.recovery import (
    AnswerQuestion,
    GiveRecoveryCode,
    Recovery,
    RecoveryCodeMailed,
    RecoveryRequest,
    RecoveryRequested,
    RecoveryTicket,
    RecoveryWay,
    ResetPassword,
)
from tui_voter.contract.rules import (
    RECOVERY_CODE_DIGITS,
    RECOVERY_CODE_LIFETIME,
    normalise_answer,
)
from tui_voter.contract.signing_in import SignedIn

_CODE: Final = "recovery_code"
_GROUP: Final = 5
"""The code is mailed in groups of this many digits."""


async def request_recovery(
    context: PortalContext, request: RecoveryRequest, client: str, language: Language
) -> RecoveryRequested:
    """Send a link by email, if it is of use. Its mails are not counted with those of
    :func:`.link_mails.request_link`, which could otherwise use up the voter's mails."""
    now = context.clock()
    identifier = request.identifier.strip()
    named = address_key(identifier).encode()
    identifier_mac = context.key.mac("recovery", named)
    mark = context.key.mac("recovery asked for", named, request.captcha_id.encode())

    def act(tx: Connection) -> Refusal | None:
        refusal = context.captchas.refusal(
            tx, None, CaptchaPurpose.RECOVERY, request, language, now
        )
        if refusal:
            return None if is_marked(tx, mark, now) else refusal
        count_request(tx, context.key, LinkKind.RECOVERY, client, now)
        voter = find_voter(tx, identifier) if is_address(identifier) else None
        if is_granted(tx, identifier_mac, now):
            LinkMailer.of(context).send_recovery(tx, voter or nobody(context), now)
        leave_mark(tx, mark, now)
        forget_requests(tx, now)
        return None

    if refusal := await context.database.writing(act):
        raise refusal
    return RecoveryRequested()


async def open_recovery(context: PortalContext, request: OpenLink, language: Language) -> Recovery:
    """Return how the voter can prove who they are: by the challenge question, by a mailed code, or
    by either. This does not use the link up."""
    now = context.clock()
    link = await context.database.reading(
        lambda tx: usable_link(tx, LinkKind.RECOVERY, request.token, now)
    )
    question = context.election.question(link.voter.question_id or "")
    if question is None:
        raise Refusal(ErrorCode.LINK_UNKNOWN)  # every active account has chosen one
    ways = context.election.recovery
    return Recovery(
        name=link.voter.masked_name,
        address=link.voter.masked_address,
        words=link.voter.own_words,
        question=question.text[language] if RecoveryWay.QUESTION in ways else "",
        mails_code=RecoveryWay.CODE in ways,
        code_expires_in=seconds_until(link.code_expires_at, now) if link.code_expires_at else 0,
        tries_left=link.tries_left,
        election=context.view(language),
        expires_in=seconds_until(link.expires_at, now),
    )


def _need(context: PortalContext, way: RecoveryWay) -> None:
    """Raise :class:`Refusal` if the election does not offer this way."""
    if way not in context.election.recovery:
        raise Refusal(ErrorCode.NOT_FOUND)


async def answer_question(context: PortalContext, request: AnswerQuestion) -> RecoveryTicket:
    """The ticket for a right answer, which replaces an earlier ticket."""
    _need(context, RecoveryWay.QUESTION)
    now = context.clock()

    def count(tx: Connection) -> tuple[Link, Guesser, int]:
        link = usable_link(tx, LinkKind.RECOVERY, request.token, now, lock=True)
        tries_left = count_answer(tx, link)
        guesser = Guesser.answering(context.key, link.voter.address)
        count_try(tx, guesser, now)  # a voter who must wait loses no attempt: all is undone
        return link, guesser, tries_left

    async with context.hasher.in_turn() as hasher:  # who is turned away has lost no attempt
        link, guesser, tries_left = await context.database.writing(count)
        answer_hash = link.voter.answer_hash or hasher.nobodys
        right = await hasher.matches(normalise_answer(request.answer), answer_hash)
    if not right:
        raise await _wrong(context, link.voter, ErrorCode.ANSWER_WRONG, tries_left, now)
    ticket = new_token()

    def keep(tx: Connection) -> bool:
        if not keep_ticket(tx, link, token_hash(ticket)):
            return False
        clear_tries(tx, guesser, now)
        return True

    if not await context.database.writing(keep):
        raise Refusal(ErrorCode.LINK_USED)
    return RecoveryTicket(ticket=ticket)


async def mail_code(context: PortalContext, request: OpenLink) -> RecoveryCodeMailed:
    """Mail a single-use code to the holder of the link. It replaces an earlier code."""
    _need(context, RecoveryWay.CODE)
    now = context.clock()
    code = new_digits(RECOVERY_CODE_DIGITS)

    def send(tx: Connection) -> datetime:
        link = usable_link(tx, LinkKind.RECOVERY, request.token, now, lock=True)
        if not is_granted(tx, context.key.mac(_CODE, link.token_hash), now):
            raise Refusal(ErrorCode.TOO_MANY, retry_after=int(PERIOD / timedelta(seconds=1)))
        expires_at = min(now + RECOVERY_CODE_LIFETIME, link.expires_at)
        keep_code(tx, link, _code_mac(context.key, link, code), expires_at)
        mail = letter(
            context.election,
            link.voter,
            _CODE,
            expires_at=portal_now(tx, now) + (expires_at - now),
            news={"code": _in_groups(code)},
        )
        queue(tx, sealed(mail, context.key), voter_id=link.voter.id, kind=_CODE, now=now)
        forget_requests(tx, now)
        return expires_at

    expires_at = await context.database.writing(send)
    return RecoveryCodeMailed(expires_in=seconds_until(expires_at, now))


async def give_code(context: PortalContext, request: GiveRecoveryCode) -> RecoveryTicket:
    """The ticket for the mailed code, which is used up by it. The ticket replaces an earlier
    one."""
    _need(context, RecoveryWay.CODE)
    now = context.clock()
    ticket = new_token()

    def act(tx: Connection) -> tuple[Voter, int] | None:
        link = usable_link(tx, LinkKind.RECOVERY, request.token, now, lock=True)
        if not (link.code_mac and link.code_expires_at and link.code_expires_at > now):
            raise Refusal(ErrorCode.MAILED_CODE_EXPIRED)  # this costs no attempt
        tries_left = count_answer(tx, link)
        given = _code_mac(context.key, link, request.mailed_code)
        if not hmac.compare_digest(given, link.code_mac):
            return link.voter, tries_left
        keep_ticket(tx, link, token_hash(ticket))
        return None

    if wrong := await context.database.writing(act):
        voter, tries_left = wrong
        raise await _wrong(context, voter, ErrorCode.MAILED_CODE_WRONG, tries_left, now)
    return RecoveryTicket(ticket=ticket)


def _code_mac(key: PortalKey, link: Link, code: str) -> bytes:
    return key.mac(_CODE, link.token_hash, code.encode())


def _in_groups(code: str) -> str:
    return " ".join(code[n : n + _GROUP] for n in range(0, len(code), _GROUP))


async def _wrong(
    context: PortalContext, voter: Voter, code: ErrorCode, tries_left: int, now: datetime
) -> Refusal:
    """The refusal of a wrong answer or code. At the last attempt of a link, the voter is warned
    that someone else may have access to their email and be guessing."""
    if tries_left:
        return Refusal(code, tries_left=tries_left)
    notice = letter(context.election, voter, "tries_spent")
    await context.database.writing(
        lambda tx: queue(tx, notice, voter_id=voter.id, kind="tries_spent", now=now)
    )
    return Refusal(ErrorCode.TRIES_SPENT)


async def reset_password(
    context: PortalContext, request: ResetPassword, language: Language
) -> SignedIn:
    """Replace the password and open the session, once (:mod:`.tickets`)."""
    now = context.clock()

    async def prepare(link: Link) -> Callable[[Connection], bool]:
        if unmet := context.election.policy.unmet(request.password):
            raise Refusal(ErrorCode.PASSWORD_REFUSED, rules=unmet)
        current = link.voter.password_hash or context.hasher.nobodys
        if await context.hasher.matches(request.password, current):
            raise Refusal(ErrorCode.PASSWORD_UNCHANGED)
        await check_password(context, link.voter, request.password)
        password_hash = await context.hasher.hash(request.password)
        return _reset(context, link, request, password_hash, now)

    async def was_done(voter: Voter) -> bool:
        password_hash = voter.password_hash or context.hasher.nobodys
        return await context.hasher.matches(request.password, password_hash)

    return await redeem(
        context,
        LinkKind.RECOVERY,
        request,
        language,
        now,
        prepare=prepare,
        was_done=was_done,
    )


def _reset(
    context: PortalContext,
    link: Link,
    request: ResetPassword,
    password_hash: str,
    now: datetime,
) -> Callable[[Connection], bool]:
    """The one transaction that uses up the link, replaces the password, ends all sessions and
    delays, opens the session and queues the mail. It does nothing and returns False if this ticket
    can no longer use the link."""
    voter = link.voter
    account = account_mac(context.key, voter.address)
    session = ticket_session(context.key, request.ticket)
    notice = letter(context.election, voter, "password_changed")

    def act(tx: Connection) -> bool:
        lock_voter(tx, voter.id)  # two links of one voter may be used at once
        if not use_link(tx, link, token_hash(request.ticket), now):
            return False
        use_up_links(tx, LinkKind.RECOVERY, voter.id, now)
        set_password(tx, voter, password_hash)
        clear_account(tx, account)
        end_sessions(tx, voter.id, but=session)
        open_session(tx, context, session, voter.id, now)
        queue(tx, notice, voter_id=voter.id, kind="password_changed", now=now)
        forget_sessions(tx, now)
        return True

    return act
