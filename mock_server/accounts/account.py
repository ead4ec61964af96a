"""What voters set in their account: the password, the challenge question, contact details."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, update

from mock_server.core.refusals import Refusal
from mock_server.db import schema
from mock_server.election.context import PortalContext
from mock_server.election.model import ElectionDefinition
from mock_server.election.voters import Voter
from tui_voter.contract.errors import AnswerFault, ErrorCode
from tui_voter.contract.languages import Language
from tui_voter.contract.rules import answer_fault, normalise_answer

# A statement sets the columns that its parameters are named after.
_MINE = update(schema.voter).where(schema.voter.c.id == bindparam("voter"))
_MINE_STILL = _MINE.where(schema.voter.c.password_hash == bindparam("old_password"))
_MINE_TO_ACTIVATE = _MINE.where(schema.voter.c.activated_at.is_(None))


def check_answer(
    election: ElectionDefinition, question_id: str, answer: str, password: str | None = None
) -> None:
    """Raise :class:`Refusal` if the question is not in the election's list, or if the answer is not
    acceptable in one of the question's languages."""
    question = election.question(question_id)
    if question is None:
        raise Refusal(ErrorCode.QUESTION_UNKNOWN)
    for text in question.text.values():
        if fault := answer_fault(answer, text, password):
            raise Refusal(ErrorCode.ANSWER_REFUSED, fault=fault)


async def check_password(context: PortalContext, voter: Voter, password: str) -> None:
    """Raise :class:`Refusal` if a new password is the voter's answer to the challenge question,
    whatever its case and punctuation."""
    answer_hash = voter.answer_hash or context.hasher.nobodys
    if await context.hasher.matches(normalise_answer(password), answer_hash):
        raise Refusal(ErrorCode.PASSWORD_REFUSED, fault=AnswerFault.IS_PASSWORD)


def activate_voter(
    tx: Connection,
    voter_id: int,
    now: datetime,
    *,
    password_hash: str,
    question_id: str,
    answer_hash: str,
) -> bool:
    """Make the account active. False if it already was."""
    active = {
        "activated_at": now,
        "password_hash": password_hash,
        "question_id": question_id,
        "answer_hash": answer_hash,
    }
    return tx.execute(_MINE_TO_ACTIVATE, {"voter": voter_id, **active}).rowcount == 1


def set_password(tx: Connection, voter: Voter, password_hash: str) -> None:
    """Set the account's password unconditionally."""
    tx.execute(_MINE, {"voter": voter.id, "password_hash": password_hash})


def change_password(tx: Connection, voter: Voter, password_hash: str) -> bool:
    """Change the password that ``voter`` was read with; False if it has changed in the meantime."""
    return _change_still(tx, voter, password_hash=password_hash)


def change_question(tx: Connection, voter: Voter, question_id: str, answer_hash: str) -> bool:
    """Change the challenge question; False as in :func:`change_password`."""
    return _change_still(tx, voter, question_id=question_id, answer_hash=answer_hash)


def _change_still(tx: Connection, voter: Voter, **changes: str) -> bool:
    mine = {"voter": voter.id, "old_password": voter.password_hash}
    return tx.execute(_MINE_STILL, {**mine, **changes}).rowcount == 1


def change_contact(tx: Connection, voter: Voter, telephone: str, language: Language) -> None:
    tx.execute(_MINE, {"voter": voter.id, "telephone": telephone, "language": language.value})
