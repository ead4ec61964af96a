"""Requests for assistance: sent by a voter, kept in the table ``assistance_request``, told
by mail. As with claims, a request sent again with its key is the same request."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, bindparam, insert, select

from mock_server.core.refusals import Refusal
from mock_server.db import schema
from mock_server.election.context import PortalContext
from mock_server.election.voters import Voter, lock_voter
from mock_server.helpdesk.submissions import LISTED, PERIOD, plain_text, refuse_too_many
from mock_server.mail.outbox import queue
from mock_server.mail.templates import letter
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.shapes import AssistanceRequest, AssistanceRequests, NewAssistance

_request = schema.assistance_request

_LONGEST: Final = 2000
_LONGEST_SUBJECT: Final = 200

_OF_VOTER = (
    select(_request)
    .where(_request.c.voter_id == bindparam("voter"))
    .order_by(_request.c.id.desc())
    .limit(LISTED)
)
_BY_KEY = select(_request).where(
    _request.c.voter_id == bindparam("voter"), _request.c.key == bindparam("key")
)
_SENT_SINCE = (
    select(_request.c.sent_at)
    .where(
        _request.c.voter_id == bindparam("voter"),
        _request.c.sent_at > bindparam("since"),
        _request.c.sent_at <= bindparam("now"),  # a clock that was set back has later ones
    )
    .order_by(_request.c.sent_at)
)
_KEEP = insert(_request).returning(_request)


def assistance_number(request_id: int) -> str:
    """ "A-000045": what a person quotes on the telephone."""
    return f"A-{request_id:06d}"


async def list_assistance(context: PortalContext, voter: Voter) -> AssistanceRequests:
    def act(tx: Connection) -> AssistanceRequests:
        rows = tx.execute(_OF_VOTER, {"voter": voter.id})
        return AssistanceRequests(requests=tuple(_view(row) for row in rows))

    return await context.database.reading(act)


async def ask_assistance(
    context: PortalContext, voter: Voter, request: NewAssistance
) -> AssistanceRequest:
    """Keep a request and queue the mail that confirms it, in one transaction."""
    now, sent_at = context.clock(), context.portal_time()
    subject = plain_text(request.subject, _LONGEST_SUBJECT)
    text = plain_text(request.text, _LONGEST)
    own_key = {"voter": voter.id, "key": request.key}

    def act(tx: Connection) -> AssistanceRequest:
        lock_voter(tx, voter.id)  # their requests come one after the other
        row = tx.execute(_BY_KEY, own_key).one_or_none()
        if row is None:
            lately = {"voter": voter.id, "since": sent_at - PERIOD, "now": sent_at}
            refuse_too_many(tx.execute(_SENT_SINCE, lately).scalars().all(), sent_at)
            row = _keep(tx, context, voter, request.key, subject, text, sent_at, now)
        elif (row.subject, row.text) != (subject, text):
            raise Refusal(ErrorCode.KEY_REUSED)
        return _view(row)

    return await context.database.writing(act)


def _keep(
    tx: Connection,
    context: PortalContext,
    voter: Voter,
    key: str,
    subject: str,
    text: str,
    sent_at: datetime,
    now: datetime,
) -> Row[Any]:
    row = tx.execute(
        _KEEP,
        {
            "voter_id": voter.id,
            "key": key,
            "subject": subject,
            "text": text,
            "sent_at": sent_at,
            "answer": "",
        },
    ).one()
    news = {"number": assistance_number(row.id), "text": text}
    mail = letter(context.election, voter, "assistance_received", news=news)
    queue(tx, mail, voter_id=voter.id, kind="assistance_received", now=now)
    return row


def _view(row: Row[Any]) -> AssistanceRequest:
    return AssistanceRequest(
        number=assistance_number(row.id),
        subject=row.subject,
        text=row.text,
        sent_at=row.sent_at,
        answer=row.answer,
        answered_at=row.answered_at,
    )
