"""What voters have sent, with the answers, as the elections office sees it.

Each has a number: "R-000123" is a claim, "A-000045" a request for assistance. Each is answered
once, and the answer is mailed in the same transaction. A claim of a voter who is missing from a
roll, accepted before the seal, puts them on it.
"""

from __future__ import annotations

import re
from datetime import datetime
from gettext import gettext as _
from typing import Final

import msgspec
from sqlalchemy import Connection, RowMapping, bindparam, select, update

from mock_server.core.errors import Fault
from mock_server.core.languages import catalogue
from mock_server.db import schema
from mock_server.db.locks import take_turns
from mock_server.election.ballots import ballot_names
from mock_server.election.model import ElectionDefinition
from mock_server.election.portal_time import portal_now
from mock_server.election.rolls import ROLLS, add_entries, stands_in
from mock_server.election.voters import Voter, voter_of
from mock_server.helpdesk.submissions import CLAIMS, REQUESTS, SubmissionKind
from mock_server.mail.outbox import queue
from mock_server.mail.templates import letter
from mock_server.vote.seal import is_sealed
from tui_voter.contract.helpdesk import ClaimKind, ClaimState
from tui_voter.contract.languages import Language

_VOTER = select(schema.voter).where(schema.voter.c.id == bindparam("voter"))
_ONE_MORE = (
    update(schema.ballot)
    .where(schema.ballot.c.id == bindparam("ballot"))
    .values(voters=schema.ballot.c.voters + 1)
)


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    """A claim (``kind``, ``state``, ``ballot_id`` and the ballot's name) or a request for
    assistance (``subject``)."""

    id: int
    voter_id: int
    voter: str
    sent_at: datetime
    text: str
    answer: str
    answered_at: datetime | None
    kind: ClaimKind | None = None
    state: ClaimState | None = None
    ballot_id: str = ""
    ballot: str = ""
    subject: str = ""

    @property
    def submission_kind(self) -> SubmissionKind:
        return CLAIMS if self.kind else REQUESTS

    @property
    def number(self) -> str:
        return self.submission_kind.number(self.id)

    def __repr__(self) -> str:
        return f"Submission({self.number})"


# --- Reading ----------------------------------------------------------------------------------


def submissions(tx: Connection, language: Language, *, answered: bool) -> list[Submission]:
    """What is waiting for an answer, oldest first; with ``answered``, everything."""
    names = ballot_names(tx, language)
    found = [
        _submission(row, names)
        for kind in (CLAIMS, REQUESTS)
        for row in tx.execute(kind.all if answered else kind.open).mappings()
    ]
    return sorted(found, key=lambda sent: sent.sent_at)


def find_submission(tx: Connection, number: str, language: Language) -> Submission:
    """The claim or request with this number. Raises :class:`Fault`."""
    kind, sent_id = _read_number(number)
    row = tx.execute(kind.by_id, {"sent_id": sent_id}).mappings().one_or_none()
    if row is None:
        raise Fault(_("There is no claim or request {number}.").format(number=number))
    return _submission(row, ballot_names(tx, language))


_NUMBER: Final = re.compile(r"([RA])-(\d{1,9})", re.ASCII | re.IGNORECASE)


def _read_number(text: str) -> tuple[SubmissionKind, int]:
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        raise Fault(
            _("{text} is not a valid claim or request number, e.g. R-000123 or A-000045.").format(
                text=text
            )
        )
    return CLAIMS if match[1].upper() == CLAIMS.prefix else REQUESTS, int(match[2])


def _submission(row: RowMapping, names: dict[str, str]) -> Submission:
    is_claim = "ballot_id" in row
    return Submission(
        id=row["id"],
        voter_id=row["voter_id"],
        voter=f"{row['first_name']} {row['family_name']} <{row['address']}>",
        sent_at=row["sent_at"],
        text=row["text"],
        answer=row["answer"],
        answered_at=row["answered_at"],
        kind=ClaimKind(row["kind"]) if is_claim else None,
        state=ClaimState(row["state"]) if is_claim else None,
        ballot_id=row["ballot_id"] if is_claim else "",
        ballot=names[row["ballot_id"]] if is_claim else "",
        subject="" if is_claim else row["subject"],
    )


# --- Answering --------------------------------------------------------------------------------


def answer_submission(
    tx: Connection,
    election: ElectionDefinition,
    sent: Submission,
    text: str,
    state: ClaimState | None,
    now: datetime,
) -> str:
    """Store the answer, once, and queue the mail with it; ``state`` is the decision on a claim.
    Returns a sentence about the roll, "" if the claim is not about one. Raises :class:`Fault`."""
    if sent.kind and state is None:
        raise Fault(_("{number} is a claim: add --accept or --reject.").format(number=sent.number))
    if not sent.kind and state:
        raise Fault(
            _("{number} is a request for assistance: it is neither accepted nor rejected.").format(
                number=sent.number
            )
        )
    answered = {"sent_id": sent.id, "answer": text, "answered_at": portal_now(tx, now)}
    if state:
        answered["state"] = state.value
    if tx.execute(sent.submission_kind.give_answer, answered).rowcount != 1:
        raise Fault(
            _("{number} has already been answered; nothing was changed.").format(number=sent.number)
        )
    voter = voter_of(tx.execute(_VOTER, {"voter": sent.voter_id}).mappings().one())
    _tell(tx, election, voter, sent, text, state, now)
    is_missing = sent.kind is ClaimKind.MISSING_ENTRY and state is ClaimState.ACCEPTED
    return _enter(tx, voter, sent.ballot_id) if is_missing else ""


def _enter(tx: Connection, voter: Voter, ballot_id: str) -> str:
    """Put the voter on the roll of a ballot, unless they are on it or the rolls are final. Returns
    the sentence that says so."""
    take_turns(tx, ROLLS)
    if stands_in(tx, ballot_id, voter.id):
        return _("The voter was on that roll already.")
    if is_sealed(tx):
        return _("The rolls are sealed: this one stays as it is.")
    add_entries(tx, [msgspec.structs.replace(voter, ballots=(ballot_id,))])
    tx.execute(_ONE_MORE, {"ballot": ballot_id})
    return _("The voter is on that roll now.")


def _tell(
    tx: Connection,
    election: ElectionDefinition,
    voter: Voter,
    sent: Submission,
    answer: str,
    state: ClaimState | None,
    now: datetime,
) -> None:
    kind = f"{sent.submission_kind.mails}_answered"
    news = {"number": sent.number, "text": sent.text, "answer": answer}
    if state is not None:
        news["state"] = _state_name(state, voter.language)
    queue(tx, letter(election, voter, kind, news=news), voter_id=voter.id, kind=kind, now=now)


def _state_name(state: ClaimState, language: Language) -> str:
    _ = catalogue(language).gettext
    return {ClaimState.ACCEPTED: _("accepted"), ClaimState.REJECTED: _("rejected")}[state]
