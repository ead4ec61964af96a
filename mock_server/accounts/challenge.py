"""The challenge question: which answers are taken."""

from __future__ import annotations

from mock_server.core.refusals import Refusal
from mock_server.election.model import Election
from tui_voter.contract.errors import ErrorCode
from tui_voter.contract.rules import answer_fault


def check_answer(
    election: Election, question_id: str, answer: str, password: str | None = None
) -> None:
    """Raises :class:`Refusal` for a question that is not of the election's list, and for an
    answer that cannot be taken in any language that the question is asked in."""
    question = election.question(question_id)
    if question is None:
        raise Refusal(ErrorCode.QUESTION_UNKNOWN)
    for text in question.text.values():
        if fault := answer_fault(answer, text, password):
            raise Refusal(ErrorCode.ANSWER_REFUSED, fault=fault)
