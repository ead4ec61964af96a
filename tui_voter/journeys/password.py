"""Step 2 of the activation: the password, typed twice, and the captcha."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from tui_voter.dialogue import (
    Answers,
    Dialogue,
    FieldError,
    Form,
    Menu,
    Option,
    Refused,
    SecretField,
    Step,
    StrengthView,
)
from tui_voter.journeys.activation import NEW_LINK, STEPS, Draft, new_link_action
from tui_voter.journeys.opening import Opened
from tui_voter.journeys.passwords import (
    REFUSED_SCORE,
    in_words,
    not_the_same,
    policy_error,
    rules_of,
    weak_error,
)
from tui_voter.journeys.refusals import portal_failed
from tui_voter.messages import gettext as _
from tui_voter.portal.api import ErrorCode, PortalError, PortalRefused
from tui_voter.secret import Secret
from tui_voter.strength import Meter


class Created(NamedTuple):
    """A password that the portal keeps under a ticket until the account is activated."""

    password: Secret
    ticket: Secret


async def create_password(
    dialogue: Dialogue,
    opened: Opened,
    meter: Callable[[Sequence[str]], Meter],
    draft: Draft,
) -> Created | None:
    """Step 2: the password, typed twice, and the captcha."""
    invitation = opened.invitation
    policy = invitation.election.policy
    measure = meter(invitation.words).measure

    async def strength(password: Secret) -> StrengthView:
        return in_words(await measure(password))

    async def check_password(answers: Answers) -> None:
        password = answers.secret("password")
        if unmet := policy.unmet(password.reveal()):
            raise Refused(policy_error("password", policy, unmet, len(password)))
        view = await strength(password)
        if view.score <= REFUSED_SCORE:
            raise Refused(weak_error("password", view))

    async def check_again(answers: Answers) -> None:
        if answers.secret("again") != answers.secret("password"):
            raise Refused(not_the_same("again"))

    async def check_captcha(answers: Answers) -> None:
        if not answers.text("captcha").strip():
            raise Refused(
                FieldError("captcha", _("Answer the captcha's question."), _("answer missing"))
            )

    async def submit(answers: Answers) -> Created:
        password = answers.secret("password")
        view = await strength(password)
        if view.score == REFUSED_SCORE + 1 and not await _keeps_weak(dialogue, view):
            raise Refused(weak_error("password", view))
        try:
            ticket = await opened.portal.create_password(
                opened.link.token, password, opened.captcha.use(), answers.text("captcha")
            )
        except PortalRefused as refused:
            raise await _password_refused(refused, opened, password) from refused
        except PortalError as error:
            raise portal_failed(error) from error
        return Created(password, ticket)

    outcome = await dialogue.ask(
        Form(
            title=_("Create your password"),
            step=Step(2, STEPS),
            intro=[
                _("Account of {name}, {address}").format(
                    name=invitation.name, address=invitation.address
                )
            ],
            fields=[
                SecretField(
                    name="password",
                    label=_("Password"),
                    rules=rules_of(policy),
                    strength=strength,
                    check=check_password,
                ),
                SecretField(
                    name="again",
                    label=_("Password again"),
                    repeats="password",
                    check=check_again,
                ),
                replace(
                    await opened.captcha.field(dialogue, invitation.election.support),
                    check=check_captcha,
                ),
            ],
            submit=submit,
            submit_label=_("Validate"),
            busy=_("Checking…"),
            actions=[new_link_action()],
            help=_(
                "A few rare words, a digit and a sign make a password that is easy to keep in "
                "mind and hard to guess. Your name and your address are no good: they are the "
                "first things tried. The captcha shows that a person is at work."
            ),
            time_left=opened.captcha.time_left,
        )
    )
    if isinstance(outcome, Created):
        return outcome
    draft.wants_link = outcome.to == NEW_LINK
    return None


async def _keeps_weak(dialogue: Dialogue, view: StrengthView) -> bool:
    """Warn about a password that is allowed but not good; True when the voter keeps it."""
    chosen = await dialogue.choose(
        Menu(
            title=_("Your password could be better"),
            text=[
                _("Its strength is {word}: it {crack_time}.").format(
                    word=view.word, crack_time=view.crack_time
                ),
                view.advice,
            ],
            options=[
                Option("change", _("Choose another password")),
                Option("keep", _("Keep this one")),
            ],
        )
    )
    return chosen == "keep"


async def _password_refused(refused: PortalRefused, opened: Opened, password: Secret) -> Refused:
    if refused.code in (ErrorCode.CAPTCHA_WRONG, ErrorCode.CAPTCHA_EXPIRED):
        return await opened.captcha.refused(refused)
    if refused.code is ErrorCode.PASSWORD_REFUSED:
        policy = opened.invitation.election.policy
        rules = refused.problem.rules
        return Refused(policy_error("password", policy, rules, len(password)))
    return portal_failed(refused)
