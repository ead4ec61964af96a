"""Steps 3 and 4 of the activation: the challenge question, and the confirmation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from tui_voter.contract.errors import AnswerFault, ErrorCode, PortalError, PortalRefused
from tui_voter.contract.rules import MIN_ANSWER_LENGTH, answer_fault, normalise_answer
from tui_voter.contract.shapes import ChallengeQuestion
from tui_voter.countdown import PortalClock
from tui_voter.dialogue import (
    Action,
    Answers,
    Block,
    ChoiceField,
    Dialogue,
    Facts,
    Field,
    FieldError,
    Form,
    Left,
    Option,
    Page,
    Prose,
    Refused,
    SecretField,
    Step,
)
from tui_voter.journeys.front_door import STEPS, Draft, new_link_action
from tui_voter.journeys.opening import Opened
from tui_voter.journeys.password import Created
from tui_voter.journeys.passwords import not_the_same
from tui_voter.journeys.refusals import portal_failed
from tui_voter.journeys.session import Admission, identifier_of
from tui_voter.messages import gettext as _
from tui_voter.secret import Secret

if TYPE_CHECKING:
    from tui_voter.machine.files import Files


async def choose_question(
    dialogue: Dialogue,
    opened: Opened,
    created: Created,
    clock: Callable[[], PortalClock],
    draft: Draft,
) -> Admission | str:
    """Step 3: the challenge question and its answer; then the account is active. Or the way
    that the voter took from there."""

    async def submit(answers: Answers) -> Admission:
        try:
            session = await opened.portal.activate(
                opened.link.token,
                created.ticket,
                answers.text("question"),
                answers.secret("answer"),
            )
        except PortalError as error:
            raise question_failed(error) from error
        return Admission.by(
            session,
            opened.link.origin,
            opened.portal,
            clock,
            identifier=await identifier_of(opened.portal, session.token),
            password=created.password,
            activated=True,
        )

    outcome = await dialogue.ask(
        Form(
            title=_("Choose your challenge question"),
            step=Step(3, STEPS),
            warning=_(
                "WARNING: the challenge question is the one that you will have to answer if you "
                "forget the password that you created in step 2. So choose this question and "
                "its answer well."
            ),
            fields=question_fields(
                opened.invitation.questions, draft.question, lambda _answers: created.password
            ),
            submit=submit,
            submit_label=_("Activate my account"),
            busy=_("Activating your account…"),
            actions=[new_link_action()],
            help=question_help(),
        )
    )
    if not isinstance(outcome, Left):
        return outcome
    draft.question = outcome.typed.text("question")
    return outcome.to


def question_fields(
    questions: Sequence[ChallengeQuestion], chosen: str, password: Callable[[Answers], Secret]
) -> tuple[Field, ...]:
    """The question, its answer, and the answer again: ``question``, ``answer``, ``again``.

    ``password`` tells from the answers so far what the answer must not be.
    """
    texts = {question.id: question.text for question in questions}

    async def check_question(answers: Answers) -> None:
        if answers.text("question") not in texts:
            raise Refused(
                FieldError("question", _("Choose one of the questions."), _("question missing"))
            )

    async def check_answer(answers: Answers) -> None:
        question = texts.get(answers.text("question"), "")
        fault = answer_fault(
            answers.secret("answer").reveal(), question, password(answers).reveal()
        )
        if fault is not None:
            raise Refused(answer_error(fault))

    async def check_again(answers: Answers) -> None:
        if not again.equal(answers.secret("again"), answers.secret("answer")):
            raise Refused(not_the_same("again"))

    again = SecretField(
        name="again",
        label=_("Answer again"),
        repeats="answer",
        reads=normalise_answer,
        check=check_again,
    )
    return (
        ChoiceField(
            name="question",
            label=_("Question"),
            options=[Option(key, text) for key, text in texts.items()],
            value=chosen if chosen in texts else "",
            check=check_question,
        ),
        SecretField(
            name="answer",
            label=_("Secret answer"),
            hint=_("At least {n} letters or digits. Case, accents and spaces do not count.").format(
                n=MIN_ANSWER_LENGTH
            ),
            check=check_answer,
        ),
        again,
    )


def question_help() -> str:
    """What makes a good question and answer."""
    return _(
        "Choose a question whose answer you will still know in a year, and that neither "
        "colleagues nor the internet know. The answer stays secret: it is kept in a form "
        "that nobody can read."
    )


def question_failed(error: PortalError) -> Refused:
    """The portal's refusal of a question or its answer, on the field that it concerns."""
    if isinstance(error, PortalRefused):
        if error.problem.fault is not None:
            return Refused(answer_error(error.problem.fault))
        if error.code is ErrorCode.QUESTION_UNKNOWN:
            return portal_failed(error, "question")
    return portal_failed(error)


def answer_error(fault: AnswerFault) -> FieldError:
    """Why an answer is not taken, on the field ``answer``."""
    words = {
        AnswerFault.TOO_SHORT: (
            _("This answer is too short: at least {n} letters or digits are needed.").format(
                n=MIN_ANSWER_LENGTH
            ),
            _("answer too short"),
        ),
        AnswerFault.IN_QUESTION: (
            _("This answer stands in the question itself: choose another one."),
            _("in the question"),
        ),
        AnswerFault.IS_PASSWORD: (
            _("The answer must not be your password: choose another one."),
            _("same as password"),
        ),
    }
    text, short = words[fault]
    return FieldError("answer", text, short)


async def confirm(dialogue: Dialogue, admission: Admission, files: Files) -> None:
    """Step 4: the portal's two sentences, which can be saved as a dated record."""
    from tui_voter.journeys.documents import as_text
    from tui_voter.journeys.saving import made_out, read

    title = _("Your account has been activated.")
    whose = [(_("Voter identifier"), admission.identifier)] if admission.identifier else []
    blocks: list[Block] = [
        Prose(_("Your challenge question and your secret answer have been recorded.")),
        Prose(_("A mail confirms it. Your link has served: it no longer opens anything.")),
        Prose(_("To come back, choose “Sign in”, with your identifier and your password.")),
    ]
    if whose:
        blocks.append(Facts(whose))
    await read(
        dialogue,
        files,
        Page(title=title, step=Step(4, STEPS), blocks=blocks, can_go_back=False),
        _("activation.txt"),
        usual=Action("home", _("Go on to your elections portal"), _("continue")),
        text=as_text(title, [made_out(admission.election, admission.clock.now(), *whose), *blocks]),
    )
