"""*Réassort*: a replacement voting code, for a voter whose notice is lost or never came."""

from __future__ import annotations

from typing import Final

from tui_voter.contract.account import read_profile
from tui_voter.contract.errors import ErrorCode, PortalError
from tui_voter.contract.rules import MAILED_CODE_DIGITS, normalise_answer
from tui_voter.contract.vote import ask_replacement, replace_code
from tui_voter.countdown import elapsed_seconds
from tui_voter.dialogue import (
    BACK,
    NO,
    YES,
    Action,
    Answers,
    CodeField,
    Dialogue,
    Dictation,
    Facts,
    Form,
    Left,
    Menu,
    Notice,
    Opened,
    Option,
    Page,
    Prose,
    Role,
    SecretField,
    Took,
    no_time_limit,
)
from tui_voter.journeys.shared import foreign
from tui_voter.journeys.shared.mailed_codes import FIELD, find_code, read_code, validity
from tui_voter.journeys.shared.questions import check_answer
from tui_voter.journeys.shared.refusals import Words, failed_on_the_way, portal_failed
from tui_voter.journeys.shared.session import Session
from tui_voter.journeys.vote.hours import VoteCountdown
from tui_voter.messages import gettext as _
from tui_voter.secret import Secret

ASK: Final = "replace"
MORE: Final = "more"
NOTED: Final = "noted"


def replace_action() -> Action:
    """Return the action that asks for a replacement code."""
    return Action(ASK, _("Ask for a replacement voting code"), role=Role.MAIL)


class Replacement:
    """Gives the voter a replacement code, for the answer to their challenge question and an emailed
    code."""

    def __init__(self, dialogue: Dialogue, session: Session, countdown: VoteCountdown) -> None:
        self._dialogue = dialogue
        self._session = session
        self._countdown = countdown

    async def make(self) -> bool:
        """Take the voter through the replacement. Tells whether they have a new code. Raises
        PortalError."""
        answer = await self._ask_answer()
        while answer is not None:
            code = await self._ask_mailed(answer)
            if isinstance(code, Secret):
                await self._show(code)
                return True
            if code != Took(MORE):
                break
            try:
                await answer.send()
            except PortalError as error:
                self._dialogue.notify(failed_on_the_way(error))
            else:
                self._dialogue.notify(Notice(answer.valid(), _("more time")))
        return False

    async def _ask_answer(self) -> _Answered | None:
        profile = await self._session.do(read_profile)
        questions = {each.id: each.text for each in profile.questions}
        question = questions.get(profile.question_id, "")

        def check(typed: Secret, _answers: Answers) -> None:
            check_answer(typed, question)

        async def submit(answers: Answers) -> _Answered:
            answered = _Answered(self._session, answers[field])
            try:
                await answered.send()
            except PortalError as error:
                raise portal_failed(error, "answer", here=_words()) from error
            self._dialogue.kept.run(FIELD, answered.left)
            return answered

        field = SecretField(
            name="answer",
            label=_("Secret answer"),
            brief=_("answer"),
            normalise=normalise_answer,
            check=check,
        )
        outcome = await self._dialogue.ask(
            Form(
                title=_("Ask for a replacement voting code"),
                place=_("Code"),
                intro=[
                    _(
                        "Your challenge question first. We then email you a code that can be used "
                        "once, and in exchange for it you see your new voting code here."
                    ),
                    _(
                        "From then on your old voting code no longer works. Ballots that you have "
                        "cast stay cast."
                    ),
                    *([foreign.labelled(self._countdown.election, question)] if question else []),
                ],
                fields=[field],
                submit=submit,
                submit_label=_("Email me the code"),
                busy=_("Checking…"),
                help=_(
                    "If you no longer know the answer, choose another question in “My personal "
                    "information”: your password is enough for that."
                ),
                time_left=self._countdown.spoken,
            )
        )
        return None if isinstance(outcome, Left) else outcome

    async def _ask_mailed(self, answer: _Answered) -> Secret | Left:
        """Ask for the emailed code. Returns the new voting code, or the way taken instead."""

        def check(typed: Secret, _answers: Answers) -> None:
            read_code(typed.reveal(), MAILED_CODE_DIGITS)

        async def submit(answers: Answers) -> Secret:
            mailed = Secret(read_code(answers[field].reveal(), MAILED_CODE_DIGITS))
            session = self._session
            try:
                replaced = await session.do(replace_code, mailed)
            except PortalError as error:
                raise portal_failed(error, FIELD, here=_words()) from error
            self._dialogue.kept.run(FIELD, no_time_limit)
            return replaced

        field = CodeField(
            name=FIELD,
            label=_("Emailed code"),
            brief=_("code"),
            hint=_("{n} digits.").format(n=MAILED_CODE_DIGITS),
            find=find_code,
            check=check,
        )
        return await self._dialogue.ask(
            Form(
                title=_("The code that we have emailed to you"),
                key="mailed_code",
                place=_("Code"),
                intro=[answer.valid],
                fields=[field],
                submit=submit,
                submit_label=_("Show my new voting code"),
                busy=_("Checking…"),
                actions=[Action(MORE, _("More time, and the same email again"), role=Role.MAIL)],
                help=_(
                    "The email can take a few minutes; look among unwanted mail, too. You can get "
                    "more time as often as you like, and the email three times an hour."
                ),
                time_left=answer.valid,
            )
        )

    async def _show(self, code: Secret) -> None:
        """Show the new code until the voter confirms that they have noted it, so that one Enter too
        many does not lose it."""
        loss = _("Your new voting code is shown nowhere else: write it down before you leave.")
        self._session.losses[self] = lambda: loss
        while True:
            await self._dialogue.show(_new_code(code))
            noted = await self._dialogue.choose(_noted_question())
            if noted == Opened(YES):
                break
            if noted is BACK:
                self._dialogue.notify(
                    Notice(
                        _(
                            "First confirm that you have written down the code: it is shown "
                            "nowhere else."
                        )
                    )
                )
        del self._session.losses[self]
        self._dialogue.notify(
            Notice(
                _(
                    "Your voting code has been replaced: vote with the new one. We have emailed "
                    "you a confirmation."
                ),
                _("replaced"),
            )
        )


class _Answered:
    """An answer that the portal has accepted, and how long the code emailed for it is valid."""

    def __init__(self, session: Session, answer: Secret) -> None:
        self._session = session
        self._answer = answer
        self._until = 0.0

    async def send(self) -> None:
        """Have a code emailed; its time starts now. Raises PortalError."""
        session = self._session
        lasts = await session.do(ask_replacement, self._answer)
        self._until = elapsed_seconds() + lasts

    def left(self) -> str:
        """Return how long the code is still valid; "" once it is not."""
        return validity(self._until, "")

    def valid(self) -> str:
        return validity(self._until, _("The emailed code has expired: ask for more time."))


def _new_code(code: Secret) -> Page:
    groups = code.reveal().split("-")
    return Page(
        title=_("Your new voting code"),
        place=_("New code"),
        blocks=[
            Facts([(_("Voting code"), code.reveal())]),
            Dictation([(group, " ".join(group)) for group in groups], stands_above=True),
            Prose(
                _(
                    "Write it down now, as it stands here: it is in no email and on no "
                    "notice. Do not give it to anyone: it is for all your ballots."
                )
            ),
            Prose(_("The seal on your voting notice stays the same.")),
        ],
        actions=[Action(NOTED, _("I have written it down"))],
        can_go_back=False,
        confidential=True,
    )


def _noted_question() -> Menu:
    return Menu(
        title=_("Have you written your new code down?"),
        place=_("Code"),
        text=[_("It is shown nowhere else.")],
        options=[
            Option(NO, _("Show the code again")),
            Option(YES, _("Yes, I have written it down")),
        ],
        chosen=NO,
        irrevocable=True,
    )


def _words() -> Words:
    return {
        ErrorCode.ANSWER_WRONG: (_("That is not the recorded answer."), _("wrong answer")),
        ErrorCode.TOO_MANY: (
            _("Too many wrong answers, or too many emails. {again}"),
            _("too many attempts"),
        ),
        ErrorCode.NOT_FOUND: (
            _("You are not registered to vote in any election of this portal."),
            _("not registered"),
        ),
        ErrorCode.VOTE_CLOSED: (vote_over(), _("vote over")),
    }


def vote_over() -> str:
    return _("The vote is over: voting codes can no longer be replaced.")
