"""*Mon compte*: what the portal knows about the voter, and what they can change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from tui_voter.contract.account import (
    Profile,
    change_password,
    change_profile,
    change_question,
    read_profile,
)
from tui_voter.contract.errors import ErrorCode, PortalError, PortalRefused
from tui_voter.contract.helpdesk import ClaimKind
from tui_voter.contract.languages import Language
from tui_voter.contract.limits import LONGEST_TELEPHONE
from tui_voter.contract.normal import normal_password
from tui_voter.contract.passwords import PasswordPolicy
from tui_voter.contract.rules import is_telephone
from tui_voter.dialogue import (
    Action,
    Answers,
    Block,
    ChoiceField,
    Dialogue,
    Facts,
    FieldError,
    Form,
    Left,
    Notice,
    Option,
    Page,
    Prose,
    Refused,
    SecretField,
    TextField,
    Took,
)
from tui_voter.journeys.shared import foreign
from tui_voter.journeys.shared.drafts import ask_and_keep
from tui_voter.journeys.shared.passwords import NewPassword, password_help
from tui_voter.journeys.shared.proposal import Proposal
from tui_voter.journeys.shared.questions import question_failed, question_fields, question_help
from tui_voter.journeys.shared.recap import read_back
from tui_voter.journeys.shared.refusals import portal_failed
from tui_voter.journeys.shared.saving import read
from tui_voter.journeys.shared.session import Session
from tui_voter.journeys.vote.claims import CLAIM, ClaimsJourney, to_claim, way_to_claims
from tui_voter.journeys.vote.hours import VoteCountdown
from tui_voter.messages import gettext as _
from tui_voter.secret import Secret

if TYPE_CHECKING:
    from tui_voter.machine.files import Files
    from tui_voter.machine.strength import Meter

CONTACT: Final = "contact"
PASSWORD: Final = "password"  # noqa: S105 the name of an action
QUESTION: Final = "question"


class Account:
    """The voter's account, which they read and change through their session."""

    def __init__(
        self,
        dialogue: Dialogue,
        session: Session,
        countdown: VoteCountdown,
        meter: Callable[[Sequence[str]], Meter],
        propose: Callable[[PasswordPolicy], Secret],
        claims: ClaimsJourney,
        files: Files,
    ) -> None:
        self._dialogue = dialogue
        self._session = session
        self._countdown = countdown
        self._meter = meter
        self._propose = propose
        self._claims = claims
        self._files = files
        self._proposal: Proposal | None = None
        """The proposed passphrase, which stays the same until the password is changed."""

    async def visit(self) -> None:
        """Show the voter's data, and the actions to change it. Raises PortalError."""
        while True:
            profile = await self._session.do(read_profile)
            page = Page(
                title=_("My personal information"),
                place=_("Profile"),
                blocks=_blocks(profile, self._countdown),
                help=_help(self._countdown),
            )
            way = await read(
                self._dialogue, self._files, page, _("personal-information.txt"), *self._ways()
            )
            if way == Took(CONTACT):
                await self._change_contact(profile)
            elif way == Took(PASSWORD):
                await self._change_password(profile)
            elif way == Took(QUESTION):
                await self._change_question(profile)
            elif way == Took(CLAIM):
                await self._claims.make(ClaimKind.PERSONAL_DATA)
            else:
                return

    def _ways(self) -> list[Action]:
        return [
            Action(CONTACT, _("Change telephone and language")),
            Action(PASSWORD, _("Change my password")),
            Action(QUESTION, _("Change my challenge question")),
            *way_to_claims(self._countdown),
        ]

    async def _change_contact(self, profile: Profile) -> None:
        telephone = TextField(
            name="telephone",
            label=_("Telephone, optional"),
            brief=_("number or none"),
            value=profile.telephone,
            limit=LONGEST_TELEPHONE,
            parse=_telephone,
        )
        language = ChoiceField(
            name="language",
            label=_("Language of emails"),
            brief=_("language"),
            options=[Option(one, one.own_name) for one in self._languages(profile)],
            value=profile.language.value,
            parse=Language,  # an option is always chosen
        )

        async def submit(answers: Answers) -> Notice:
            try:
                await self._session.do(change_profile, answers[telephone], answers[language])
            except PortalError as error:
                raise portal_failed(error, "telephone") from error
            return Notice(_("Recorded."), _("recorded"))

        saved = await ask_and_keep(
            self._dialogue,
            Form(
                title=_("Change telephone and language"),
                key=CONTACT,
                place=_("Contact"),
                fields=[telephone, language],
                submit=submit,
                submit_label=_("Save"),
                busy=_("Saving…"),
                help=_help(self._countdown),
            ),
        )
        if saved is not None:
            self._dialogue.notify(saved)

    def _languages(self, profile: Profile) -> Sequence[Language]:
        """Return the election's languages, and the voter's own if it is not among them."""
        return list(dict.fromkeys((*self._countdown.election.languages, profile.language)))

    async def _change_password(self, profile: Profile) -> None:
        current = _current_password(_("old one"))
        policy, meter = self._countdown.election.policy, self._meter(profile.words)
        self._proposal = self._proposal or Proposal(self._dialogue, self._propose, policy, meter)
        new = NewPassword(
            policy,
            meter,
            name="new",
            label=_("New password"),
            brief=_("new one"),
            again_label=_("Confirm new password"),
            proposal=self._proposal,
        )

        async def submit(answers: Answers) -> Notice:
            password = answers[new.field]
            if password == answers[current]:
                says = _("This is already your current password: choose another one.")
                raise Refused(FieldError("new", says, _("same as current")))
            await new.settle(self._dialogue, password)
            try:
                await self._session.do(change_password, answers[current], password)
            except PortalError as error:
                raise _current_wrong(error) or new.failed(error, password) from error
            self._proposal = None
            return Notice(
                _("Your password has been changed. We have emailed you a confirmation."),
                _("changed"),
            )

        await self._change(
            Form(
                title=_("Change my password"),
                place=_("Password"),
                intro=[
                    _(
                        "Your sessions on other computers will end immediately. You will "
                        "receive an email to confirm the change."
                    )
                ],
                fields=[current, new.field, new.again],
                submit=submit,
                submit_label=_("Change the password"),
                busy=_("Checking…"),
                help=password_help(),
            )
        )

    async def _change_question(self, profile: Profile) -> None:
        current = _current_password(_("password"))
        fields = question_fields(
            profile.questions,
            self._countdown.election,
            lambda answers: answers.get(current) or Secret(),
            profile.question_id,
        )

        async def submit(answers: Answers) -> Notice:
            question = answers[fields.question]
            await read_back(
                self._dialogue,
                _("Check before changing your challenge question"),
                _("Change the question"),
                [current, *fields],
                answers,
                _("The question and answer you had before will no longer work."),
            )
            try:
                await self._session.do(
                    change_question, answers[current], question.id, answers[fields.answer]
                )
            except PortalError as error:
                raise _current_wrong(error) or question_failed(error) from error
            return Notice(
                _(
                    "Your challenge question is now: {question} We have emailed you a confirmation."
                ).format(question=question.text),
                _("changed"),
            )

        await self._change(
            Form(
                title=_("Change my challenge question"),
                place=_("Account"),
                intro=[_("You will have to answer this question if you forget your password.")],
                fields=[current, *fields],
                submit=submit,
                busy=_("Checking…"),
                help=question_help(),
            )
        )

    async def _change(self, form: Form[Notice]) -> None:
        """Ask the form, and show the notice that its submit returns."""
        outcome = await self._dialogue.ask(form)
        nothing = Notice(_("Nothing was changed."))
        self._dialogue.notify(nothing if isinstance(outcome, Left) else outcome)


def _blocks(profile: Profile, countdown: VoteCountdown) -> list[Block]:
    changes = _("You can change your telephone number, language, password and challenge question.")
    wrong = to_claim(_("If anything else is wrong, make a claim."), countdown)
    questions = {question.id: question.text for question in profile.questions}
    unknown = _("not provided")
    return [
        Facts(
            [
                (_("Email address"), profile.identifier),
                (_("Family name"), profile.family_name),
                (_("First name"), profile.first_name),
                (_("Workplace"), profile.affiliation or unknown),
                (_("Civil-service corps"), profile.body or unknown),
                (_("Telephone"), profile.telephone or _("none")),
                (_("Language of emails"), foreign.language_name(profile.language)),
                (_("Challenge question"), questions.get(profile.question_id, unknown)),
            ]
        ),
        Prose(f"{changes} {wrong}"),
    ]


def _help(countdown: VoteCountdown) -> str:
    origin = _("Your employer gave this information to the elections office.")
    correct = _("To correct anything that you cannot change here, make a claim.")
    return f"{origin} {to_claim(correct, countdown)}"


def _current_password(brief: str) -> SecretField:
    def check(password: Secret, _answers: Answers) -> None:
        if not password:
            raise Refused(
                FieldError("password", _("Type your current password."), _("password missing"))
            )

    return SecretField(
        name="password",
        label=_("Current password"),
        brief=brief,
        normalise=normal_password,
        check=check,
    )


def _current_wrong(error: PortalError) -> Refused | None:
    """Return the refusal of the current password, on its field; None for any other failure."""
    if isinstance(error, PortalRefused) and error.code is ErrorCode.PASSWORD_WRONG:
        return portal_failed(error, "password")
    return None


def _telephone(text: str) -> str:
    telephone = text.strip()
    if telephone and not is_telephone(telephone):
        raise Refused(
            FieldError(
                "telephone",
                _("A telephone number has 6 to 15 digits, for example 01 99 00 12 34."),
                _("incorrect"),
            )
        )
    return telephone
