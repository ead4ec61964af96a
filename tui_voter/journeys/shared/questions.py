"""The challenge question and its answer in words, and why they are refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tui_voter.contract.activation import ChallengeQuestion
from tui_voter.contract.election import Election
from tui_voter.contract.errors import AnswerFault, ErrorCode, PortalError, PortalRefused
from tui_voter.contract.rules import MIN_ANSWER_LENGTH, answer_fault, normalise_answer
from tui_voter.dialogue import Answers, ChoiceField, FieldError, Option, Refused, SecretField
from tui_voter.journeys.shared import foreign
from tui_voter.journeys.shared.parsing import one_of
from tui_voter.journeys.shared.passwords import not_the_same
from tui_voter.journeys.shared.refusals import portal_failed
from tui_voter.messages import gettext as _
from tui_voter.secret import Secret
from tui_voter.tuples import NamedTuple


class QuestionFields(NamedTuple):
    """The fields of a form that chooses a challenge question."""

    question: ChoiceField[ChallengeQuestion]
    answer: SecretField
    again: SecretField


def question_fields(
    questions: Sequence[ChallengeQuestion],
    election: Election,
    password: Callable[[Answers], Secret],
    chosen: str = "",
) -> QuestionFields:
    """Make the three fields. ``password`` gets the password from the answers so far: the secret
    answer must differ from it. At first the question ``chosen`` is the one of this id."""
    by_id = {question.id: question for question in questions}

    def check_chosen(typed: Secret, answers: Answers) -> None:
        asked = answers.get(question)
        check_answer(typed, asked.text if asked else "", password(answers))

    def check_again(typed: Secret, answers: Answers) -> None:
        if not again.equal(typed, answers.typed.secret(answer.name)):
            raise Refused(not_the_same(again.name, typed))

    question = ChoiceField(
        name="question",
        label=_("Challenge question"),
        brief=_("question"),
        hint=foreign.notice(election),
        options=[Option(one.id, one.text) for one in by_id.values()],
        value=chosen if chosen in by_id else "",
        parse=one_of("question", by_id, _("Choose one of the questions."), _("none chosen")),
    )
    answer = SecretField(
        name="answer",
        label=_("Secret answer"),
        brief=_("answer"),
        hint=_("At least {n} letters or digits.").format(n=MIN_ANSWER_LENGTH),
        question_field=question.name,
        check=check_chosen,
    )
    again = SecretField(
        name="again",
        label=_("Confirm answer"),
        brief=_("retype"),
        repeats=answer.name,
        normalise=normalise_answer,
        check=check_again,
    )
    return QuestionFields(question, answer, again)


def question_help() -> str:
    """Return the advice on choosing a good question and answer."""
    return _(
        "Choose a question whose answer you will still know in a year, and that neither your "
        "colleagues nor the internet know. The answer stays secret: it is stored in a form "
        "that nobody can read. Where the election allows it, an emailed code can replace it."
    )


def question_failed(error: PortalError) -> Refused:
    """Return the portal's failure in words, on the field that it concerns."""
    if isinstance(error, PortalRefused):
        if error.problem.fault is not None:
            return Refused(answer_error(error.problem.fault))
        if error.code is ErrorCode.QUESTION_UNKNOWN:
            return portal_failed(error, "question")
    return portal_failed(error)


def check_answer(typed: Secret, question: str, password: Secret | None = None) -> None:
    """Refuse an answer that cannot be right, before it is sent. Raises :class:`Refused` on the
    field ``answer``."""
    if not normalise_answer(typed.reveal()):
        raise Refused(FieldError("answer", _("Type an answer."), _("nothing typed")))
    fault = answer_fault(typed.reveal(), question, password.reveal() if password else None)
    if fault is not None:
        raise Refused(answer_error(fault))


def answer_error(fault: AnswerFault) -> FieldError:
    """Return the error for an answer that is not accepted, on the field ``answer``."""
    words = {
        AnswerFault.TOO_SHORT: (
            _("This answer is too short: at least {n} letters or digits are needed.").format(
                n=MIN_ANSWER_LENGTH
            ),
            _("answer too short"),
        ),
        AnswerFault.IN_QUESTION: (
            _("This answer appears in the question itself: choose another one."),
            _("in the question"),
        ),
        AnswerFault.IS_PASSWORD: (
            _("The answer must not be your password: choose another one."),
            _("same as password"),
        ),
    }
    text, short = words[fault]
    return FieldError("answer", text, short)
