"""Opening the voter space: from the mail's unique link to an active account.

The portal's own tutorial, step by step: the unique link, the password with the captcha,
the challenge question, the confirmation. Going back from a step returns to the one
before, which shows again what was typed there, secrets aside.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tui_voter.countdown import PortalClock
from tui_voter.dialogue import (
    Action,
    Answers,
    ChoiceField,
    Dialogue,
    FieldError,
    Form,
    LinkField,
    Menu,
    Option,
    Page,
    Prose,
    Refused,
    SecretField,
    Step,
    StrengthView,
)
from tui_voter.journeys.captchas import CaptchaDesk
from tui_voter.journeys.new_link import ask_for_a_link
from tui_voter.journeys.passwords import (
    REFUSED_SCORE,
    in_words,
    policy_error,
    policy_in_words,
    rules_of,
    weak_error,
)
from tui_voter.journeys.portals import confirm_portal, heading
from tui_voter.journeys.refusals import link_refused, portal_failed
from tui_voter.messages import gettext as _
from tui_voter.portal.api import (
    ActivationLink,
    AnswerFault,
    Election,
    ErrorCode,
    Invitation,
    LinkRefused,
    Portal,
    PortalError,
    PortalRefused,
    Portals,
    answer_fault,
)
from tui_voter.secret import Secret
from tui_voter.strength import Meter

STEPS = 4
NEW_LINK = "new_link"


@dataclass(frozen=True, slots=True)
class Activation:
    """An active account: the portal, the open session, the election as it stood then."""

    portal: Portal
    session: Secret
    election: Election


@dataclass(slots=True)
class Draft:
    """What the voter typed so far, secrets aside, and whether they want a new link."""

    link: str = ""
    question: str = ""
    wants_link: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """A link that the portal has opened."""

    link: ActivationLink
    portal: Portal
    invitation: Invitation
    captcha: CaptchaDesk


@dataclass(frozen=True, slots=True)
class Created:
    """A password that the portal keeps under a ticket until the account is activated."""

    password: Secret
    ticket: Secret


async def activate(
    dialogue: Dialogue,
    portals: Portals,
    meter: Callable[[Sequence[str]], Meter],
    clock: PortalClock,
    *,
    link: str = "",
    can_go_back: bool = False,
) -> Activation | None:
    """Steps 1 to 3; None when the voter went back from the first one.

    ``link`` fills in the first question. ``meter`` makes the strength meter of one
    voter, from the parts of their name and address. ``clock`` is set to the portal's
    time once the account is active.
    """
    draft = Draft(link=link)
    while (opened := await _open_link(dialogue, portals, draft, can_go_back)) is not None:
        while (created := await _create_password(dialogue, opened, meter, draft)) is not None:
            activation = await _choose_question(dialogue, opened, created, clock, draft)
            if activation is not None:
                return activation
            if draft.wants_link:
                break
    return None


def _new_link_action() -> Action:
    return Action(NEW_LINK, _("Receive a new link"), _("link"))


async def _open_link(
    dialogue: Dialogue, portals: Portals, draft: Draft, can_go_back: bool
) -> Opened | None:
    """Step 1: the unique link."""

    async def check(answers: Answers) -> None:
        try:
            portals.check_link(answers.text("link"))
        except LinkRefused as refusal:
            raise link_refused(refusal, "link") from refusal

    async def submit(answers: Answers) -> Opened:
        link = portals.check_link(answers.text("link"))
        await confirm_portal(dialogue, portals, link.origin, "link")
        portal = portals.connect(link.origin)
        try:
            invitation = await portal.open_link(link.token)
        except PortalError as error:
            raise portal_failed(error, "link") from error
        draft.link = answers.text("link")
        desk = CaptchaDesk(invitation.captcha, lambda: portal.new_captcha(link.token))
        return Opened(link, portal, invitation, desk)

    while True:
        if draft.wants_link:
            draft.wants_link = False
            if await ask_for_a_link(dialogue, portals):
                draft.link = ""
        outcome = await dialogue.ask(
            Form(
                title=_("Open your voter space"),
                step=Step(1, STEPS),
                intro=[
                    _(
                        "You have received a mail titled “Ouverture du portail élections "
                        "professionnelles”. It holds a unique link: paste it here."
                    )
                ],
                fields=[
                    LinkField(
                        name="link",
                        label=_("Unique link"),
                        hint=_("The whole mail may be pasted: the link is found in it."),
                        value=draft.link,
                        find=portals.find_link,
                        check=check,
                    )
                ],
                submit=submit,
                submit_label=_("Continue"),
                busy=_("Opening the link…"),
                actions=[_new_link_action()],
                help=_(
                    "The link serves once, and opens only your own account. It is checked on "
                    "this computer before anything is sent. If you have not received the mail, "
                    "or have deleted it, ask for a new link."
                ),
                can_go_back=can_go_back,
            )
        )
        if isinstance(outcome, Opened):
            dialogue.head(heading(outcome.link.origin, outcome.invitation.election.name))
            return outcome
        draft.link = outcome.typed.text("link")
        if outcome.to != NEW_LINK:
            return None
        draft.wants_link = True


async def _create_password(
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
                    hint=policy_in_words(policy),
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
            actions=[_new_link_action()],
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


def not_the_same(field: str) -> FieldError:
    """Two hidden entries that differ."""
    return FieldError(
        field, _("The two entries differ. Type both again, slowly."), _("entries differ")
    )


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


async def _choose_question(
    dialogue: Dialogue, opened: Opened, created: Created, clock: PortalClock, draft: Draft
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
        clock.set(election.portal_time, clock.elapsed())
        return Activation(opened.portal, session, election)

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
            actions=[_new_link_action()],
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
