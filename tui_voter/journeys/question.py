"""Steps 3 and 4 of the activation: the challenge question, and the confirmation."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tui_voter.countdown import PortalClock
from tui_voter.dialogue import (
    Action,
    Answers,
    ChoiceField,
    Dialogue,
    FieldError,
    Form,
    Option,
    Page,
    Prose,
    Refused,
    SecretField,
    Step,
)
from tui_voter.journeys.activation import NEW_LINK, STEPS, Draft, new_link_action
from tui_voter.journeys.opening import Opened
from tui_voter.journeys.password import Created
from tui_voter.journeys.passwords import not_the_same
from tui_voter.journeys.refusals import portal_failed
from tui_voter.messages import gettext as _
from tui_voter.portal.api import (
    AnswerFault,
    Election,
    ErrorCode,
    Portal,
    PortalError,
    PortalRefused,
    answer_fault,
)
from tui_voter.secret import Secret


class Activation(NamedTuple):
    """An active account: its open session, the election as it stood then, and the clock
    that was set to the portal's time at that moment."""

    portal: Portal
    session: Secret
    election: Election
    clock: PortalClock


async def choose_question(
    dialogue: Dialogue,
    opened: Opened,
    created: Created,
    clock: Callable[[], PortalClock],
    draft: Draft,
) -> Activation | None:
    """Step 3: the challenge question and its answer; then the account is active."""
    questions = {question.id: question.text for question in opened.invitation.questions}

    async def check_question(answers: Answers) -> None:
        if answers.text("question") not in questions:
            raise Refused(
                FieldError("question", _("Choose one of the questions."), _("question missing"))
            )

    async def check_answer(answers: Answers) -> None:
        question = questions.get(answers.text("question"), "")
        answer = answers.secret("answer")
        fault = answer_fault(answer.reveal(), question, created.password.reveal())
        if fault is not None:
            raise Refused(_answer_error(fault))

    async def check_again(answers: Answers) -> None:
        if answers.secret("again") != answers.secret("answer"):
            raise Refused(not_the_same("again"))

    async def submit(answers: Answers) -> Activation:
        try:
            session, election = await opened.portal.activate(
                opened.link.token,
                created.ticket,
                answers.text("question"),
                answers.secret("answer"),
            )
        except PortalRefused as refused:
            if refused.problem.fault is not None:
                raise Refused(_answer_error(refused.problem.fault)) from refused
            if refused.code is ErrorCode.QUESTION_UNKNOWN:
                raise portal_failed(refused, "question") from refused
            raise portal_failed(refused) from refused
        except PortalError as error:
            raise portal_failed(error) from error
        portal_clock = clock()
        portal_clock.set(election.portal_time, portal_clock.elapsed())
        return Activation(opened.portal, session, election, portal_clock)

    outcome = await dialogue.ask(
        Form(
            title=_("Choose your challenge question"),
            step=Step(3, STEPS),
            warning=_(
                "WARNING: the challenge question is the one that you will have to answer if you "
                "forget the password that you created in step 2. So choose this question and "
                "its answer well."
            ),
            fields=[
                ChoiceField(
                    name="question",
                    label=_("Question"),
                    options=[Option(key, text) for key, text in questions.items()],
                    value=draft.question,
                    check=check_question,
                ),
                SecretField(
                    name="answer",
                    label=_("Secret answer"),
                    hint=_("At least 4 letters or digits. Case, accents and spaces do not count."),
                    check=check_answer,
                ),
                SecretField(
                    name="again",
                    label=_("Answer again"),
                    repeats="answer",
                    check=check_again,
                ),
            ],
            submit=submit,
            submit_label=_("Activate my account"),
            busy=_("Activating your account…"),
            actions=[new_link_action()],
            help=_(
                "Choose a question whose answer you will still know in a year, and that neither "
                "colleagues nor the internet know. The answer stays secret: it is kept in a form "
                "that nobody can read."
            ),
        )
    )
    if isinstance(outcome, Activation):
        return outcome
    draft.question = outcome.typed.text("question")
    draft.wants_link = outcome.to == NEW_LINK
    return None


def _answer_error(fault: AnswerFault) -> FieldError:
    words = {
        AnswerFault.TOO_SHORT: (
            _("This answer is too short: at least 4 letters or digits are needed."),
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


async def confirm(dialogue: Dialogue) -> None:
    """Step 4: the portal's two sentences."""
    await dialogue.show(
        Page(
            title=_("Your account has been activated."),
            step=Step(4, STEPS),
            blocks=[
                Prose(_("Your challenge question and your secret answer have been recorded.")),
                Prose(_("A mail confirms it. Your link has served: it no longer opens anything.")),
            ],
            actions=[Action("countdown", _("See the countdown"), _("continue"))],
            can_go_back=False,
        )
    )
