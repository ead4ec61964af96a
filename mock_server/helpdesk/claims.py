"""Claims (réclamations): sent by a voter, kept in the table ``claim``, told by mail.

The key that the client made up makes a claim sent again the same claim, after the
deadline too.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, insert, select

from mock_server.core.refusals import Refusal
from mock_server.db import schema
from mock_server.election.ballots import ballot_names
from mock_server.election.context import PortalContext
from mock_server.election.voters import Voter, lock_voter
from mock_server.helpdesk.submissions import LISTED, PERIOD, plain_text, refuse_too_many
from mock_server.mail.outbox import queue
from mock_server.mail.templates import letter
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.shapes import (
    Claim,
    ClaimBallot,
    ClaimKind,
    Claims,
    ClaimState,
    Language,
    NewClaim,
)

_claim = schema.claim

_LONGEST: Final = 2000

_OF_VOTER = (
    select(_claim)
    .where(_claim.c.voter_id == bindparam("voter"))
    .order_by(_claim.c.id.desc())
    .limit(LISTED)
)
_BY_KEY = select(_claim).where(
    _claim.c.voter_id == bindparam("voter"), _claim.c.key == bindparam("key")
)
_SENT_SINCE = (
    select(_claim.c.sent_at)
    .where(
        _claim.c.voter_id == bindparam("voter"),
        _claim.c.sent_at > bindparam("since"),
        _claim.c.sent_at <= bindparam("now"),  # a clock that was set back has later ones
    )
    .order_by(_claim.c.sent_at)
)
_KEEP = insert(_claim).returning(_claim)


def claim_number(claim_id: int) -> str:
    """ "R-000123": what a person quotes on the telephone."""
    return f"R-{claim_id:06d}"


async def list_claims(context: PortalContext, voter: Voter, language: Language) -> Claims:
    def act(tx: Connection) -> Claims:
        names = ballot_names(tx, language)
        return Claims(
            claims=tuple(_view(row, names) for row in tx.execute(_OF_VOTER, {"voter": voter.id})),
            ballots=tuple(ClaimBallot(id=item, name=name) for item, name in names.items()),
        )

    return await context.database.reading(act)


async def send_claim(
    context: PortalContext, voter: Voter, request: NewClaim, language: Language
) -> Claim:
    """Keep a claim and queue the mail that confirms it, in one transaction."""
    now, sent_at = context.clock(), context.portal_time()
    text = plain_text(request.text, _LONGEST)
    content = {"kind": request.kind.value, "ballot_id": request.ballot_id, "text": text}
    own_key = {"voter": voter.id, "key": request.key}

    def act(tx: Connection) -> Claim:
        lock_voter(tx, voter.id)  # their claims come one after the other
        names = ballot_names(tx, language)
        row = tx.execute(_BY_KEY, own_key).one_or_none()
        if row is None:
            _check(tx, context, voter, request, names, sent_at)
            row = _keep(tx, context, voter, request.key, content, sent_at, now)
        elif (row.kind, row.ballot_id, row.text) != tuple(content.values()):
            raise Refusal(ErrorCode.KEY_REUSED)
        return _view(row, names)

    return await context.database.writing(act)


def _check(
    tx: Connection,
    context: PortalContext,
    voter: Voter,
    request: NewClaim,
    names: dict[str, str],
    now: datetime,
) -> None:
    if request.ballot_id not in names:
        raise Refusal(ErrorCode.NOT_FOUND)
    if now >= context.election.claims_until:
        raise Refusal(ErrorCode.CLAIMS_CLOSED)
    sent = (
        tx.execute(_SENT_SINCE, {"voter": voter.id, "since": now - PERIOD, "now": now})
        .scalars()
        .all()
    )
    refuse_too_many(sent, now)


def _keep(
    tx: Connection,
    context: PortalContext,
    voter: Voter,
    key: str,
    content: dict[str, str],
    sent_at: datetime,
    now: datetime,
) -> Row[Any]:
    row = tx.execute(
        _KEEP,
        {
            **content,
            "voter_id": voter.id,
            "key": key,
            "sent_at": sent_at,
            "state": ClaimState.RECEIVED.value,
            "answer": "",
        },
    ).one()
    news = {"number": claim_number(row.id), "text": content["text"]}
    mail = letter(context.election, voter, "claim_received", news=news)
    queue(tx, mail, voter_id=voter.id, kind="claim_received", now=now)
    return row


def _view(row: Row[Any], names: dict[str, str]) -> Claim:
    return Claim(
        number=claim_number(row.id),
        kind=ClaimKind(row.kind),
        ballot=names[row.ballot_id],
        text=row.text,
        sent_at=row.sent_at,
        state=ClaimState(row.state),
        answer=row.answer,
        answered_at=row.answered_at,
    )
