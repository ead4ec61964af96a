"""A forgotten password: from the mailed recovery link to a new one.

The link is the first step. The challenge question is asked only after it, never alone, and the
link allows five wrong answers.
"""

from __future__ import annotations

from dataclasses import dataclass

from tui_voter.contract.errors import ErrorCode, PortalError, PortalRefused
from tui_voter.contract.rules import answer_fault, normalise_answer
from tui_voter.dialogue import (
    BACK,
    Answers,
    Dialogue,
    Form,
    Left,
    Menu,
    Notice,
    Refused,
    SecretField,
    Step,
    Typed,
)
from tui_voter.journeys.entry.opening import RecoveryOpened, account_of
from tui_voter.journeys.entry.progress import Progress, Taken
from tui_voter.journeys.entry.ways import (
    FORGOTTEN,
    LINK,
    RECOVERY_STEPS,
    another_link_action,
)
from tui_voter.journeys.shared import foreign
from tui_voter.journeys.shared.machine import Machine
from tui_voter.journeys.shared.passwords import NewPassword, password_help
from tui_voter.journeys.shared.proposal import Proposal
from tui_voter.journeys.shared.questions import answer_error
from tui_voter.journeys.shared.recap import recap
from tui_voter.journeys.shared.refusals import portal_failed, recovery_failed
from tui_voter.journeys.shared.session import Admission, identifier_of
from tui_voter.messages import gettext as _
from tui_voter.messages import ngettext
from tui_voter.secret import Secret

_NO_MORE = (ErrorCode.ANSWER_WRONG, ErrorCode.TRIES_SPENT, ErrorCode.LINK_EXPIRED)
"""A link that opens nothing any more; the first where no try is left."""


@dataclass(eq=False)
class Attempt:
    """A recovery in progress, and how many attempts the link still allows."""

    opened: RecoveryOpened
    tries_left: int


async def recover(
    dialogue: Dialogue, opened: RecoveryOpened, machine: Machine, progress: Progress
) -> Admission | str:
    """Steps 2 and 3, once the link is open; or the way that the voter took from them."""
    attempt = Attempt(opened, opened.recovery.tries_left)
    while not isinstance(taken := await _answer_question(dialogue, attempt, progress), str):
        outcome = await _choose_password(dialogue, opened, taken.ticket, machine, progress)
        if isinstance(outcome, Admission):
            dialogue.notify(
                Notice(
                    _(
                        "Your password has been changed. All your other sessions have ended, "
                        "and we have emailed you a confirmation."
                    ),
                    _("changed"),
                )
            )
        if outcome != BACK:
            return outcome
    return LINK if taken == BACK else taken


async def _answer_question(dialogue: Dialogue, attempt: Attempt, progress: Progress) -> Taken | str:
    """Step 2: the right answer and its ticket, or the way taken instead."""
    link, portal, recovery, time_left, use = attempt.opened

    async def check_answer(typed: Secret, _answers: Answers) -> None:
        # what cannot be an answer does not use an attempt
        if (fault := answer_fault(typed.reveal(), recovery.question)) is not None:
            raise Refused(answer_error(fault))

    async def submit(answers: Answers) -> Taken | Left:
        given = answers[answer]
        if progress.taken is not None and progress.has_taken(given):
            return progress.taken
        try:
            progress.taken = Taken(given, await portal.answer_question(link.token, given))
        except PortalRefused as refused:
            use.failed(refused)
            if refused.code is ErrorCode.ANSWER_WRONG:
                attempt.tries_left = refused.problem.tries_left or 0
                if attempt.tries_left:
                    raise portal_failed(refused, "answer") from refused
            if refused.code in _NO_MORE:
                use.refused = True
                # Nothing more can be done here except asking for another link.
                error = portal_failed(refused).errors[0]
                dialogue.notify(Notice(error.text, error.short))
                return Left(FORGOTTEN, Typed())
            raise recovery_failed(refused) from refused
        except PortalError as error:
            raise recovery_failed(error) from error
        progress.second = answers.typed
        return progress.taken

    def hint() -> str:
        tries = ngettext(
            "{n} attempt left with this link.",
            "{n} attempts left with this link.",
            attempt.tries_left,
        ).format(n=attempt.tries_left)
        return " ".join([_("Case, accents and spaces do not matter."), tries])

    answer = SecretField(
        name="answer",
        label=_("Secret answer"),
        brief=_("answer"),
        hint=hint,
        value=progress.second.secret("answer"),
        reads=normalise_answer,
        check=check_answer,
    )
    outcome = await dialogue.ask(
        Form(
            title=_("Answer your challenge question"),
            step=Step(2, RECOVERY_STEPS),
            intro=[
                account_of(recovery.name, recovery.address),
                foreign.named(recovery.election, recovery.question),
            ],
            fields=[answer],
            submit=submit,
            submit_label=_("Continue"),
            busy=_("Checking…"),
            actions=[another_link_action()],
            unfinished=progress.taken is not None,
            help=_(
                "You chose this question and its answer when you opened your voter account. If "
                "you no longer know the answer, contact the help desk: {support}"
            ).format(support=recovery.election.support),
            time_left=time_left,
        )
    )
    return outcome.to if isinstance(outcome, Left) else outcome


async def _choose_password(
    dialogue: Dialogue,
    opened: RecoveryOpened,
    ticket: Secret,
    machine: Machine,
    progress: Progress,
) -> Admission | str:
    """Step 3: the new password, which opens a session; or the way taken instead."""
    link, portal, recovery, time_left, use = opened
    policy, meter = recovery.election.policy, machine.meter(recovery.words)
    new = NewPassword(
        policy,
        meter,
        typed=progress.third,
        propose=Proposal(dialogue, machine.propose, policy, meter).show,
    )

    async def review(answers: Answers) -> Menu:
        return recap(
            _("Check before changing your password"),
            _("Change the password"),
            [new.field, new.again],
            answers,
            *await new.doubts(answers[new.field]),
            _("Your other sessions will end, and this link will no longer work."),
        )

    async def submit(answers: Answers) -> Admission:
        password = answers[new.field]
        use.asked = True
        try:
            session = await portal.reset_password(link.token, ticket, password)
        except PortalError as error:
            use.failed(error)
            progress.failed(error)
            raise refusal_of(error, password) from error
        return Admission.by(
            session,
            link.origin,
            portal,
            machine.clock,
            identifier=await identifier_of(portal, session.token),
            password=password,
        )

    def refusal_of(error: PortalError, password: Secret) -> Refused:
        if isinstance(error, PortalRefused) and error.code is ErrorCode.PASSWORD_REFUSED:
            return new.failed(error, password)
        return recovery_failed(error)

    outcome = await dialogue.ask(
        Form(
            title=_("Choose a new password"),
            step=Step(3, RECOVERY_STEPS),
            intro=[account_of(recovery.name, recovery.address)],
            fields=[new.field, new.again],
            review=review,
            submit=submit,
            submit_label=_("Continue"),
            busy=_("Checking…"),
            actions=[another_link_action()],
            unfinished=True,
            help=password_help(),
            time_left=time_left,
        )
    )
    if not isinstance(outcome, Left):
        return outcome
    progress.third = outcome.typed
    return outcome.to
