"""What a voter sets of their account: the password, the question, how to be reached."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, update

from mock_server.core.refusals import Refusal
from mock_server.db import schema
from mock_server.election.model import ElectionDefinition
from mock_server.election.voters import Voter
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.rules import answer_fault
from tui_voter.contract.shapes import Language

_MINE = schema.voter.c.id == bindparam("voter")
_STILL = schema.voter.c.password_hash == bindparam("old_password")

_SET_PASSWORD = update(schema.voter).where(_MINE).values(password_hash=bindparam("password"))
_CHANGE_PASSWORD = _SET_PASSWORD.where(_STILL)
_CHANGE_QUESTION = (
    update(schema.voter)
    .where(_MINE, _STILL)
    .values(question_id=bindparam("question"), answer_hash=bindparam("answer"))
)
_CHANGE_CONTACT = (
    update(schema.voter)
    .where(_MINE)
    .values(telephone=bindparam("new_telephone"), language=bindparam("new_language"))
)
_ACTIVATE = (
    update(schema.voter)
    .where(_MINE, schema.voter.c.activated_at.is_(None))
    .values(
        activated_at=bindparam("now"),
        password_hash=bindparam("password"),
        question_id=bindparam("question"),
        answer_hash=bindparam("answer"),
    )
)


def check_answer(
    election: ElectionDefinition, question_id: str, answer: str, password: str | None = None
) -> None:
    """Raises :class:`Refusal` for a question that is not of the election's list, and for an
    answer that cannot be taken in any language that the question is asked in."""
    question = election.question(question_id)
    if question is None:
        raise Refusal(ErrorCode.QUESTION_UNKNOWN)
    for text in question.text.values():
        if fault := answer_fault(answer, text, password):
            raise Refusal(ErrorCode.ANSWER_REFUSED, fault=fault)


def set_password(tx: Connection, voter: Voter, password_hash: str) -> None:
    """Give the account another password, whichever it had."""
    tx.execute(_SET_PASSWORD, {"voter": voter.id, "password": password_hash})


def change_password(tx: Connection, voter: Voter, password_hash: str) -> bool:
    """Change the password that ``voter`` was read with; False when it is another by now."""
    result = tx.execute(
        _CHANGE_PASSWORD,
        {"voter": voter.id, "old_password": voter.password_hash, "password": password_hash},
    )
    return result.rowcount == 1


def change_question(tx: Connection, voter: Voter, question_id: str, answer_hash: str) -> bool:
    """Change the challenge question; False as in :func:`change_password`."""
    result = tx.execute(
        _CHANGE_QUESTION,
        {
            "voter": voter.id,
            "old_password": voter.password_hash,
            "question": question_id,
            "answer": answer_hash,
        },
    )
    return result.rowcount == 1


def change_contact(tx: Connection, voter: Voter, telephone: str, language: Language) -> None:
    tx.execute(
        _CHANGE_CONTACT,
        {"voter": voter.id, "new_telephone": telephone, "new_language": language.value},
    )


def activate_voter(
    tx: Connection,
    voter_id: int,
    now: datetime,
    *,
    password_hash: str,
    question_id: str,
    answer_hash: str,
) -> bool:
    """Make the account active, once: False when it already was."""
    result = tx.execute(
        _ACTIVATE,
        {
            "voter": voter_id,
            "now": now,
            "password": password_hash,
            "question": question_id,
            "answer": answer_hash,
        },
    )
    return result.rowcount == 1
