"""*Réassort*: another voting code, for a voter whose notice is lost or never came.

The answer to the challenge question brings a single-use code by email, and that code brings a
random voting code from the polling board's reserve. From then on the old voting code opens nothing;
ballots that were cast stay cast. If the answer is lost, the same voting code is returned again,
while the mailed code is valid and until the booth was opened with the voting code: it is kept
sealed for no longer.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from mock_server.accounts.link_mails import PERIOD, forget_requests, is_granted
from mock_server.core.refusals import Refusal
from mock_server.core.times import seconds_until
from mock_server.db import schema
from mock_server.db.locks import sweep
from mock_server.election.context import PortalContext
from mock_server.election.portal_time import portal_now
from mock_server.election.voters import Voter, lock_voter
from mock_server.mail.outbox import queue, sealed
from mock_server.mail.templates import letter
from mock_server.security.credentials import new_digits, token_hash
from mock_server.security.rate_limit import Guesser, clear_tries, count_try
from mock_server.vote.booth import session_state
from mock_server.vote.lock import share_pending
from mock_server.vote.replacement_log import log_replacement
from mock_server.vote.reserve import check_reserve, reserve_key, take_code, unsealed
from mock_server.vote.seal import need_seal
from mock_server.vote.window import bounded, until
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.printed import printed
from tui_voter.contract.rules import MAILED_CODE_DIGITS, REPLACEMENT_LIFETIME, normalise_answer
from tui_voter.contract.vote import AskReplacement, CodeReplaced, ReplaceCode, ReplacementAsked
from tui_voter.sealing.codes import binding, credential, verifier
from tui_voter.sealing.credentials import public_key
from tui_voter.sealing.election import seal_of

TRIES: Final = 5
"""The attempts that one mailed code allows."""
MOST: Final = 2
"""The codes that one voter can get of the reserve, which is there for everybody."""
_KIND: Final = "replacement"
_DONE: Final = "code_replaced"
_PURPOSE: Final = "replacement"
"""The purpose for which the portal's key seals the mailed code, and the reserve's key the voting
code."""

_asked, _code, _session, _sealed, _binding, _entry = (
    schema.replacement,
    schema.voting_code,
    schema.session,
    schema.sealed_ballot,
    schema.binding,
    schema.roll_entry,
)
_OWN = _asked.c.voter_id == bindparam("voter")
_FIND = select(_asked).where(_OWN)
_EXTEND = update(_asked).where(_OWN).values(expires_at=bindparam("until"))
_COUNT_WRONG = update(_asked).where(_OWN).values(tries=_asked.c.tries + 1)
_ISSUED = update(_asked).where(_OWN).values(issued=bindparam("code"))
_DROP = delete(_asked).where(_OWN)
_FORGET = sweep(_asked, _asked.c.expires_at <= bindparam("until"))
_CLOSED = select(_sealed.c.uuid).where(_sealed.c.closed).limit(1)
_REPLACED = select(_code.c.replaced).where(_code.c.voter_id == bindparam("voter"))
_REPLACE = (
    update(_code)
    .where(_code.c.voter_id == bindparam("voter"))
    .values(verifier_hash=bindparam("verifier"), replaced=_code.c.replaced + 1)
)
_ROLLS = (
    select(_sealed.c.ballot_id, _sealed.c.uuid)
    .join(_entry, _entry.c.ballot_id == _sealed.c.ballot_id)
    .where(_entry.c.voter_id == bindparam("voter"))
)
_BIND = (
    update(_binding)
    .where(_binding.c.ballot_id == bindparam("ballot"), _binding.c.voter_id == bindparam("voter"))
    .values(hash=bindparam("bound"))
)
_LOCK_BOOTH = (
    update(_session).where(_session.c.voter_id == bindparam("voter")).values(unlocked=False)
)


async def ask_replacement(
    context: PortalContext, voter: Voter, token: str, request: AskReplacement
) -> ReplacementAsked:
    """Mail a single-use code for a right answer. A code that is still valid is mailed again, and
    its time begins anew."""
    now = context.clock()
    guesser = Guesser.answering(context.key, voter.address)

    def count(tx: Connection) -> None:
        _check_possible(context, tx, voter, token, now)
        count_try(tx, guesser, now)

    async with context.in_turn() as in_turn:
        await context.database.writing(count)
        known = voter.answer_hash or context.hasher.nobodys
        if not await in_turn.hasher.matches(normalise_answer(request.answer), known):
            raise Refusal(ErrorCode.ANSWER_WRONG)

    def send(tx: Connection) -> datetime:
        opened_at, _unlocked = session_state(tx, token)
        ends_at = until(context.election, opened_at)
        lifetime = bounded(REPLACEMENT_LIFETIME, ends_at, context.portal_time.at(now))
        expires_at = now + lifetime
        lock_voter(tx, voter.id)
        mailing = is_granted(tx, context.key.mac(_KIND, str(voter.id).encode()), now)
        row = _valid_code(tx, voter, now)
        if row is None and not mailing:
            raise Refusal(ErrorCode.TOO_MANY, retry_after=int(PERIOD / timedelta(seconds=1)))
        code = context.key.unseal(_PURPOSE, row.mailed) if row else new_digits(MAILED_CODE_DIGITS)
        if row:
            tx.execute(_EXTEND, {"voter": voter.id, "until": expires_at})
        else:
            _keep(context, tx, voter, code, expires_at)
        if mailing:
            _mail(context, tx, voter, code, now, lifetime)
        clear_tries(tx, guesser, now)
        tx.execute(_FORGET, {"until": now})
        forget_requests(tx, now)
        return expires_at

    expires_at = await context.database.writing(send)
    return ReplacementAsked(expires_in=seconds_until(expires_at, now))


async def replace_code(
    context: PortalContext, voter: Voter, token: str, request: ReplaceCode
) -> CodeReplaced:
    """Return the voter's new voting code for the mailed code."""
    now = context.clock()

    def act(tx: Connection) -> str | Refusal:
        share_pending(tx)  # no urn grows or closes while a code is given out and logged
        seal = _check_possible(context, tx, voter, token, now)
        lock_voter(tx, voter.id)
        row = _valid_code(tx, voter, now)
        if row is None:
            return Refusal(ErrorCode.MAILED_CODE_EXPIRED)
        mailed = context.key.unseal(_PURPOSE, row.mailed)
        if not hmac.compare_digest(mailed, request.mailed_code):
            tx.execute(_COUNT_WRONG, {"voter": voter.id})
            left = TRIES - row.tries - 1
            if not left:
                return Refusal(ErrorCode.MAILED_CODE_EXPIRED)
            return Refusal(ErrorCode.MAILED_CODE_WRONG, tries_left=left)
        if row.issued:
            return unsealed(reserve_key(context.reserve_key_file), _PURPOSE, row.issued)
        return _issue(context, tx, voter, seal, now)

    done = await context.database.writing(act)
    if isinstance(done, Refusal):
        raise done
    return CodeReplaced(code=printed(done))


def has_replaced(tx: Connection, voter_id: int) -> bool:
    """Whether another code has replaced the one on this voter's notice."""
    return bool(tx.execute(_REPLACED, {"voter": voter_id}).scalar_one_or_none())


def _check_possible(
    context: PortalContext, tx: Connection, voter: Voter, token: str, now: datetime
) -> str:
    """The seal, while a code may be replaced. Raises :class:`Refusal`."""
    seal = seal_of(need_seal(tx).text.encode())
    opened_at, _unlocked = session_state(tx, token)
    over = context.portal_time() >= until(context.election, opened_at)
    if over or tx.execute(_CLOSED).first():
        raise Refusal(ErrorCode.VOTE_CLOSED)
    replaced = tx.execute(_REPLACED, {"voter": voter.id}).scalar_one_or_none()
    if replaced is None:
        raise Refusal(ErrorCode.NOT_FOUND)
    row = _valid_code(tx, voter, now)
    if row and row.issued:
        return seal
    if replaced >= MOST:
        raise Refusal(ErrorCode.NO_MORE_CODES)
    check_reserve(tx, context.reserve_key_file)
    return seal


def _valid_code(tx: Connection, voter: Voter, now: datetime) -> Any:
    """The row of a mailed code that still allows attempts, or None."""
    row = tx.execute(_FIND, {"voter": voter.id}).one_or_none()
    return row if row and row.expires_at > now and row.tries < TRIES else None


def _keep(
    context: PortalContext, tx: Connection, voter: Voter, code: str, expires_at: datetime
) -> None:
    tx.execute(_DROP, {"voter": voter.id})
    tx.execute(
        insert(_asked).values(
            voter_id=voter.id,
            mailed=context.key.seal(_PURPOSE, code),
            expires_at=expires_at,
            tries=0,
            issued="",
        )
    )


def _mail(
    context: PortalContext,
    tx: Connection,
    voter: Voter,
    code: str,
    now: datetime,
    lifetime: timedelta,
) -> None:
    half = MAILED_CODE_DIGITS // 2
    mail = letter(
        context.election,
        voter,
        _KIND,
        expires_at=portal_now(tx, now) + lifetime,
        news={"code": f"{code[:half]} {code[half:]}"},
    )
    queue(tx, sealed(mail, context.key), voter_id=voter.id, kind=_KIND, now=now)


def _issue(context: PortalContext, tx: Connection, voter: Voter, seal: str, now: datetime) -> str:
    """Give out a code of the reserve: the public log tells that, and a mail without the code
    confirms it. Returns the symbols of the code without its check symbols. Raises
    :class:`Refusal`."""
    key = reserve_key(context.reserve_key_file)
    code = take_code(tx, key)
    log_replacement(tx, context.key, voter.id)
    proof = verifier(code, seal)
    tx.execute(_REPLACE, {"voter": voter.id, "verifier": token_hash(proof)})
    for ballot_id, uuid in tx.execute(_ROLLS, {"voter": voter.id}).all():
        bound = bytes.fromhex(binding(proof, public_key(credential(code), uuid)))
        tx.execute(_BIND, {"ballot": ballot_id, "voter": voter.id, "bound": bound})
    tx.execute(_LOCK_BOOTH, {"voter": voter.id})
    tx.execute(_ISSUED, {"voter": voter.id, "code": key.seal(_PURPOSE, code)})
    notice = letter(context.election, voter, _DONE)
    queue(tx, notice, voter_id=voter.id, kind=_DONE, now=now)
    return code
