"""Signing in: captcha, count, hash, session; nobody learns which part was wrong.

An identifier that nobody has, or whose account is not active, takes the same work as a
known one with a wrong password: the same transactions, and a hash.

The hash of an identifier that nobody has costs what hashing costs today. Where that was
changed, an account is told from none by the time of an answer until its voter signs in, which
hashes the password anew. Nothing less helps: the password is not known before, and any work
that is done besides is told by its time as well.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from mock_server.accounts import change_password
from mock_server.addresses import is_address
from mock_server.captcha.register import Act, issue_captcha, refuse_captcha
from mock_server.credentials import new_token
from mock_server.guessing import Guesser, check_delay, clear_tries, count_try
from mock_server.office import Office
from mock_server.problems import Refusal
from mock_server.sessions import forget_sessions, open_session, signed_in
from mock_server.voters import Voter, find_voter, lock_voter
from tui_voter.portal.api import Captcha, ErrorCode, Language, SignedIn, SignIn


async def new_captcha(office: Office, act: Act, language: Language) -> Captcha:
    """A captcha that anybody may ask for."""
    now = office.clock()
    return await office.database.writing(
        lambda tx: issue_captcha(tx, office.key, None, act, language, now)
    )


async def sign_in(office: Office, request: SignIn, client: str, language: Language) -> SignedIn:
    """Open a session.

    The delay comes before the captcha, so that who must wait spends none; the captcha
    comes before the count, so that a misread one is no try; the count before the hash.
    """
    now = office.clock()
    identifier = request.identifier.strip()
    guesser = Guesser.signing_in(office.key, identifier, client)

    def take(tx: Connection) -> Refusal | Voter | None:
        check_delay(tx, guesser, now)
        refusal = refuse_captcha(tx, office.key, None, Act.SIGN_IN, request, language, now)
        if refusal:
            return refusal
        count_try(tx, guesser, now)
        return find_voter(tx, identifier) if is_address(identifier) else None

    taken = await office.database.writing(take)
    if isinstance(taken, Refusal):
        raise taken
    session = await _open(office, taken, request.password, guesser, now)
    if session is None:
        raise Refusal(
            ErrorCode.SIGN_IN_REFUSED, captcha=await new_captcha(office, Act.SIGN_IN, language)
        )
    return signed_in(office, session, now + office.election.session_idle, language, now)


async def _open(
    office: Office, voter: Voter | None, password: str, guesser: Guesser, now: datetime
) -> str | None:
    """The token of a session; None unless the password is right."""
    known = voter.password_hash if voter else None
    right = await office.hasher.matches(password, known or office.hasher.nobodys)
    if voter is None or known is None or not right:
        return None
    renewed = None
    if office.hasher.is_outdated(known):
        renewed = await office.hasher.hash(password)
    session = new_token()

    def act(tx: Connection) -> Voter:
        found = lock_voter(tx, voter.id)
        if found.password_hash == known:
            if renewed:
                change_password(tx, voter, renewed)
            clear_tries(tx, guesser)
            open_session(tx, session, voter.id, now + office.election.session_idle)
            forget_sessions(tx, now)
        return found

    found = await office.database.writing(act)
    if found.password_hash == known:
        return session
    # Changed in the meantime, which has ended all sessions, and none may come after it; or
    # hashed anew by another sign-in at this moment. The hash of now tells.
    return await _open(office, found, password, guesser, now)
