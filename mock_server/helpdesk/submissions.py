"""What voters send to the elections office: claims (réclamations) and requests for assistance.

Both are a text with a number, stored and confirmed by mail in one transaction. With the client's
idempotency key, one that is sent again is stored once, even after the deadline. A claim is of a
kind and about a ballot, is accepted until the election's deadline, and is granted or rejected in
the end; a request for assistance has a subject.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, Table, bindparam, insert, select, update

from mock_server.core.refusals import Refusal
from mock_server.db import schema
from mock_server.election.ballots import ballot_names
from mock_server.election.context import PortalContext
from mock_server.election.voters import Voter, lock_voter
from mock_server.mail.outbox import queue
from mock_server.mail.templates import letter
from mock_server.security.quotas import Quota
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.helpdesk import (
    AssistanceRequest,
    AssistanceRequests,
    Claim,
    ClaimBallot,
    ClaimKind,
    Claims,
    ClaimState,
    NewAssistance,
    NewClaim,
)
from tui_voter.contract.languages import Language
from tui_voter.contract.limits import LONGEST_LINE, LONGEST_TEXT

FROM_ONE_VOTER: Final = Quota(most=20, period=timedelta(days=1))
"""The claims that one voter may send, and as many requests. The period is real time, as the
portal's clock may be set at any moment."""

LISTED: Final = 50
"""The most claims, or requests, of a voter that are listed, latest first: with their answers they
stay below the 1 MiB that a client reads."""


class SubmissionKind:
    """Claims or requests for assistance, in their ``table``. ``prefix`` begins a number ("R" in
    "R-000123"); ``mails`` are the kinds of the mails about them."""

    def __init__(self, table: Table, prefix: str, mails: str) -> None:
        self.prefix, self.mails = prefix, mails
        is_mine = table.c.voter_id == bindparam("voter")
        self._latest = select(table).where(is_mine).order_by(table.c.id.desc()).limit(LISTED)
        self._by_key = select(table).where(is_mine, table.c.key == bindparam("key"))
        self._keep = insert(table).returning(table)
        voter = schema.voter
        self.all = (
            select(table, voter.c.address, voter.c.family_name, voter.c.first_name)
            .join(voter, voter.c.id == table.c.voter_id)
            .order_by(table.c.id)
        )
        self.open = self.all.where(table.c.answered_at.is_(None))
        self.by_id = self.all.where(table.c.id == bindparam("sent_id"))
        self.give_answer = update(table).where(
            table.c.id == bindparam("sent_id"), table.c.answered_at.is_(None)
        )

    def number(self, sent_id: int) -> str:
        """The number that a person quotes on the telephone, such as "R-000123"."""
        return f"{self.prefix}-{sent_id:06d}"

    def latest(self, tx: Connection, voter: Voter) -> Sequence[RowMapping]:
        return tx.execute(self._latest, {"voter": voter.id}).mappings().all()

    def send(
        self,
        tx: Connection,
        context: PortalContext,
        voter: Voter,
        key: str,
        content: dict[str, str],
        check: Callable[[], None] = lambda: None,
    ) -> RowMapping:
        """Store one and queue the mail that confirms it, once for each key. ``check`` is called
        before a new one is stored. Raises :class:`Refusal`."""
        lock_voter(tx, voter.id)  # one voter's come one after the other
        own_key = {"voter": voter.id, "key": key}
        kept = tx.execute(self._by_key, own_key).mappings().one_or_none()
        if kept is not None:
            if any(kept[name] != value for name, value in content.items()):
                raise Refusal(ErrorCode.KEY_REUSED)
            return kept
        check()
        now = context.clock()
        FROM_ONE_VOTER.use(tx, context.key.mac(f"{self.mails}s of", b"%d" % voter.id), now)
        new = {"voter_id": voter.id, "key": key, "sent_at": context.portal_time(), **content}
        row = tx.execute(self._keep, new).mappings().one()
        news = {"number": self.number(row["id"]), "text": content["text"]}
        kind = f"{self.mails}_received"
        mail = letter(context.election, voter, kind, news=news)
        queue(tx, mail, voter_id=voter.id, kind=kind, now=now)
        return row

    def view(self, row: RowMapping) -> dict[str, Any]:
        """What a voter is told about a claim or a request."""
        told = {name: row[name] for name in ("text", "sent_at", "answer", "answered_at")}
        return {"number": self.number(row["id"]), **told}


CLAIMS: Final = SubmissionKind(schema.claim, "R", "claim")
REQUESTS: Final = SubmissionKind(schema.assistance_request, "A", "assistance")


def plain_text(text: str, longest: int = LONGEST_TEXT) -> str:
    """A text in the form in which it is stored: stripped, in NFC, without a NUL, and never
    interpreted. Raises :class:`Refusal` if nothing is left, or more than ``longest`` characters."""
    kept = schema.storable(unicodedata.normalize("NFC", text).strip())
    if not 0 < len(kept) <= longest:
        raise Refusal(ErrorCode.INVALID_REQUEST)
    return kept


# --- Claims ---------------------------------------------------------------------------------


async def list_claims(context: PortalContext, voter: Voter, language: Language) -> Claims:
    def act(tx: Connection) -> Claims:
        names = ballot_names(tx, language)
        return Claims(
            claims=tuple(_claim(row, names) for row in CLAIMS.latest(tx, voter)),
            ballots=tuple(ClaimBallot(id=item, name=name) for item, name in names.items()),
        )

    return await context.database.reading(act)


async def send_claim(
    context: PortalContext, voter: Voter, request: NewClaim, language: Language
) -> Claim:
    content = {
        "kind": request.kind.value,
        "ballot_id": request.ballot_id,
        "text": plain_text(request.text),
    }

    def act(tx: Connection) -> Claim:
        names = ballot_names(tx, language)

        def check() -> None:
            if request.ballot_id not in names:
                raise Refusal(ErrorCode.NOT_FOUND)
            if context.portal_time() >= context.election.claims_until:
                raise Refusal(ErrorCode.CLAIMS_CLOSED)

        return _claim(CLAIMS.send(tx, context, voter, request.key, content, check), names)

    return await context.database.writing(act)


def _claim(row: RowMapping, names: dict[str, str]) -> Claim:
    return Claim(
        kind=ClaimKind(row["kind"]),
        ballot=names[row["ballot_id"]],
        state=ClaimState(row["state"]),
        **CLAIMS.view(row),
    )


# --- Requests for assistance ----------------------------------------------------------------


async def list_assistance(context: PortalContext, voter: Voter) -> AssistanceRequests:
    def act(tx: Connection) -> AssistanceRequests:
        return AssistanceRequests(requests=tuple(map(_request, REQUESTS.latest(tx, voter))))

    return await context.database.reading(act)


async def ask_assistance(
    context: PortalContext, voter: Voter, request: NewAssistance
) -> AssistanceRequest:
    content = {
        "subject": plain_text(request.subject, LONGEST_LINE),
        "text": plain_text(request.text),
    }
    return await context.database.writing(
        lambda tx: _request(REQUESTS.send(tx, context, voter, request.key, content))
    )


def _request(row: RowMapping) -> AssistanceRequest:
    return AssistanceRequest(subject=row["subject"], **REQUESTS.view(row))
