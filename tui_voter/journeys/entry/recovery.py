"""A forgotten password: from the emailed recovery link to a new password.

The voter first opens the link, then answers the challenge question. Where the election allows it, a
code sent by a second email replaces the answer. Each link allows five wrong answers and codes.
"""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass

from tui_voter.contract.errors import ErrorCode, PortalError, PortalRefused
from tui_voter.contract.recovery import (
    answer_question,
    give_recovery_code,
    mail_recovery_code,
    reset_password,
)
from tui_voter.contract.rules import RECOVERY_CODE_DIGITS, normalise_answer
from tui_voter.countdown import elapsed_seconds
from tui_voter.dialogue import (
    BACK,
    NO,
    YES,
    Action,
    Answers,
    Dialogue,
    Form,
    Left,
    Menu,
    Notice,
    Opened,
    Option,
    Refused,
    Role,
    SecretField,
    TextField,
    Took,
)
from tui_voter.journeys.entry.opening import RecoveryOpened, account_of
from tui_voter.journeys.entry.progress import Progress, Taken
from tui_voter.journeys.entry.ways import (
    FORGOTTEN,
    LINK,
    another_link_action,
    recovery_step,
    sign_in_action,
)
from tui_voter.journeys.shared import foreign
from tui_voter.journeys.shared.machine import Machine
from tui_voter.journeys.shared.mailed_codes import FIELD, find_code, read_code, validity
from tui_voter.journeys.shared.passwords import password_help
from tui_voter.journeys.shared.questions import check_answer
from tui_voter.journeys.shared.refusals import no_code_mailed, portal_failed, recovery_failed
from tui_voter.journeys.shared.session import Admission, identifier_of
from tui_voter.messages import gettext as _
from tui_voter.messages import ngettext
from tui_voter.secret import Secret

_CODE = "code"
_ANOTHER_CODE = "another_code"
_WRONG = (ErrorCode.ANSWER_WRONG, ErrorCode.MAILED_CODE_WRONG)
_LINK_OVER = (*_WRONG, ErrorCode.TRIES_SPENT, ErrorCode.LINK_EXPIRED)
"""The errors after which a link no longer works; for a wrong answer or code, only if no attempt is
left."""


@dataclass(eq=False)
class Attempt:
    """A recovery in progress. ``tries_left`` counts the attempts that the link still allows.
    ``by_code`` says that a code replaces the answer. ``code_until`` is the elapsed time at which
    the latest emailed code expires. ``codes_are_spent`` says that the portal emails no more codes
    for this link."""

    opened: RecoveryOpened
    tries_left: int
    by_code: bool
    code_until: float
    codes_are_spent: bool = False

    @classmethod
    def begun(cls, opened: RecoveryOpened) -> Attempt:
        recovery = opened.recovery
        return cls(
            opened,
            recovery.tries_left,
            by_code=not recovery.question,
            code_until=elapsed_seconds() + recovery.code_expires_in,
        )

    def tries(self) -> str:
        """Return the sentence with the number of attempts left."""
        return ngettext("{n} attempt left.", "{n} attempts left.", self.tries_left).format(
            n=self.tries_left
        )

    def has_code(self, dialogue: Dialogue) -> bool:
        """Tell whether there is a code to type: a valid one, or one that the voter has begun."""
        begun = dialogue.kept.typed(_CODE).text(FIELD)
        return bool(begun) or self.code_until > elapsed_seconds()

    def code_validity(self) -> str:
        over = _("The emailed code has expired: have another one emailed to you.")
        return validity(self.code_until, over)


async def recover(
    dialogue: Dialogue, attempt: Attempt, machine: Machine, progress: Progress
) -> Admission | Left:
    """Take the voter through steps 2 and 3 of the opened link. Returns the signed-in voter, or the
    way taken instead. A right answer or code is not asked again."""

    def code_left() -> str:
        is_over = progress.taken is not None or attempt.opened.use.refused
        return "" if is_over else validity(attempt.code_until, "")

    dialogue.kept.run(_CODE, code_left)
    while isinstance(taken := progress.taken or await _confirm(dialogue, attempt, progress), Taken):
        outcome = await _choose_password(dialogue, attempt.opened, taken.ticket, machine, progress)
        if isinstance(outcome, Admission):
            dialogue.notify(Notice(_("Password changed; other sessions ended."), _("changed")))
        if outcome is not BACK:
            return outcome
        if progress.taken is not None:
            return Took(LINK)
    return Took(LINK) if taken is BACK else taken


async def _confirm(dialogue: Dialogue, attempt: Attempt, progress: Progress) -> Taken | Left:
    """Take the voter through step 2. Returns the right answer or code with its ticket, or the way
    taken instead."""
    another = False
    while True:
        if not attempt.by_code:
            taken = await _answer_question(dialogue, attempt, progress)
            if taken != Took(_CODE):
                return taken
            attempt.by_code = True
        if another or not attempt.has_code(dialogue):
            await _mail_code(dialogue, attempt)
        taken = BACK
        if attempt.has_code(dialogue):
            taken = await _ask_code(dialogue, attempt, progress)
        elif attempt.codes_are_spent and not attempt.opened.recovery.question:
            progress.is_over = True
            return Took(FORGOTTEN)
        another = taken == Took(_ANOTHER_CODE)
        if another and await _prefers_old_code(dialogue):
            another = False
            continue
        if taken is BACK and attempt.opened.recovery.question:
            attempt.by_code = False
        elif not another:
            return taken


async def _redeem(
    dialogue: Dialogue,
    attempt: Attempt,
    progress: Progress,
    asked: str,
    given: Secret,
    ticket: Awaitable[Secret],
) -> Taken | Took:
    """Await the ``ticket`` that the portal gives for what the voter has ``given`` in the field
    ``asked``. Leaves the form if the link no longer works. Raises :class:`Refused`."""
    use = attempt.opened.use
    try:
        progress.taken = Taken(given, await ticket)
    except PortalRefused as refused:
        use.failed(refused)
        if refused.code in _WRONG:
            attempt.tries_left = refused.problem.tries_left or 0
            if attempt.tries_left:
                raise portal_failed(refused, asked) from refused
        if refused.code in _LINK_OVER:
            use.refused = progress.is_over = True
            # Nothing more can be done here except asking for another link.
            error = portal_failed(refused).errors[0]
            dialogue.notify(Notice(error.text, error.short))
            return Took(FORGOTTEN)
        outdated = refused.code is ErrorCode.MAILED_CODE_EXPIRED
        raise recovery_failed(refused, asked if outdated else "") from refused
    except PortalError as error:
        raise recovery_failed(error) from error
    return progress.taken


async def _answer_question(
    dialogue: Dialogue, attempt: Attempt, progress: Progress
) -> Taken | Left:
    """Ask the challenge question. Returns the right answer, or the way taken instead."""
    link, portal, recovery, _use = attempt.opened

    def check(typed: Secret, _answers: Answers) -> None:
        check_answer(typed, recovery.question)

    async def submit(answers: Answers) -> Taken | Took:
        given = answers[answer]
        ticket = answer_question(portal, link.token, given)
        return await _redeem(dialogue, attempt, progress, "answer", given, ticket)

    answer = SecretField(
        name="answer",
        label=_("Secret answer"),
        brief=_("answer"),
        hint=attempt.tries,
        normalise=normalise_answer,
        check=check,
    )
    by_code = (
        Action(_CODE, _("Type the code that I was sent"), _("code"), Role.RENEW)
        if attempt.has_code(dialogue)
        else Action(_CODE, _("I cannot remember: send me a code"), _("code"), Role.RENEW)
    )
    return await dialogue.ask(
        Form(
            title=_("Answer your challenge question"),
            key="answer",
            step=recovery_step(2),
            intro=[
                account_of(recovery.name),
                foreign.labelled(recovery.election, recovery.question),
            ],
            fields=[answer],
            submit=submit,
            busy=_("Checking…"),
            actions=[*([by_code] if recovery.mails_code else []), another_link_action()],
            help=" ".join(
                [
                    _("You chose this question and its answer when you opened your voter account."),
                    _("Case, accents and spaces do not matter."),
                    _(
                        "If you no longer know the answer, choose “{action}”, or contact the help "
                        "desk."
                    ).format(action=by_code.label)
                    if recovery.mails_code
                    else _("If you no longer know the answer, contact the help desk."),
                ]
            ),
        )
    )


async def _prefers_old_code(dialogue: Dialogue) -> bool:
    """Ask whether to email another code, which invalidates the first. True if the voter keeps the
    first."""
    menu = Menu(
        title=_("Email you another code?"),
        place=_("Code"),
        text=[_("The code that you have been emailed will no longer work.")],
        options=[
            Option(NO, _("No, use the code that you have")),
            Option(YES, _("Yes, email me another code")),
        ],
        chosen=NO,
    )
    return await dialogue.choose(menu) != Opened(YES)


async def _mail_code(dialogue: Dialogue, attempt: Attempt) -> None:
    """Have a code emailed, and tell the voter whether that was done."""
    link, portal, recovery, use = attempt.opened
    try:
        lasts = await mail_recovery_code(portal, link.token)
    except PortalError as error:
        use.failed(error)
        attempt.codes_are_spent = (
            isinstance(error, PortalRefused) and error.code is ErrorCode.TOO_MANY
        )
        dialogue.notify(no_code_mailed(error))
        return
    dialogue.kept.forget(_CODE)
    attempt.code_until = elapsed_seconds() + lasts
    sent = _("A code has been emailed to {address}.").format(address=recovery.address)
    dialogue.notify(Notice(sent, _("code emailed")))


async def _ask_code(dialogue: Dialogue, attempt: Attempt, progress: Progress) -> Taken | Left:
    """Ask for the emailed code. Returns the right code, or the way taken instead."""
    link, portal, recovery, _use = attempt.opened

    async def submit(answers: Answers) -> Taken | Took:
        given = Secret(answers[code])
        ticket = give_recovery_code(portal, link.token, given)
        return await _redeem(dialogue, attempt, progress, FIELD, given, ticket)

    code = TextField(
        name=FIELD,
        label=_("Emailed code"),
        brief=_("code"),
        hint=lambda: " ".join([_("{n} digits.").format(n=RECOVERY_CODE_DIGITS), attempt.tries()]),
        find=find_code,
        parse=lambda typed: read_code(typed, RECOVERY_CODE_DIGITS),
    )
    return await dialogue.ask(
        Form(
            title=_("The code that we have emailed to you"),
            key=_CODE,
            step=recovery_step(2),
            intro=[account_of(recovery.name), attempt.code_validity],
            fields=[code],
            submit=submit,
            busy=_("Checking…"),
            actions=[
                Action(_ANOTHER_CODE, _("Email me another code"), _("code"), Role.RENEW),
                another_link_action(),
            ],
            help=_(
                "The email can take a few minutes; look among unwanted mail, too. If no code "
                "comes, contact the help desk."
            ),
            time_left=attempt.code_validity,
        )
    )


async def _choose_password(
    dialogue: Dialogue, opened: RecoveryOpened, ticket: Secret, machine: Machine, progress: Progress
) -> Admission | Left:
    """Take the voter through step 3, the new password, which signs them in. Returns the signed-in
    voter, or the way taken instead."""
    link, portal, recovery, use = opened
    new = progress.new_password(dialogue, machine, recovery)

    async def submit(answers: Answers) -> Admission:
        password = answers[new.field]
        await new.settle(dialogue, password)
        use.asked = True
        try:
            session = await reset_password(portal, link.token, ticket, password)
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
        unchanged = isinstance(error, PortalRefused) and error.code is ErrorCode.PASSWORD_UNCHANGED
        return recovery_failed(error, new.field.name if unchanged else "")

    return await dialogue.ask(
        Form(
            title=_("Choose a new password"),
            key="new_password",
            step=recovery_step(3),
            intro=[account_of(recovery.name)],
            fields=[new.field, new.again],
            submit=submit,
            submit_label=_("Change the password"),
            busy=_("Checking…"),
            actions=[sign_in_action(), another_link_action()],
            unfinished=True,
            help=password_help(),
        )
    )
