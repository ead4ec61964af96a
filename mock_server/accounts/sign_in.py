"""Signing in: captcha, attempt count, hash, session. The answer never says which part was wrong.

An unknown identifier, or one whose account is not active, takes the same work as a known one with a
wrong password: the same transactions, and a hash.

For an identifier that nobody has, the hash costs what hashing costs by today's settings. If these
were changed, the time of an answer tells whether there is an account, until its voter signs in and
the password is hashed anew. Nothing less would help: the password is not known before, and the time
of any other work would tell as well.

A session's token is made from its captcha's id: the same request sent again, after a lost answer
for example, finds the session that it opened, while that session lives.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from mock_server.accounts.account import change_password
from mock_server.accounts.sessions import forget_sessions, open_session, session_end, signed_in
from mock_server.captcha.register import CaptchaPurpose
from mock_server.core.addresses import address_key, is_address
from mock_server.core.refusals import Refusal
from mock_server.election.context import PortalContext
from mock_server.election.voters import Voter, find_voter, lock_voter
from mock_server.security.rate_limit import Guesser, check_delay, clear_tries, count_try
from tui_voter.contract.captchas import Captcha
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.languages import Language
from tui_voter.contract.signing_in import SignedIn, SignIn


async def new_captcha(
    context: PortalContext, purpose: CaptchaPurpose, language: Language
) -> Captcha:
    """A captcha that anybody may ask for."""
    now = context.clock()
    return await context.database.writing(
        lambda tx: context.captchas.issue(tx, None, purpose, language, now)
    )


async def sign_in(
    context: PortalContext, request: SignIn, client: str, language: Language
) -> SignedIn:
    """Open a session.

    The turn to hash comes first: a client that is turned away has spent nothing. The delay is
    checked before the captcha, so that a blocked client does not use one up; the captcha before the
    count, so that a misread captcha is not an attempt; the count before the hash.
    """
    now = context.clock()
    identifier = request.identifier.strip()
    guesser = Guesser.signing_in(context.key, identifier, client)
    named = (request.captcha_id.encode(), address_key(identifier).encode())
    session = context.key.token("signed in", *named)

    def take(tx: Connection) -> Refusal | Voter | None:
        check_delay(tx, guesser, now)
        refusal = context.captchas.refusal(tx, None, CaptchaPurpose.SIGN_IN, request, language, now)
        if refusal and not session_end(tx, session, now):
            return refusal
        count_try(tx, guesser, now)
        return find_voter(tx, identifier) if is_address(identifier) else None

    async with context.in_turn() as in_turn:
        taken = await context.database.writing(take)
        if isinstance(taken, Refusal):
            raise taken
        ends_at = await _open(in_turn, taken, request.password, guesser, session, now)
    if ends_at is None:
        raise Refusal(
            ErrorCode.SIGN_IN_REFUSED,
            captcha=await new_captcha(context, CaptchaPurpose.SIGN_IN, language),
        )
    return signed_in(context, session, ends_at, language, now)


async def _open(
    context: PortalContext,
    voter: Voter | None,
    password: str,
    guesser: Guesser,
    session: str,
    now: datetime,
) -> datetime | None:
    """Open the session unless it is open already. Returns when it ends; None if the password is
    wrong."""
    known = voter.password_hash if voter else None
    right = await context.hasher.matches(password, known or context.hasher.nobodys)
    if voter is None or known is None or not right:
        return None
    renewed = None
    if context.hasher.is_outdated(known):
        renewed = await context.hasher.hash(password)

    def act(tx: Connection) -> tuple[Voter, datetime]:
        found = lock_voter(tx, voter.id)
        ends_at = session_end(tx, session, now)
        if found.password_hash == known:
            if renewed:
                change_password(tx, voter, renewed)
            clear_tries(tx, guesser, now)
            if ends_at is None:
                open_session(tx, context, session, voter.id, now)
            forget_sessions(tx, now)
        return found, ends_at or now + context.election.session_idle

    found, ends_at = await context.database.writing(act)
    if found.password_hash == known:
        return ends_at
    # The password was changed in the meantime: all sessions have ended, and none may begin. Or
    # another sign-in has just hashed it anew. The hash as it is now tells which.
    return await _open(context, found, password, guesser, session, now)
