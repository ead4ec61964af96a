"""What voters have sent, and its answers: the claims and the requests for assistance as
those see them who work for the portal.

A number names one of them: "R-000123" a claim, "A-000045" a request. An answer is given
once, and told by mail in the same transaction.
"""

from __future__ import annotations

import re
from datetime import datetime
from gettext import gettext as _
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, bindparam, select, update

from mock_server.core.errors import Fault
from mock_server.core.languages import catalogue
from mock_server.db import schema
from mock_server.election.ballots import ballot_names
from mock_server.election.model import Election
from mock_server.election.portal_time import portal_now
from mock_server.election.voters import Voter, voter_of
from mock_server.helpdesk.assistance import assistance_number
from mock_server.helpdesk.claims import claim_number
from mock_server.mail.outbox import queue
from mock_server.mail.templates import letter
from tui_voter.contract.shapes import ClaimKind, ClaimState, Language

_claim, _request, _voter = schema.claim, schema.assistance_request, schema.voter

_CLAIMS = (
    select(_claim, _voter.c.address, _voter.c.family_name, _voter.c.first_name)
    .join(_voter, _voter.c.id == _claim.c.voter_id)
    .order_by(_claim.c.id)
)
_OPEN_CLAIMS = _CLAIMS.where(_claim.c.state == ClaimState.RECEIVED.value)
_REQUESTS = (
    select(_request, _voter.c.address, _voter.c.family_name, _voter.c.first_name)
    .join(_voter, _voter.c.id == _request.c.voter_id)
    .order_by(_request.c.id)
)
_OPEN_REQUESTS = _REQUESTS.where(_request.c.answered_at.is_(None))
_VOTER = select(_voter).where(_voter.c.id == bindparam("voter"))
_ANSWER_CLAIM = (
    update(_claim)
    .where(_claim.c.id == bindparam("entry"), _claim.c.answered_at.is_(None))
    .values(
        state=bindparam("new_state"), answer=bindparam("new_answer"), answered_at=bindparam("now")
    )
)
_ANSWER_REQUEST = (
    update(_request)
    .where(_request.c.id == bindparam("entry"), _request.c.answered_at.is_(None))
    .values(answer=bindparam("new_answer"), answered_at=bindparam("now"))
)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A claim (``kind``, ``state`` and ``ballot``) or a request for assistance (``subject``)."""

    id: int
    voter_id: int
    voter: str
    sent_at: datetime
    text: str
    answer: str
    answered_at: datetime | None
    kind: ClaimKind | None = None
    state: ClaimState | None = None
    ballot: str = ""
    subject: str = ""

    @property
    def number(self) -> str:
        return claim_number(self.id) if self.kind else assistance_number(self.id)

    def __repr__(self) -> str:
        return f"Entry({self.number})"


# --- Reading ----------------------------------------------------------------------------------


def entries(tx: Connection, language: Language, *, answered: bool) -> list[Entry]:
    """What waits for an answer, oldest first; with ``answered`` also what has one."""
    names = ballot_names(tx, language)
    claims = tx.execute(_CLAIMS if answered else _OPEN_CLAIMS)
    requests = tx.execute(_REQUESTS if answered else _OPEN_REQUESTS)
    found = [_of_claim(row, names) for row in claims] + [_of_request(row) for row in requests]
    return sorted(found, key=lambda entry: entry.sent_at)


def find_entry(tx: Connection, number: str, language: Language) -> Entry:
    """Raises :class:`Fault`."""
    letter_of, entry_id = _read_number(number)
    if letter_of == "R":
        claim = tx.execute(_CLAIMS.where(_claim.c.id == entry_id)).one_or_none()
        found = _of_claim(claim, ballot_names(tx, language)) if claim else None
    else:
        request = tx.execute(_REQUESTS.where(_request.c.id == entry_id)).one_or_none()
        found = _of_request(request) if request else None
    if found is None:
        raise Fault(_("There is no claim or request {number}.").format(number=number))
    return found


_NUMBER: Final = re.compile(r"([RA])-(\d{1,9})", re.ASCII | re.IGNORECASE)


def _read_number(text: str) -> tuple[str, int]:
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        raise Fault(
            _(
                "{text} is not the number of a claim or a request, such as R-000123 or A-000045."
            ).format(text=text)
        )
    return match[1].upper(), int(match[2])


def _of_claim(row: Row[Any], names: dict[str, str]) -> Entry:
    return Entry(
        id=row.id,
        voter_id=row.voter_id,
        voter=_named(row),
        sent_at=row.sent_at,
        text=row.text,
        answer=row.answer,
        answered_at=row.answered_at,
        kind=ClaimKind(row.kind),
        state=ClaimState(row.state),
        ballot=names[row.ballot_id],
    )


def _of_request(row: Row[Any]) -> Entry:
    return Entry(
        id=row.id,
        voter_id=row.voter_id,
        voter=_named(row),
        sent_at=row.sent_at,
        text=row.text,
        answer=row.answer,
        answered_at=row.answered_at,
        subject=row.subject,
    )


def _named(row: Row[Any]) -> str:
    return f"{row.first_name} {row.family_name} <{row.address}>"


# --- Answering --------------------------------------------------------------------------------


def answer_entry(
    tx: Connection,
    election: Election,
    entry: Entry,
    text: str,
    state: ClaimState | None,
    now: datetime,
) -> None:
    """Store the answer, once, and queue the mail that tells it; ``state`` is what becomes
    of a claim. Raises :class:`Fault`."""
    if entry.kind and state is None:
        raise Fault(_("{number} is a claim: add --accept or --reject.").format(number=entry.number))
    if not entry.kind and state:
        raise Fault(
            _("{number} is a request for assistance: it is neither accepted nor rejected.").format(
                number=entry.number
            )
        )
    values = {"entry": entry.id, "new_answer": text, "now": portal_now(tx, now)}
    if state:
        done = tx.execute(_ANSWER_CLAIM, {**values, "new_state": state.value})
    else:
        done = tx.execute(_ANSWER_REQUEST, values)
    if done.rowcount != 1:
        raise Fault(
            _("{number} has its answer already; it stays as it is.").format(number=entry.number)
        )
    _tell(tx, election, entry, text, state, now)


def _tell(
    tx: Connection,
    election: Election,
    entry: Entry,
    answer: str,
    state: ClaimState | None,
    now: datetime,
) -> None:
    voter: Voter = voter_of(tx.execute(_VOTER, {"voter": entry.voter_id}).mappings().one())
    kind = "claim_answered" if entry.kind else "assistance_answered"
    news = {"number": entry.number, "text": entry.text, "answer": answer}
    if state is not None:
        news["state"] = _state_name(state, voter.language)
    queue(tx, letter(election, voter, kind, news=news), voter_id=voter.id, kind=kind, now=now)


def _state_name(state: ClaimState, language: Language) -> str:
    _ = catalogue(language).gettext
    return {ClaimState.ACCEPTED: _("accepted"), ClaimState.REJECTED: _("rejected")}[state]
